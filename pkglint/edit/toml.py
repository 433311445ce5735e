"""Edits of TOML: the list is found by walking the text, whichever of TOML's ways of writing a table is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from pkglint.edit import lists
from pkglint.edit.change import Change, Value, read
from pkglint.edit.spans import Span, blank, key_end, members, value

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_FILE = "x.toml"


class _Key(NamedTuple):
    """A key, its whole path, and the place of the line, of its value, and of the table that it stands in."""

    path: tuple[str, ...]
    line: int
    value: Span


class _Table(NamedTuple):
    path: tuple[str, ...]
    start: int
    body: int
    keys: list[_Key]
    several: bool


def edit(text: str, change: Change) -> str | None:
    """The text with the change, ``None`` where it is written in a way that is not known here."""
    tables = _scan(text)
    found = _find(text, tables, change.path)
    if change.drop:
        return _dropped(text, tables, change.path)
    if found is None:
        return None if change.remove or change.swap else _created(text, tables, change)
    if change.swap:
        return text[: found.start] + quoted(change.swap[1]) + text[found.end :]
    if text[found.start] != "[":
        return None
    old = read(_FILE, f"x = {text[found.start : found.end]}")["x"]
    return lists.changed(text, found, old, change, shown, trailing=True)


def shown(item: Value | list[str]) -> str:
    """A value as TOML, on one line."""
    if isinstance(item, str):
        return quoted(item)
    if isinstance(item, list):
        return f"[{', '.join(map(quoted, item))}]"
    return f"{{ {', '.join(f'{key} = {shown(inner)}' for key, inner in item.items())} }}"


def quoted(item: str) -> str:
    """A basic string of TOML, printable as a whole."""
    escaped = item.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _code(c) for c in escaped) + '"'


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def header(path: tuple[str, ...]) -> str:
    """The line that opens a table."""
    return f"[{'.'.join(key if _BARE.fullmatch(key) else quoted(key) for key in path)}]"


def assignment(key: str, new: list[str]) -> list[str]:
    """A key with a list, on one line while it is short."""
    name = key if _BARE.fullmatch(key) else quoted(key)
    line = f"{name} = [{', '.join(new)}]"
    return [line] if len(line) <= 72 else [f"{name} = [", *lists.body_rows(new, "  ", trailing=True), "]"]


def _created(text: str, tables: list[_Table], change: Change) -> str:
    """A new key at the end of its table, or a new table at the end of the file."""
    newline = lists.newline_of(text)
    *above, key = change.path
    rows = assignment(key, [shown(item) for item in change.add])
    for table in tables:
        if table.path == tuple(above) and not table.several and (table.path or table.keys):
            last = max((key.value.end for key in table.keys), default=table.body - 1)
            at = lists.line_of(text, last).end
            before = "" if text[:at].endswith("\n") else newline
            return text[:at] + before + "".join(row + newline for row in rows) + text[at:]
    items = [shown(item) for item in change.add]
    inside = _into_braces(text, tables, change.path, items) or _beside_dotted(text, tables, change.path, items)
    if inside:
        return inside
    made = "".join(row + newline for row in [header(tuple(above)), *rows])
    body = text.rstrip()
    return f"{body}{newline * 2 if body else ''}{made}"


def _into_braces(text: str, tables: list[_Table], path: tuple[str, ...], items: list[str]) -> str | None:
    """The key in the innermost table between braces that is above it: such a table is opened nowhere else."""
    for cut in range(len(path) - 1, 0, -1):
        outer = _find(text, tables, path[:cut])
        if outer is not None:
            if text[outer.start] != "{":
                return None
            made = f"{_dotted(path[cut:])} = [{', '.join(items)}]"
            there = members(text, outer, "=")
            if not there:
                return f"{text[: outer.start]}{{ {made} }}{text[outer.end :]}"
            at = there[-1].value.end
            return f"{text[:at]}, {made}{text[at:]}"
    return None


def _beside_dotted(text: str, tables: list[_Table], path: tuple[str, ...], items: list[str]) -> str | None:
    """The key after one of the dotted keys that have made its table, or one above: no header may open that again."""
    found: tuple[int, _Table, _Key] | None = None
    for table in tables:
        depth = len(table.path)
        for key in table.keys if table.path == path[:depth] and not table.several else ():
            shared = sum(1 for _ in takewhile(_same, zip(key.path[:-1], path[:-1], strict=False)))
            if shared > depth and (found is None or shared >= found[0]):
                found = (shared, table, key)
    if found is None:
        return None
    _, table, last = found
    newline, line = lists.newline_of(text), lists.line_of(text, last.value.end)
    before = "" if text[: line.end].endswith("\n") else newline
    row = f"{lists.indent_of(text, last.line)}{_dotted(path[len(table.path) :])} = [{', '.join(items)}]{newline}"
    return text[: line.end] + before + row + text[line.end :]


def _same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _dotted(path: tuple[str, ...]) -> str:
    return header(path)[1:-1]


def _dropped(text: str, tables: list[_Table], path: tuple[str, ...]) -> str | None:
    for table in tables:
        for key in table.keys:
            if key.path == path:
                line = lists.line_of(text, key.value.end)
                return text[: key.line] + text[line.end :]
            rest = path[len(key.path) :]
            if key.path == path[: len(key.path)] and len(rest) == 1 and text[key.value.start] == "{":
                return _dropped_inside(text, key, rest[0])
    return None


def _dropped_inside(text: str, key: _Key, name: str) -> str | None:
    inside = members(text, key.value, "=")
    spans = [Span(member.key.start, member.value.end) for member in inside]
    index = next((i for i, m in enumerate(inside) if _parts(text[m.key.start : m.key.end]) == (name,)), None)
    if index is None:
        return None
    if len(spans) == 1:
        return text[: key.line] + text[lists.line_of(text, key.value.end).end :]
    return lists.without(text, spans, index)


def _find(text: str, tables: list[_Table], path: tuple[str, ...]) -> Span | None:
    """The value at ``path``, written as a key of any table above it or inside braces."""
    for table in tables:
        for key in table.keys if not table.several else ():
            if key.path == path[: len(key.path)]:
                found = _inside(text, key.value, path[len(key.path) :])
                if found:
                    return found
    return None


def _inside(text: str, outer: Span, rest: tuple[str, ...]) -> Span | None:
    if not rest:
        return outer
    if text[outer.start] != "{":
        return None
    for member in members(text, outer, "="):
        parts = _parts(text[member.key.start : member.key.end])
        if parts == rest[: len(parts)]:
            return _inside(text, member.value, rest[len(parts) :])
    return None


@lru_cache(maxsize=8)
def _scan(text: str) -> list[_Table]:
    """The tables in the order of the text, the root first, each with the keys that stand in it."""
    tables = [_Table((), 0, 0, [], False)]
    at = blank(text, 0)
    while at < len(text):
        if text[at] == "[":
            several = text.startswith("[[", at)
            start = at + 1 + several
            end = key_end(text, start, "]")
            tables.append(_Table(_parts(text[start:end]), at, end + 1 + several, [], several))
            at = blank(text, end + 1 + several)
            continue
        end = key_end(text, at, "=")
        here = value(text, blank(text, end + 1))
        tables[-1].keys.append(_Key((*tables[-1].path, *_parts(text[at:end])), at, here))
        at = blank(text, here.end)
    return tables


def _parts(key: str) -> tuple[str, ...]:
    """A dotted key as its parts."""
    return tuple(_walk(read(_FILE, f"{key.strip()} = 0")))


def _walk(data: Any) -> Iterator[str]:
    while isinstance(data, dict):
        key, data = next(iter(data.items()))
        yield key
