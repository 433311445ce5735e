"""URLs with a password, and the filter that leaves samples, templates and local services alone."""

from __future__ import annotations

import re

from pkglint.rules.leaks._noise import entropy, made_up

_USER = re.compile(rb"://([0-9A-Za-z._%+~-]{0,64}):([^\s/@\"'<>`\\(){}\[\]$*,;|:#?]{6,128})@([0-9A-Za-z.-]{1,253})")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,24}$")
_SAMPLE = re.compile(
    rb"pass|pwd|tiger|secret|token|user|admin|guest|changeit|hunter2|s3cr|p[4a@]ss|key|private|hidden|somebody|xxx|[%<>{}*]|^\.+$",
    re.IGNORECASE,
)
_USERS = frozenset(
    {b"user", b"username", b"myuser", b"scott", b"foo", b"alice", b"bob", b"john", b"jane", b"login", b"me", b"name"}
)
_HOST_SAMPLE = re.compile(
    rb"(?:^|[.-])(?:example|test|localhost|local|invalid|host|hostname|myhost|server|domain|mydomain|foo|bar|acme|some)"
    rb"(?:[.-]|\d*$)|^(?:127\.|0\.0\.0\.0|192\.0\.2\.|1\.2\.3\.4|10\.0\.0\.1$)",
    re.IGNORECASE,
)


def password_at(data: bytes, place: int) -> tuple[int, int] | None:
    """Start and end of the URL around ``://`` at ``place`` when it holds a password that nobody would make up."""
    match = _USER.match(data, place)
    if match is None:
        return None
    scheme = _SCHEME.search(data, max(0, place - 25), place)
    user, password, host = match.groups()
    if (
        scheme is None
        or user.lower() in _USERS
        or password == user
        or not _is_drawn(password)
        or _HOST_SAMPLE.search(host)
    ):
        return None
    if b"." not in host and not host.replace(b"-", b"").isalnum():
        return None
    return scheme.start(), match.end()


def _is_drawn(password: bytes) -> bool:
    """Whether a password has digits and letters and no word that stands for a password."""
    if _SAMPLE.search(password) or len(password) < 8 or entropy(password) < 2.7:
        return False
    has_digit = any(48 <= byte <= 57 for byte in password)
    has_letter = any(65 <= byte & 0xDF <= 90 for byte in password)
    return has_digit and has_letter and not made_up(password)
