"""Key formats, made of random numbers: no key here opens anything, and each has the structure that its format asks."""

from __future__ import annotations

import base64
import struct
import textwrap
from collections.abc import Callable
from random import Random

from bench.breadth.values import url64

RSA_ID = bytes.fromhex("300d06092a864886f70d0101010500")
P256_ID = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
ED25519_ID = bytes.fromhex("300506032b6570")


def der(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def integer(value: int) -> bytes:
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def odd(rng: Random, bits: int) -> int:
    return rng.getrandbits(bits) | 1 | (3 << (bits - 2))


def pkcs1(rng: Random) -> bytes:
    """RSAPrivateKey of RFC 8017 with the sizes of a 2048-bit key."""
    p, q = odd(rng, 1024), odd(rng, 1024)
    numbers = [0, p * q, 65537, odd(rng, 2047), p, q, odd(rng, 1023), odd(rng, 1023), odd(rng, 1023)]
    return der(0x30, b"".join(integer(number) for number in numbers))


def pkcs8(rng: Random) -> bytes:
    return der(0x30, integer(0) + RSA_ID + der(4, pkcs1(rng)))


def sec1(rng: Random) -> bytes:
    point = der(0xA1, der(3, b"\x00\x04" + rng.randbytes(64)))
    curve = der(0xA0, bytes.fromhex("06082a8648ce3d030107"))
    return der(0x30, integer(1) + der(4, rng.randbytes(32)) + curve + point)


def ed25519(rng: Random) -> bytes:
    return der(0x30, integer(0) + ED25519_ID + der(4, der(4, rng.randbytes(32))))


def ec8(rng: Random) -> bytes:
    inner = der(0x30, integer(1) + der(4, rng.randbytes(32)) + der(0xA1, der(3, b"\x00\x04" + rng.randbytes(64))))
    return der(0x30, integer(0) + P256_ID + der(4, inner))


def encrypted8(rng: Random) -> bytes:
    """EncryptedPrivateKeyInfo with PBES2 (RFC 8018)."""
    kdf = der(0x30, der(4, rng.randbytes(8)) + integer(2048))
    scheme = der(0x30, bytes.fromhex("06092a864886f70d01050c") + kdf)
    cipher = der(0x30, bytes.fromhex("060960864801650304012a") + der(4, rng.randbytes(16)))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d01050d") + der(0x30, scheme + cipher))
    return der(0x30, algorithm + der(4, rng.randbytes(1232)))


def certificate(rng: Random) -> bytes:
    """Something with the outline of a certificate: a sequence of a body, an algorithm and a signature."""
    body = der(0x30, integer(rng.getrandbits(64)) + RSA_ID + der(4, rng.randbytes(600)))
    return der(0x30, body + RSA_ID + der(3, b"\x00" + rng.randbytes(256)))


def public(rng: Random) -> bytes:
    return der(0x30, RSA_ID + der(3, b"\x00" + der(0x30, integer(odd(rng, 2048)) + integer(65537))))


KINDS: dict[str, tuple[str, Callable[[Random], bytes]]] = {
    "rsa": ("RSA PRIVATE KEY", pkcs1),
    "pkcs8": ("PRIVATE KEY", pkcs8),
    "ec": ("EC PRIVATE KEY", sec1),
    "ec8": ("PRIVATE KEY", ec8),
    "ed25519": ("PRIVATE KEY", ed25519),
    "encrypted": ("ENCRYPTED PRIVATE KEY", encrypted8),
    "cert": ("CERTIFICATE", certificate),
    "public": ("PUBLIC KEY", public),
}


def armour(title: str, data: bytes, width: int = 64, extra: str = "") -> str:
    body = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), width))
    return f"-----BEGIN {title}-----\n{extra}{body}\n-----END {title}-----"


def pem(rng: Random, kind: str) -> str:
    title, make = KINDS[kind]
    return armour(title, make(rng))


def bare(rng: Random, kind: str) -> str:
    """The base64 of the DER without header lines, on one line, as settings and variables hold it."""
    return base64.b64encode(KINDS[kind][1](rng)).decode()


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def openssh(rng: Random, cipher: str) -> str:
    """An openssh-key-v1 (PROTOCOL.key of OpenSSH): ed25519, unencrypted unless a cipher is named."""
    public_key = rng.randbytes(32)
    blob = string(b"ssh-ed25519") + string(public_key)
    check = rng.randbytes(4)
    inner = check * 2 + blob + string(rng.randbytes(32) + public_key) + string(b"jmeyer@laptop")
    inner += bytes(range(1, 1 + -len(inner) % 8))
    kdf = string(string(rng.randbytes(16)) + struct.pack(">I", 16)) if cipher else string(b"")
    head = string(cipher.encode() or b"none") + string(b"bcrypt" if cipher else b"none") + kdf
    data = b"openssh-key-v1\x00" + head + struct.pack(">I", 1) + string(blob) + string(inner)
    return armour("OPENSSH PRIVATE KEY", data, 70)


