"""Private keys without the lines of PEM: in base64, as JSON, in a program's own format, or as bytes.

Sources: RFC 8017, 5915, 5958 (DER), RFC 7517 and 8037 (JWK), the formats of minisign, signify, Tor (rend-spec-v3),
OpenVPN (static keys), GnuPG (agent/keyformat.txt), Solana's and Ethereum's command line tools.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from pkglint.detect.secrets.checks import unpadded
from pkglint.detect.secrets.keys import LONGEST, Key, key_at, pgp
from pkglint.detect.secrets.noise import made_up
from pkglint.detect.secrets.phrases import phrases
from pkglint.detect.secrets.published import is_published
from pkglint.detect.secrets.stores import holds_key
from pkglint.detect.words import Words, ask_for, led
from pkglint.model.lazy import lazy

MOST = 200  # places of a sort that are looked at in one file
_PEM_BASE64 = lazy(rb"LS0tL[0-9A-Za-z+/]{40,24000}={0,2}")
# A SEQUENCE with its length in one, two or three bytes, and the INTEGER of one byte that the versions of keys are.
_DER = (rb"M[C-H][0-9A-Za-z+/]CA[Q-Za-f]", rb"MI[GH][0-9A-Za-z+/]AgE", rb"MII[0-9A-Za-z+/]{3}IB")
_DER_BEGIN = lazy(rb"M(?:" + rb"|".join(form[1:] for form in _DER) + rb")")
_DER_BASE64 = lazy(rb"(?<![0-9A-Za-z+/\-_])M[0-9A-Za-z+/]{61,12001}={0,2}(?![0-9A-Za-z+/=])")
_JWK = lazy(rb"""["']?kty["']?\s{0,9}:\s{0,9}["'](?:EC|OKP|RSA|oct)["']""")
_JWK_D = lazy(rb"""["',{\s]["']?[dk]["']?\s{0,9}:\s{0,9}["']([0-9A-Za-z_-]{40,1400})["']""")
_WALLET = lazy(
    rb"""
    (?: accounts \s{0,9} : \s{0,9} \[ \s{0,20}           # Hardhat
      | Wallet \( \s{0,9} | [pP]rivateKeyToAccount \( \s{0,9} | from_key \( \s{0,9}  # ethers, web3, viem, web3.py
      | (?: PRIVATE_KEY | privateKey | private_key ) ["']? \s{0,9} [:=] \s{0,9} )
    ["'`] ( (?:0x)? [0-9a-fA-F]{64} ) ["'`]
    """,
    re.VERBOSE,
)
_WALLET_WORDS = (
    b"accounts", b"Wallet(", b"rivateKeyToAccount(", b"from_key(", b"PRIVATE_KEY", b"privateKey", b"private_key",
)  # fmt: skip
# Keys of ciphers and signatures as text, handed to what uses them: 16 to 64 bytes in hexadecimal, or 32 in base64.
_HANDED = lazy(
    rb"""
    (?: \b (?: Fernet | MultiFernet | SecretBox | SigningKey | PrivateKey | AESGCM | AESCCM | ChaCha20Poly1305
          | AES\.new | Salsa20\.new | ChaCha20\.new | SecretKeySpec | createCipheriv | createDecipheriv
          | createSecretKey | new\ Encrypter | NewCipher | crypto_secretbox(?:_easy)? | openssl_(?:en|de)crypt
          | createHmac | sodium_crypto_secretbox ) \( [^;)\n]{0,80}? ["'`]
      | ["'](?:APP_)?key["'] \s{0,4} => \s{0,4} ["'] base64: )
    ( [0-9a-fA-F]{32} (?:[0-9a-fA-F]{16}){0,6} | [0-9A-Za-z+/_-]{43} ) =? ["'`]
    """,
    re.VERBOSE,
)
# Of Web Push (RFC 8292): a point of P-256, which begins with 4, and the number that belongs to it.
_PUSH = lazy(rb"(?i:public_?key)[\"']?\s{0,4}[:=]\s{0,4}[\"']B[0-9A-Za-z_-]{86}[\"']")
_PUSH_KEY = lazy(rb"(?i:private_?key)[\"']?\s{0,4}[:=]\s{0,4}[\"']([0-9A-Za-z_-]{43})[\"']")
_HANDED_WORDS = (
    b"Fernet(", b"SecretBox(", b"SigningKey(", b"PrivateKey(", b"AESGCM(", b"Poly1305(", b"AES.new(", b"AESCCM(",
    b"20.new(", b"SecretKeySpec(", b"Cipheriv(", b"cipheriv(", b"createSecretKey(", b"Encrypter(", b"NewCipher(",
    b"secretbox", b"openssl_", b"createHmac(", b"base64:",
)  # fmt: skip
_MINISIGN = lazy(rb"untrusted comment: [^\n]{0,200}\r?\n(RW[0-9A-Za-z+/]{100,300}={0,2})\s")
_OPENVPN = lazy(rb"-----BEGIN OpenVPN Static key V1-----\s{1,4}((?:[0-9a-fA-F]{32}\s{1,4}){16})-----END")
_WIREGUARD = lazy(rb"PrivateKey[\"']?\s{0,9}[=:]\s{0,9}[\"']?([0-9A-Za-z+/]{42}[AEIMQUYcgkosw048]=)")
_INTERFACE = lazy(rb"\[(?:Interface|Peer|WireGuard|WireGuardPeer)\]|[wW]ire[gG]uard|\bwg\b|AllowedIPs")
_DNSSEC = lazy(rb"Private-key-format: v1\.\d\s")
_DNSSEC_KEY = lazy(rb"(?m)^(?:PrivateKey|PrivateExponent|Private_value\(x\)|Key): ([0-9A-Za-z+/]{40,800}={0,2})\s*$")
_AGENT = lazy(rb"(?:Key: |Created: [^\n]{1,80}\nKey: )?\(\d{0,2}:?(protected-)?private-key")
_SOLANA = lazy(rb"\s{0,9}\[(?:\s{0,9}\d{1,3}\s{0,9},){63}\s{0,9}\d{1,3}\s{0,9}\]\s{0,9}")
_TOR = b"== ed25519v1-secret: type0 =="


