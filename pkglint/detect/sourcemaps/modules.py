"""The texts of single modules in what webpack and its like write for developers: ``eval``, and statistics.

Sources: webpack's documentation of ``devtool: eval`` (the default of the mode ``development``) and of the statistics
(``--json`` with ``source``), whose forms Rspack shares. Each module is one string that ends in its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.sourcemaps.clothes import end_of_literal, value_of
from pkglint.detect.sourcemaps.pull import ARRAY, OBJECT, QUOTE, NotJsonError, Reader
from pkglint.model.lazy import lazy

EVALUATED, STATISTICS = "strings that a bundle evaluates", "the statistics of a bundler"
MOST = 20_000  # modules of one file
_DEEPEST = 8  # modules in modules, in chunks, in builds of children
_TAIL = 1000  # characters of a module in which its name stands
_CALL = lazy(rb"\beval\(\s{0,9}(?:__webpack_require__\.ts\(\s{0,9})?([\"'])")
_MARK = "//# sourceURL=webpack"
_NAMED = lazy(r"//# sourceURL=(webpack(?:-internal)?://[^\n?]{1,900})\??\s{0,9}\}?\s{0,9}\Z")
_OF_STATISTICS = (b'"chunks"', b'"identifier"', b'"moduleType"')
_LISTS = frozenset({"modules", "chunks", "children", "compilations"})


class Module(NamedTuple):
    """A module by the name of its source, and its text."""

    source: str
    text: str


def evaluated(data: bytes) -> Iterator[Module]:
    """Modules that a bundle holds as strings for ``eval``; none for those with a source map of their own."""
    if b"sourceURL=webpack" not in data:
        return
    at = 0
    for _ in range(MOST):
        found = _CALL.search(data, at)
        if not found:
            return
        at = end_of_literal(data, found.end(), found[1])
        text = value_of(data[found.end() : at], found[1]).decode("utf-8", "replace")
        named = _NAMED.match(text, max(0, text.rfind(_MARK, max(0, len(text) - _TAIL))))
        if named and "sourceMappingURL=data:" not in text:
            yield Module(named[1], text[: named.start()].removeprefix("{").strip() + "\n")


def listed(data: bytes, start: int) -> Iterator[Module]:
    """Modules in the statistics whose object begins at ``start``, each once, until they break off."""
    if b'"modules"' not in data or b'"source"' not in data or not any(word in data for word in _OF_STATISTICS):
        return
    seen: set[Module] = set()
    try:
        for module in _walk(Reader(data, start), 0):
            if module not in seen and len(seen) < MOST:
                seen.add(module)
                yield module
    except NotJsonError:
        return


def _walk(reader: Reader, depth: int) -> Iterator[Module]:
    """The modules of an object: of itself where it has a name and a text, and of its lists."""
    name = text = ""
    for key in reader.members():
        kind = reader.peek()
        if key == "name" and kind == QUOTE:
            name = reader.string()
        elif key == "source" and kind == QUOTE:
            text = reader.string()
        elif key in _LISTS and kind == ARRAY and depth < _DEEPEST:
            for _ in reader.items():
                if reader.peek() == OBJECT:
                    yield from _walk(reader, depth + 1)
    if name and text and not text.isspace():
        yield Module(name, text)
