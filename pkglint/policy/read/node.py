"""One shape for values with positions, whatever text they came from.

The three readers yield it and :mod:`pkglint.policy.read.shapes` validates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pkglint.policy.read.errors import Problem

MAX_BYTES = 512 << 10
MAX_DEPTH = 24
MAX_NODES = 50_000

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands; ``line`` and ``column`` are 1-based.

    ``kind`` is ``mapping`` (value: pairs of nodes), ``list`` (nodes), ``text``, ``integer``, ``number``, ``truth``,
    ``date``, ``null``, or ``broken`` for what has been reported already. ``written`` is a scalar as it stands,
    ``end`` the offset after a JSON list or object, for whoever edits the text.
    """

    kind: str
    value: Any
    line: int
    column: int
    written: str = ""
    span: int = 0
    end: int = 0

    @property
    def width(self) -> int:
        """How many characters to underline: with the quotes, where there are any."""
        return max(1, self.span or len(self.written))

    @property
    def words(self) -> str:
        """What it is, for a message."""
        if self.kind == "text":
            return f'the text "{_short(self.value)}"'
        if self.kind in ("integer", "number"):
            return f"the number {_short(self.written)}"
        if self.kind == "truth":
            return f"`{self.written}`, which reads as {str(self.value).lower()}"
        if self.kind in ("date", "time"):
            return f"the {self.kind} {self.written}"
        return {"mapping": "a mapping", "list": "a list"}.get(self.kind, "nothing")


@dataclass()
class Source:
    """A policy's text: its name in messages, its lines, and the problems found in it so far."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = _BREAK.split(self.text)

    def problem(self, at: Node | tuple[int, int], message: str, help_: str = "", width: int | None = None) -> None:
        """Note a problem at a node or at a 1-based line and column."""
        line, column = (at.line, at.column) if isinstance(at, Node) else at
        if width is None:
            width = at.width if isinstance(at, Node) else 1
        if line > len(self.lines):  # The end of the text, as a parser counts it after the last line break.
            line, column, width = len(self.lines), len(self.lines[-1]) + 1, 1
        shown = self.lines[line - 1]
        self.problems.append(Problem(self.file, line, column, message, help_, shown, width))

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset into the text."""
        before = _BREAK.split(self.text[:offset])
        return len(before), len(before[-1]) + 1


def decode(file: str, data: bytes, most: int = MAX_BYTES) -> Source:
    """The text of a policy; a source with one problem and no text when it has over ``most`` bytes or is not UTF-8."""
    source = Source(file, "")
    if len(data) > most:
        help_ = "write patterns (`dist/**/*.js`) where there is a list of files"
        source.lines = [data[:200].decode("utf-8", "replace").partition("\n")[0]]
        source.problem((1, 1), f"the file has {len(data):,} bytes; it may have {most:,}", help_)
        return source
    try:
        return Source(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        good = data[:start].decode("utf-8", "replace")
        line = good.count("\n")
        source.lines = data.decode("utf-8", "replace").split("\n")
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "the file is UTF-16" if wide else f"the byte 0x{data[start]:02x} is not UTF-8"
        source.problem((line + 1, len(good.rpartition("\n")[2]) + 1), what, "save the file as UTF-8")
        return source


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def pairs(node: Node, where: str, source: Source) -> Iterator[tuple[str, Node, Node]]:
    """The keys and values of a mapping; a key that is no text, or that stands there twice, is a problem."""
    first: dict[str, Node] = {}
    for key, value in node.value:
        if key.kind == "broken":
            continue
        if key.kind in ("mapping", "list"):
            source.problem(key, f"a key of {where} is {key.words}", "write a plain word before the colon")
            continue
        name = key.value if key.kind == "text" else key.written
        if name in first:
            message = f"`{name[:60]}` is there twice in {where}; first on line {first[name].line}"
            source.problem(key, message, "merge the two: readers that allow it keep only the last")
            continue
        first[name] = key
        yield name, key, value
