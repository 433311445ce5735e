"""An exception that is there already is not added again, and a pin is renewed in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pkglint.policy import load_policy
from pkglint.policy.author.edit import EditError, Entry
from pkglint.policy.author.merge import ADDED, RENEWED, THERE, merge_ignore
from pkglint.rules import catalogue

NAME = ".pkglint.yaml"
OLD, NEW = "a" * 64, "b" * 64
ONE, TWO = "1" * 40, "2" * 40
HEAD = "version: 1\n# ours\nignore:\n"
PTH = f'  - rule: pth-hook\n    paths: ["x.pth"]\n    sha256: "{OLD}"\n    reason: The hook is what it is for\n'
SECRET = f'  - rule: secret\n    secrets: ["{ONE}"]  # demo\n    reason: A key of the documentation\n'
HOOK = Entry("pth-hook", ("x.pth",), sha256=NEW, reason="The hook is what it is for")
KEY = Entry("secret", secrets=(TWO,), reason="A key of the documentation")


def merge(text: str, entry: Entry, *current: str, name: str = NAME) -> tuple[str, str]:
    return merge_ignore(name, text, entry, catalogue(), current)


def test_the_same_is_not_added_again() -> None:
    assert merge(HEAD + PTH, replace(HOOK, sha256=OLD), OLD) == (HEAD + PTH, THERE)
    free = Entry("junk-file", ("*.log",), reason="Logs of a demonstration")
    text, done = merge(HEAD + PTH, free)
    assert done == ADDED
    assert merge(text, replace(free, reason="Told in other words")) == (text, THERE)


def test_a_pin_of_content_that_has_gone_is_renewed_in_its_place() -> None:
    assert merge(HEAD + PTH, HOOK, NEW) == ((HEAD + PTH).replace(OLD, NEW), RENEWED)


def test_a_pin_of_content_that_is_still_there_gets_a_neighbour() -> None:
    text, done = merge(HEAD + PTH, HOOK, OLD, NEW)
    assert done == ADDED
    assert text.count("x.pth") == 2


@pytest.mark.parametrize("other", [{"kinds": ()}, {"paths": ("y.pth",)}, {"package": "demo"}])
def test_another_place_is_another_exception(other: dict[str, object]) -> None:
    text, done = merge(HEAD + PTH, replace(HOOK, **{"package": "x", **other}))  # type: ignore[arg-type]
    assert done == ADDED
    assert OLD in text


def test_secrets_are_added_to_the_list() -> None:
    text, done = merge(HEAD + SECRET, KEY)
    assert (text, done) == (HEAD + SECRET.replace(f'"{ONE}"', f'"{ONE}", "{TWO}"'), RENEWED)
    assert merge(text, KEY) == (text, THERE)
    assert load_policy(NAME, text.encode(), catalogue()).ignores[0].secrets == (ONE, TWO)


def test_a_pin_that_stands_twice_is_left_to_a_person() -> None:
    twice = PTH + PTH.replace("x.pth", "y.pth")
    with pytest.raises(EditError, match="only be renewed by a person"):
        merge(HEAD + twice, HOOK, NEW)


@pytest.mark.parametrize("name", ["pkglint.toml", "package.json"])
def test_other_syntaxes_are_merged_too(name: str) -> None:
    start = "version = 1\n" if name.endswith("toml") else '{"name": "x", "pkglint": {"version": 1}}\n'
    first, done = merge(start, replace(HOOK, sha256=OLD), name=name)
    assert done == ADDED
    assert merge(first, HOOK, NEW, name=name) == (first.replace(OLD, NEW), RENEWED)
    with_key, _ = merge(start, replace(KEY, secrets=(ONE,)), name=name)
    both, done = merge(with_key, KEY, name=name)
    assert done == RENEWED
    assert load_policy(name, both.encode(), catalogue()).ignores[0].secrets == (ONE, TWO)
