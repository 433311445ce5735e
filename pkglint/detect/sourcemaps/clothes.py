"""Where in a text a source map may begin that is not the whole file: in code, in strings of code, in lists of maps.

``module.exports = {"version":3,...}``, ``JSON.parse('{...}')``, a string in which every quote is escaped, the values
of an object or list, ``inputSourceMap`` of istanbul. What comes out are bytes and a place in them; whether a map
stands there, only reading it shows.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator

from pkglint.model.lazy import lazy

MOST_TRIES = 64  # places that turned out to be none
_KEYS = rb"(?:version|file|sourceRoot|sources|sourcesContent|names|mappings|sections|debugId|x_\w{1,40})"
_OBJECT = lazy(rb"\{\s{0,16}(?:\"" + _KEYS + rb"\"|" + _KEYS + rb")\s{0,16}:")
_ESCAPED = lazy(rb"\{\\\"" + _KEYS + rb"\\\"\s{0,16}:")
_LONGEST_LITERAL = 64 << 20


def worth_a_look(data: bytes) -> bool:
    """Whether text of sources and positions may both stand somewhere in ``data``."""
    return b"sourcesContent" in data and b"mappings" in data


def objects(data: bytes, start: int) -> Generator[int, int | None, None]:
    """Where objects begin whose first key is one of a map. Send where a map ends, to go on behind it."""
    tries = 0
    while tries < MOST_TRIES and (found := _OBJECT.search(data, start)):
        end = yield found.start()
        tries += end is None
        start = end or found.end()


def literals(data: bytes) -> Iterator[bytes]:
    """String literals that hold a map with every quote escaped, as their value."""
    start = 0
    for _ in range(MOST_TRIES):
        found = _ESCAPED.search(data, start)
        if not found:
            return
        start = _end_of_literal(data, found.start())
        body = data[found.start() : min(start, found.start() + _LONGEST_LITERAL)].decode("utf-8", "replace")
        try:
            yield json.loads(f'"{body}"', strict=False).encode("utf-8", "surrogatepass")
        except ValueError:
            yield body.replace('\\"', '"').encode("utf-8", "surrogatepass")


def _end_of_literal(data: bytes, pos: int) -> int:
    """The offset of the next quote that no backslash escapes."""
    while True:
        pos = data.find(b'"', pos)
        if pos < 0:
            return len(data)
        before = pos
        while before and data[before - 1] == 0x5C:
            before -= 1
        if (pos - before) % 2 == 0:
            return pos
        pos += 1
