"""Lines and tables that fit the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pkglint.report.kit.style import Style
from pkglint.report.kit.words import columns

_SPAN = re.compile(r"`[^`]{1,60}`")
_BLANK = re.compile(r" (?!(?:B|[kMGT]i?B)\b)")  # A number and its unit stay on one line.
_JOINT = "\0"  # Stands for a blank that must not end a line: escaped text holds no such character.
_PAINT = re.compile(r"\x1b\[[0-9;]{1,20}m")
_PIECES = re.compile(r"[^/]+/?|/")


def wrap(text: str, width: int, first: int = 0) -> list[str]:
    """``text`` broken at blanks into lines of at most ``width`` columns; ``first`` are taken on the first line.

    A word that is too long for any line is broken after a slash, or anywhere if need be; code in backticks stays on
    one line if it fits on one. ``text`` is escaped already and not yet painted.
    """
    width = max(width, 8)
    text = _SPAN.sub(lambda found: found[0].replace(" ", _JOINT) if columns(found[0]) <= width else found[0], text)
    lines: list[str] = []
    line, used = "", first
    for piece, apart in _pieces(text, width):
        gap = " " if apart and line else ""
        if used and used + len(gap) + columns(piece) > width:
            lines.append(line)
            line, used, gap = "", 0, ""
        line += gap + piece
        used += len(gap) + columns(piece)
    return [made.replace(_JOINT, " ") for made in (*lines, line)]


def _pieces(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """What must not be broken any further, and whether a blank stands before it."""
    for word in _BLANK.split(text):
        apart = True
        for piece in _PIECES.findall(word) if columns(word) > width else [word]:
            for part in _chop(piece, width):
                yield part, apart
                apart = False


def _chop(piece: str, width: int) -> Iterator[str]:
    while columns(piece) > width:
        end = width
        while columns(piece[:end]) > width:
            end -= 1
        yield piece[:end]
        piece = piece[end:]
    yield piece


def table(rows: Sequence[Sequence[str]], headers: Sequence[str], style: Style, right: Sequence[int] = ()) -> str:
    """A table of escaped cells, of one or more lines; ``right`` are the columns of numbers. Boxes where they show."""
    heads = [style.paint(head, "bold") for head in headers]
    cells = [[cell.split("\n") for cell in row] for row in (heads, *rows)]
    widths = [max(_shown(line) for row in cells for line in row[index]) for index in range(len(headers))]
    edge, gap, end = ("│ ", " │ ", " │") if style.unicode else ("", "  ", "")
    lines = []
    for row in cells:
        for part in zip_longest(*row, fillvalue=""):
            padded = [_padded(text, widths[i], to_the_right=i in right) for i, text in enumerate(part)]
            lines.append(f"{edge}{gap.join(padded)}{end}".rstrip())
    if not style.unicode:
        return "\n".join([lines[0], gap.join("-" * width for width in widths), *lines[1:]])
    over, under, below = (
        f"{left}{middle.join('─' * (width + 2) for width in widths)}{close}"
        for left, middle, close in ("╭┬╮", "├┼┤", "╰┴╯")
    )
    return "\n".join([over, lines[0], under, *lines[1:], below])


def _shown(text: str) -> int:
    """The columns of a cell that may be painted."""
    return columns(_PAINT.sub("", text))


def _padded(text: str, width: int, *, to_the_right: bool) -> str:
    blanks = " " * (width - _shown(text))
    return blanks + text if to_the_right else text + blanks