def raw_keys(data: bytes, words: Words | None = None) -> Iterator[Key]:
    """All keys of these sorts in a file, in no order; ``words`` says what is in it."""
    whole = _whole(data)
    if whole is not None:
        yield whole
        return
    words = words or Words(data)
    if words.has(_MARKS):
        for sort in dict.fromkeys(sort for mark, sort in _SORTS if mark in words):
            yield from sort(data)
    yield from phrases(data, words)


def _whole(data: bytes) -> Key | None:
    """A file that is a key as bytes or in one form of its own."""
    head = data[:64]
    if head.startswith(_TOR):
        return Key(0, 96, "key of an onion service", False, data[32:96])
    agent = _AGENT.match(head)
    if agent:
        return Key(0, len(data), "key of GnuPG", agent[1] is not None, data[-60:])
    if head[:1] == b"\x30" and len(data) <= 8192 and is_key(data):
        return Key(0, len(data), "private key", False, data)
    if head[:1] in {b"\x95", b"\x94", b"\xc5", b"\x97"} and len(data) <= 1 << 20:
        sort = pgp(data)
        return Key(0, len(data), sort[0], sort[1], data[:400]) if sort and data[2:4].strip(b"\0") else None
    if head.lstrip()[:1] == b"[" and len(data) <= 1000 and _SOLANA.fullmatch(data):
        numbers = [int(number) for number in re.findall(rb"\d+", data)]
        if max(numbers) < 256 and len(set(numbers)) > 40 and numbers != sorted(numbers):
            return Key(0, len(data), "key of a wallet", False, bytes(numbers))
    if holds_key(data):
        keeper = data.startswith(b"\x03\xd9")
        return Key(0, len(data), "keeper of passwords" if keeper else "key store", not keeper, b"")
    return None


def is_key(raw: bytes) -> bool:
    """Whether DER is a private key, by its structure: RSAPrivateKey, ECPrivateKey or PrivateKeyInfo."""
    outer = _value(raw, 0)
    if outer is None or outer[0] != 0x30 or not 0 <= len(raw) - outer[2] <= 16:
        return False
    parts: list[tuple[int, int, int]] = []
    place = outer[1]
    while place < outer[2] and len(parts) < 10:
        part = _value(raw, place)
        if part is None or part[2] > outer[2]:
            return False
        parts.append(part)
        place = part[2]
    tags = [tag for tag, _, _ in parts]
    if tags[:9] == [2] * 9:
        return parts[0][2] - parts[0][1] == 1 and parts[1][2] - parts[1][1] >= 64
    if tags[:3] == [2, 0x30, 4]:
        return raw[parts[1][1]] == 6
    if tags[:2] == [2, 4] and set(tags[2:]) <= {0xA0, 0xA1} and len(tags) > 2:
        secret = raw[parts[1][1] : parts[1][2]]
        return raw[parts[0][1] : parts[0][2]] == b"\1" and len(secret) >= 20 and len(set(secret)) > 8
    return False


def _value(raw: bytes, place: int) -> tuple[int, int, int] | None:
    """Tag, start and end of the DER value at a place."""
    if place + 2 > len(raw):
        return None
    size, start = raw[place + 1], place + 2
    if size & 0x80:
        width = size & 0x7F
        size, start = int.from_bytes(raw[start : start + width], "big"), start + width
        if not 1 <= width <= 4:
            return None
    return (raw[place], start, start + size) if start + size <= len(raw) else None


def _matches(pattern: re.Pattern[bytes], data: bytes) -> Iterator[re.Match[bytes]]:
    for number, match in enumerate(pattern.finditer(data)):
        if number >= MOST:
            return
        yield match


