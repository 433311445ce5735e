"""Kinds of keys without a form of their own: a random value of the right length behind a name that says whose it is.

``TWILIO_AUTH_TOKEN = "..."``, ``"algoliaAdminKey": "..."`` and ``twilio: { authToken: "..." }`` name the provider and
say that the value is a key; 32 hex digits elsewhere are a digest.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pkglint.detect.secrets.noise import made_up
from pkglint.detect.secrets.token import rows, spelled
from pkglint.detect.secrets.tokens import Shape, lengths
from pkglint.model.lazy import lazy

BACK = 96  # bytes before a value in which its name stands
_PARENT = 400  # bytes before a value in which the table that holds it begins

# `name = "`, `"name": "`, `name("`, `--name `, `name: `, as it stands right before the value.
_NAMED = lazy(
    rb"""
    ([A-Za-z][0-9A-Za-z_.\-]{1,60})     # the name of a variable, a key, an option
    (?: \\? ["'\]] ){0,2} \s{0,4}       # the end of a quoted name or of an index
    (?: [:=]>? | := | , | \( )          # what assigns
    \s{0,4} (?: [bru]? \\? ["'`] )? \Z  # the quote that opens the value
    """,
    re.VERBOSE,
)
_OPENS = frozenset(bytes((byte,)) for byte in b"\"'`=: (\t")
_TABLE = lazy(rb"([A-Za-z][0-9A-Za-z_\-]{1,40})[\"']?\s{0,4}[:=]\s{0,4}[{\[(]|\[([0-9A-Za-z_.\-]{2,40})\]\s*\n")
_WORDS = lazy(rb"[A-Z]{1,60}(?![a-z])|[A-Z]?[a-z]{1,60}\d{0,9}|\d{1,60}")
_KEY_WORDS = frozenset(
    b"key keys apikey token authtoken secret password passwd pwd auth credential credentials pat bearer hmac".split()
)
# Words that say that a value is public, an id, or no key at all.
_PUBLIC_WORDS = frozenset(
    b"public publishable pub client site id app sid hash checksum digest etag sha md5 integrity fingerprint".split()
)


class Near(NamedTuple):
    """A kind that is known by the name of its provider: words in lower case, and the forms of the value."""

    kind: str
    title: str
    words: frozenset[bytes]
    shapes: tuple[str, ...]


@cache
def _kinds() -> tuple[Near, ...]:
    return tuple(
        Near(kind, title, frozenset(words.encode().split()), tuple(forms.split()))
        for kind, title, words, forms, _source in rows("near.tsv")
    )


@cache
def near_shapes() -> dict[int, tuple[Shape, ...]]:
    """The forms of values by length in bytes."""
    found: dict[int, tuple[Shape, ...]] = {}
    for form in sorted({form for kind in _kinds() for form in kind.shapes}):
        shape = Shape(lazy(spelled(form).encode()), ())
        for length in lengths(form):
            found[length] = (*found.get(length, ()), shape)
    return found


@cache
def _by_word() -> dict[bytes, tuple[tuple[Near, re.Pattern[bytes]], ...]]:
    found: dict[bytes, tuple[tuple[Near, re.Pattern[bytes]], ...]] = {}
    for kind in _kinds():
        pattern = lazy("|".join(map(spelled, kind.shapes)).encode())
        for word in kind.words:
            found[word] = (*found.get(word, ()), (kind, pattern))
    return found


def near_at(text: bytes, start: int, end: int) -> Near | None:
    """The kind of the value at ``start`` to ``end`` when the name before it says whose key it is."""
    name = None if text[start - 1 : start] not in _OPENS else _NAMED.search(text, max(0, start - BACK), start)
    if name is None:
        return None
    own = _split(name[1])
    if not own & _KEY_WORDS or (own & _PUBLIC_WORDS and b"secret" not in own):
        return None
    value = text[start:end]
    for words in (own, _table_words(text, name.start())):
        for word in sorted(words & _by_word().keys()):
            for kind, pattern in _by_word()[word]:
                if pattern.fullmatch(value) and not made_up(value):
                    return kind
    return None


def _split(name: bytes) -> frozenset[bytes]:
    words = [word.lower() for word in _WORDS.findall(name)]
    pairs = [first + second for first, second in pairwise(words)]
    return frozenset((*words, *pairs))


def _table_words(text: bytes, start: int) -> frozenset[bytes]:
    """The words of the name of the table or object that the key stands in."""
    last = None
    for match in _TABLE.finditer(text, max(0, start - _PARENT), start):
        last = match
    return _split(last[1] or last[2]) if last else frozenset()
