"""Private keys, recognised by decoding what stands between the lines: a header alone proves nothing.

Sources: RFC 7468 (the lines), RFC 8017, 5915 and 5958 (the DER inside), PROTOCOL.key of OpenSSH, appendix C of PuTTY's
manual, BIP 173 (bech32, for age), RFC 9580 (OpenPGP packets).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.secrets.checks import unpadded
from pkglint.detect.secrets.published import is_published
from pkglint.model.lazy import lazy

LONGEST = 24_000  # characters of the body of the longest key that is looked for (RSA with 16,384 bits)

_HEADER = lazy(rb"-{4,5} ?BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY( BLOCK)? ?-{4,5}")
_FOOTER = lazy(rb"-{4,5} ?(?:END|BEGIN) ")
_ESCAPE = lazy(rb"(?<!\\)\\+[nrt]|\\\r?\n")  # from the first backslash of a run only
_JOINT = lazy(rb"""["'`]\s{0,80}[+.,;]?\s{0,80}["'`]""")
_FIELD = lazy(rb"^[ \t\"'*#>|]*[A-Za-z][A-Za-z-]*: .*$", re.MULTILINE)
_BASE64 = lazy(rb"[0-9A-Za-z+/]+={0,2}")
_CHECKSUM = lazy(rb"=[0-9A-Za-z+/]{4}")
_PUTTY = lazy(rb"PuTTY-User-Key-File-[123]: [\w-]{1,80}\s{1,9}Encryption: ([\w-]{1,80})\s")
_PRIVATE_LINES = lazy(rb"Private-Lines: (\d{1,3})\s{1,9}")
_AGE = lazy(rb"AGE-SECRET-KEY-1([02-9AC-HJ-NP-Z]{58})")
_BECH32 = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


class Key(NamedTuple):
    """A private key found in a text: where it stands, what it is, and a piece of it to redact."""

    start: int
    end: int
    title: str
    encrypted: bool
    body: bytes


def key_at(data: bytes, place: int, literal: bytes) -> Key | None:
    """The key around ``place``, where ``literal`` was found, or ``None`` when nothing there decodes to one."""
    if literal == b"PRIVATE KEY":
        return _pem(data, place)
    return _age(data, place) if literal.startswith(b"AGE") else _putty(data, place)


def private_key_in(data: bytes) -> Key | None:
    """The first private key of ssh, OpenSSL or PuTTY in a file that is nothing else."""
    for literal in (b"PRIVATE KEY", b"PuTTY-User-Key-File-"):
        place = data.find(literal)
        key = key_at(data, place, literal) if place >= 0 else None
        if key:
            return key
    return None


def _pem(data: bytes, place: int) -> Key | None:
    begin = data.rfind(b"BEGIN ", max(0, place - 40), place)
    header = _HEADER.match(data, max(0, data.rfind(b"----", max(0, begin - 6), begin) - 1)) or _HEADER.match(
        data, max(0, begin - 5)
    )
    if begin < 0 or header is None or header.end() < place:
        return None
    rest = data[header.end() : header.end() + LONGEST]
    footer = _FOOTER.search(rest)
    text = _ESCAPE.sub(b"\n", rest[: footer.start()] if footer else rest)
    fields = b"\n".join(_FIELD.findall(text))
    body = _body(_JOINT.sub(b"\n", _FIELD.sub(b"", text)))
    raw = unpadded(body)
    if raw is None or is_published(raw):
        return None
    sort = _sort(raw, header[1].decode().strip(), b"ENCRYPTED" in fields, is_pgp=bool(header[2]))
    if sort is None:
        return None
    end = header.end() + (footer.start() if footer else min(len(rest), len(body)))
    return Key(header.start(), end, *sort, body)


def _body(text: bytes) -> bytes:
    """The base64 of a block, whatever a source file put around its lines; it ends at the first word that is none."""
    words = []
    for word in text.split():
        bare = word.strip(b"\"'`,;*#>|\\()[]")
        if bare in {b"", b"//", b"///"} or _CHECKSUM.fullmatch(bare):
            continue
        if not _BASE64.fullmatch(bare):
            break
        words.append(bare)
    return b"".join(words)


def _sort(raw: bytes, label: str, is_encrypted: bool, *, is_pgp: bool) -> tuple[str, bool] | None:
    """What a decoded body is, and whether it is encrypted."""
    if is_pgp:
        return pgp(raw)
    if label.startswith("SSH2"):
        return ("SSH2 private key", True) if raw.startswith(b"\x3f\x6f\xf9\xeb") else None
    if raw.startswith(b"openssh-key-v1\0"):
        return _openssh(raw)
    if label.endswith(("SIGSTORE", "COSIGN")):
        return ("cosign private key", True) if raw.startswith(b'{"kdf"') else None
    name = f"{label} private key".strip()
    if is_encrypted:  # the old way: headers name the cipher, and the body is nothing but cipher text
        return (name, True) if len(raw) >= 48 and len(raw) % 8 == 0 else None
    inner = der_inner(raw)
    if inner is None:
        return None
    if inner[:1] == b"\x30":
        return "private key", True
    return name.replace("ENCRYPTED ", ""), False


def der_inner(raw: bytes) -> bytes | None:
    """What a DER private key holds, or ``None``: a SEQUENCE as long as the data, version or algorithm first."""
    if len(raw) < 40 or raw[0] != 0x30:
        return None
    size, start = raw[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(raw[2:start], "big")
    inner = raw[start:]
    if not size <= len(inner) <= size + 16:
        return None
    is_version = inner[:2] == b"\x02\x01" and inner[2] <= 3
    return inner if is_version or inner[:1] == b"\x30" else None


def _openssh(raw: bytes) -> tuple[str, bool] | None:
    size = int.from_bytes(raw[15:19], "big")
    cipher = raw[19 : 19 + size]
    if not 4 <= size <= 40 or len(raw) < 100:
        return None
    return "OpenSSH private key", cipher != b"none"


def pgp(raw: bytes) -> tuple[str, bool] | None:
    """The first packet is a secret key (tag 5). Where its secret part begins is parsed for the common algorithms."""
    if len(raw) < 60 or raw[0] & 0x80 == 0:
        return None
    tag = raw[0] & 0x3F if raw[0] & 0x40 else raw[0] >> 2 & 0x0F
    if tag != 5:
        return None
    new_format = 2 if raw[1] < 192 else 3 if raw[1] < 224 else 6
    start = new_format if raw[0] & 0x40 else 1 + (1, 2, 4, 0)[raw[0] & 3]
    usage = _after_public(raw, start)
    return "PGP private key", usage != 0


def _after_public(raw: bytes, start: int) -> int:
    """The byte that says how the secret part of a version 4 key is protected: 0 for not at all, -1 for unknown."""
    if raw[start] != 4:
        return -1
    algorithm, place = raw[start + 5], start + 6
    numbers = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 18: 1, 19: 1, 22: 1}.get(algorithm)
    if numbers is None:
        return -1
    if algorithm in {18, 19, 22}:
        place += 1 + raw[place]
    for _ in range(numbers):
        place += 2 + (int.from_bytes(raw[place : place + 2], "big") + 7) // 8
    if algorithm == 18:
        place += 1 + (raw[place] if place < len(raw) else 0)
    return raw[place] if place < len(raw) else -1


def _putty(data: bytes, place: int) -> Key | None:
    following = data.find(b"PuTTY-User-Key-File-", place + 1, place + LONGEST)
    text = _ESCAPE.sub(b"\n", data[place : following if following > 0 else place + LONGEST])
    match = _PUTTY.match(text)
    public = text.find(b"Public-Lines: ", match.end(), match.end() + 620) if match else -1
    private = _PRIVATE_LINES.search(text, public, public + 6040) if public > 0 else None
    if match is None or private is None:
        return None
    lines = text[private.end() :].split(None, int(private[1]))[: int(private[1])]
    body = b"".join(line.strip(b"\"',") for line in lines)
    raw = unpadded(body)
    if raw is None or len(raw) < 16:
        return None
    return Key(place, place + private.end(), "PuTTY private key", match[1] != b"none", body)


def _age(data: bytes, place: int) -> Key | None:
    match = _AGE.match(data, place)
    if match is None or not bech32(b"AGE-SECRET-KEY-", match[1]):
        return None
    return Key(place, match.end(), "age secret key", False, match[0])


def bech32(prefix: bytes, data: bytes) -> bool:
    """Whether the last six characters of ``data`` (upper case) are the checksum of the rest (BIP 173)."""
    low = prefix.lower()
    values = [c >> 5 for c in low] + [0] + [c & 31 for c in low] + [_BECH32.index(c) for c in data]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                check ^= generator
    return check == 1
