"""Where in a text a token may be, at the speed of memory.

Nearly all of a package is words, and no token fits into a word: its random part is a run of at least 20 letters,
digits, ``_`` and ``-``. So the text is translated to two symbols, runs of 20 are found with ``bytes.find``, and only
the different ones among them, a few percent of the text, are looked at: at what they begin with, with one expression
for all kinds, and at their length, which few kinds share. So a further kind costs next to nothing. The rest of a token
is matched by the caller in the original text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from pkglint.detect.secrets.coarse import Coarse, coarse
from pkglint.detect.secrets.near import KEY_NAME
from pkglint.detect.secrets.tokens import SHORTEST_RUN, anchored, every, shapes
from pkglint.detect.secrets.urls import PASSWORD
from pkglint.detect.sieve import Mark, Sieve
from pkglint.model.lazy import lazy

RUN = SHORTEST_RUN
CONTEXT = 10  # bytes before a run that an anchor may begin in: ``SG.``, ``sha256~``
WINDOW = 1 << 18  # what is translated at a time: it stays in the processor's cache
PART = 16 * WINDOW
OVERLAP = 512  # more than a whole run of a form and the longest anchor together

BEFORE = 16  # bytes before a run that say what it is: ``KEY="``, an escape, the context of an anchor
LONGEST_RUN = 4096
TELLING = 4  # bytes of an anchor
_BETWEEN = b"\n\n"
_RUN = lazy(rb"[0-9A-Za-z_-]+")

_BEFORE = frozenset(b".:~/$|!")
_ASSIGNS = frozenset(b"\"'`=: (\t>")
_OPERATORS = frozenset(b"=:(,>")
_ESCAPING = frozenset(b"\\%")
_WORD = frozenset((string.ascii_letters + string.digits + "_-").encode())
_TABLE = bytes(120 if byte in _WORD else 32 for byte in range(256))
_NEEDLE = b"x" * RUN
_DIGIT = re.compile(rb"[0-9]")

# Anchors of what is no token: private keys and passwords in addresses.
ADDRESS = b"://"
KEYS = (b"PRIVATE KEY", b"AGE-SECRET-KEY-1", b"PuTTY-User-Key-File-")
SHAPE = b""
NAMED = b"="

Place = tuple[int, bytes]


class Runs:
    """The different runs of a part of a text with the offsets at which each stands."""

    __slots__ = ("led", "plain")

    def __init__(self, data: bytes, first: int = 0, last: int | None = None) -> None:
        self.plain: dict[bytes, list[int]] = {}
        self.led: dict[bytes, list[int]] = {}
        for base in range(first, len(data) if last is None else last, WINDOW):
            self._window(data, max(0, base - OVERLAP), base + WINDOW)

    def _window(self, data: bytes, first: int, last: int) -> None:
        window = data[first:last]
        find = window.translate(_TABLE).find
        plain, led = self.plain, self.led
        start = find(_NEEDLE)
        while start >= 0:
            end = find(b" ", start + RUN)
            if end < 0:
                end = len(window)
            before = window[start - 1] if start else 32
            if before in _ESCAPING:
                start += _escaped(window, start)
            if before in _BEFORE:
                begin = max(0, start - CONTEXT)
                begin = max(begin, window.rfind(b"\n", begin, start) + 1)
                led.setdefault(window[begin:end], []).append(first + begin)
            else:
                plain.setdefault(window[start:end], []).append(first + start)
            start = find(_NEEDLE, end)


def places(data: bytes, *, glued: bool = False) -> Iterator[Place]:
    """Offset and anchor wherever a token, a key or an address with a password may be in ``data``, in order.

    With ``glued``, for what is no text, an anchor of ``TELLING`` bytes may stand anywhere in a run: there a length that
    happens to be a letter, or the value before it, stands without a boundary.

    The anchor :data:`SHAPE` says that a run begins there whose form some kinds have, :data:`NAMED` that a run may be
    given to a name there. Where there is a sieve, those are left out around which no kind can match.
    """
    marks = SIEVE.marks(data)
    if marks is None:
        yield from everywhere(data, glued=glued)
    else:
        yield from _around(data, marks, glued=glued)


def _around(data: bytes, marks: list[Mark], *, glued: bool) -> Iterator[Place]:
    """The places near marks: what stands around these is put together to one text, and that is looked at."""
    pieces: list[bytes] = []
    offsets: list[tuple[int, int]] = []  # where a piece begins in that text, and what leads from there to ``data``
    size = 0
    for start, end in windows(data, marks):
        offsets.append((size, start - size))
        pieces.append(data[start:end])
        size += end - start + len(_BETWEEN)
    at = 0
    for place, anchor in everywhere(_BETWEEN.join(pieces), glued=glued):
        while at + 1 < len(offsets) and offsets[at + 1][0] <= place:
            at += 1
        yield place + offsets[at][1], anchor


def windows(data: bytes, marks: list[Mark]) -> Iterator[tuple[int, int]]:
    """Start and end of the whole runs that marks stand in or near, with what may stand before one; none overlap."""
    start = end = -1
    for first, last in sorted(_span(number, place) for number, place in marks):
        if last <= end:
            continue
        begin = max(0, _run_start(data, max(0, first)) - BEFORE)
        if begin > end:
            if end > 0:
                yield start, end
            start = begin
        end = _run_end(data, last)
    if end > 0:
        yield start, end


def _span(number: int, end: int) -> tuple[int, int]:
    form = expressions()[number]
    return end - form.back, end + form.ahead + BEFORE


def _run_start(data: bytes, place: int) -> int:
    run = _RUN.match(data[max(0, place - LONGEST_RUN) : place][::-1])
    return place - run.end() if run else place


def _run_end(data: bytes, place: int) -> int:
    run = _RUN.match(data, place, place + LONGEST_RUN)
    return run.end() if run else place


def everywhere(data: bytes, *, glued: bool = False) -> Iterator[Place]:
    """As :func:`places`, without a sieve. One part of the text is looked at after the other, to bound memory."""
    for first in range(0, len(data), PART):
        last = min(first + PART, len(data))
        found = _part(data, first, last, glued=glued)
        yield from sorted({place for place in found if first <= place[0] < last})


def _part(data: bytes, first: int, last: int, *, glued: bool) -> list[Place]:
    """The places of one part; some are before it, and some twice in it, where windows overlap."""
    runs = Runs(data, first, last)
    found: list[Place] = []
    for table in (runs.plain, runs.led):
        joined = b"\n".join(table)
        _spread(joined, ((match.start(1), match[1]) for match in STARTS.of(joined).finditer(joined)), table, found)
        if glued:
            _spread(joined, ((match.start(1), match[1]) for match in _anywhere().finditer(joined)), table, found)
        for text in (*anchored("*"), *KEYS[1:]):
            _spread(joined, _each(joined, text, 0, len(joined)), table, found)
    _shaped(runs, data, found)
    for text in (*anchored("@"), KEYS[0], ADDRESS):
        found += _each(data, text, first, last)
    return found


def _each(data: bytes, text: bytes, first: int, last: int) -> Iterator[Place]:
    place = data.find(text, first, last + len(text))
    while place >= 0:
        yield place, text
        place = data.find(text, place + 1, last + len(text))


def proven_places(data: bytes) -> Iterator[Place]:
    """As :func:`places`, for kinds that prove themselves, keys and addresses alone."""
    texts = (*anchored("*"), *KEYS, ADDRESS)
    marks = PROVEN.marks(data)
    if marks is not None:
        yield from sorted((end - len(texts[number]), texts[number]) for number, end in marks)
        return
    for first in range(0, len(data), PART):
        last = min(first + PART, len(data))
        yield from sorted(x for text in texts for x in _each(data, text, first, last) if x[0] < last)


def _spread(joined: bytes, seen: Iterable[Place], table: dict[bytes, list[int]], found: list[Place]) -> None:
    """Note anchors seen in the joined runs, in order, at all places where each of those runs stands."""
    start = end = -1
    offsets: list[int] = []
    for place, text in seen:
        if place >= end:
            start = joined.rfind(b"\n", 0, place) + 1
            end = joined.find(b"\n", place)
            end = end if end >= 0 else len(joined)
            offsets = table[joined[start:end]]
        found += [(offset + place - start, text) for offset in offsets]


def _shaped(runs: Runs, data: bytes, found: list[Place]) -> None:
    """Note the runs that have the form of a kind, and those that a quote or an assignment stands before.

    One without a digit is a name: of 32 letters and digits that a machine draws, 0.3 % have none.
    """
    lengths = _forms()
    digit = _DIGIT.search
    for run, offsets in runs.plain.items():
        if digit(run):
            found += [(offset, NAMED) for offset in offsets if _is_assigned(data, offset)]
            form = lengths.get(len(run))
            if form and form.fullmatch(run):
                found += [(offset, SHAPE) for offset in offsets]
    for run, offsets in runs.led.items():
        start = _tail(run)
        form = lengths.get(len(run) - start)
        if form and digit(run, start) and form.fullmatch(run, start):
            found += [(offset + start, SHAPE) for offset in offsets]


def _is_assigned(data: bytes, start: int) -> bool:
    """Whether what stands before a run may give it to a name: an operator, or a blank or quote behind one."""
    last = data[start - 1] if start else 0
    if last not in _ASSIGNS:
        return False
    before = data[start - 2] if start > 1 else 0
    return last in _OPERATORS or before in _OPERATORS or before in b" \t\\" or (last == 32 and 65 <= before <= 90)


def _escaped(window: bytes, start: int) -> int:
    """How many characters of a run belong to an escape: of a line end (n), a quote (x22), a slash (2F)."""
    if window[start - 1] == 37:
        return 2 if window[start : start + 2].isalnum() else 0
    return {b"x": 3, b"u": 5}.get(window[start : start + 1], 1 if window[start] in b"nrtbf" else 0)


def _tail(run: bytes) -> int:
    """Where the run itself begins behind its context."""
    return max(map(run.rfind, _MARKS)) + 1


_MARKS = [bytes((byte,)) for byte in sorted(_BEFORE)]


@cache
def expressions() -> tuple[Coarse, ...]:
    """What a sieve is made of: the coarse forms of all that can be found."""
    texts = [Coarse(re.escape(text), len(text)) for text in KEYS]
    return tuple(dict.fromkeys([*map(coarse, every()), *texts, PASSWORD, KEY_NAME]))


SIEVE = Sieve(lambda: [form.expression for form in expressions()], after=8 << 20)
PROVEN = Sieve(lambda: [re.escape(text) for text in (*anchored("*"), *KEYS, ADDRESS)], after=1 << 20)


@cache
def _forms() -> dict[int, re.Pattern[bytes]]:
    """One expression for all forms of runs of one length."""
    found: dict[int, list[bytes]] = {}
    for length, forms in shapes().items():
        found.setdefault(length, []).extend(form.pattern.pattern for form in forms)
    return {length: re.compile(b"|".join(dict.fromkeys(forms))) for length, forms in found.items()}


class Starts:
    """The expression for the anchors that may begin a run: while ``left`` bytes last, only for those that are there.

    To compile it for all of them takes as long as to look for each of them in some hundred kilobytes.
    """

    def __init__(self, left: int) -> None:
        self.left = left

    def of(self, joined: bytes) -> re.Pattern[bytes]:
        """The expression that finds all that there is in ``joined``."""
        texts = tuple(sorted(anchored("")))
        if self.left > 0:
            self.left -= len(joined)
            texts = tuple(text for text in texts if text in joined)
        return _starts(texts)


STARTS = Starts(256 << 10)


@lru_cache(maxsize=256)
def _starts(texts: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Matches before an anchor: at the beginning of a line of runs, its context or an escape, or after a boundary.

    The anchor is looked ahead at: one in the context of a run takes nothing from the one that the run begins with.
    """
    if not texts:
        return re.compile(rb"(?!)")
    return re.compile(rb"(?:^[^\n]{0,%d}?|[-%s])(?=(%s))" % (CONTEXT, bytes(_BEFORE), _trie(list(texts))), re.MULTILINE)


@cache
def _anywhere() -> re.Pattern[bytes]:
    """Matches before an anchor that is selective enough to be anywhere."""
    return re.compile(rb"(?=(%s))" % _trie(sorted(text for text in anchored("") if len(text) >= TELLING)))


def _trie(texts: list[bytes]) -> bytes:
    """An expression for all of ``texts`` whose branches begin differently; a text that continues another goes first."""
    branches = []
    for first in sorted({text[:1] for text in texts if text}):
        rest = [text[1:] for text in texts if text[:1] == first]
        branches.append(re.escape(first) + (_trie(rest) if any(rest) else b""))
    if len(branches) == 1 and b"" not in texts:
        return branches[0]
    return b"(?:" + b"|".join(branches) + (b"|" if b"" in texts else b"") + b")"
