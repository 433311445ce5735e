"""What is expected of one file of one artifact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LEVELS = {"none": 0, "info": 1, "warning": 2, "error": 3}
WANTED = {"must": "error", "should": "warning", "note": "info", "quiet": "none"}
GROUPS = {
    "leak": frozenset({"secret", "credential-file", "env-file", "private-key"}),
    "map": frozenset({"source-map", "source-file"}),
}
ASIDE = frozenset({"private-mode", "license-missing", "duplicate-content", "oversized-file", "no-files-list"})
"""Rules that speak of the package as a whole: they neither meet an expectation nor disturb a look-alike."""


@dataclass(frozen=True)
class File:
    """A file to be made: path, the text that `fill` expands, and the names of the wrappers that pack it, in order."""

    path: str
    text: str
    wraps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expectation:
    """One line of the corpus.

    `level` is a key of `WANTED`; `rules` the ids of which one has to fire (or, for ``quiet``, all have to be silent),
    empty for any; `kind` one of wheel, sdist, npm; `open` the visibility; `files` begins with the one that is judged;
    `source` says which public documentation describes the format.
    """

    id: str
    family: str
    level: str
    rules: frozenset[str]
    kind: str
    open: bool
    files: tuple[File, ...]
    source: str

    @property
    def seed(self) -> int:
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:8], "big")

    @property
    def half(self) -> str:
        """``seen`` or ``unseen``: by a hash of the id, so that it stays what it is when others are added.

        ``fresh`` are families that were written from documentation after both halves had been looked at.
        """
        if self.family.startswith("fresh-"):
            return "fresh"
        return ("seen", "unseen")[hashlib.sha256(b"half " + self.id.encode()).digest()[0] & 1]


def rules_of(text: str) -> frozenset[str]:
    """The ids that a column of a table names: ids, groups, or ``*`` for any."""
    names = text.replace(",", " ").split()
    if names == ["*"]:
        return frozenset()
    return frozenset().union(*(GROUPS.get(name, frozenset({name})) for name in names))
