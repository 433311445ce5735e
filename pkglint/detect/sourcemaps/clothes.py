"""Where in a text a source map may begin that is not the whole file: in code, in strings of code, in lists of maps.

``module.exports = {"version":3,...}``, ``JSON.parse('{...}')``, a string in which every quote is escaped, the values
of an object or list, ``inputSourceMap`` of istanbul, strings in the quotes that minifiers choose. What comes out are
bytes and a place in them; whether a map stands there, only reading it shows.
"""

from __future__ import annotations

import json
import re
from binascii import a2b_base64
from collections.abc import Generator, Iterator

from pkglint.model.lazy import lazy

MOST_TRIES = 64  # places that turned out to be none
_KEYS = rb"(?:version|file|sourceRoot|sources|sourcesContent|names|mappings|sections|debugId|x_\w{1,40})"
_OBJECT = lazy(rb"\{\s{0,16}(?:\"" + _KEYS + rb"\"|" + _KEYS + rb")\s{0,16}:")
# A map in a literal: behind its quote, or with every quote escaped.
_LITERAL = lazy(rb"(['`])\s{0,16}\{\s{0,16}\"" + _KEYS + rb"\"\s{0,16}:|\{\\\"" + _KEYS + rb"\\\"\s{0,16}:")
# ``{"version":`` and ``{"sources`` in base64; what follows ``base64,`` is a URL, and read as such.
_BASE64 = lazy(rb"(?<![\w+/,])eyJ(?:2ZXJzaW9uI|zb3VyY2Vz)[A-Za-z0-9+/]{200,}")
_LONGEST_LITERAL = 64 << 20
# Minifiers take the quotes that need the fewest backslashes, and for text of several lines those of templates.
_OTHER_QUOTES = lazy(rb"sourcesContent[\"']?\s{0,16}:\s{0,16}\[\s{0,16}['`]")
_BEGINS = lazy(rb"\{\s{0,16}[\"']?" + _KEYS + rb"[\"']?\s{0,16}:")
_STRING = lazy(
    rb"""
    "[^"\\]*(?:\\.[^"\\]*)*"?     # as in JSON; without an end, to the end of all
    | '[^'\\]*(?:\\.[^'\\]*)*'?
    | `[^`\\]*(?:\\.[^`\\]*)*`?
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {b"\\'": b"'", b"\\`": b"`", b"\\$": b"$", b'"': b'\\"', b"\n": b"\\n", b"\r": b"\\r", b"\\\n": b""}
_ESCAPED_OTHERWISE = lazy(rb"\\['`$\n]|\\.|[\"\n\r]", re.DOTALL)


def worth_a_look(data: bytes) -> bool:
    """Whether text of sources and positions may both stand somewhere in ``data``."""
    return (b"sourcesContent" in data and b"mappings" in data) or b"eyJ2ZXJzaW9uI" in data or b"eyJzb3VyY2Vz" in data


def objects(data: bytes, start: int) -> Generator[int, int | None, None]:
    """Where objects begin whose first key is one of a map. Send where a map ends, to go on behind it."""
    tries = 0
    while tries < MOST_TRIES and (found := _OBJECT.search(data, start)):
        end = yield found.start()
        tries += end is None
        start = end or found.end()


def literals(data: bytes) -> Iterator[bytes]:
    """String literals of any quotes that hold a map, as their value; and those that hold one in base64."""
    start = 0
    for _ in range(MOST_TRIES):
        found = _LITERAL.search(data, start)
        if not found:
            break
        quote = found[1] or b'"'
        begin = found.end(1) if found[1] else found.start()
        start = end_of_literal(data, begin, quote)
        yield value_of(data[begin : min(start, begin + _LONGEST_LITERAL)], quote)
    for _, found in zip(range(MOST_TRIES), _BASE64.finditer(data), strict=False):
        yield a2b_base64(found[0][: len(found[0]) // 4 * 4])


def value_of(body: bytes, quote: bytes) -> bytes:
    """What stands between the quotes of a literal, with its escapes resolved."""
    text = (_in_json(body) if quote != b'"' else body).decode("utf-8", "replace")
    try:
        return str(json.loads(f'"{text}"', strict=False)).encode("utf-8", "surrogatepass")
    except ValueError:
        return text.replace('\\"', '"').encode("utf-8", "surrogatepass")


def requoted(data: bytes) -> bytes:
    """What begins at the first map, with every string in the quotes of JSON; empty where all are."""
    begin = _BEGINS.search(data) if _OTHER_QUOTES.search(data) else None
    return _STRING.sub(_requote, data[begin.start() : begin.start() + _LONGEST_LITERAL]) if begin else b""


def _requote(match: re.Match[bytes]) -> bytes:
    text = match.group()
    if text[:1] == b'"':
        return text
    return b'"' + _in_json(text[1 : -1 if text[-1:] == text[:1] else None]) + b'"'


def _in_json(body: bytes) -> bytes:
    """What stands between single quotes, or those of a template, as it stands in a string of JSON."""
    return _ESCAPED_OTHERWISE.sub(lambda one: _ESCAPES.get(one.group(), one.group()), body)


def end_of_literal(data: bytes, pos: int, quote: bytes) -> int:
    """The offset of the next quote that no backslash escapes."""
    while True:
        pos = data.find(quote, pos)
        if pos < 0:
            return len(data)
        before = pos
        while before and data[before - 1] == 0x5C:
            before -= 1
        if (pos - before) % 2 == 0:
            return pos
        pos += 1
