"""URLs with a password, and the filter that leaves samples, templates and local services alone."""

from __future__ import annotations

import re

from pkglint.detect.secrets.coarse import Coarse
from pkglint.detect.secrets.noise import entropy, made_up
from pkglint.model.lazy import lazy

_SIGNED_IN = rb"://([0-9A-Za-z._%+~-]{0,64}):([^\s/@\"'<>`\\(){}\[\]$*,;|:#?]{6,128})@([0-9A-Za-z.-]"
USER = lazy(_SIGNED_IN + rb"{1,253})")
PASSWORD = Coarse(_SIGNED_IN + rb")", 3 + 64 + 1 + 128 + 2)
_SCHEME = lazy(rb"[A-Za-z][A-Za-z0-9+.-]{0,24}$")
_ENCODED = lazy(rb"%([0-9A-Fa-f]{2})")
_SAMPLE = lazy(
    rb"pass|pwd|tiger|secret|token|user|admin|guest|changeit|hunter2|s3cr|p[4a@]ss|key|private|hidden|somebody|xxx"
    rb"|%[sd(]|[<>{}*]|^\.+$",
    re.IGNORECASE,
)
_USERS = frozenset(b"user username myuser scott foo alice bob john jane login me name".split())
_HOST_SAMPLE = lazy(
    rb"(?:.*\.)?(?:example|test|localhost|invalid)(?:\.[a-z]{2,4}){0,2}\.?|(?:.*\.)?example-.*"
    rb"|(?:my|the|your|some|remote|proxy)?-?"
    rb"(?:host|hostname|server|domain|foo|bar|acme|some|site|db|database|proxy|ip|address)"
    rb"\d{0,2}(?:\.(?:com|org|net|tld|local|xyz|io))?"
    rb"|127\..*|0\.0\.0\.0|192\.0\.2\..*|1\.2\.3\.4|10\.0\.0\.1",
    re.IGNORECASE | re.DOTALL,
)


def password_at(data: bytes, place: int) -> tuple[int, int] | None:
    """Start and end of the URL around ``://`` at ``place`` when it holds a password that nobody would make up."""
    match = USER.match(data, place)
    scheme = _SCHEME.search(data, max(0, place - 25), place)
    if match is None or scheme is None:
        return None
    user, password, host = match.groups()
    if user.lower() in _USERS or password == user or _HOST_SAMPLE.fullmatch(host):
        return None
    # A name without a dot is some machine in a sample, or one inside a company: then the password must say more.
    if not _is_drawn(password, 8 if b"." in host else 12):
        return None
    return scheme.start(), match.end()


def _is_drawn(password: bytes, least: int) -> bool:
    """Whether a password has digits and letters and no word that stands for a password."""
    plain = _ENCODED.sub(lambda match: bytes((int(match[1], 16),)), password)
    if _SAMPLE.search(password) or len(plain) < least or not plain.isascii() or entropy(plain) < 2.7:
        return False
    has_digit = any(48 <= byte <= 57 for byte in plain)
    has_letter = any(65 <= byte & 0xDF <= 90 for byte in plain)
    return has_digit and has_letter and not made_up(plain)
