"""Where in a text a literal of the token table stands, at the speed of memory.

Nearly all of a package is words, and no token fits into a word: its random part is a run of at least 20 letters,
digits, ``_`` and ``-``. So the text is translated to two symbols, runs of 20 are found with ``bytes.find``, and only
these runs, a few percent of the text, are searched for the sixty literals. The rest of a token is matched by the
caller in the original text, so nothing is lost where one run ends and no chunk has a border.

With ``google-re2`` installed (the extra ``fast``), one pass over the text gives the same places.
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any

from pkglint.rules.leaks._tokens import literals

RUN = 20
CONTEXT = 5  # bytes before a run that a literal may begin in: ``SG.``, ``hvs.``, ``:AA``, ``xoxe.``
WINDOW = 1 << 18  # what is translated at a time: it stays in the processor's cache
OVERLAP = 64  # more than a run and the longest literal together

_WORD = frozenset((string.ascii_letters + string.digits + "_-").encode())
_TABLE = bytes(120 if byte in _WORD else 32 for byte in range(256))
_NEEDLE = b"x" * RUN

# Literals of rules that are no tokens: private keys and passwords in URLs.
ANYWHERE = (b"PRIVATE KEY", b"://")
IN_RUNS = (b"AGE-SECRET-KEY-1", b"PuTTY-User-Key-File-")

Place = tuple[int, bytes]


def runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every run of at least ``RUN`` word bytes, in order; a window's border may cut one."""
    size = len(data)
    for base in range(0, size, WINDOW):
        window = data[max(0, base - OVERLAP) : base + WINDOW].translate(_TABLE)
        shift = max(0, base - OVERLAP)
        find = window.find
        start = find(_NEEDLE)
        while start >= 0:
            end = find(b" ", start + RUN)
            if end < 0:
                end = len(window)
            yield start + shift, end + shift
            start = find(_NEEDLE, end)


def places(data: bytes) -> list[Place]:
    """Offset and literal of every literal of the table in ``data``, in order, each once."""
    finder = _engine()
    return sorted(set(finder(data)))


def places_by_runs(data: bytes) -> Iterator[Place]:
    """The standard library's way."""
    starts: list[int] = []
    pieces: list[bytes] = []
    for start, end in runs(data):
        first = start - CONTEXT if start > CONTEXT else 0
        starts.append(first)
        pieces.append(data[first:end])
    if pieces:
        joined = b"\n".join(pieces)
        offsets = list(accumulate((len(piece) + 1 for piece in pieces), initial=0))
        for literal in _in_runs():
            for place in _each(joined, literal):
                index = bisect_right(offsets, place) - 1
                yield starts[index] + place - offsets[index], literal
    for literal in _anywhere():
        for place in _each(data, literal):
            yield place, literal


def _each(data: bytes, literal: bytes) -> Iterator[int]:
    place = data.find(literal)
    while place >= 0:
        yield place
        place = data.find(literal, place + 1)


@cache
def _in_runs() -> tuple[bytes, ...]:
    return (*literals(long=True), *IN_RUNS)


@cache
def _anywhere() -> tuple[bytes, ...]:
    return (*literals(long=False), *ANYWHERE)


def places_by_re2(data: bytes) -> Iterator[Place]:
    """One pass of an automaton that knows all literals."""
    for match in _automaton().finditer(data):
        yield match.start(), match.group()


@cache
def _automaton() -> Any:
    import re2  # type: ignore[import-untyped]

    every = sorted((*_in_runs(), *_anywhere()), key=len, reverse=True)
    return re2.compile(b"|".join(re2.escape(literal) for literal in every))


@cache
def _engine() -> Callable[[bytes], Iterator[Place]]:
    try:
        _automaton()
    except ImportError:
        return places_by_runs
    return places_by_re2