def _pem_in_base64(data: bytes) -> Iterator[Key]:
    for match in _matches(_PEM_BASE64, data):
        text = unpadded(match[0][:LONGEST]) or unpadded(match[0][: len(match[0].rstrip(b"=")) // 4 * 4]) or b""
        place = text.find(b"PRIVATE KEY")
        key = key_at(text, place, b"PRIVATE KEY") if place >= 0 else None
        if key:
            yield Key(match.start(), match.end(), key.title, key.encrypted, match[0])


def _der_in_base64(data: bytes) -> Iterator[Key]:
    end = number = 0
    for begin in _DER_BEGIN.finditer(data):
        match = _DER_BASE64.match(data, begin.start()) if begin.start() >= end else None
        if match is None:
            continue
        number, end = number + 1, match.end()
        raw = unpadded(match[0])
        if raw and is_key(raw):
            yield Key(match.start(), match.end(), "private key", False, match[0])
        if number == MOST:
            return


def _jwk(data: bytes) -> Iterator[Key]:
    for match in _matches(_JWK, data):
        secret = _JWK_D.search(data, max(0, match.start() - 2500), match.end() + 2500)
        if secret and not made_up(secret[1]) and not is_published(secret[1]):
            yield Key(secret.start(), secret.end(), "JSON web key", False, secret[1])


def _wallet(data: bytes) -> Iterator[Key]:
    for match in islice(led(_WALLET, data, _WALLET_WORDS, before=1), MOST):
        if not made_up(match[1].removeprefix(b"0x").lower()) and not is_published(match[1]):
            yield Key(match.start(1), match.end(1), "key of a wallet", False, match[1])


def _handed(data: bytes) -> Iterator[Key]:
    for match in _matches(_HANDED, data):
        if not made_up(match[1]) and len(set(match[1])) > 10 and not is_published(match[1]):
            yield Key(match.start(1), match.end(1), "key of a cipher", False, match[1])


def _push(data: bytes) -> Iterator[Key]:
    for match in _matches(_PUSH, data):
        secret = _PUSH_KEY.search(data, max(0, match.start() - 400), match.end() + 400)
        if secret and not made_up(secret[1]):
            yield Key(secret.start(1), secret.end(1), "key of Web Push", False, secret[1])


def _minisign(data: bytes) -> Iterator[Key]:
    """The algorithm, how it is protected, and a key of 64 bytes in it."""
    for match in _matches(_MINISIGN, data):
        raw = unpadded(match[1])
        if raw and len(raw) >= 104 and raw[:2] == b"Ed":
            yield Key(match.start(), match.end(), "key for signing", False, match[1])


def _openvpn(data: bytes) -> Iterator[Key]:
    for match in _matches(_OPENVPN, data):
        if not made_up(b"".join(match[1].split())):
            yield Key(match.start(), match.end(), "static key of OpenVPN", False, match[1])


def _wireguard(data: bytes) -> Iterator[Key]:
    """``PrivateKey`` of an interface: 32 bytes in base64."""
    for match in _matches(_WIREGUARD, data):
        if _INTERFACE.search(data, max(0, match.start() - 2000), match.end() + 2000) and not made_up(match[1]):
            yield Key(match.start(1), match.end(1), "key of WireGuard", False, match[1])


def _dnssec(data: bytes) -> Iterator[Key]:
    """The private half of a zone's key, as BIND writes it."""
    for match in _matches(_DNSSEC, data):
        secret = _DNSSEC_KEY.search(data, match.end(), match.end() + 8000)
        if secret and not made_up(secret[1]):
            yield Key(secret.start(1), secret.end(1), "key of a zone", False, secret[1])


# What each must hold, as the expression that a sieve asks for and the text that is searched without one.
_SORTS: tuple[tuple[bytes, Callable[[bytes], Iterator[Key]]], ...] = (
    (ask_for(rb"LS0tL[0-9A-Za-z+/]{40}", b"LS0tL"), _pem_in_base64),
    *((ask_for(form + rb"[0-9A-Za-z+/]{50}", b"M"), _der_in_base64) for form in _DER),
    (ask_for(rb"kty[\"']?\s{0,9}:", b"kty"), _jwk),
    (ask_for(b"rivateKey", b"rivateKey"), _wallet),
    (ask_for(b"PRIVATE_KEY", b"PRIVATE_KEY"), _wallet),
    (ask_for(b"private_key", b"private_key"), _wallet),
    (ask_for(rb"from_key\(", b"from_key("), _wallet),
    (ask_for(b"PrivateKey", b"PrivateKey"), _wireguard),
    (ask_for(b"Private-key-format", b"Private-key-format"), _dnssec),
    (ask_for(rb"accounts\s{0,9}:\s{0,9}\[", b"accounts"), _wallet),
    (ask_for(rb"Wallet\(", b"Wallet("), _wallet),
    (ask_for(b"untrusted comment: ", b"untrusted comment: "), _minisign),
    (ask_for(b"OpenVPN Static key", b"OpenVPN Static key"), _openvpn),
    (ask_for(rb"(?i:public_?key)[\"']?\s{0,4}[:=]\s{0,4}[\"']B", b"ublic"), _push),
    *((ask_for(re.escape(word), word), _handed) for word in _HANDED_WORDS),
)
_MARKS = frozenset(mark for mark, _ in _SORTS)
