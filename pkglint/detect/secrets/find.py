"""Where in a text a literal of the token table stands, at the speed of memory.

Nearly all of a package is words, and no token fits into a word: its random part is a run of at least 20 letters,
digits, ``_`` and ``-``. So the text is translated to two symbols, runs of 20 are found with ``bytes.find``, and only
the different ones among them, a few percent of the text, are searched for the sixty literals. The rest of a token is
matched by the caller in the original text, so nothing is lost where one run ends and no chunk has a border.

With ``google-re2`` installed (the extra ``fast``), one pass over the text gives the same places.
"""

from __future__ import annotations

import importlib
import string
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from heapq import merge
from typing import Any

from pkglint.detect.secrets.tokens import literals
from pkglint.detect.secrets.urls import USER

RUN = 20
_BEFORE = b".:"
CONTEXT = 5  # bytes before a run that a literal may begin in: ``SG.``, ``hvs.``, ``:AA``, ``xoxe.``
WINDOW = 1 << 18  # what is translated at a time: it stays in the processor's cache
OVERLAP = 64  # more than a run and the longest literal together

_WORD = frozenset((string.ascii_letters + string.digits + "_-").encode())
_TABLE = bytes(120 if byte in _WORD else 32 for byte in range(256))
_NEEDLE = b"x" * RUN

# Literals of rules that are no tokens: private keys and passwords in URLs.
ANYWHERE = (b"PRIVATE KEY",)
IN_RUNS = (b"AGE-SECRET-KEY-1", b"PuTTY-User-Key-File-")

Place = tuple[int, bytes]
Finder = Callable[[bytes], Iterator[Place]]


def pieces(data: bytes) -> Iterable[bytes]:
    """Every different run of at least ``RUN`` word bytes, with the ``CONTEXT`` before it where one of ``_BEFORE`` is.

    Long words are said again and again, so most of them need no second look. A window's border may cut a run in two.
    """
    found: list[bytes] = []
    add = found.append
    for base in range(0, len(data), WINDOW):
        first = base - OVERLAP if base else 0
        window = data[first : base + WINDOW]
        marks = window.translate(_TABLE)
        find = marks.find
        start = find(_NEEDLE)
        while start >= 0:
            end = find(b" ", start + RUN)
            if end < 0:
                end = len(window)
            if window[start - 1] in _BEFORE:
                add(window[start - CONTEXT if start > CONTEXT else 0 : end])
            else:
                add(window[start:end])
            start = find(_NEEDLE, end)
    return dict.fromkeys(found)


def places(data: bytes, finder: Finder | None = None) -> Iterator[Place]:
    """Offset and literal wherever a literal of the table stands in ``data``, in order.

    The two finders differ in places where no token can begin, and in nothing else.
    """
    return merge((finder or best())(data), _urls(data))


def _urls(data: bytes) -> Iterator[Place]:
    """Where ``://`` stands before what may be a name, a password and a host: most URLs have none."""
    return ((match.start(), b"://") for match in USER.finditer(data))


def places_by_runs(data: bytes) -> Iterator[Place]:
    """The standard library's way."""
    joined = b"\n".join(pieces(data))
    there = [literal for literal in _in_runs() if literal in joined]
    return merge(*(_each(data, literal) for literal in (*there, *_anywhere())))


def _each(data: bytes, literal: bytes) -> Iterator[Place]:
    place = data.find(literal)
    while place >= 0:
        yield place, literal
        place = data.find(literal, place + 1)


@cache
def _in_runs() -> tuple[bytes, ...]:
    return (*literals(long=True), *IN_RUNS)


@cache
def _anywhere() -> tuple[bytes, ...]:
    return (*literals(long=False), *ANYWHERE)


def places_by_re2(data: bytes) -> Iterator[Place]:
    """One pass of an automaton that knows all literals."""
    search = _automaton().search
    match = search(data)
    while match:
        yield match.start(), match.group()
        match = search(data, match.start() + 1)


@cache
def _automaton() -> Any:
    re2: Any = importlib.import_module("re2")  # it has no types, and is not always there

    every = sorted((*_in_runs(), *_anywhere()), key=len, reverse=True)
    return re2.compile(b"|".join(re2.escape(literal) for literal in every))


@cache
def best() -> Finder:
    """The fastest way at hand; the library may be absent, or built for another Python."""
    try:
        _automaton()
    except ImportError:
        return places_by_runs
    return places_by_re2
