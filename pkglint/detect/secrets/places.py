"""Tables of places: which row a path belongs to, at the cost of one look-up for most."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pkglint.detect.secrets.token import rows
from pkglint.model import patterns

T = TypeVar("T")
_GROUP = re.compile(r"\{([^{}]{0,4000})\}")


@dataclass(frozen=True)
class _Place(Generic[T]):
    """A row at one of its patterns: the lower the rank, the better it fits."""

    rank: tuple[int, bool, int]
    pattern: str
    value: T


class Places(Generic[T]):
    """Rows by the patterns in their first column: of those that fit the one with most directories, then the first."""

    def __init__(self, table: str, made: Callable[[tuple[str, ...]], T]) -> None:
        self._patterns = patterns.Patterns[_Place[T], _Place[T]](lambda _, place: place)
        for number, row in enumerate(rows(table)):
            value = made(row)
            for pattern in spread(row[0]):
                rank = -pattern.count("/"), "*" in pattern, number
                self._patterns.add(pattern, _Place(rank, pattern, value))

    def of(self, path: str) -> T | None:
        """What the table makes of a logical path; case does not count."""
        path = path.lower()
        near = self._patterns.find(path.rpartition("/")[2])
        found = [place for place in near if patterns.fits(place.pattern, path)]
        return min(found, key=lambda place: place.rank).value if found else None


def spread(pattern: str) -> list[str]:
    """A pattern without its alternatives: ``a.{b,c}`` is ``a.b`` and ``a.c``."""
    match = _GROUP.search(pattern)
    if match is None:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [one for choice in match[1].split(",") for one in spread(before + choice + after)]
