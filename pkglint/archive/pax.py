"""Extension headers of tar: pax records (POSIX.1-2001) and GNU long names, parsed strictly."""

from __future__ import annotations

import re
from collections.abc import Callable

from pkglint.archive.errors import Unreadable

Note = Callable[[str, str], None]

_LENGTH = re.compile(rb"([1-9][0-9]{0,8}) ")
_DECIMAL = re.compile(rb"0|[1-9][0-9]{0,18}")
_DEFINED = frozenset({"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment"})
# How star and Solaris say that a file is sparse; libarchive believes them.
_SPARSE = frozenset({"SCHILY.realsize", "SUN.holesdata"})
_VENDORS = ("SCHILY.", "LIBARCHIVE.", "NODETAR.", "RHT.", "SUN.", "MSWINDOWS.", "realtime.", "security.", "GNU.")
_IDENTITY = frozenset({"path", "linkpath", "size"})


def pax_records(body: bytes, note: Note, *, everywhere: bool) -> dict[str, bytes]:
    """The records of a pax header by key; ``everywhere`` for a global one. ``note`` is told of what is odd.

    Raises :class:`Unreadable` when the records do not add up.
    """
    found: dict[str, bytes] = {}
    at = 0
    while at < len(body):
        match = _LENGTH.match(body, at)
        end = at + int(match[1]) if match else 0
        if not match or end > len(body) or end <= match.end() or body[end - 1 : end] != b"\n":
            raise Unreadable("pax-malformed", "has a pax header whose records do not add up")
        name, equals, value = body[match.end() : end - 1].partition(b"=")
        if not equals or not name:
            raise Unreadable("pax-malformed", "has a pax header with a record that is not `key=value`")
        _look(name, value, found, note, everywhere=everywhere)
        found[name.decode("ascii", "replace")] = value
        at = end
    return found


def _look(name: bytes, value: bytes, found: dict[str, bytes], note: Note, *, everywhere: bool) -> None:
    key = name.decode("ascii", "replace")
    if b"\0" in name or b"\0" in value:
        note("pax-nul", ascii(key)[1:-1])
    if not name.isascii():
        note("pax-key", ascii(key)[1:-1])
    if key in found:
        note("pax-duplicate-key", key)
    if key in {"hdrcharset", "charset"}:
        note("pax-charset", ascii(value)[2:-1])
    elif key.startswith("GNU.sparse") or key in _SPARSE:
        note("sparse", key)
    elif key not in _DEFINED and not key.startswith(_VENDORS):
        note("pax-unknown-key", ascii(key)[1:-1])
    if key in _IDENTITY:
        if not value:
            note("pax-empty-value", key)
        if everywhere:
            note("pax-global-override", key)


def pax_size(value: bytes) -> int:
    """The size that a pax record gives. Raises :class:`Unreadable` for a negative one (CVE-2025-8194)."""
    if not _DECIMAL.fullmatch(value):
        raise Unreadable("pax-size", "has a pax header whose size is no number (CVE-2025-8194)")
    return int(value)


def long_name(body: bytes, note: Note) -> bytes:
    """The name in a GNU long name header: one string, NUL-terminated."""
    name = body.rstrip(b"\0")
    if b"\0" in name or not body.endswith(b"\0"):
        note("gnu-longname", "")
    return name


def path_differs(plain: bytes, long: bytes) -> str:
    """The code for a pax path that is not the long form of the plain name, empty when it is.

    Packers cut the plain name, or put something made up there when the path does not fit; they never put a path
    there that leads out.
    """
    if b".." in plain.split(b"/") or plain.startswith(b"/"):
        return "" if plain == long else "pax-hides-name"
    if not plain or long.startswith(plain.rstrip(b"/")) or not all(32 <= byte < 127 for byte in long):
        return ""
    return "" if plain.replace(b"/", b"") in long.replace(b"/", b"") else "pax-path-differs"
