"""Items put into and taken out of a list, in the way in which the list is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pkglint.edit.change import Change, exchanged
from pkglint.edit.spans import Span, comma, items, value

_WIDE = 100


def line_of(text: str, at: int) -> Span:
    """The line that holds ``at``, with its end."""
    end = text.find("\n", at)
    return Span(text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end + 1)


def indent_of(text: str, at: int) -> str:
    """The blanks that the line begins with."""
    line = line_of(text, at)
    return text[line.start : line.end][: len(text[line.start : line.end]) - len(text[line.start : line.end].lstrip())]


def newline_of(text: str) -> str:
    """How lines end here."""
    return "\r\n" if "\r\n" in text else "\n"


def changed(
    text: str, outer: Span, old: list[Any], change: Change, shown: Callable[[Any], str], *, trailing: bool
) -> str:
    """The text with the change made in the list at ``outer``, which says ``old``.

    ``shown`` writes a value, and ``trailing`` says whether a comma may stand after the last one.
    """
    new = exchanged(old, change)
    for item in change.remove:
        index, gone = old.index(item), items(text, outer)
        if len(new) == len(old) and new[index] != item:
            text = text[: gone[index].start] + shown(new[index]) + text[gone[index].end :]
            old = [*old[:index], new[index], *old[index + 1 :]]
        else:
            text = without(text, gone, index)
            old = [*old[:index], *old[index + 1 :]]
        outer = value(text, outer.start)
    return appended(text, outer, [shown(item) for item in new[len(old) :]], trailing=trailing)


def appended(text: str, outer: Span, new: Sequence[str], *, trailing: bool) -> str:
    """The list with ``new`` at its end; ``trailing`` says whether a comma may stand after the last item."""
    if not new:
        return text
    there = items(text, outer)
    if not there:
        return _in_empty(text, outer, new, trailing=trailing)
    if line_of(text, there[-1].start).start <= outer.start:
        return _in_line(text, outer, there, new, trailing=trailing)
    last = there[-1]
    found = comma(text, last.end)
    ends = found is not None and trailing
    indent = indent_of(text, last.start)
    if found is None:
        text = text[: last.end] + "," + text[last.end :]
        found = last.end
    newline = newline_of(text)
    rows = body_rows(new, indent, trailing=ends)
    if "\n" not in text[found : value(text, outer.start).end]:  # the bracket stands on the line of the last item
        return text[: found + 1] + newline + newline.join(rows) + text[found + 1 :]
    at = line_of(text, found).end
    return text[:at] + "".join(row + newline for row in rows) + text[at:]


def _in_empty(text: str, outer: Span, new: Sequence[str], *, trailing: bool) -> str:
    """A list that holds nothing, or comments: those stay before what comes."""
    inside = text[outer.start + 1 : outer.end - 1]
    if not inside.strip():
        return text[: outer.start + 1] + ", ".join(new) + text[outer.end - 1 :]
    newline = newline_of(text)
    rows = body_rows(new, indent_of(text, outer.start + len(inside.rstrip())), trailing=trailing)
    before = text[: outer.start + 1] + inside.rstrip(" \t")
    return before + newline.join(rows) + newline + indent_of(text, outer.start) + text[outer.end - 1 :]


def _in_line(text: str, outer: Span, there: Sequence[Span], new: Sequence[str], *, trailing: bool) -> str:
    """A list on one line stays on it while the line is short."""
    row = line_of(text, outer.start)
    length = len(text[row.start : row.end]) + len(", ".join(new))
    has_comment = any("#" in gap for gap in _gaps(text, outer, there))
    if length <= _WIDE or has_comment or "\n" in text[outer.start : outer.end]:
        at = there[-1].end
        return f"{text[:at]}, {', '.join(new)}{text[at:]}"
    base, newline = indent_of(text, outer.start), newline_of(text)
    rows = body_rows([text[span.start : span.end] for span in there] + list(new), base + "  ", trailing=trailing)
    return text[: outer.start] + "[" + newline + newline.join(rows) + newline + base + "]" + text[outer.end :]


def body_rows(values: Sequence[str], indent: str, *, trailing: bool) -> list[str]:
    """One line for each value."""
    rows = [f"{indent}{item}," for item in values]
    if rows and not trailing:
        rows[-1] = rows[-1][:-1]
    return rows


def _gaps(text: str, outer: Span, there: Sequence[Span]) -> list[str]:
    edges = [outer.start + 1, *(edge for span in there for edge in span), outer.end - 1]
    return [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def without(text: str, there: Sequence[Span], index: int) -> str:
    """The text without the ``index``-th of several things that commas stand between."""
    gone = there[index]
    found = comma(text, gone.end)
    end = gone.end if found is None else found + 1
    if found is None and index:  # the last one: the comma before it goes too, for JSON allows none there
        before = comma(text, there[index - 1].end)
        if before is not None:
            text = text[:before] + text[before + 1 :]
            gone, end = Span(gone.start - 1, gone.end - 1), end - 1
    line, tail = line_of(text, gone.start), line_of(text, end)
    alone = not text[line.start : gone.start].strip()
    rest = text[end : tail.end].partition("#")[0]
    if alone and not rest.strip() and text[end : tail.end].endswith("\n"):
        return text[: line.start] + text[tail.end :]
    if found is None:
        return text[: gone.start].rstrip(" \t") + text[end:]
    return text[: gone.start] + text[end:].lstrip(" \t")
