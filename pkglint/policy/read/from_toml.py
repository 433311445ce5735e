"""TOML to nodes. ``tomllib`` gives the values and no positions, so a locator walks the same text for those.

The locator runs on text that ``tomllib`` has accepted, and so only has to know where keys and values begin.
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from typing import Any

from pkglint.policy.read.node import MAX_DEPTH, Node, Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Path = tuple[str | int, ...]
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9:.Z+-]+)?")


def read(source: Source, *, whole: bool) -> Node | None:
    """The table ``tool.pkglint``, else the ``whole`` document if that may be a policy, else ``None``."""
    source.lines = source.text.split("\n")
    try:
        data = tomllib.loads(source.text)
    except RecursionError:
        source.problem((1, 1), "nested too deep", "no policy is that deep")
        return None
    except ValueError as error:
        _explain(source, error)
        return None
    tool = data.get("tool")
    ours: Path = ("tool", "pkglint") if isinstance(tool, dict) and "pkglint" in tool else ()
    if not ours and not whole:
        return None
    places = _Locator(source.text).places()
    value = tool["pkglint"] if ours and isinstance(tool, dict) else data
    return _node(source, value, ours, places, 1)


def _explain(source: Source, error: ValueError) -> None:
    words = str(error)
    found = re.search(r"\(at line (\d+), column (\d+)\)", words)
    at = (int(found[1]), int(found[2])) if found else (len(source.lines), 1)
    plain = re.sub(r"\s*\(at .*\)$", "", words)
    again = re.search("overwrite|twice|already|redefin|duplicate", plain, re.IGNORECASE)
    help_ = "a key or table may stand there once: merge the two" if again else "quote texts, and close what is open"
    source.problem(at, f"this is not TOML: {plain[:1].lower()}{plain[1:]}", help_)


def _node(source: Source, value: Any, path: Path, places: dict[Path, _Place], depth: int) -> Node:
    """The node of a value that ``tomllib`` read, at the place where the locator saw it."""
    start, length = places.get(path, (0, 1))
    line, column = source.text.count("\n", 0, start) + 1, start - (source.text.rfind("\n", 0, start) + 1) + 1
    if depth > MAX_DEPTH:
        source.problem((line, column), f"nested over {MAX_DEPTH} levels deep", "no policy is that deep")
        return Node("broken", None, line, column)
    if isinstance(value, dict):
        pairs = []
        for key, child in value.items():
            at = (*path, key)
            key_start, key_length = places.get((*at, ""), (start, length))
            key_line = source.text.count("\n", 0, key_start) + 1
            key_column = key_start - (source.text.rfind("\n", 0, key_start) + 1) + 1
            key_node = Node("text", key, key_line, key_column, key, key_length)
            pairs.append((key_node, _node(source, child, at, places, depth + 1)))
        return Node("mapping", tuple(pairs), line, column)
    if isinstance(value, list):
        return Node(
            "list",
            tuple(_node(source, child, (*path, index), places, depth + 1) for index, child in enumerate(value)),
            line,
            column,
        )
    written = value if isinstance(value, str) else source.text[start : start + length]
    return Node(_kind(value), value, line, column, written, length if "\n" not in written else 1)


def _kind(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return "date"
    kinds = {bool: "truth", int: "integer", float: "number", str: "text"}
    return kinds.get(type(value), "time")


_Place = tuple[int, int]


class _Locator:
    """Where every key and value begins, by path; a key's own place is under its path and an empty string."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, _Place] = {}
        self.rows: dict[Path, int] = {}

    def places(self) -> dict[Path, _Place]:
        """Offset and length by path."""
        table: Path = ()
        while self._blank() < len(self.text):
            if self._take("["):
                is_row = self._take("[")
                table = self._header(is_row=is_row)
            else:
                self._pair(table)
        return self.found

    def _blank(self) -> int:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _take(self, char: str) -> bool:
        self._blank()
        if self.text.startswith(char, self.at):
            self.at += 1
            return True
        return False

    def _keys(self) -> list[tuple[str, int, int]]:
        keys = []
        while True:
            start = self._blank()
            found = _STRING.match(self.text, start) or _BARE.match(self.text, start)
            if not found:
                raise ValueError(start)
            self.at = found.end()
            name = found[0]
            if name[0] in "\"'":
                name = next(iter(tomllib.loads(f"k = {name}").values()))
            keys.append((name, start, found.end() - start))
            if not self._take("."):
                return keys

    def _note(self, base: Path, keys: list[tuple[str, int, int]]) -> Path:
        """Where each part of a dotted key stands, unless an earlier line named it; gives the whole path."""
        path = base
        for name, start, length in keys:
            path = (*path, name)
            self.found.setdefault((*path, ""), (start, length))
            self.found.setdefault(path, (start, length))
            if path in self.rows:
                path = (*path, self.rows[path])
        return path

    def _header(self, *, is_row: bool) -> Path:
        keys = self._keys()
        if is_row:
            parent = self._note((), keys[:-1])
            name, start, length = keys[-1]
            path = (*parent, name)
            self.rows[path] = self.rows.get(path, -1) + 1
            self.found.setdefault((*path, ""), (start, length))
            self.found.setdefault(path, (start, length))
            path = (*path, self.rows[path])
            self.found[path] = (start, length)
            self._take("]")
        else:
            path = self._note((), keys)
        self._take("]")
        return path

    def _pair(self, base: Path) -> None:
        path = self._note(base, self._keys())
        self._take("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        start = self._blank()
        if self._take("["):
            index = 0
            while not self._take("]"):
                self._value((*path, index))
                self._take(",")
                index += 1
            self.found[path] = (start, 1)
        elif self._take("{"):
            while not self._take("}"):
                self._pair(path)
                self._take(",")
            self.found[path] = (start, 1)
        else:
            found = _STRING.match(self.text, start) or _SCALAR.match(self.text, start)
            if not found:
                raise ValueError(start)
            self.at = found.end()
            self.found[path] = (start, found.end() - start)
