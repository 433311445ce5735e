r"""Names of files and directories that are left over: rows of a table, looked up by the name, proven by the content.

A row names a form (``file`` or ``dir``), patterns, what it is, options, and where the name is described. Patterns are
those of :mod:`pkglint.model.patterns`. Names of files are compared in lower case, if the table is not ``cased``, those
of directories as they are written.

Options: ``head=`` what the content begins with (one of several), ``holds=`` what its first 64 KB have in them,
``binary`` for what is no text, ``digits`` for a number and nothing else, ``with=`` members of which a directory has
one, ``level=`` another level, ``system`` for what nobody means to ship, in tests neither. Other words are ``flags``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pkglint.model import patterns
from pkglint.model.entry import Entry
from pkglint.model.patterns import Patterns, spelled
from pkglint.model.table import rows
from pkglint.model.terms import Level
from pkglint.model.trees import DEPENDENCIES

_HEAD = 1 << 16


@dataclass(frozen=True)
class Name:
    """One pattern of a row. Its expressions are compiled when a path asks for them, which is rare."""

    pattern: str
    title: str
    source: str
    head: tuple[bytes, ...] = ()
    holds: tuple[bytes, ...] = ()
    binary: bool = False
    digits: bool = False
    members: tuple[str, ...] = ()
    level: Level | None = None
    system: bool = False
    flags: frozenset[str] = frozenset()

    @cached_property
    def having(self) -> tuple[re.Pattern[str], ...]:
        """The expressions for what a directory must hold."""
        return tuple(re.compile(f"{spelled(member)}(?:/.*)?") for member in self.members)

    @property
    def asks(self) -> bool:
        """Whether the content has to be looked at."""
        return bool(self.head or self.holds or self.binary or self.digits)

    def fits(self, directory: str) -> bool:
        """Whether the directories above, with ``/`` between them, are those that the row wants."""
        above = self.pattern.rpartition("/")[0]
        return not above or patterns.fits(above, directory)

    def proven(self, data: bytes) -> bool:
        """Whether the beginning of a file is that of what its name says."""
        start = data.lstrip(b"\xef\xbb\xbf \r\n\t") if data[:1] != b"\x0c" else data
        return (
            (not self.head or data.startswith(self.head) or start.startswith(self.head))
            and (not self.holds or any(text in data for text in self.holds))
            and (not self.binary or is_binary(data[:1024]))
            and (not self.digits or (len(data) < 32 and data.strip().isdigit()))
        )


def is_binary(data: bytes) -> bool:
    """Whether bytes cannot be text: a NUL, or what UTF-8 does not have (the last character may be cut)."""
    if b"\0" in data:
        return True
    try:
        data[:-4].decode()
    except UnicodeDecodeError:
        return True
    return False


@lru_cache(maxsize=1 << 14)
def _made(pattern: str, row: tuple[str, ...]) -> Name:
    _, _, title, option_text, source = row
    options = dict(option.partition("=")[::2] for option in option_text.split())

    def texts(key: str) -> tuple[bytes, ...]:
        values = options[key].split(",") if key in options else []
        return tuple(value.encode().decode("unicode_escape").encode("latin-1") for value in values)

    return Name(
        pattern,
        title,
        source,
        head=texts("head"),
        holds=texts("holds"),
        binary="binary" in options,
        digits="digits" in options,
        members=tuple(options["with"].split(",")) if "with" in options else (),
        level=Level[options["level"].upper()] if "level" in options else None,
        system="system" in options,
        flags=frozenset(options),
    )


class Names:
    """The rows of a table, compiled: a name costs one look into a dictionary and one expression."""

    def __init__(self, package: str, table: str, *, cased: bool = False) -> None:
        self.cased = cased
        self.files = Patterns(_made)
        self.directories = Patterns(_made)
        for row in rows(package, table):
            lookup = self.directories if row[0] == "dir" else self.files
            for pattern in row[1].split():
                lookup.add(pattern, row)

    def file(self, path: str) -> list[Name]:
        """The rows that may speak of a file, by its path; none for files of dependencies."""
        above, _, last = path.rpartition("/")
        found = self.files.find(last if self.cased else last.lower())
        if not found or not DEPENDENCIES.isdisjoint(above.split("/")):
            return []
        return [name for name in found if name.fits(above if self.cased else above.lower())]

    def asks(self, entry: Entry) -> bool:
        """Whether the content decides about an entry."""
        return entry.is_file and entry.size > 0 and any(name.asks for name in self.file(entry.path))

    def visit(self, entry: Entry) -> Name | None:
        """The first row that the content of an entry proves."""
        names = [name for name in self.file(entry.path) if name.asks]
        head = entry.content.data[:_HEAD]
        return next((name for name in names if name.proven(head)), None)

    def directory(self, path: str) -> list[Name]:
        """The rows that may speak of a directory."""
        above, _, last = path.rpartition("/")
        return [name for name in self.directories.find(last) if name.fits(above)]
