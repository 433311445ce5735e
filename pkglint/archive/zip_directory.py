"""The tail of a zip: its end records and central directory, read before the forward pass (APPNOTE 4.3.12 to 4.3.16)."""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from pkglint.archive.errors import Unreadable
from pkglint.archive.forward import Notes
from pkglint.archive.limits import Meter
from pkglint.archive.zip_fields import (
    UNICODE_PATH,
    ZIP64,
    extra_fields,
    is_version_of_name,
    look_at_entry,
    look_at_version,
)
from pkglint.model.magic import ZIP_EMPTY

END = ZIP_EMPTY  # an empty archive is its end record alone
END64 = b"PK\x06\x06"
LOCATOR = b"PK\x06\x07"
CENTRAL = b"PK\x01\x02"
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF


class Record(NamedTuple):
    """One entry of the central directory; ``offset`` comes first because members are walked in its order."""

    offset: int
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int


class Directory(NamedTuple):
    """Where the central directory is: ``start`` inclusive, ``end`` exclusive, and how many entries it claims."""

    start: int
    end: int
    members: int


def read_directory(file: BinaryIO, size: int, meter: Meter, notes: Notes) -> tuple[list[Record], Directory]:
    """The central directory, sorted by offset.

    Raises :class:`Unreadable` when it cannot be found in exactly one place, or when two members share bytes.
    """
    where = _locate(file, size, notes)
    meter.expect(where.members)
    records = _entries(file, where, meter, notes)
    if len(records) != where.members:
        notes.add("zip-entry-count", None, f"{len(records):,} and not {where.members:,}")
    records.sort()
    _check_overlap(records)
    meter.promise(sum(record.size for record in records))
    return records, where


def _locate(file: BinaryIO, size: int, notes: Notes) -> Directory:
    tail = read_tail(file, size)
    at = _find_end(tail, notes)
    position = size - len(tail) + at
    _, disk, first_disk, here, count, length, start, _ = _END.unpack_from(tail, at)
    end = position
    comment = tail[at + _END.size :]
    if comment:
        unprintable = any(not 32 <= byte < 127 for byte in comment)
        notes.add("zip-comment-binary" if unprintable else "zip-comment", None, f"{len(comment):,} bytes")
    if position >= _LOCATOR.size:
        file.seek(position - _LOCATOR.size)
        locator = file.read(_LOCATOR.size)
        if locator.startswith(LOCATOR):
            plain = (disk, first_disk, here, count, length, start)
            disk, first_disk, here, count, length, start, end = _zip64(file, locator, position, plain, notes)
        elif _MAX16 in {here, count} or _MAX32 in {length, start}:
            raise Unreadable("zip-zip64-missing", "has an end record that points to a zip64 record that is not there")
    if disk or first_disk:
        notes.add("zip-multidisk")
    if here != count:
        notes.add("zip-entry-count", None, f"{here:,} on this disk and {count:,} in all")
    if start + length != end:
        raise Unreadable("zip-directory", "has a central directory that is not where its end record says")
    return Directory(start, end, count)


def end_records(tail: bytes) -> tuple[int, list[int]]:
    """How many end records there may be, and the offsets of those that reach exactly to the end of the file."""
    candidates, fitting, at = 0, [], tail.find(END)
    while at >= 0:
        if at + _END.size <= len(tail):
            candidates += 1
            if at + _END.size + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
                fitting.append(at)
        at = tail.find(END, at + 1)
    return candidates, fitting


def read_tail(file: BinaryIO, size: int) -> bytes:
    """The part of a file that can hold an end record with its comment."""
    tail_size = min(size, _END.size + _MAX16)
    file.seek(size - tail_size)
    return file.read(tail_size)


def _find_end(tail: bytes, notes: Notes) -> int:
    """Offset in ``tail`` of the one end record that reaches exactly to the end of the file."""
    candidates, fitting = end_records(tail)
    if not fitting:
        if candidates:
            raise Unreadable("zip-trailing-data", "has bytes after the end record of the zip, or lacks some of it")
        raise Unreadable("zip-no-end", "has no end record: it is truncated, or not a zip at all")
    if len(fitting) > 1:
        raise Unreadable(
            "zip-multiple-ends", "has more than one end record, so readers may choose different directories"
        )
    if tail.find(END, fitting[0] + 4) >= 0:
        notes.add("zip-multiple-ends")
    return fitting[0]


