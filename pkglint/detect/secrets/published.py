"""Private keys that everybody has: of standards, of manuals, of the tests and self-tests of well-known programs."""

from __future__ import annotations

import hashlib
from functools import cache

from pkglint.detect.secrets.token import rows


def is_published(body: bytes) -> bool:
    """Whether a key is one of ``published.tsv``: its DER as it stands, or a secret in text, with or without ``0x``."""
    return _digest(body) in _known() or _digest(body.removeprefix(b"0x").lower()) in _known()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


@cache
def _known() -> frozenset[str]:
    return frozenset(row[0] for row in rows("published.tsv"))
