"""METADATA and PKG-INFO: header fields and a body, as the core metadata specification frames them.

The format is that of e-mail headers in UTF-8. The standard library's parser costs a third of the cold start and hides
what it repairs, so this one reads the same language and says what was odd: a line ends at CR LF, at LF or at a lone
CR, as in ``email.feedparser``, because that is how the installers read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pkglint.model.lazy import lazy

_LINE = lazy(r"\r\n|\r|\n")
_FIELD = lazy(r"([!-9;-~]+):(.*)", re.DOTALL)
# Metadata before 2.1 folds a description with eight spaces, or seven and a bar.
_FOLD = lazy(r"\n(?: {7}[ |]|[ \t]+(?=\n|\Z))")

# More than any package needs. Over it the file is not parsed: the parsers of single fields are not made for more.
MAX_BYTES = 4 << 20
MAX_FIELDS = 5_000
MAX_VALUE = 16 << 10
_LONG = frozenset({"description", "license"})  # whole texts, in old metadata

# Fields that may come more than once ("tag" is WHEEL's); every other one must not, or two readers take two values.
MULTIPLE = frozenset(
    {
        "classifier",
        "dynamic",
        "import-name",
        "import-namespace",
        "license-file",
        "obsoletes",
        "obsoletes-dist",
        "platform",
        "project-url",
        "provides",
        "provides-dist",
        "provides-extra",
        "requires",
        "requires-dist",
        "requires-external",
        "supported-platform",
        "tag",
    }
)


@dataclass(frozen=True)
class Headers:
    """The fields in order, each as (name as written, value), the body, and what was odd, one sentence each.

    A folded value keeps its line breaks. ``utf8`` is false when the bytes are not UTF-8: then undecodable ones are
    surrogates in the values.
    """

    fields: tuple[tuple[str, str], ...]
    body: str
    problems: tuple[str, ...] = ()
    utf8: bool = True

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name.lower(), []).append(value)
        return found

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in order; names are compared without case."""
        return tuple(self._by_name.get(name.lower(), ()))

    def get(self, name: str) -> str:
        """The first value of a field, empty when there is none."""
        values = self._by_name.get(name.lower())
        return values[0] if values else ""

    def older_than(self, version: str) -> bool:
        """Whether the metadata are of an older version than ``version``: 2.10 is newer than 2.4."""
        return _numbers(self.get("metadata-version")) < _numbers(version)

    @cached_property
    def repeated(self) -> tuple[str, ...]:
        """Names of fields that come more than once and must not, in lower case."""
        return tuple(n for n, values in self._by_name.items() if len(values) > 1 and n not in MULTIPLE)

    @cached_property
    def description(self) -> str:
        """The long description: the body, or the field of that name in old metadata, where every line is indented."""
        return self.body if self.body.strip() else _FOLD.sub("\n", self.get("description"))


def _numbers(version: str) -> tuple[int, ...]:
    """The parts of a version of the metadata; empty, and so the oldest, where it is none."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts) else ()


def parse_headers(data: bytes) -> Headers:
    """Read header fields up to the first blank line; what follows is the body. Never raises.

    Over the maximum of bytes, fields or characters in a field there are no fields at all, and the problem says so.
    """
    if len(data) > MAX_BYTES:
        return Headers((), "", (f"is larger than {MAX_BYTES >> 20} MiB",))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 at byte {error.start:,}"
        return _parse(data.decode("utf-8", "surrogateescape"), [problem], utf8=False)
    return _parse(text, [], utf8=True)


def _parse(text: str, problems: list[str], *, utf8: bool) -> Headers:
    if text.startswith("\ufeff"):
        problems.append("starts with a byte order mark, which becomes part of the first field's name")
        text = text[1:]
    fields: list[tuple[str, list[str]]] = []
    position, number, size = 0, 0, 0
    while position < len(text):
        number += 1
        end = _LINE.search(text, position)
        line = text[position : end.start()] if end else text[position:]
        following = end.end() if end else len(text)
        if not line:
            position = following
            break
        if line[0] in " \t":
            if fields:
                fields[-1][1].append(line)
                size += len(line)
            else:
                problems.append("starts with a continuation line")
        elif match := _FIELD.fullmatch(line):
            fields.append((match[1], [match[2].strip(" \t")]))
            size = len(line)
        else:
            problems.append(f"has a line that is neither a field nor a continuation (line {number:,})")
            break
        if len(fields) > MAX_FIELDS or (size > MAX_VALUE and fields[-1][0].lower() not in _LONG):
            most = f"{MAX_FIELDS:,} fields" if len(fields) > MAX_FIELDS else f"{MAX_VALUE:,} characters in a field"
            return Headers((), "", (f"has more than {most} (line {number:,})",), utf8)
        position = following
    if not fields:
        problems.append("holds no header field")
    return Headers(
        tuple((name, "\n".join(lines).strip()) for name, lines in fields), text[position:], tuple(problems), utf8
    )
