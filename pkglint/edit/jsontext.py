"""Edits of JSON, of package.json above all: the indent that is there is kept."""

from __future__ import annotations

import json
from typing import Any

from pkglint.edit import lists
from pkglint.edit.change import Change
from pkglint.edit.spans import Member, Span, blank, members, value


def edit(text: str, change: Change) -> str | None:
    """The text with the change, ``None`` where the keys above it are not there."""
    outer = value(text, blank(text, 0))
    for key in change.path[:-1]:
        found = _member(text, outer, key)
        if found is None or text[found.value.start] != "{":
            return None
        outer = found.value
    name = change.path[-1]
    here = _member(text, outer, name)
    if change.drop:
        return _dropped(text, outer, name) if here else None
    if here is None:
        return None if change.remove or change.swap else _created(text, outer, name, change)
    if change.swap:
        return text[: here.value.start] + shown(change.swap[1]) + text[here.value.end :]
    if text[here.value.start] != "[":
        return None
    old = json.loads(text[here.value.start : here.value.end])
    return lists.changed(text, here.value, old, change, shown, trailing=False)


def shown(item: Any) -> str:
    """A value as JSON on one line, printable as a whole."""
    text = json.dumps(item, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(item)


def _member(text: str, outer: Span, name: str) -> Member | None:
    """The last member of this name: of two, it is the one that counts."""
    found = [m for m in members(text, outer, ":") if json.loads(text[m.key.start : m.key.end]) == name]
    return found[-1] if found else None


def _created(text: str, outer: Span, name: str, change: Change) -> str:
    """A new member at the end, on a line of its own where the others have one."""
    there = members(text, outer, ":")
    made = f"{shown(name)}: {shown(list(change.add))}"
    if not there:
        return text[: outer.start + 1] + made + text[outer.end - 1 :]
    at = there[-1].value.end
    own = lists.line_of(text, there[-1].key.start).start > outer.start
    gap = lists.newline_of(text) + lists.indent_of(text, there[-1].key.start) if own else " "
    return f"{text[:at]},{gap}{made}{text[at:]}"


def _dropped(text: str, outer: Span, name: str) -> str:
    there = members(text, outer, ":")
    spans = [Span(member.key.start, member.value.end) for member in there]
    index = max(i for i, m in enumerate(there) if json.loads(text[m.key.start : m.key.end]) == name)
    return lists.without(text, spans, index)
