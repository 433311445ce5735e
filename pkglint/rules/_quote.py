"""Values out of an artifact in a message: shortened, and never anything that could be a secret."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=://)[^/@\s]*@")
# A run of this length that mixes letters and digits is a token, a digest or a hashed file name: nobody misses it.
_RUN = re.compile(r"[A-Za-z0-9_+=~-]{18,}")
MOST = 100


def quoted(text: str) -> str:
    """``text`` as a message may say it: at most 100 characters, token-like runs and user names in URLs cut out."""
    safe = _RUN.sub(_mask, _USERINFO.sub("...@", text))
    return safe if len(safe) <= MOST else f"{safe[:MOST]}..."


def _mask(match: re.Match[str]) -> str:
    run = match[0]
    pieces = re.split(r"[-_~+=]", run)
    # Words joined by hyphens are a name; what is left over without them is judged piece by piece.
    mixed = any(len(p) >= 16 and _mixes(p) for p in pieces) or (_mixes(run) and len(max(pieces, key=len)) >= 16)
    return "..." if mixed else run


def _mixes(piece: str) -> bool:
    return any(c.isdigit() for c in piece) and any(c.isalpha() for c in piece)
