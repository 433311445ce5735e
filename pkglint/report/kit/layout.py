"""Lines and tables that fit the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pkglint.report.kit.style import Style
from pkglint.report.kit.words import columns

_SPAN = re.compile(r"`[^`]{1,60}`")
_BLANK = re.compile(r" (?!(?:B|[kMGT]i?B)\b)")  # A number and its unit stay on one line.
_JOINT = "\0"  # Stands for a blank that must not end a line: escaped text holds no such character.
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
    """A table of escaped cells; ``right`` are the columns of numbers. Boxes only where they can be shown."""
    import tabulate

    # A heading needs no more room than its column: two columns each are a name that fits at 80.
    tabulate.MIN_PADDING = 0
    align = ["right" if index in right else "left" for index in range(len(headers))]
    heads = [style.paint(head, "bold") for head in headers]
    looks = "rounded_outline" if style.unicode else "simple"
    made: str = tabulate.tabulate(rows, heads, tablefmt=looks, disable_numparse=True, colalign=align if rows else None)
    return "\n".join(line.rstrip() for line in made.splitlines())
