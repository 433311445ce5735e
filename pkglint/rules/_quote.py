"""Values out of an artifact in a message: one line, shortened, and never anything that could be a secret."""

from __future__ import annotations

import re

from pkglint.detect.secrets.redact import redacted
from pkglint.model.lazy import lazy

_USERINFO = lazy(r"(?<=://)[^/@\s]*@")
# A run of this length that mixes letters and digits is a token, a digest or a hashed file name: nobody misses it.
_RUN = lazy(r"[A-Za-z0-9_+=~-]{18,}")
_PIECES = lazy(r"[-_~+=]")
MOST = 100


def quoted(text: str) -> str:
    """``text`` as a message may say it: at most 100 characters, token-like runs and user names in URLs cut out."""
    if "\n" in text or "\r" in text or "-----BEGIN" in text:
        return "..."  # no name or version: whatever it is, it is not for a message
    safe = _RUN.sub(_mask, _USERINFO.sub("...@", redacted(text)))
    return safe if len(safe) <= MOST else f"{safe[:MOST]}..."


def _mask(match: re.Match[str]) -> str:
    """The run itself when it is words joined by hyphens; three dots when it could be a token."""
    run = match[0]
    if not (any(c.isdigit() for c in run) and any(c.isalpha() for c in run)):
        return run
    both_cases = any(c.islower() for c in run) and any(c.isupper() for c in run)
    return "..." if both_cases or max(map(len, _PIECES.split(run))) >= 16 else run