def putty(rng: Random, _: str) -> str:
    """A PuTTY key file of version 3 (appendix C of its manual)."""
    blob = string(b"ssh-ed25519") + string(rng.randbytes(32))
    secret = string(rng.randbytes(32))
    public_text, private_text = (base64.b64encode(part).decode() for part in (blob, secret))
    lines = ["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: eddsa-key-20260301", "Public-Lines: 2"]
    lines += [
        public_text[:64],
        public_text[64:],
        "Private-Lines: 1",
        private_text,
        f"Private-MAC: {rng.randbytes(32).hex()}",
    ]
    return "\n".join(lines)


def bech32(rng: Random, prefix: str) -> str:
    """32 random bytes in Bech32 (BIP 173), in capitals: the secret key of age has the prefix AGE-SECRET-KEY-."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = int.from_bytes(rng.randbytes(32), "big") << 4
    data = [number >> 5 * (51 - i) & 31 for i in range(52)]
    low = prefix.lower()
    check = 1
    for value in [*(ord(c) >> 5 for c in low), 0, *(ord(c) & 31 for c in low), *data, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    check ^= 1
    data += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return (low + "1" + "".join(letters[value] for value in data)).upper()


def gpg(rng: Random, _: str) -> str:
    """An armoured OpenPGP secret key (RFC 9580): packet 5, version 4, EdDSA, unprotected."""
    body = b"\x04" + struct.pack(">I", 1790000000) + b"\x16\x09" + bytes.fromhex("2b06010401da470f01")
    body += struct.pack(">H", 263) + b"\x40" + rng.randbytes(32) + b"\x00" + struct.pack(">H", 256)
    secret = b"\x80" + rng.randbytes(31)
    body += secret + struct.pack(">H", (sum(secret) + 1) & 0xFFFF)
    packet = bytes([0xC5, len(body)]) + body + bytes([0xCD, 24]) + b"Jana Meyer <j@meyer.dev>"
    return armour("PGP PRIVATE KEY BLOCK", packet, 64, "\n")


def jwk(rng: Random, kind: str) -> str:
    """A JSON web key with its private members (RFC 7517, 7518)."""
    if kind == "ec":
        x, y, d = (url64(rng.randbytes(32)) for _ in range(3))
        return f'{{"kty":"EC","crv":"P-256","kid":"sig-1","x":"{x}","y":"{y}","d":"{d}"}}'
    if kind == "okp":
        x, d = (url64(rng.randbytes(32)) for _ in range(2))
        return f'{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{d}"}}'
    if kind == "public":
        x, y = (url64(rng.randbytes(32)) for _ in range(2))
        return f'{{"kty":"EC","crv":"P-256","kid":"sig-1","x":"{x}","y":"{y}"}}'
    n, d = (url64(odd(rng, 2048).to_bytes(256, "big")) for _ in range(2))
    p, q = (url64(odd(rng, 1024).to_bytes(128, "big")) for _ in range(2))
    return f'{{"kty":"RSA","e":"AQAB","n":"{n}","d":"{d}","p":"{p}","q":"{q}"}}'


def minisign(rng: Random, _: str) -> str:
    """An unencrypted secret key of minisign: algorithm, no KDF, checksum of BLAKE2b, salt, limits, numbers."""
    data = b"Ed\x00\x00B2" + bytes(32) + bytes(16) + rng.randbytes(8 + 64 + 32)
    return "untrusted comment: minisign secret key\n" + base64.b64encode(data).decode()


def signify(rng: Random, _: str) -> str:
    """A secret key of OpenBSD's signify: Ed, BK, no rounds, salt, checksum, number, key."""
    data = b"EdBK" + bytes(4) + rng.randbytes(16 + 8 + 8 + 64)
    return "untrusted comment: signify secret key\n" + base64.b64encode(data).decode()


def service_account(rng: Random, _: str) -> str:
    """The JSON key of a Google service account, as the console downloads it."""
    import json

    project = f"{rng.choice(('harbor', 'meadow', 'falcon'))}-prod-{rng.randrange(1000, 9999)}"
    mail = f"deploy@{project}.iam.gserviceaccount.com"
    key = {"type": "service_account", "project_id": project, "private_key_id": rng.randbytes(20).hex()}
    key |= {
        "private_key": pem(rng, "pkcs8") + "\n",
        "client_email": mail,
        "client_id": str(rng.randrange(10**20, 10**21)),
    }
    key |= {"auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": "https://oauth2.googleapis.com/token"}
    return json.dumps(key, indent=2)


MAKERS: dict[str, Callable[[Random, str], str]] = {
    "pem": pem,
    "pem64": lambda rng, kind: base64.b64encode((pem(rng, kind) + "\n").encode()).decode(),
    "der64": bare,
    "derhex": lambda rng, kind: KINDS[kind][1](rng).hex(),
    "openssh": openssh,
    "putty": putty,
    "bech32": bech32,
    "gpg": gpg,
    "jwk": jwk,
    "minisign": minisign,
    "signify": signify,
    "service-account": service_account,
}
