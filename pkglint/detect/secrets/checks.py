"""Offline tests of token kinds: checksums and structures. Each takes the matched bytes and gives a verdict."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import string
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from pkglint.detect.secrets.noise import WORDS, entropy, made_up
from pkglint.model.lazy import lazy

BASE62 = (string.digits + string.ascii_uppercase + string.ascii_lowercase).encode()


class Verdict(IntEnum):
    """How sure a hit is. ``STALE`` is a token that is public by design."""

    NOTHING = 0
    STALE = 1
    LOOSE = 2
    PRECISE = 3
    VERIFIED = 4


Check = Callable[[bytes], Verdict]


def base62_crc(token: bytes) -> Verdict:
    """The last six characters are the CRC32 of the 30 before them, in base62 (GitHub's blog of April 2021, npm)."""
    body, checksum = token[-36:-6], token[-6:]
    number = 0
    for character in checksum:
        number = number * 62 + BASE62.index(character)
    return Verdict.VERIFIED if number == binascii.crc32(body) else Verdict.NOTHING


def grafana_crc(token: bytes) -> Verdict:
    """The eight hex digits at the end are the CRC32 of all before the underscore, least byte first."""
    body, _, checksum = token.rpartition(b"_")
    expected = binascii.crc32(body).to_bytes(4, "little").hex().encode()
    return Verdict.VERIFIED if expected == checksum else Verdict.NOTHING


def drawn(prefix: int | bytes = 0, verdict: Verdict = Verdict.PRECISE) -> Check:
    """A test for kinds without a checksum: what follows ``prefix`` (a length, or the last separator) looks random."""

    def check(token: bytes) -> Verdict:
        body = token[prefix:] if isinstance(prefix, int) else token.rpartition(prefix)[2]
        weak = isinstance(prefix, bytes) or prefix <= _SHORT
        return Verdict.NOTHING if made_up(body) or (weak and named(body)) else verdict

    return check


def openai_like(token: bytes) -> Verdict:
    """The form that OpenAI had first and others took over; OpenAI's own has an infix and a test of its own."""
    return Verdict.NOTHING if b"T3BlbkFJ" in token else drawn(3)(token)


_SHORT = 5  # bytes of a prefix that other words may begin with, too
_LONG_WORD = lazy(rb"[a-z]{10}")


def named(body: bytes) -> bool:
    """Whether a body is a name of a programme rather than drawn: letters alone, or mixed case with a long word.

    Of 20 letters and digits that a machine draws, 97 % hold a digit; ten small letters in a row are one case in 200.
    """
    if len(body) < 20:
        return False
    return body.isalpha() or (body.lower() != body and _LONG_WORD.search(body) is not None)


def aws_id(token: bytes) -> Verdict:
    """Sixteen characters of base32 are too few for the usual tests: no sample's word, and enough different ones."""
    body = token[4:]
    return Verdict.LOOSE if len(set(body)) >= 7 and not WORDS.search(body) else Verdict.NOTHING


def unpadded(text: bytes) -> bytes | None:
    """Base64 of either alphabet without its padding, decoded; ``None`` when it is not base64."""
    text = text.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return None


def _json(text: bytes) -> dict[str, Any] | None:
    raw = unpadded(text)
    if raw is None or not raw.startswith(b"{"):
        return None
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


# The length of a signature in base64url by algorithm; those of RSA depend on the key (at least 1,024 bits).
_SIGNATURES = {"HS256": 43, "HS384": 64, "HS512": 86, "ES256": 86, "ES384": 128, "ES512": 176, "EdDSA": 86}


def aws_secret(token: bytes) -> Verdict:
    """40 characters of base64 behind the name that says what they are: letters of both cases and a digit, no sample."""
    value = token[-40:]
    kinds = value != value.lower() and value != value.upper() and any(48 <= byte <= 57 for byte in value)
    drawn = kinds and entropy(value) > _DRAWN and b"EXAMPLE" not in value and not made_up(value)
    return Verdict.PRECISE if drawn else Verdict.NOTHING


_DRAWN = 4.0  # bits for each of 40 characters


def jwt(token: bytes) -> Verdict:
    """RFC 7519: the header names an algorithm, the claims are JSON, the signature is as long as it must be."""
    header, claims = (_json(part) for part in token.split(b".")[:2])
    signature = token.rpartition(b".")[2]
    if header is None or claims is None or not isinstance(header.get("alg"), str):
        return Verdict.NOTHING
    algorithm = header["alg"]
    fits = len(signature) == _SIGNATURES.get(algorithm, -1) or (algorithm[:2] in {"RS", "PS"} and len(signature) > 170)
    if not fits or _is_sample(claims) or made_up(signature):
        return Verdict.NOTHING
    if claims.get("role") in {"service_role", "supabase_admin"}:  # past all rules of the database (Supabase docs)
        return Verdict.PRECISE
    return Verdict.STALE if claims.get("role") == "anon" else Verdict.LOOSE


def jwt_expiry(token: bytes) -> float | None:
    """When a JSON web token expires, in seconds since 1970 (RFC 7519, 4.1.4); ``None`` when it does not say so."""
    claims = _json(token.split(b".")[1])
    expiry = claims.get("exp") if claims else None
    return float(expiry) if isinstance(expiry, (int, float)) else None


def _is_sample(claims: dict[str, Any]) -> bool:
    """The claims of the tokens that tutorials show: a server dates or numbers what it signs."""
    if {"iat", "exp", "nbf", "jti"}.isdisjoint(claims):
        return True
    return str(claims.get("sub")) in {"1234567890", "123", "foo", "bar"} or claims.get("name") == "John Doe"


def github_app(token: bytes) -> Verdict:
    """``ghs_<app id>_<JWT>`` (since 2026): the JWT's header decodes and names an algorithm."""
    header = _json(token.split(b"_", 2)[2].split(b".")[0])
    return Verdict.VERIFIED if header is not None and isinstance(header.get("alg"), str) else Verdict.NOTHING


def discord_bot(token: bytes) -> Verdict:
    """The first of three parts is the bot's id in base64: 17 to 20 digits (Discord's documentation of snowflakes)."""
    raw = unpadded(token.split(b".")[0])
    if raw is None or not raw.isdigit() or not 17 <= len(raw) <= 20:
        return Verdict.NOTHING
    return Verdict.NOTHING if made_up(token.rpartition(b".")[2]) else Verdict.PRECISE


BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58_key(token: bytes) -> Verdict:
    """A private key of Bitcoin: 0x80, 32 bytes, perhaps 0x01, and four bytes of a double SHA-256, in base 58."""
    number = 0
    for character in token:
        number = number * 58 + BASE58.index(character)
    size = 37 if len(token) == 51 else 38
    if number >> 8 * size:
        return Verdict.NOTHING
    raw = number.to_bytes(size, "big")
    digest = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()
    return Verdict.VERIFIED if raw[0] == 0x80 and raw[-4:] == digest[:4] else Verdict.NOTHING


def base58_extended(token: bytes) -> Verdict:
    """An extended private key (BIP 32): 78 bytes, the secret behind a zero, four bytes of a double SHA-256, base 58."""
    number = 0
    for character in token:
        number = number * 58 + BASE58.index(character)
    if number >> 656:
        return Verdict.NOTHING
    raw = number.to_bytes(82, "big")
    digest = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()
    return Verdict.VERIFIED if raw[45] == 0 and raw[-4:] == digest[:4] else Verdict.NOTHING


_HOST = lazy(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def pypi(token: bytes) -> Verdict:
    """A version 2 macaroon: byte 2, field 1 with the index's host name, field 2 with the identifier."""
    body = token[5:]
    # A host name has at most 253 bytes: of what follows only the length counts.
    raw = unpadded(body[:352]) if len(body) % 4 != 1 else None
    if raw is None or len(raw) < 60 or raw[:2] != b"\x02\x01":
        return Verdict.NOTHING
    end = 3 + raw[2]
    is_host = _HOST.fullmatch(raw[3:end]) is not None
    return Verdict.VERIFIED if is_host and raw[end : end + 1] == b"\x02" else Verdict.NOTHING


def sentry(token: bytes) -> Verdict:
    """``sntrys_<base64 JSON>_<secret>``: the JSON names an organisation and a URL."""
    body = token[7:].rpartition(b"_")[0]
    claims = _json(body)
    return Verdict.VERIFIED if claims is not None and {"iat", "url"} <= claims.keys() else Verdict.NOTHING


def azure_key(token: bytes) -> Verdict:
    """``AccountKey=`` and 64 bytes in base64."""
    body = token.partition(b"=")[2]
    raw = unpadded(body)
    return Verdict.PRECISE if raw is not None and len(raw) == 64 and not made_up(body) else Verdict.NOTHING


def openai(token: bytes) -> Verdict:
    """Two random halves around ``T3BlbkFJ``, which is base64 for the maker's name."""
    left, _, right = token.partition(b"T3BlbkFJ")
    halves = (left.rpartition(b"-")[2] if len(left) < 30 else left[-40:], right)
    return Verdict.NOTHING if any(made_up(half) for half in halves) else Verdict.VERIFIED
