"""Phrases of words that stand for the key of a wallet: BIP 39, by its list of words and its checksum.

A phrase has 12, 15, 18, 21 or 24 words of the list, and the last ones hold bits of a digest of the others. Longer runs
are lists of words, or many phrases one behind the other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pkgutil import get_data

from pkglint.detect.secrets.keys import Key
from pkglint.detect.secrets.published import is_published
from pkglint.detect.words import Words, ask
from pkglint.model.lazy import lazy

LENGTHS = (24, 21, 18, 15, 12)
SMALL = 1024  # bytes of a file that may be a phrase and nothing else
MOST = 500  # places that are looked at
_MARKS = (b"nemonic", b"NEMONIC", b"seed", b"Seed", b"SEED", b"hrase", b"HRASE", b"allet", b"ALLET")
_BEHIND = 600  # bytes behind a word that says what follows
_RUN = lazy(
    rb"""
    (?<![a-z]) [a-z]{3,8}
    (?: (?: [ \t]{1,3}                            # in one text
          | (?:\\n|\r?\n) [ \t]{0,8} (?:\d{1,2}[.)][ ])?  # one in a line, perhaps with its number
          | ["'`]? , [ ]? ["'`]? | [ ]?["'`][ ]?\+[ ]?["'`][ ]?   # a list, or parts of a text
        ) [a-z]{3,8} ){11,29}
    (?![a-z])
    """,
    re.VERBOSE,
)
_WORD = lazy(rb"[a-z]{3,8}")
_ENOUGH = 8  # different words in a phrase that somebody drew
_BEFORE = 4  # words of the list that may stand before a phrase: "my seed phrase"

ask(*_MARKS)


@cache
def _places() -> dict[bytes, int]:
    data = get_data("pkglint.detect.secrets", "words.tsv")
    return {word: number for number, word in enumerate((data or b"").split())}


def holds(words: list[bytes]) -> bool:
    """Whether words are a phrase whose checksum is right, and not one that everybody knows."""
    places = _places()
    numbers = [places[word] for word in words if word in places]
    if len(words) not in LENGTHS or len(numbers) < len(words) or len(set(numbers)) < _ENOUGH:
        return False
    value = 0
    for number in numbers:
        value = value << 11 | number
    bits = len(words) // 3
    digest = hashlib.sha256((value >> bits).to_bytes(bits * 4, "big")).digest()
    return digest[0] >> (8 - bits) == value & ((1 << bits) - 1) and not is_published(b" ".join(words))


def phrases(data: bytes, words: Words) -> Iterator[Key]:
    """The phrases in a text behind a word that says so, and the one that a short file is."""
    done = 0
    for start in [0] if len(data) <= SMALL else _named(data, words):
        match = _RUN.search(data, max(start, done), start + _BEHIND if len(data) > SMALL else len(data))
        while match:
            done = match.end()
            yield from _in_run([(word[0], *word.span()) for word in _WORD.finditer(data, *match.span())], data)
            match = _RUN.search(data, done, done + _BEHIND)


def _named(data: bytes, words: Words) -> list[int]:
    found: list[int] = []
    for mark in _MARKS:
        place = data.find(mark) if mark in words else -1
        while place >= 0 and len(found) < MOST:
            found.append(place)
            place = data.find(mark, place + _BEHIND // 4)
    return sorted(found)


def _in_run(run: list[tuple[bytes, int, int]], data: bytes) -> Iterator[Key]:
    """The phrase at the end of a run of words, behind a few words that introduce it."""
    places = _places()
    while run and run[-1][0] not in places:
        run = run[:-1]
    for length in LENGTHS:
        before = len(run) - length
        if 0 <= before <= _BEFORE and holds([word for word, _, _ in run[before:]]):
            start, end = run[before][1], run[-1][2]
            yield Key(start, end, "phrase of a wallet", False, data[start:end])
            return
