"""A rule's page in the terminal: Markdown, lightly styled, or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pkglint.model import ALL_KINDS, RuleDoc
from pkglint.report.kit import escape
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style
from pkglint.report.kit.values import dumps

_CODE = re.compile(r"(`[^`]+`)")
_ITEM = re.compile(r"(\s*(?:[-*]|\d+\.)\s+)(.*)")


def render_pages(docs: Sequence[RuleDoc], form: str, *, width: int = 80, color: bool = False) -> str:
    """The pages of ``docs``; ``form`` is ``markdown`` or ``json``."""
    if form == "json":
        return dumps([_plain(doc) for doc in docs])
    style = Style(width=width, color=color)
    return escape.guard("\n".join("\n".join(_page(doc, style)) + "\n" for doc in docs))


def render_index(docs: Sequence[RuleDoc], *, width: int = 80, color: bool = False) -> str:
    """Every rule with its summary, and how to read more."""
    style = Style(width=width, color=color)
    column = max(len(doc.id) for doc in docs) + 2
    lines = []
    for doc in docs:
        first, *rest = wrap(doc.summary, width - column)
        lines += [style.paint(doc.id, "bold") + " " * (column - len(doc.id)) + first, *(" " * column + r for r in rest)]
    return escape.guard("\n".join([*lines, "", "pkglint explain RULE shows a rule's page, --all all of them."]) + "\n")


def levels(doc: RuleDoc) -> str:
    """A rule's levels in words: ``error``; ``error, warning for open source``; kinds that differ after that."""
    parts = [str(doc.levels.closed)]
    if doc.levels.open is not doc.levels.closed:
        parts.append(f"{doc.levels.open} in an open-source package")
    for level in sorted(set(doc.levels.by_kind.values()), reverse=True):
        kinds = [str(kind) for kind in ALL_KINDS if doc.levels.by_kind.get(kind) is level]
        parts.append(f"{level} in {' and '.join(kinds)}")
    if doc.grades:
        parts.append(doc.grades)
    return ", ".join(parts)


def _plain(doc: RuleDoc) -> dict[str, Any]:
    return {
        "id": doc.id,
        "family": doc.family,
        "summary": doc.summary,
        "levels": {
            "closed": str(doc.levels.closed),
            "open": str(doc.levels.open),
            "by_kind": {kind.value: str(level) for kind, level in doc.levels.by_kind.items()},
        },
        "grades": doc.grades,
        "kinds": [kind.value for kind in doc.kinds],
        "page": doc.page,
    }


def _page(doc: RuleDoc, style: Style) -> Iterator[str]:
    yield style.paint(f"# {doc.id}", "bold")
    yield ""
    yield from _wrapped(f"- Level: {levels(doc)}", style)
    yield f"- Checked in: {', '.join(kind.value for kind in doc.kinds)}"
    yield ""
    fenced = False
    paragraph: list[str] = []
    for line in doc.page.rstrip().splitlines():
        plain = bool(line.strip()) and not fenced and not line.startswith(("#", "```", "|", "    "))
        if plain and not (_ITEM.match(line) and paragraph):
            paragraph.append(line.strip() if paragraph else line.rstrip())
            continue
        yield from _flushed(paragraph, style)
        if plain:
            paragraph.append(line.rstrip())
            continue
        if line.startswith("```"):
            fenced = not fenced
        yield _verbatim(line, fenced, style)
    yield from _flushed(paragraph, style)


def _flushed(paragraph: list[str], style: Style) -> Iterator[str]:
    if paragraph:
        yield from _wrapped(" ".join(paragraph), style)
        paragraph.clear()


def _verbatim(line: str, fenced: bool, style: Style) -> str:
    shown = escape.terminal(line)
    if line.startswith("#"):
        return style.paint(shown, "bold")
    return style.paint(shown, "cyan" if fenced and not line.startswith("```") else "dim" if "```" in line else "")


def _wrapped(text: str, style: Style) -> Iterator[str]:
    """A paragraph or a list item; code in it keeps its colour across lines only where it fits on one."""
    item = _ITEM.fullmatch(text)
    mark, rest = (item[1], item[2]) if item else ("", text)
    for number, line in enumerate(wrap(escape.terminal(rest), style.width - len(mark))):
        painted = _CODE.sub(lambda found: style.paint(found[0], "cyan"), line)
        yield (mark if number == 0 else " " * len(mark)) + painted
