"""Lines in columns: a level, a rule and a place on the first one, wrapped text under it."""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Level
from pkglint.report.kit import tool, words
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

INDENT = 2
COLUMN = 11  # Where text starts: two blanks, the longest level, two blanks.


def head(label: Level | str, rule: str, place: str, style: Style, facts: str = "") -> Iterator[str]:
    """The first line of a block: the level or a word in its column, the rule, and the place beside or under it."""
    word = style.level(label) if isinstance(label, Level) else style.paint(label, "dim")
    start = " " * INDENT + word + " " * (COLUMN - INDENT - len(str(label)))
    after = f"  {facts}" if facts else ""
    linked = style.link(rule, tool.page(rule))
    if COLUMN + len(rule) + 2 + words.columns(place + after) <= style.width:
        yield f"{start}{linked}  {style.paint(place, 'bold')}{after}".rstrip()
        return
    yield start + linked
    *lines, last = wrap(place, style.width - COLUMN)
    yield from (" " * COLUMN + style.paint(line, "bold") for line in lines)
    fits = COLUMN + words.columns(last + after) <= style.width
    yield " " * COLUMN + style.paint(last, "bold") + (after if fits else "")
    if facts and not fits:
        yield " " * COLUMN + facts


def body(text: str, style: Style, look: str = "") -> Iterator[str]:
    """Wrapped lines in the text column."""
    yield from (" " * COLUMN + style.paint(line, look) for line in wrap(text, style.width - COLUMN))


def labelled(label: str, look: str, text: str, style: Style, indent: int = 0) -> Iterator[str]:
    """A label, and wrapped text that hangs beside it."""
    hang = indent + len(label) + 2
    lines = wrap(text, style.width - hang)
    yield " " * indent + style.paint(label, look) + "  " + lines[0]
    yield from (" " * hang + line for line in lines[1:])
