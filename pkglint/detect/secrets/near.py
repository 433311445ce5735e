"""Kinds of keys without a form of their own: a random value of the right length behind a name that says whose it is.

``TWILIO_AUTH_TOKEN = "..."``, ``"algoliaAdminKey": "..."`` and ``twilio: { authToken: "..." }`` name the provider and
say that the value is a key; 32 hex digits elsewhere are a digest.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pkglint.detect.secrets.checks import Verdict, named
from pkglint.detect.secrets.coarse import Coarse
from pkglint.detect.secrets.noise import made_up
from pkglint.detect.secrets.token import rows, spelled
from pkglint.detect.secrets.tokens import SHORTEST_RUN
from pkglint.model.lazy import lazy

BACK = 96  # bytes before a value in which its name stands
_PARENT = 400  # bytes before a value in which the table that holds it begins

# What stands right before a value, read backwards from it, so that one match suffices: `name = "`, `"name": "`,
# `name("`, `<name>`, `key="name" value="`.
_NAMED = lazy(
    rb"""
    (?: ["'`] \\{0,2} [bru]? )? \s{0,4}           # the quote that opens the value
    (?: =eulav\s | >?[:=] | =: | , | \( | > )     # what assigns
    \s{0,4} (?: ["'\]] \\{0,2} ){0,2}            # the end of a quoted name or of an index
    ([0-9A-Za-z_.\-]{1,60}[A-Za-z])               # the name of a variable, a key, an option, an element
    """,
    re.VERBOSE,
)
# `ENV NAME value`, `export NAME value`, `--name value`, backwards.
_SET = lazy(rb"[\"']?\s{1,4}([0-9A-Za-z_\-]{1,60}?[A-Za-z])(?:\s{1,2}(?:VNE|GRA|tropxe|tes)\b|--)")
# Without one of these letters, backwards, no word of a name is a word for a key; `value` may have a name of its own.
_HINT = lazy(rb"yek|nekot|terces|ssap|dwp|htua|laitnederc|tap|reraeb|camh|eulav", re.IGNORECASE)
# The same forwards, from a word of the name to the shortest value, with whatever may assign it.
KEY_NAME = Coarse(
    rb"(?i:key|token|secret|pass|pwd|auth|credential|pat|bearer|hmac|value)[0-9A-Za-z_.\-]{0,60}"
    rb"(?:\\{0,2}[\"'\]]){0,2}\s{0,4}(?:\svalue=|[=:]>|:=|[=:,(>\s])\s{0,4}(?:[bru]?\\{0,2}[\"'`])?[0-9A-Za-z_-]{20}",
    SHORTEST_RUN + 1,
)
# `name: NAME` on the line before `value: `, as Kubernetes and many others write variables.
_VALUE_OF = lazy(rb"name[\"']?\s{0,3}[:=]\s{0,3}[\"']?([A-Za-z][0-9A-Za-z_.\-]{1,60})[\"']?,?\s{1,40}[\"']?value")
_OPENS = frozenset(bytes((byte,)) for byte in b"\"'`=: (\t>")
# `name: {`, `new NameClient({`, `[name]`, and in YAML `name:` alone on its line.
_TABLE = lazy(
    rb"([A-Za-z][0-9A-Za-z_\-]{1,40})[\"']?(?:\s{0,4}[:=]\s{0,4}[{\[(]|\(\s{0,4}\{|:[ \t]{0,4}\r?\n)"
    rb"|\[([0-9A-Za-z_.\-]{2,40})\]\s*\n"
)
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
    verdict: Verdict = Verdict.LOOSE


@cache
def _kinds() -> tuple[Near, ...]:
    return tuple(
        Near(kind, title, frozenset(words.encode().split()), tuple(forms.split()))
        for kind, title, words, forms, _source in rows("near.tsv")
    )


@cache
def _by_word() -> dict[bytes, tuple[tuple[Near, re.Pattern[bytes]], ...]]:
    found: dict[bytes, tuple[tuple[Near, re.Pattern[bytes]], ...]] = {}
    for kind in _kinds():
        pattern = lazy("|".join(map(spelled, kind.shapes)).encode())
        for word in kind.words:
            found[word] = (*found.get(word, ()), (kind, pattern))
    return found


# Two words that say together that a value is a secret of a programme.
_PAIRS = frozenset(
    b"apikey accesskey authkey secretkey privatekey masterkey servicekey signingkey encryptionkey writekey adminkey"
    b" accesstoken authtoken bearertoken refreshtoken bottoken apitoken clientsecret appsecret webhooksecret"
    b" apisecret sharedsecret authsecret tokensecret secrettoken deploykey".split()
)
# Services whose plain key stands in pages for everybody (Algolia, Typesense, Firebase, PostHog: their documentation).
_SEARCHED = frozenset(b"docsearch algoliasearch instantsearch typesense firebase firebaseconfig posthog".split())
_PLAIN_KEY = frozenset({b"api", b"key", b"apikey"})
_TRIAL = frozenset(b"test tests testing example sample demo fake mock dummy placeholder default your".split())
_CONSTANT = lazy(rb"[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}")
_QUOTES = frozenset((b'"', b"'", b"`"))
# A part of a name in code: words, one after the other, with a number behind.
_NAME_PART = lazy(rb"(?:[A-Z]{0,9}\d?[A-Z]?[a-z]{2,30}){0,6}[A-Z]{0,12}\d{0,5}")
_LEAST = 20  # characters of a value that only its name gives away
# A value that only its name gives away, for a provider that the table does not know.
ANY = Near("named-secret", "value with the name of a secret", frozenset(), ())
# 32 bytes as Ethereum and its kin write a private key (ethereum.org, accounts).
WALLET = Near("wallet-key", "private key of a wallet", frozenset(), (), Verdict.PRECISE)
_WALLET = lazy(rb"0x[0-9a-fA-F]{64}")
_TAIL_WORDS = frozenset(b"token secret password passwd".split())
_NO_SECRET = frozenset(
    b"csrf xsrf next page continuation cancel cancellation sync start end resume nonce design".split()
)


def near_at(text: bytes, start: int, end: int) -> Near | None:
    """The kind of the value at ``start`` to ``end`` when the name before it says whose key it is, or that it is one."""
    if text[start - 1 : start] not in _OPENS:
        return None
    back = text[max(0, start - BACK) : start][::-1]
    found = _NAMED.match(back) or _SET.match(back)
    if found is None or not _HINT.search(found[1]):
        return None
    name, place = found[1][::-1], start - found.end()
    if name == b"value" and (outer := _VALUE_OF.search(text, max(0, start - BACK), start)):
        name = outer[1]
    own = _split(name)
    if not own & _KEY_WORDS or (own & _PUBLIC_WORDS and b"secret" not in own):
        return None
    value, tables = text[start:end], _table_words(text, place)
    if own <= _PLAIN_KEY and tables & _SEARCHED:
        return None
    for words in (own, tables):
        for word in sorted(words & _by_word().keys()):
            for kind, pattern in _by_word()[word]:
                if pattern.fullmatch(value) and not made_up(value):
                    return kind
    if b"privatekey" in own and _WALLET.fullmatch(value) and not own & _TRIAL and not made_up(value[2:]):
        return WALLET
    bare = text[start - 1 : start] not in _QUOTES
    return ANY if _is_secret(name, own, value) and not (bare and _is_code(text, place, value)) else None


def _is_code(text: bytes, start: int, value: bytes) -> bool:
    """Whether a value without quotes is an expression of a programme, or a token for a badge, which is public."""
    badge = b".svg?" in text[max(0, start - 120) : start + 1]
    return badge or all(map(_NAME_PART.fullmatch, re.split(rb"[_-]", value)))


def _is_secret(name: bytes, own: frozenset[bytes], value: bytes) -> bool:
    """Whether a name says that a value is a secret, and the value could be none but a drawn one."""
    constant = _CONSTANT.fullmatch(name) is not None and own & {b"key", b"token", b"secret", b"password"}
    words = _WORDS.findall(name)
    tail = len(words) > 1 and words[-1].lower() in _TAIL_WORDS and not own & _NO_SECRET
    if not (own & _PAIRS or constant or tail) or own & _TRIAL or len(value) < _LEAST:
        return False
    mixed = value.lower() != value and value.upper() != value
    hexadecimal = all(byte in b"0123456789abcdef-" for byte in value)
    drawn = mixed or (hexadecimal and len(value) in {32, 36, 40, 48, 64, 96, 128}) or len(value) >= 28
    return drawn and not made_up(value) and not named(value)


def _split(name: bytes) -> frozenset[bytes]:
    words = [word.lower() for word in _WORDS.findall(name)]
    pairs = [first + second for first, second in pairwise(words)]
    return frozenset((*words, *pairs))


def _table_words(text: bytes, start: int) -> frozenset[bytes]:
    """The words of the name of the table or object that the key stands in."""
    found = list(_TABLE.finditer(text, max(0, start - _PARENT), start))
    names = [found[-1][1] or found[-1][2]] if found else []
    for match in reversed(found[:-1]):  # of YAML, the tables that hold this one: each begins further left
        if found[-1][0][-1:] != b"\n" or match[0][-1:] != b"\n":
            break
        if _indent(text, match.start()) < _indent(text, found[-1].start()):
            names.append(match[1] or match[2])
            found.append(match)
    return frozenset().union(*map(_split, names))


def _indent(text: bytes, start: int) -> int:
    """How far right a name stands in its line."""
    return start - (text.rfind(b"\n", 0, start) + 1)
