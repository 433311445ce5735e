"""A coarse form of a grammar: a short expression that matches wherever the grammar does, and where to look then.

It is a piece of the grammar around its longest literal, with counts cut down, so that many of them can be searched at
once. The tables need no column for it, and it cannot be forgotten.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.secrets.token import Token

_SET = r"\[(?:\\.|[^\]\\])+\]"
_ITEM = re.compile(
    rf"""
    ( {_SET} | \\. | [^\\()\[\]{{}}?*+|]               # one character: a class, an escape, itself
      | \( (?: [^\\()\[\]] | \\. | {_SET} | \( (?: [^\\()\[\]] | \\. | {_SET} )* \) )* \) )  # a group, with groups
    ( \{{\d+(?:,\d*)?\}} | \? )?
    """,
    re.VERBOSE,
)
_ENOUGH, _FEW = (
    10,
    24,
)  # characters of a class that are as selective as all, beside a literal and beside a letter or two
LONGEST = 4096  # bytes of a class that has no upper bound
LONGEST = 4096  # bytes of a class that has no upper bound
_LITERALS = 3  # characters of a literal without which nothing is cut


class Coarse(NamedTuple):
    """An expression, and how many bytes before and behind the end of its match what it stands for may be."""

    expression: bytes
    back: int
    ahead: int = 0


class _Item(NamedTuple):
    text: str
    least: int
    most: int

    @property
    def is_literal(self) -> bool:
        """Whether it stands for one character and no other."""
        one = len(self.text) == 1 or (self.text[0] == "\\" and not self.text[1].isalnum())
        return one and self.least == self.most == 1

    @property
    def width(self) -> int:
        """The most bytes that it matches."""
        return self.most * (_width(self.text) if self.text[0] == "(" else 1)

    def spelled(self) -> str:
        """As an expression again."""
        count = str(self.least) if self.least == self.most else f"{self.least},{self.most}"
        return self.text if count == "1" else f"{self.text}{{{count}}}"


def coarse(token: Token) -> Coarse:
    """The coarse form of a kind; its anchors are between ``back`` and ``ahead``, too."""
    parts = _items(token.grammar)
    first, last = _longest_literal(parts)
    before = _cut(parts[:first][::-1], last - first, outward=True)
    after = _cut(parts[last:], last - first, outward=False)
    middle = [*reversed(before), *parts[first:last], *after]
    back = sum(part.width for part in (*parts[:last], *after))
    return Coarse("".join(part.spelled() for part in middle).encode(), back, token.lead)


def _width(group: str) -> int:
    inner = group[1:-1].removeprefix("?:")
    return max(sum(item.width for item in _items(branch)) for branch in _branches(inner))


def _branches(pattern: str) -> list[str]:
    branches, place = [""], 0
    while place < len(pattern):
        if pattern[place] == "|":
            branches.append("")
            place += 1
            continue
        match = _matched(pattern, place)
        branches[-1] += match[0]
        place = match.end()
    return branches


def _items(pattern: str) -> list[_Item]:
    items, place = [], 0
    while place < len(pattern):
        match = _matched(pattern, place)
        low, comma, high = (match[2] or "1").strip("{}").partition(",")
        least, most = (0, 1) if low == "?" else (int(low), int(high or (LONGEST if comma else low)))
        items.append(_Item(match[1], least, most))
        place = match.end()
    return items


def _matched(pattern: str, place: int) -> re.Match[str]:
    match = _ITEM.match(pattern, place)
    if match is None:
        raise ValueError(f"a grammar that cannot be cut down: {pattern}")
    return match


def _longest_literal(parts: list[_Item]) -> tuple[int, int]:
    best = (0, 0)
    for first in range(len(parts)):
        last = first
        while last < len(parts) and parts[last].is_literal:
            last += 1
        best = max(best, (first, last), key=lambda span: span[1] - span[0])
    return best


def _cut(parts: list[_Item], known: int, *, outward: bool) -> list[_Item]:
    """The parts on one side of a literal as far as they are selective, the last one with its count cut down.

    Behind a literal of one or two characters only what has a long class is selective enough.
    """
    taken: list[_Item] = []
    for part in parts:
        literals = known + sum(item.is_literal for item in taken)
        most = _ENOUGH if literals >= _LITERALS else _FEW
        if part.width > most and part.text[0] != "(" and (outward or literals >= _LITERALS or part.least >= most):
            least = min(part.least, most)
            return [*taken, _Item(part.text, least, least)] if least else taken
        taken.append(part)
        if literals >= _LITERALS and sum(item.least for item in taken) >= _ENOUGH:
            break
    return taken
