"""Extension headers of tar: pax records (POSIX.1-2001) and GNU long names, parsed strictly."""

from __future__ import annotations

import re
from collections.abc import Callable

from pkglint.archive.errors import Unreadable

Note = Callable[[str, str], None]

_LENGTH = re.compile(rb"([1-9][0-9]{0,8}) ")
_DECIMAL = re.compile(rb"0|[1-9][0-9]{0,18}")
# pip refuses a time beyond that of the system.
_TIME = re.compile(rb"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,30})?")
# The keys that POSIX.1-2017 defines, with what a packer writes for them; the other values are text.
_DEFINED: dict[str, re.Pattern[bytes] | None] = {
    **dict.fromkeys(("size", "uid", "gid"), _DECIMAL),
    **dict.fromkeys(("mtime", "atime", "ctime", "LIBARCHIVE.creationtime"), _TIME),
    **dict.fromkeys(("path", "linkpath", "uname", "gname", "comment")),
    **dict.fromkeys(("SCHILY.dev", "SCHILY.ino", "SCHILY.nlink", "SCHILY.devmajor", "SCHILY.devminor")),
    **dict.fromkeys(("SCHILY.fflags", "SCHILY.filetype", "LIBARCHIVE.symlinktype", "RHT.security.selinux")),
    **dict.fromkeys(("MSWINDOWS.rawsd", "MSWINDOWS.fileattr")),
}
# Keys of star, libarchive and npm up to 4 that end in a name of the packer's choice.
_VENDORS = ("SCHILY.xattr.", "SCHILY.acl.", "LIBARCHIVE.xattr.", "NODETAR.", "realtime.", "security.")
_BINARY = "SCHILY.xattr."
# How star and Solaris say that a file is sparse; libarchive believes them.
_SPARSE = frozenset({"SCHILY.realsize", "SUN.holesdata"})
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")
_STARTS = re.compile(rb"\s*[+-]?0*([0-9]{1,9})")
_OWNERS = frozenset({"uid", "gid"})
# GNU tar refuses an owner of 33 bits.
_MOST_OWNER = (1 << 32) - 1
_IDENTITY = frozenset({"path", "linkpath", "size"})


def pax_records(body: bytes, note: Note, *, everywhere: bool) -> dict[str, bytes]:
    """The records of a pax header by key; ``everywhere`` for a global one. ``note`` is called with what is odd.

    Raises :class:`Unreadable` when the records do not add up.
    """
    found: dict[str, bytes] = {}
    at = 0
    if not body:
        note("pax-empty", "")
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
    if body.count(b"\n") > len(found):
        _look_at_lines(found, note)
    return found


def _look(name: bytes, value: bytes, found: dict[str, bytes], note: Note, *, everywhere: bool) -> None:
    key = name.decode("ascii", "replace")
    if b"\0" in name or (b"\0" in value and not key.startswith(_BINARY)):
        note("pax-nul", ascii(key)[1:-1])
    elif not name.isascii() or _CONTROL.search(name):
        note("pax-key", ascii(key)[1:-1])
    if key in found:
        note("pax-duplicate-key", key)
    if key in {"hdrcharset", "charset"}:
        # bun's libarchive says so before every name that is not ASCII: a name that is UTF-8 stays what it is.
        if (key, value) != ("hdrcharset", b"BINARY") or everywhere:
            note("pax-charset", ascii(value)[2:-1])
    elif key.startswith("GNU.sparse") or key in _SPARSE:
        note("sparse", key)
    elif key not in _DEFINED and not key.startswith(_VENDORS):
        note("pax-unknown-key", ascii(key)[1:-1])
    elif key != "size" and ((form := _DEFINED.get(key)) and not form.fullmatch(value)):
        note("pax-value", f"{key} {ascii(value)[2:-1]}")
    elif key in _OWNERS and int(value) > _MOST_OWNER:
        note("pax-value", f"{key} {value.decode()}")
    if key in _IDENTITY:
        if not value:
            note("pax-empty-value", key)
        if everywhere:
            note("pax-global-override", key)


def _look_at_lines(records: dict[str, bytes], note: Note) -> None:
    """Look at values of several lines: npm and Rust's tar split at line ends, not by the lengths of records.

    Such a value is harmless where its packer takes anything (npm up to 4 put whole manifests there), where
    none of its lines is a record by itself and where no name or size comes after it.
    """
    several: list[str] = []
    for key, value in records.items():
        if key in _IDENTITY and several:
            note("pax-value", f"{several[0]} has several lines, and {key} comes after it")
        if b"\n" not in value:
            continue
        several.append(key)
        free = key not in _DEFINED or key == "comment"
        if not free or any(_is_record(line) for line in value.split(b"\n")[1:]):
            note("pax-value", f"{key} has several lines")


def _is_record(line: bytes) -> bool:
    """Whether a line states its own length, as readers of lines want it."""
    stated = _STARTS.match(line)
    return stated is not None and int(stated[1]) == len(line) + 1


def pax_size(value: bytes) -> int:
    """The size that a pax record gives. Raises :class:`Unreadable` for a negative one (CVE-2025-8194)."""
    if not _DECIMAL.fullmatch(value):
        raise Unreadable("pax-size", "has a pax header whose size is no number (CVE-2025-8194)")
    return int(value)


def long_name(body: bytes, note: Note) -> bytes:
    """The name in a GNU long name header: one string, NUL-terminated."""
    name = body.removesuffix(b"\0")
    if not name or b"\0" in name or not body.endswith(b"\0"):
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
