"""``dataclass`` as in the standard library, at a quarter of the cost: each run makes fifty of them before it reads.

The standard library compiles six methods when a class is defined. Here the constructor is compiled when the first value
is made, and the other methods are shared. ``fields``, ``replace`` and ``is_dataclass`` work as they do. Not known are
``order``, ``kw_only``, ``InitVar`` and ``ClassVar``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

_Fields = Sequence["dataclasses.Field[Any]"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type], type]:
        """The class with a constructor and what follows from its fields; ``eq=False`` compares by identity."""
        plain = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)
        return lambda cls: _finished(plain(cls), frozen, slots, eq)


def _finished(cls: Any, frozen: bool, slots: bool, eq: bool) -> type:
    fields = dataclasses.fields(cls)

    def first(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = init = _compiled(cls, fields, frozen)
        init(self, *args, **kwargs)

    cls.__init__, cls.__repr__ = first, _repr(fields)
    if eq:
        equal, hashed = _equal(fields)
        cls.__eq__, cls.__hash__ = equal, hashed if frozen else None
    if frozen:
        cls.__setattr__ = cls.__delattr__ = _refuse
        if slots:
            cls.__getstate__, cls.__setstate__ = _state(fields)
    made: type = cls
    return made


def _compiled(cls: type, fields: _Fields, frozen: bool) -> Callable[..., None]:
    """The constructor, as the standard library compiles it."""
    known: dict[str, Any] = {"_missing": dataclasses.MISSING, "_set": object.__setattr__}
    head, body = ["self"], []
    for field in fields:
        name = value = field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}() if {name} is _missing else {name}"
            head.append(f"{name}=_missing")
        elif field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            head.append(f"{name}=_default_{name}")
        elif field.init:
            head.append(name)
        else:
            continue  # ``__post_init__`` sets it
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(f"def __init__({', '.join(head)}):\n " + "\n ".join(body or ["pass"]), known)  # noqa: S102 - names of fields
    made: Callable[..., None] = known["__init__"]
    return made


def _equal(fields: _Fields) -> tuple[Callable[[Any, Any], bool], Callable[[Any], int]]:
    """Equality and hash by the values of the fields."""
    names = [field.name for field in fields if field.compare]
    values: Callable[[Any], object] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: Any) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal, lambda self: hash(values(self))


def _repr(fields: _Fields) -> Callable[[Any], str]:
    names = [field.name for field in fields if field.repr]

    def shown(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return shown


def _state(fields: _Fields) -> tuple[Callable[[Any], list[Any]], Callable[[Any, list[Any]], None]]:
    """What a frozen value with slots is pickled as, and how it is restored."""
    names = [field.name for field in fields]

    def restore(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    return lambda self: [getattr(self, name) for name in names], restore


def _refuse(_self: Any, name: str, *_value: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


__all__ = ["dataclass"]