def _zip64(
    file: BinaryIO, locator: bytes, position: int, plain: tuple[int, ...], notes: Notes
) -> tuple[int, int, int, int, int, int, int]:
    _, disk, at, disks = _LOCATOR.unpack(locator)
    if disk or disks != 1:
        notes.add("zip-multidisk")
    end = position - _LOCATOR.size
    if not 0 <= at <= end - _END64.size:
        raise Unreadable("zip-zip64-locator", "has a zip64 locator that points nowhere (CVE-2025-8291)")
    file.seek(at)
    signature, size, _, needed, *values = _END64.unpack(file.read(_END64.size))
    if signature != END64 or at + 12 + size != end:
        raise Unreadable("zip-zip64-locator", "has a zip64 locator that does not point to its record (CVE-2025-8291)")
    if size != _END64.size - 12:
        notes.add("zip-zip64-extensible", None, f"{size - _END64.size + 12} bytes")
    if odd := look_at_version(needed):
        notes.add("zip-header", None, f"{odd} by its zip64 end record")
    if plain[2] != plain[3]:
        notes.add("zip-zip64-mismatch", None, f"{plain[2]} and {plain[3]} members")
    if plain[4] == _MAX32 != plain[5]:
        # No directory is so long and begins so early, and Go does not look for a zip64 record then.
        notes.add("zip-zip64-mismatch", None, "the length of the directory alone")
    limits = (_MAX16, _MAX16, _MAX16, _MAX16, _MAX32, _MAX32)
    for old, new, unset in zip(plain, values, limits, strict=True):
        if old not in {unset, new}:
            notes.add("zip-zip64-mismatch", None, f"{old} and {new}")
    disk, first_disk, here, count, length, start = values
    return disk, first_disk, here, count, length, start, at


def _entries(file: BinaryIO, where: Directory, meter: Meter, notes: Notes) -> list[Record]:
    records = []
    file.seek(where.start)
    position = where.start
    while position < where.end:
        head = file.read(_CENTRAL.size)
        if len(head) < _CENTRAL.size or head[:4] != CENTRAL or position + _CENTRAL.size > where.end:
            raise Unreadable("zip-directory", "has a damaged central directory")
        fields = _CENTRAL.unpack(head)
        made, needed, flags, method = fields[1:5]
        crc, packed, size, name_size, extra_size, comment_size, disk, internal, attributes, offset = fields[7:]
        position += _CENTRAL.size + name_size + extra_size + comment_size
        if position > where.end:
            raise Unreadable("zip-directory", "has a central directory that is cut off")
        rest = file.read(name_size + extra_size + comment_size)
        name = rest[:name_size]
        meter.name(name)
        shown = _shown(name)
        extra = extra_fields(rest[name_size : name_size + extra_size], shown, notes)
        size, packed, offset = zip64_sizes(extra, (size, packed, offset), disk, shown, notes)
        if UNICODE_PATH in extra:
            notes.add("zip-unicode-path", shown)
        if comment_size:
            notes.add("zip-entry-comment", shown)
        if odd := look_at_entry(made, flags, method, attributes, internal, disk) or look_at_version(needed):
            notes.add("zip-header", shown, odd)
        if is_version_of_name(name):
            notes.add("zip-name-version", shown)
        meter.count()
        records.append(Record(offset, name, flags, method, crc, packed, size, attributes))
    return records


def _check_overlap(records: list[Record]) -> None:
    """Bombs of overlapping members are refused before anything is inflated (CVE-2024-0450)."""
    end = 0
    for record in records:
        if record.offset < end:
            raise Unreadable("zip-overlap", "has members that share bytes, as zip bombs do", _shown(record.name))
        end = record.offset + 30 + len(record.name) + record.packed


def zip64_sizes(
    extra: dict[int, bytes], plain: tuple[int, int, int], disk: int, shown: str, notes: Notes, *, local: bool = False
) -> tuple[int, int, int]:
    """Size, packed size and offset once the zip64 field has replaced those that are all ones.

    A ``local`` field that repeats both sizes is accepted when it agrees: Bazel's zipper writes it (APPNOTE 4.5.3). One
    in the central directory is not: uv refuses a wheel with a field that is longer than needed there.
    """
    field = extra.get(ZIP64)
    if field is None:
        if _MAX32 in plain:
            notes.add("zip-zip64-extra", shown, "missing")
        return plain
    needed = [index for index, value in enumerate(plain) if value == _MAX32]
    if not needed:
        if not local or field != struct.pack("<QQ", *plain[:2]):
            notes.add("zip-zip64-extra", shown, "not needed")
        return plain
    values = list(plain)
    for place, index in enumerate(needed):
        if 8 * place + 8 <= len(field):
            values[index] = int.from_bytes(field[8 * place : 8 * place + 8], "little")
    if len(field) != 8 * len(needed) + 4 * (disk == _MAX16):
        notes.add("zip-zip64-extra", shown, f"{len(field)} bytes")
    return values[0], values[1], values[2]


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
