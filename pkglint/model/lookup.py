r"""Names of files and directories that are left over: rows of a table, looked up by the name, proven by the content.

A row names a form (``file`` or ``dir``), patterns, what it is, options, and where the name is described. Patterns are
parts of a path: ``*`` any characters but ``/``, ``#`` digits, ``{a,b}`` one of them, ``[a-z]`` a class, ``\s`` a
space, ``\r`` a carriage return, ``\#`` the sign itself. Names of files are compared in lower case, if the
table is not ``cased``, those of directories as they are written.

Options: ``head=`` what the content begins with (one of several), ``holds=`` what its first 64 KB have in them,
``binary`` for what is no text, ``digits`` for a number and nothing else, ``with=`` members of which a directory has
one, ``level=`` another level, ``system`` for what nobody means to ship, in tests neither. Other words are ``flags``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pkglint.model.entry import Entry
from pkglint.model.table import rows
from pkglint.model.terms import Level
from pkglint.model.trees import DEPENDENCIES

_HEAD = 1 << 16
_FEW = 200  # names
_PIECE = re.compile(r"\\[sr#]|\[[^\]]{1,40}\]|[*#?{},]|[^*#?{},\[\\]+")
_SPELLED = {
    r"\s": " ",
    r"\r": "\r",
    r"\#": "\\#",
    "*": "[^/]*",
    "#": "[0-9]+",
    "?": "[^/]",
    "{": "(?:",
    "}": ")",
    ",": "|",
}
_SPECIAL = re.compile(r"[*#?{\[\\]")


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
    def last(self) -> re.Pattern[str]:
        """The expression for the last part of a path."""
        return re.compile(self.spelled_last)

    @property
    def spelled_last(self) -> str:
        """The last part of a path as a regular expression."""
        return spelled(self.pattern.rpartition("/")[2])

    @cached_property
    def having(self) -> tuple[re.Pattern[str], ...]:
        """The expressions for what a directory must hold."""
        return tuple(re.compile(f"{spelled(member)}(?:/.*)?") for member in self.members)

    @cached_property
    def above(self) -> re.Pattern[str] | None:
        """The expression for the directories that must stand before the last part."""
        above = self.pattern.rpartition("/")[0]
        return re.compile(f"(?:.*/)?{spelled(above)}") if above else None

    @property
    def asks(self) -> bool:
        """Whether the content has to be looked at."""
        return bool(self.head or self.holds or self.binary or self.digits)

    def fits(self, directory: str) -> bool:
        """Whether the directories above, with ``/`` between them, are those that the row wants."""
        return self.above is None or self.above.fullmatch(directory) is not None

    def proven(self, data: bytes) -> bool:
        """Whether the beginning of a file is that of what its name says."""
        start = data.lstrip(b"\xef\xbb\xbf \r\n\t") if data[:1] != b"\x0c" else data
        return (
            (not self.head or data.startswith(self.head) or start.startswith(self.head))
            and (not self.holds or any(text in data for text in self.holds))
            and (not self.binary or is_binary(data[:1024]))
            and (not self.digits or (len(data) < 32 and data.strip().isdigit()))
        )


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
        self.files = _Lookup()
        self.directories = _Lookup()
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


_Row = tuple[str, tuple[str, ...]]  # a pattern and the row that it stands in


class _Lookup:
    """Names by their last part: whole ones in a dictionary, the others by a text that stands in all that they fit."""

    def __init__(self) -> None:
        self.exact: dict[str, list[_Row]] = {}
        self.patterns: dict[str, list[tuple[int, _Row]]] = {}
        self._ends: dict[str, list[_Row]] = {}
        self._joined: dict[str, re.Pattern[str]] = {}
        self._count = self._asked = 0
        self.find = lru_cache(maxsize=1 << 13)(self._find)

    def add(self, pattern: str, row: tuple[str, ...]) -> None:
        one = pattern, row
        last = pattern.rpartition("/")[2]
        if _SPECIAL.search(last):
            self._count += 1
            self._ends.setdefault(last[-1] if last[-1].isalnum() and last[-2:-1] != "\\" else "", []).append(one)
            for text in dict.fromkeys(hints(last)):
                self.patterns.setdefault(text, []).append((self._count, one))
        else:
            self.exact.setdefault(last, []).append(one)

    def every(self) -> list[Name]:
        """All names, for tests that hold each of them to what it says."""
        every = dict(one for ones in self.patterns.values() for one in ones)
        rows = [*(row for rows in self.exact.values() for row in rows), *(every[number] for number in sorted(every))]
        return [_made(*row) for row in rows]

    def _find(self, last: str) -> tuple[Name, ...]:
        exact = tuple(_made(*row) for row in self.exact.get(last, ()))
        self._asked += 1
        if self._asked > _FEW and not self._may_fit(last):
            return exact
        near = dict(one for text, ones in self.patterns.items() if text in last for one in ones)
        made = [_made(*near[number]) for number in sorted(near)]
        return (*exact, *(name for name in made if name.last.fullmatch(last)))

    def _may_fit(self, last: str) -> bool:
        """Whether any pattern fits, by one expression for all that end alike: many names are worth to compile it."""
        for end in {"", last[-1:] if last[-1:].isalnum() else ""}:
            if end not in self._joined:
                self._joined[end] = re.compile(
                    "|".join(spelled(pattern.rpartition("/")[2]) for pattern, _ in self._ends.get(end, ())) or "(?!)"
                )
            if self._joined[end].fullmatch(last):
                return True
        return False


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
