"""Keys and values of configuration in whatever grammar: read without knowing which, bounded, each character once.

JSON and XML are recognised by their first character. All else is read line by line: ``key = value`` and ``key: value``
with their dialects (INI, TOML, YAML, properties, shell, HCL, Python, PHP, Ruby), quoted pairs anywhere in a line
(arrays of PHP, objects of JavaScript, ``define('KEY', 'value')``), and ``name:`` with ``value:`` below it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pkglint.detect.secrets.jsonc import loads
from pkglint.model.lazy import lazy

LONGEST_LINE = 4096  # characters; people do not write longer settings
DEEPEST = 40
_COMMENTS = ("#", ";", "//", "!", "*", "--", "<!--", "/*")
_QUOTED = lazy(r"""(["'`])(.*?)\1""")
_INLINE = lazy(
    r"""
    (?<![\w.$\-]) ["'\[]? ([A-Za-z_][\w.\-]{0,100})       # a name, quoted or not
    ["'\]]{0,2} [ \t]{0,8} (?: =[>]? | :=? | , ) [ \t]{0,8}  # what assigns, or divides two arguments
    [rbuf@]? (?: "([^"]{1,2000})" | '([^']{1,2000})' | `([^`]{1,2000})` )
    """,
    re.VERBOSE,
)
_ELEMENT = lazy(r"<([A-Za-z][\w.:\-]{0,100})((?:\s[^<>]{0,1500})?)>(?:([^<>]{1,2000})</)?")
_ATTRIBUTE = lazy(r"""([A-Za-z][\w.:\-]{0,100})=(?:"([^"<>]{0,2000})"|'([^'<>]{0,2000})')""")
_CONNECTION = lazy(
    r"(?:^|[;?&])\s{0,4}(password|pwd|accountkey|sharedaccesskey|sslpassword)\s{0,4}=\s{0,4}([^;&\"']{1,500})",
    re.IGNORECASE,
)
_LEADING = lazy(
    r"(?:-[ \t]+|export[ \t]+|set[ \t]+|setx[ \t]+|setenv[ \t]+|env[ \t]+|arg[ \t]+|\$env:|/)", re.IGNORECASE
)
_NAMES = frozenset({"name", "key", "header", "id", "property", "param-name"})


class Pair(NamedTuple):
    """A value under its key, in the line where it stands, from 1."""

    line: int
    key: str
    value: str


def pairs(text: str) -> Iterator[Pair]:
    """All pairs of a text, with passwords inside connection strings as pairs of their own."""
    for pair in _plain(text.lstrip("\ufeff")):
        yield pair
        for match in _CONNECTION.finditer(pair.value):
            yield Pair(pair.line, match[1], match[2].strip())


def _plain(text: str) -> Iterator[Pair]:
    head = text.lstrip()[:1]
    value = loads(text) if head in {"{", "["} else None
    if value is not None:
        yield from _json(text, value)
    elif head == "<" and not text.lstrip().startswith("<?php"):
        yield from _xml(text)
    else:
        yield from _lines(text)


def unquoted(raw: str) -> str:
    """A value without its quotes, its trailing comma or its trailing comment."""
    raw = raw.strip().rstrip(",;")
    match = _QUOTED.match(raw)
    return match[2] if match else raw.partition(" #")[0].strip()


def _lines(text: str) -> Iterator[Pair]:
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or len(bare) > LONGEST_LINE or bare.startswith(_COMMENTS):
            continue
        seen = set()
        for match in _INLINE.finditer(bare):
            seen.add(match[1])
            yield Pair(number, match[1], match[2] or match[3] or match[4])
        pair = _assigned(number, bare)
        if pair is None:
            continue
        if pair.key not in seen:
            yield pair
        if pair.key.lower() == "value" and name:
            yield pair._replace(key=name)
        name = pair.value if pair.key.lower() in _NAMES else ""


def _assigned(number: int, bare: str) -> Pair | None:
    """``key = value``, ``key: value`` or ``key value``, whichever mark comes first."""
    match = _LEADING.match(bare)
    bare = bare[match.end() :] if match else bare
    places = [place for place in (bare.find("="), bare.find(": ")) if place > 0]
    place = min(places) if places else bare.find(":") if ":" in bare else -1
    if place <= 0:
        key, _, value = bare.partition(" ")
        return Pair(number, key.strip("\"'"), unquoted(value)) if value and len(key) <= 120 else None
    key = bare[:place].rstrip(" \t?+:").strip("\"'[]")
    key = key.split()[-1].strip("\"'[]") if key.split() else ""
    return Pair(number, key, unquoted(bare[place + 1 :].lstrip("=>"))) if 0 < len(key) <= 120 else None


class _Finder:
    """Lines of values in the order in which they stand."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.line = text, 0, 1

    def line_of(self, value: str) -> int:
        spelled = json.dumps(value, ensure_ascii=False)[1:-1][:200]
        place = self.text.find(spelled, self.place)
        if place < 0:
            return self.line
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line


def _json(text: str, value: Any) -> Iterator[Pair]:
    find = _Finder(text)
    for key, item in walk(value):
        yield Pair(find.line_of(item), key, item)


def walk(value: Any, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every string with the key it stands under, in order; ``{"name": K, "value": V}`` is a pair as well."""
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        if key:
            yield key, value
        if value[:1] == "{" and len(value) <= LONGEST_LINE and (inner := loads(value)) is not None:
            yield from walk(inner, key, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, str(name), depth + 1)
        names = [item for name, item in value.items() if str(name).lower() in _NAMES and isinstance(item, str)]
        if names and isinstance(value.get("value"), str):
            yield names[0], value["value"]
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, key, depth + 1)


def _xml(text: str) -> Iterator[Pair]:
    line, place, name = 1, 0, ""
    for match in _ELEMENT.finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        attributes = {m[1].lower(): m[2] or m[3] or "" for m in _ATTRIBUTE.finditer(match[2])}
        named = attributes.get("name") or attributes.get("key") or ""
        content = (match[3] or "").strip()
        for key, value in attributes.items():
            yield Pair(line, named if key == "value" and named else key, value)
        if content:
            yield Pair(line, named or match[1], content)
            if match[1].lower() in {"string", "value"} and name:
                yield Pair(line, name, content)
        name = content if match[1].lower() in _NAMES else ""
