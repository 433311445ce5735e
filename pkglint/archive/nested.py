"""Archives in an artifact, recognised by their bytes and never by their name, and the formats that nobody here reads.

Sources: APPNOTE.TXT (zip), Chromium's CRX3 and Electron's asar documentation, RFC 1952, the bzip2 and xz file formats,
and the format pages of 7-Zip, RAR, Zstandard (RFC 8878), LZ4, lzip, Cabinet, RPM, deb(5), squashfs, ISO 9660, UDIF
(dmg), WIM, xar and AppImage.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from pkglint.archive.errors import Unreadable
from pkglint.archive.kinds import is_tar
from pkglint.archive.streams import BZIP2_BLOCK, peeked
from pkglint.archive.zip_directory import CENTRAL, LOCATOR, end_records
from pkglint.model.magic import ASAR, BZIP2, CLOSED, ELF, GZIP, INSTALLER, INSTALLERS, XZ, ZIP, ZIP_EMPTY

MOST_DEEP = 3  # archives in archives that are opened, the outermost being a member of the artifact
_TAIL = 22 + 0xFFFF
_END = struct.Struct("<4sHHHHLLH")
_LOCATOR = 20  # bytes of a zip64 locator
_LOCAL = 30  # bytes of a local header, whose numbers have zeros
_FIRST_OFFSET = 42  # of the local header, in an entry of the central directory
_ASAR_HEAD = struct.Struct("<LLLL")


class Found(NamedTuple):
    """What an archive is: its ``form``, how many bytes stand ``before`` it, and how many its offsets leave out."""

    form: str
    before: int = 0
    cut: int = 0


def found_in(data: bytes) -> Found | None:
    """The archive that ``data`` is or ends in; ``None`` also for gzip that holds a single file, and an empty zip."""
    if data.startswith(ZIP) and 0 in data[:_LOCAL]:  # text may begin with four letters, too
        return Found("zip")
    if data.startswith(GZIP + b"\x08"):
        return _in_gzip(data)
    if data.startswith(BZIP2) and data[4:10] in BZIP2_BLOCK:
        return Found("bzip2")
    if data.startswith(XZ):
        return Found("xz")
    if is_tar(data[:512]):
        return Found("tar")
    if data.startswith(ASAR) and _is_asar(data):
        return Found("asar")
    return _at_the_end(data)


def _in_gzip(data: bytes) -> Found | None:
    try:
        head = peeked("gzip", data)
    except Unreadable:
        return Found("gzip")  # damaged: opening it says so
    packed = head.startswith((ZIP, GZIP, XZ, BZIP2 + b"9", ASAR))
    return Found("gzip") if is_tar(head) or packed else None


def _is_asar(data: bytes) -> bool:
    if len(data) < _ASAR_HEAD.size:
        return False
    _, whole, inner, text = _ASAR_HEAD.unpack_from(data)
    return bool(text <= inner <= whole <= len(data)) and data[16:].startswith(b'{"files":')


def _at_the_end(data: bytes) -> Found | None:
    """A zip behind something else: a browser extension's header, a script's first line, a program.

    Of several end records the first that has a directory counts here: opening it says that there are more.
    """
    tail = data[-_TAIL:]
    fitting = end_records(tail)[1] if ZIP_EMPTY in tail else []
    return next((found for at in fitting if (found := _ending_at(data, tail, at))), None)


def _ending_at(data: bytes, tail: bytes, at: int) -> Found | None:
    """The zip that ends in the end record at ``at``. Some readers look for its directory where its offset says, too."""
    position = len(data) - len(tail) + at
    _, _, _, _, count, length, start, _ = _END.unpack_from(tail, at)
    if data[max(0, position - _LOCATOR) :].startswith(LOCATOR):
        return Found("zip")
    for directory in (position - length, start) if count else ():
        if directory >= start and data[directory : directory + 4] == CENTRAL:
            first = int.from_bytes(data[directory + _FIRST_OFFSET : directory + _FIRST_OFFSET + 4], "little")
            cut = directory - start
            if data[cut + first : cut + first + 4] == ZIP:
                return Found("zip", cut + first, cut)
    return None


def unopened(data: bytes, name: str, depth: int) -> str:
    """Why the archive that ``data`` is was not opened, as half a sentence; empty when it is none.

    An installer of Windows has the first bytes of every old Office document: the name decides.
    """
    for known in CLOSED:
        at = known.offset if known.offset >= 0 else len(data) + known.offset
        if at >= 0 and data.startswith(known.magic, at) and (at != 8 or data.startswith(ELF)):
            return f"{known.noun} are not read"
    if data.startswith(INSTALLER) and name.lower().endswith(INSTALLERS):
        return "installers of Windows are not read"
    if depth >= MOST_DEEP and found_in(data):
        return f"it is in {depth} archives already, and no more are opened"
    return ""
