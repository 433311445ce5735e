"""Our ``dataclass`` behaves as that of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from pkglint.model import record


def shapes(dataclass: Callable[..., Any]) -> tuple[Any, Any, Any, Any]:
    """The same four classes, made by either."""

    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        names: list[str] = field(default_factory=list)
        hidden: str = field(default="", repr=False, compare=False)

    @dataclass(frozen=True)
    class Shouted:
        text: str
        loud: str = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "loud", self.text.upper())

    @dataclass(slots=True)
    class Open:
        count: int = 0

    @dataclass(frozen=True, eq=False)
    class Alone:
        x: int

    return Point, Shouted, Open, Alone


OURS, THEIRS = shapes(record.dataclass), shapes(dataclasses.dataclass)
Point = OURS[0]


@pytest.mark.parametrize("classes", [OURS, THEIRS], ids=["ours", "theirs"])
def test_values(classes: tuple[Any, Any, Any, Any]) -> None:
    point, shouted, open_, alone = classes
    one = point(1, names=["a"])
    assert repr(one).endswith(".Point(x=1, y=2, names=['a'])")
    assert one == point(1, 2, ["a"], "not compared")
    assert one != point(1)
    assert one.__eq__(3) is NotImplemented
    assert point(1).names is not point(1).names
    assert dataclasses.replace(one, y=5) == point(1, 5, ["a"])
    assert [f.name for f in dataclasses.fields(one)] == ["x", "y", "names", "hidden"]
    assert copy.copy(one) == one
    assert not hasattr(one, "__dict__")
    with pytest.raises(TypeError):
        point()
    with pytest.raises(TypeError):
        point(1, 2, [], "", 5)
    with pytest.raises(TypeError):
        point(1, z=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x
    assert shouted("a").loud == "A"
    assert len({shouted("a"), shouted("a"), shouted("b")}) == 2
    counter = open_()
    counter.count += 1
    assert counter == open_(1)
    with pytest.raises(TypeError):
        hash(counter)
    same = alone(1)
    assert same != alone(1)
    assert {same: 1}[same] == 1


def test_hash_of_equal_values_is_equal() -> None:
    cls = shapes(record.dataclass)[1]
    assert hash(cls("a")) == hash(cls("a")) != hash(cls("b"))


def test_a_record_is_sent_to_another_process() -> None:
    from pkglint.model import Artifact

    artifact = Artifact("a", "b", None, 3)
    assert pickle.loads(pickle.dumps(artifact)) == artifact
