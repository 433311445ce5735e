"""What rules look for in files, asked of each file once: the words and expressions of all of them in one pass.

An engine gives notice, when its module loads, of the texts without which it finds nothing. Without the extra ``fast``
each is searched when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial

from pkglint.detect.sieve import Sieve
from pkglint.model import Content

_ASKED: dict[bytes, tuple[bytes, bytes]] = {}


def ask(*texts: bytes) -> frozenset[bytes]:
    """Give notice of texts that files are asked for; gives them as a set, for :meth:`Words.has`."""
    for text in texts:
        _ASKED[text] = re.escape(text), text
    return frozenset(texts)


def ask_for(expression: bytes, text: bytes = b"") -> bytes:
    """Give notice of an expression, and of a text that stands in all that it matches; gives the expression.

    It is in the syntax that Hyperscan shares with ``re``: without looking around, and linear.
    """
    _ASKED[expression] = expression, text
    return expression


class Words:
    """A file that can be asked ``word in words`` for a text or an expression; what may be there is said to be there."""

    __slots__ = ("_data", "_found", "_known")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found: frozenset[bytes] = frozenset()
        self._known: frozenset[bytes] | None = None

    def __contains__(self, word: bytes) -> bool:
        if self._known is None:
            self._look()
        if word in (self._known or ()):
            return word in self._found
        return _ASKED[word][1] in self._data if word in _ASKED else word in self._data

    def has(self, asked: frozenset[bytes]) -> bool:
        """Whether one of many is there."""
        if self._known is None:
            self._look()
        if not asked.isdisjoint(self._found):
            return True
        return not (self._known and asked <= self._known) and any(word in self for word in asked)

    def _look(self) -> None:
        marks = SIEVE.marks(self._data)
        known = _known() if marks is not None else ()
        self._found = frozenset(known[number] for number, _ in marks or ())
        self._known = frozenset(known)


@cache
def _known() -> tuple[bytes, ...]:
    return tuple(_ASKED)


SIEVE = Sieve(lambda: [_ASKED[word][0] for word in _known()], after=4 << 20, once=True)


def words_in(content: Content) -> Words:
    """The words of the current member."""
    return content.once(words_in, partial(_made, content))


def _made(content: Content) -> Words:
    return Words(content.data)


def led(pattern: re.Pattern[bytes], data: bytes, texts: Iterable[bytes], before: int = 0) -> Iterator[re.Match[bytes]]:
    """As ``pattern.finditer``, for an expression whose matches begin with one of ``texts``.

    Each text is searched for at memory speed, which an expression that begins with a choice is not. ``before`` bytes of
    a match may stand before the text.
    """
    places: set[int] = set()
    for text in texts:
        place = data.find(text)
        while place >= 0:
            places.update(range(max(0, place - before), place + 1))
            place = data.find(text, place + 1)
    end = 0
    for place in sorted(places):
        match = pattern.match(data, place) if place >= end else None
        if match:
            end = match.end()
            yield match
