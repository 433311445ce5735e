r"""Patterns of names in tables, and which of very many fit a name at the cost of one look-up for most.

A pattern is a part of a path or several: ``*`` any characters but ``/``, ``**`` any at all, ``#`` digits, ``?`` one
character, ``{a,b}`` one of them, ``[a-z]`` a class, ``\s`` a space, ``\r`` a carriage return, ``\#`` the sign itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Generic, TypeVar

R = TypeVar("R")
T = TypeVar("T")
_FEW = 200  # names
_PIECE = re.compile(r"\\[sr#]|\[[^\]]{1,40}\]|\*\*|[*#?{},]|[^*#?{},\[\\]+")
_SPELLED = {
    r"\s": " ",
    r"\r": "\r",
    r"\#": "\\#",
    "**": ".*",
    "*": "[^/]*",
    "#": "[0-9]+",
    "?": "[^/]",
    "{": "(?:",
    "}": ")",
    ",": "|",
}
_SPECIAL = re.compile(r"[*#?{\[\\]")


class Patterns(Generic[R, T]):
    """Rows by the last part of a pattern: whole names in a dictionary, others by a text that all they fit have.

    ``made`` makes of a pattern and its row what is found. It is called when a name asks for it, which is rare.
    """

    def __init__(self, made: Callable[[str, R], T]) -> None:
        self._made = made
        self._exact: dict[str, list[tuple[str, R]]] = {}
        self._hinted: dict[str, list[tuple[int, tuple[str, R]]]] = {}
        self._ends: dict[str, list[str]] = {}
        self._joined: dict[str, re.Pattern[str]] = {}
        self._count = self._asked = 0
        self.find = lru_cache(maxsize=1 << 13)(self._find)

    def add(self, pattern: str, row: R) -> None:
        """Take up a pattern. Whole names are found before others, and both in the order in which they were added."""
        last = pattern.rpartition("/")[2]
        if not _SPECIAL.search(last):
            self._exact.setdefault(last, []).append((pattern, row))
            return
        self._count += 1
        end = last[-1] if last[-1].isalnum() and last[-2:-1] != "\\" else ""
        self._ends.setdefault(end, []).append(last)
        for text in dict.fromkeys(hints(last)):
            self._hinted.setdefault(text, []).append((self._count, (pattern, row)))

    def every(self) -> list[T]:
        """What is made of all rows, for tests that hold each of them to what it says."""
        every = dict(one for ones in self._hinted.values() for one in ones)
        found = [*(one for ones in self._exact.values() for one in ones), *(every[number] for number in sorted(every))]
        return [self._made(*one) for one in found]

    def _find(self, last: str) -> tuple[T, ...]:
        """What the patterns give whose last part fits a name."""
        exact = tuple(self._made(*one) for one in self._exact.get(last, ()))
        self._asked += 1
        if self._asked > _FEW and not self._may_fit(last):
            return exact
        near = dict(one for text, ones in self._hinted.items() if text in last for one in ones)
        found = (near[number] for number in sorted(near))
        return (*exact, *(self._made(*one) for one in found if _last(one[0]).fullmatch(last)))

    def _may_fit(self, last: str) -> bool:
        """Whether any pattern fits, by one expression for all that end alike: many names are worth to compile it."""
        for end in {"", last[-1:] if last[-1:].isalnum() else ""}:
            if end not in self._joined:
                self._joined[end] = re.compile("|".join(map(spelled, self._ends.get(end, ()))) or "(?!)", re.DOTALL)
            if self._joined[end].fullmatch(last):
                return True
        return False


@cache
def _last(pattern: str) -> re.Pattern[str]:
    return re.compile(spelled(pattern.rpartition("/")[2]), re.DOTALL)


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:.*/)?{spelled(pattern)}", re.DOTALL)


def fits(pattern: str, path: str) -> bool:
    """Whether a path is what a pattern wants, at the root or deeper."""
    return _whole(pattern).fullmatch(path) is not None


def spelled(pattern: str) -> str:
    """A pattern of the tables as a regular expression."""
    depth, parts = 0, []
    for piece in _PIECE.findall(pattern):
        depth += (piece == "{") - (piece == "}")
        if piece == "," and not depth:
            parts.append(",")
        else:
            parts.append(_SPELLED.get(piece) or (piece if piece.startswith("[") else re.escape(piece)))
    return "".join(parts)


def hints(pattern: str) -> tuple[str, ...]:
    """Texts of which one stands in every name that a pattern fits, as long as they can be; ``("",)`` where none does.

    They are a piece outside of brackets, or what the alternatives of one pair of braces say, if that is plain text.
    """
    best: tuple[str, ...] = ("",)
    choices: list[str] = [""]  # of the braces that are open
    depth = 0
    for piece in _PIECE.findall(pattern):
        if piece == "{":
            depth += 1
            choices = ["", ""] if depth > 1 else [""]  # braces in braces say nothing
        elif piece == "}":
            depth -= 1
            best, choices = max(best, tuple(choices), key=_least), ["", ""]
        elif depth and piece == ",":
            choices.append("")
        elif not _SPECIAL.search(piece):
            if depth:
                choices[-1] = max(choices[-1], piece, key=len)
            else:
                best = max(best, (piece,), key=_least)
    return best


def _least(texts: tuple[str, ...]) -> int:
    return min(map(len, texts))
