"""Values: passwords, names, tokens with the checksum or the structure that their issuer documents."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
import uuid
import zlib
from collections.abc import Callable
from random import Random

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORDS = (
    *("harbor", "lantern", "copper", "willow", "meadow", "granite", "falcon", "ember", "juniper", "saddle", "orchid"),
    *("timber", "quartz", "velvet", "canyon", "pepper", "marble", "anchor", "breeze", "cobalt", "thistle", "walnut"),
    *("summit", "ripple", "glacier", "maple", "raven", "tundra", "hazel", "pebble"),
)


def word(rng: Random, _: str = "") -> str:
    return rng.choice(WORDS)


def password(rng: Random, argument: str = "") -> str:
    """A password as a manager makes them: letters, digits and a few signs that need no quoting anywhere."""
    size = int(argument or 18)
    letters = BASE62 + "_-"
    made = [rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ"), rng.choice("23456789"), *rng.choices(letters, k=size - 3)]
    rng.shuffle(made)
    return rng.choice("abcdefghjkmnpqrstuvwxyz") + "".join(made)


def base62(number: int, width: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return digits.rjust(width, "0")


def with_crc(rng: Random, prefix: str) -> str:
    """GitHub's and npm's classic form: 30 characters and their CRC32 as six digits of base 62."""
    body = "".join(rng.choices(BASE62, k=30))
    return prefix + body + base62(zlib.crc32(body.encode()), 6)


def macaroon(rng: Random, host: str) -> str:
    """A token of PyPI: a macaroon of version 2 whose location is the index."""
    place = (host or "pypi.org").encode()
    ident = str(uuid.UUID(int=rng.getrandbits(128), version=4)).encode()
    caveat = json.dumps([1, str(uuid.UUID(int=rng.getrandbits(128), version=4))]).encode()
    packed = b"\x02\x01" + bytes([len(place)]) + place + b"\x02" + bytes([len(ident)]) + ident + b"\x00"
    packed += b"\x02" + bytes([len(caveat)]) + caveat + b"\x00\x00\x06\x20" + rng.randbytes(32)
    return "pypi-" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def grafana(rng: Random, service: str) -> str:
    """Grafana's service account token: 32 characters and the CRC32 of all before it, in hexadecimal."""
    body = "".join(rng.choices(BASE62, k=32))
    key = f"gl{service}_{body}"
    return f"{key}_{struct.pack('<I', zlib.crc32(key.encode())).hex()}"


def jwt(rng: Random, claims: str) -> str:
    """A JSON web token (RFC 7519) that lives for long; `claims` is JSON that is merged into the payload."""
    payload = {"sub": str(rng.randrange(10**9)), "iat": 1790000000, "exp": 2100000000, **json.loads(claims or "{}")}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, payload)]
    return ".".join(url64(part) for part in (*parts, rng.randbytes(32)))


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base58(body: bytes) -> str:
    """Base58Check: the bytes and the first four of their double SHA-256."""
    body += hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, text = int.from_bytes(body, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = alphabet[rest] + text
    return text


def wif(rng: Random, argument: str) -> str:
    """32 random bytes between a version and a suffix (``80,01``), as Bitcoin's wallet import format has it."""
    version, _, suffix = argument.partition(",")
    return base58(bytes.fromhex(version) + rng.randbytes(32) + bytes.fromhex(suffix))


def discord(rng: Random, _: str) -> str:
    """A bot token of Discord: the id of the bot in base64, a time, a signature."""
    ident = base64.b64encode(str(rng.randrange(10**17, 10**18)).encode()).decode().rstrip("=")
    return f"{ident}.G{''.join(rng.choices(BASE62, k=5))}.{url64(rng.randbytes(28))}"


def escaped(_: Random, text: str) -> str:
    return json.dumps(text)[1:-1]


MAKERS: dict[str, Callable[[Random, str], str]] = {
    "pw": password,
    "word": word,
    "user": lambda rng, _: rng.choice(("jmeyer", "akowalski", "tnguyen", "rsilva", "mlindqvist", "dokafor")),
    "host": lambda rng, _: f"{word(rng)}-{rng.randrange(1, 40)}.{word(rng)}works.io",
    "home": lambda rng, _: rng.choice(("/Users/", "/home/")) + rng.choice(("jmeyer", "akowalski", "tnguyen", "rsilva")),
    "uuid": lambda rng, _: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "int": lambda rng, text: str(rng.randrange(*(int(part) for part in text.split(",")))),
    "crc": with_crc,
    "macaroon": macaroon,
    "grafana": grafana,
    "jwt": jwt,
    "base58check": wif,
    "discord": discord,
    "b64": lambda _, text: base64.b64encode(text.encode()).decode(),
    "b64u": lambda _, text: url64(text.encode()),
    "hex": lambda _, text: text.encode().hex(),
    "rand64": lambda rng, size: base64.b64encode(rng.randbytes(int(size))).decode(),
    "rand64u": lambda rng, size: url64(rng.randbytes(int(size))),
    "reverse": lambda _, text: text[::-1],
    "rep": lambda _, text: text[0] * int(text[1:]),
    "chr": lambda _, text: "".join(chr(int(part, 16)) for part in text.split(",")),
    "json": escaped,
    "bytes": lambda rng, size: ", ".join(str(byte) for byte in rng.randbytes(int(size))),
    "xprv": lambda rng, _: base58(b"\x04\x88\xad\xe4" + bytes(9) + rng.randbytes(32) + b"\x00" + rng.randbytes(32)),
    "nl": lambda _, __: "\n",
    "crc32": lambda _, text: f"{binascii.crc32(text.encode()):08x}",
}
