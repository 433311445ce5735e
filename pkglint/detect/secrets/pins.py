"""Names for secrets that an exception can hold: a policy is public, and a name must not be a way back.

A name is made slowly from a quick mark, so that only what is reported costs time. The salt is fixed, since the same
secret must have the same name in every artifact; the kind of the secret is part of it. 600,000 rounds are what OWASP
asks for a store of passwords; here a search would have to know the kind, and a linter has to stay quick: 20,000.
"""

from __future__ import annotations

import hashlib

_SALT = b"pkglint secret 1"
_ROUNDS = 20_000
_BYTES = 20


def mark(kind: str, secret: bytes) -> bytes:
    """What stands for a secret inside of one run; it is never shown."""
    return hashlib.sha256(kind.encode() + b"\0" + secret).digest()


def pin(marked: bytes) -> str:
    """The name that an exception may hold: 40 hexadecimal digits, some ten milliseconds."""
    return hashlib.pbkdf2_hmac("sha256", marked, _SALT, _ROUNDS, _BYTES).hex()
