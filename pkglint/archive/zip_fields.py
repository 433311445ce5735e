"""Which fields packers of zips write: versions, hosts, flags, attributes and extra fields (APPNOTE 6.3.10, 4.3 to 4.6).

All 1,800 real wheels surveyed keep to what is listed here. Readers agree on it and on little else: unzip skips a volume
label and takes an extra field of its own for a link, Python refuses what needs a newer version.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from pkglint.archive.forward import Notes

ZIP64 = 1
UNICODE_PATH = 0x7075
_MAX16 = 0xFFFF
_HOSTS = frozenset({0, 3})
_NEEDED = frozenset({10, 20, 45})
_NEWEST = 63
_DEFLATED, _HINTS, _DESCRIPTOR, _UTF8, _ENCRYPTED, _PATCHED = 8, 0x6, 0x8, 0x800, 0x2041, 0x20
# Read-only, hidden, system, directory, archive, and 7-Zip's mark of Unix modes. Not volume label, device or link.
_ATTRIBUTES = 0x8037
_VERSION = re.compile(rb";[0-9]+/?$")

# The extra fields that packers write: NTFS times, Unix times, owners of three kinds, Java's mark, Android's padding.
_FIELDS: dict[int, Callable[[bytes], object]] = {
    0x000A: lambda data: len(data) == 32 and data[:8] == b"\0\0\0\0\1\0\x18\0",
    0x5455: lambda data: data[:1] != b"" and data[0] < 8 and len(data) in {5, 1 + 4 * data[0].bit_count()},
    0x5855: lambda data: len(data) in {8, 12},
    0x7875: lambda data: re.fullmatch(rb"\x01(?:\x04.{4}\x04.{4}|\x02.{2}\x02.{2})", data, re.DOTALL),
    0xCAFE: lambda data: not data,
    0xD935: lambda data: len(data) >= 2 and not data[2:].strip(b"\0"),
}


def look_at_entry(made: int, flags: int, method: int, attributes: int, internal: int, disk: int) -> str:
    """The field of a central entry that no packer writes so, in words; empty when there is none."""
    if made >> 8 not in _HOSTS or made & 0xFF > _NEWEST:
        return f"made by version {made:#x}"
    if attributes & _MAX16 & ~_ATTRIBUTES:
        return f"attributes {attributes & _MAX16:#x}"
    if internal > 1:
        return f"internal attributes {internal:#x}"
    if disk:
        return f"disk {disk}"
    allowed = _DESCRIPTOR | _UTF8 | _ENCRYPTED | _PATCHED | (_HINTS if method == _DEFLATED else 0)
    return f"flags {flags:#x}" if flags & ~allowed else ""


def look_at_version(needed: int) -> str:
    """A version that is needed and that readers do not all have, in words; empty when all have it."""
    return "" if needed in _NEEDED else f"version {needed} needed"


def is_version_of_name(name: bytes) -> bool:
    """Whether a name ends like that of a file of VMS, which unzip cuts off: ``x.py;1``."""
    return b";" in name and _VERSION.search(name) is not None


def extra_fields(data: bytes, shown: str, notes: Notes) -> dict[int, bytes]:
    """The extra fields by id, the last of those with the same id."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            notes.add("zip-extra-malformed", shown)
            break
        tag, size = struct.unpack_from("<HH", data, at)
        if at + 4 + size > len(data):
            notes.add("zip-extra-malformed", shown)
            break
        if tag in found:
            notes.add("zip-extra-duplicate", shown, f"{tag:#06x}")
        found[tag] = data[at + 4 : at + 4 + size]
        if tag not in {ZIP64, UNICODE_PATH} and not ((known := _FIELDS.get(tag)) and known(found[tag])):
            notes.add("zip-extra-unknown", shown, f"{tag:#06x}, {size} bytes")
        at += 4 + size
    return found
