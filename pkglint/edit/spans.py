"""Where values stand in the text of TOML and JSON: strings, lists and tables are skipped as wholes.

The text has been accepted by a parser before: the scanner only has to know where values begin and end.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}      # TOML: several lines, with escapes
      | \'\'\'.*?\'{3,5}              # several lines as they are
      | "(?:\\.|[^"\\\n])*"           # one line, as in JSON
      | \'[^\'\n]*\'                  # one line as it is
    ''',
    re.VERBOSE | re.DOTALL,
)
_SCALAR = re.compile(r"[^\s,\]}#]+(?:[ ][0-9][0-9:.Z+-]*)?")
_CLOSING = {"[": "]", "{": "}"}


class Span(NamedTuple):
    """A piece of the text, from ``start`` to before ``end``."""

    start: int
    end: int


class Member(NamedTuple):
    """A key with its value in a table that is written between braces."""

    key: Span
    value: Span


def blank(text: str, at: int) -> int:
    """The end of blanks, line ends and comments."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def value(text: str, at: int) -> Span:
    """The value that begins at ``at``."""
    if text[at] in _CLOSING:
        return Span(at, _bracketed(text, at))
    found = _STRING.match(text, at) or _SCALAR.match(text, at)
    return Span(at, found.end() if found else at + 1)


def items(text: str, outer: Span) -> list[Span]:
    """The values in a list."""
    found = []
    at = blank(text, outer.start + 1)
    while at < outer.end - 1:
        found.append(value(text, at))
        at = _next(text, found[-1].end)
    return found


def members(text: str, outer: Span, sign: str) -> list[Member]:
    """The keys and values between braces; ``sign`` stands between the two."""
    found = []
    at = blank(text, outer.start + 1)
    while at < outer.end - 1:
        key = Span(at, key_end(text, at, sign))
        found.append(Member(key, value(text, blank(text, key.end + 1))))
        at = _next(text, found[-1].value.end)
    return found


def key_end(text: str, at: int, sign: str) -> int:
    """The place of ``sign`` after a key that may be made of strings."""
    while at < len(text) and text[at] != sign:
        found = _STRING.match(text, at)
        at = found.end() if found else at + 1
    return at


def comma(text: str, at: int) -> int | None:
    """The place of the comma that follows, ``None`` when what follows is no comma."""
    at = blank(text, at)
    return at if text[at : at + 1] == "," else None


def _next(text: str, at: int) -> int:
    at = blank(text, at)
    return blank(text, at + 1) if text[at : at + 1] == "," else at


def _bracketed(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
            if not depth:
                return at + 1
        elif char in "\"'":
            found = _STRING.match(text, at)
            at = found.end() if found else at + 1
            continue
        elif char == "#":
            at = blank(text, at)
            continue
        at += 1
    return at
