"""What an expression of JavaScript is known to be: a constant, the path of a name, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pkglint.detect.code import danger, jsread

HOLE = "\ufffc"  # in a text, what is not known
SHORT = 80  # characters of a text that is looked up among those that were seen


class Value(NamedTuple):
    """What an expression is known to be: a constant, the path of a name, and marks of where it comes from."""

    const: object = None
    path: str = ""
    marks: frozenset[str] = frozenset()


NOTHING = Value()
REGEX = Value(None, "RegExp#")
NO_MARKS: frozenset[str] = frozenset()


def marks_of(values: Sequence[Value]) -> frozenset[str]:
    """The marks of all of them."""
    marks = NO_MARKS
    for value in values:
        if value.marks:
            marks |= value.marks
    return marks


def literal(text: str) -> Value:
    """The value of a text with its quotes."""
    value, hidden = jsread.plain(text)
    marks = {"hidden"} if hidden else set()
    if len(value) < 200 and danger.SECRET_FILES.search(value):
        marks.add("login")
    return Value(value, "String#", frozenset(marks))


def plus(left: object, right: object) -> object:
    """Two texts put together; of one that is not known, a hole stays. ``None`` where neither is, or both are long."""
    if not (isinstance(left, str) or isinstance(right, str)):
        return None
    left, right = left if isinstance(left, str) else HOLE, right if isinstance(right, str) else HOLE
    return left + right if len(left) + len(right) < danger.MOST * 10 else None


def either(word: str, left: object, right: object) -> object:
    """Of ``a ? "b" : "c"`` both texts, in lines of their own, which are no name and no address."""
    if word == "?" and isinstance(right, str):
        return "\n" + right
    if word == ":" and isinstance(left, str) and left[:1] == "\n" and isinstance(right, str):
        return left + "\n" + right
    return None


def item_at(items: object, index: object) -> object:
    """What stands at a known place of a known list or text."""
    known = isinstance(items, (list, str)) and isinstance(index, int) and 0 <= index < len(items)
    return items[index] if known else None  # type: ignore[index]


def number_of(text: str) -> int | None:
    """The value of a number without a fraction."""
    try:
        return int(text, 16) if text[:2] in ("0x", "0X") else int(text)
    except ValueError:
        return None


known = lru_cache(maxsize=1 << 11)(literal)
"""As :func:`literal`, for short texts, which bundles repeat."""
