"""Tables of names and places: which row a path belongs to, at the cost of one look-up for most."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Generic, TypeVar

from pkglint.detect.secrets.token import rows

T = TypeVar("T")
_GROUP = re.compile(r"\{([^{}]{0,4000})\}")
_MARKS = {"**": ".*", "*": "[^/]*", ".": r"\."}
_WILD = re.compile(r"\*|\[[^\]]{1,40}\]")
_PIECES = re.compile(r"\*\*|\*|\.|\[[^\]]{1,40}\]|[^*.\[]+")


_Rank = tuple[int, bool, int]


class Places(Generic[T]):
    """Rows by the pattern in their first column: of those that fit the one with most directories, then the first."""

    def __init__(self, table: str, made: Callable[[tuple[str, ...]], T]) -> None:
        self._exact: dict[str, list[tuple[_Rank, str, T]]] = {}
        self._wild: dict[str, list[tuple[_Rank, str, T]]] = {}
        self._named = lru_cache(maxsize=1 << 12)(self._find)
        for number, row in enumerate(rows(table)):
            value = made(row)
            for path in spread(row[0]):
                name = path.rpartition("/")[2]
                one = ((-path.count("/"), "*" in path, number), path, value)
                if "*" in name or "[" in name:
                    self._wild.setdefault(max(_WILD.split(name), key=len), []).append(one)
                else:
                    self._exact.setdefault(name, []).append(one)

    def of(self, path: str) -> T | None:
        """What the table makes of a logical path; case does not count."""
        path = path.lower()
        fits = [(rank, value) for rank, pattern, value in self._named(path.rpartition("/")[2]) if _fits(pattern, path)]
        return min(fits, key=lambda fit: fit[0])[1] if fits else None

    def _find(self, name: str) -> tuple[tuple[_Rank, str, T], ...]:
        """The rows whose last part may be ``name``: the longest text that is no wildcard must stand in it."""
        wild = [one for text, ones in self._wild.items() if text in name for one in ones]
        return (*self._exact.get(name, ()), *wild)


def _fits(pattern: str, path: str) -> bool:
    if "*" in pattern or "[" in pattern:
        return _compiled(pattern).fullmatch(path) is not None
    return path == pattern or path.endswith(f"/{pattern}")


@cache
def _compiled(path: str) -> re.Pattern[str]:
    return re.compile(f"(?:.*/)?{_expression(path)}", re.DOTALL)


def spread(pattern: str) -> list[str]:
    """A pattern without its alternatives: ``a.{b,c}`` is ``a.b`` and ``a.c``."""
    match = _GROUP.search(pattern)
    if match is None:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [one for choice in match[1].split(",") for one in spread(before + choice + after)]


def _expression(path: str) -> str:
    return "".join(
        _MARKS.get(piece) or (piece if piece[0] == "[" else re.escape(piece)) for piece in _PIECES.findall(path)
    )
