"""The strict walk of a zip: local records in the order of their offsets, which must tile the file exactly.

Everything before the central directory belongs to exactly one member, and the local header of each says the same as
its entry in the central directory. What differs is noted; where the bytes can no longer be distinguished, reading ends.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Collection, Iterator
from typing import BinaryIO

from pkglint.archive.errors import Unreadable
from pkglint.archive.forward import CHUNK, Member, Notes, Packed
from pkglint.archive.limits import Meter
from pkglint.archive.zip_directory import Directory, Record, read_directory, zip64_sizes
from pkglint.archive.zip_fields import extra_fields, look_at_version
from pkglint.model import MemberType
from pkglint.model.magic import ZIP

STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, PATCHED, UTF8 = 0x2041, 0x8, 0x20, 0x800
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_MAX32 = 0xFFFFFFFF
_DESCRIPTORS = (("<4sLLL", b"PK\x07\x08"), ("<4sLQQ", b"PK\x07\x08"), ("<LLL", b""), ("<LQQ", b""))
_DOS_DIRECTORY = 0x10
_LONGEST_TARGET = 4096
_LONGER = "has a member that is longer than its headers say"
_ENDLESS = "has a member whose compressed data has no end"


class ZipWalk:
    """Walks the members of one zip; the directory is read, and judged as a whole, when it is made."""

    forms: Collection[str] = ()

    def __init__(self, file: BinaryIO, packed: Packed, meter: Meter, notes: Notes) -> None:
        self._packed = packed
        self._meter = meter
        self._notes = notes
        self._records, self._directory = read_directory(file, packed.size, meter, notes)
        file.seek(0)

    def __iter__(self) -> Iterator[Member]:
        for record in self._records:
            yield self._member(record)
        self._gap_before(self._directory.start, None)
        self._records.clear()

    def _member(self, record: Record) -> Member:
        raw = self._name(record)
        self._gap_before(record.offset, raw)
        self._local(record, raw)
        if self._packed.position + record.packed > self._directory.start:
            raise Unreadable("zip-overlap", "has a member that reaches into the central directory", raw)
        kind = self._type(record, raw)
        chunks = self._chunks(record, raw, self._directory)
        target = None
        if kind is MemberType.SYMLINK and record.size <= _LONGEST_TARGET:
            target = b"".join(chunks).decode("utf-8", "surrogateescape")
        return Member(raw, record.size, kind, target, (record.attributes >> 16) & 0o7777 or None, chunks)

    def _name(self, record: Record) -> str:
        if not record.flags & UTF8 and not record.name.isascii():
            self._notes.add("zip-name-encoding", record.name.decode("utf-8", "surrogateescape"))
        return record.name.decode("utf-8", "surrogateescape")

    def _gap_before(self, offset: int, raw: str | None) -> None:
        position = self._packed.position
        if offset < position:
            raise Unreadable("zip-overlap", "has members that share bytes, as zip bombs do", raw)
        if offset > position:
            self._notes.add("zip-gap", raw, f"{offset - position:,} bytes at offset {position:,}")
            self._packed.skip(offset - position)

    def _local(self, record: Record, raw: str) -> None:
        """Read the local header and compare it with the entry in the central directory."""
        notes = self._notes
        fields = _LOCAL.unpack(self._packed.take(_LOCAL.size))
        if fields[0] != ZIP:
            raise Unreadable("zip-no-local-header", "has no local header where its directory says", raw)
        flags, method, crc, packed, size, name_size, extra_size = fields[2], fields[3], *fields[6:]
        name = self._packed.take(name_size)
        extra = extra_fields(self._packed.take(extra_size), raw, notes) if extra_size else {}
        plain = (crc, packed, size)
        if extra or _MAX32 in {size, packed}:
            size, packed, _ = zip64_sizes(extra, (size, packed, 0), 0, raw, notes, local=True)
        if name != record.name:
            notes.add("zip-name-mismatch", raw, ascii(name.decode("utf-8", "surrogateescape"))[1:-1])
        if method != record.method:
            notes.add("zip-method-mismatch", raw, f"{method} and {record.method}")
        if odd := look_at_version(fields[1]):
            notes.add("zip-header", raw, f"{odd} by its local header")
        if flags != record.flags:
            notes.add("zip-flags-mismatch", raw, f"{flags:#x} and {record.flags:#x}")
        if 0x7075 in extra:
            notes.add("zip-unicode-path", raw)
        flags |= record.flags
        if flags & PATCHED:
            notes.add("zip-patched", raw)
        if (crc, size, packed) != (record.crc, record.size, record.packed) and not (
            flags & DESCRIPTOR and plain in {(0, 0, 0), (0, _MAX32, _MAX32), (0, 0, record.size)}
        ):
            notes.add("zip-local-mismatch", raw)
        if flags & ENCRYPTED:
            raise Unreadable("zip-encrypted", "has an encrypted member", raw)
        if record.method not in {STORED, DEFLATED}:
            text = f"has a member packed with method {record.method}, and only stored and deflate are read"
            raise Unreadable("zip-method", text, raw)

    def _type(self, record: Record, raw: str) -> MemberType:
        mode = record.attributes >> 16
        form = stat.S_IFMT(mode)
        directory = raw.endswith("/")
        if (form and directory != stat.S_ISDIR(mode)) or (record.attributes & _DOS_DIRECTORY and not directory):
            self._notes.add("zip-directory-attribute", raw)
        if form == stat.S_IFLNK:
            return MemberType.SYMLINK
        if form not in {0, stat.S_IFREG, stat.S_IFDIR}:
            return MemberType.SPECIAL
        if directory:
            if record.size or record.packed > 2:
                self._notes.add("zip-directory-data", raw, f"{record.size:,} bytes")
            return MemberType.DIRECTORY
        return MemberType.FILE

    def _chunks(self, record: Record, raw: str, directory: Directory) -> Iterator[bytes]:
        self._meter.member(raw, record.size, record.packed)
        crc = total = 0
        small = record.packed <= CHUNK and record.size <= 4 * CHUNK
        in_parts = self._inflated if record.method == DEFLATED else self._stored
        for chunk in (self._whole(record, raw),) if small else in_parts(record, raw):
            crc = zlib.crc32(chunk, crc)
            total += len(chunk)
            self._meter.inflate(len(chunk))
            yield chunk
        if total != record.size:
            raise Unreadable("zip-size", "has a member that is shorter than its headers say", raw)
        if crc != record.crc:
            raise Unreadable("bad-checksum", "has a member with a wrong checksum: the file is damaged", raw)
        self._descriptor(record, raw, directory)

    def _whole(self, record: Record, raw: str) -> bytes:
        """The data of a small member in one go, which is what nearly every member is."""
        fed = self._packed.take(record.packed)
        if record.method == STORED:
            _same_sizes(record, raw)
            return fed
        inflater = zlib.decompressobj(-15)
        data = inflater.decompress(fed, record.size + 1)
        if len(data) > record.size:
            raise Unreadable("zip-size", _LONGER, raw)
        if not inflater.eof:
            raise Unreadable("truncated", _ENDLESS, raw)
        if inflater.unused_data:
            self._notes.add("zip-deflate-trailing", raw, f"{len(inflater.unused_data):,} bytes")
        return data

    def _stored(self, record: Record, raw: str) -> Iterator[bytes]:
        _same_sizes(record, raw)
        left = record.size
        while left:
            chunk = self._packed.more(min(left, CHUNK))
            left -= len(chunk)
            yield chunk

    def _inflated(self, record: Record, raw: str) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15)
        left, room = record.packed, record.size
        while not inflater.eof:
            fed = inflater.unconsumed_tail
            if left and not fed:
                fed = self._packed.more(min(left, CHUNK))
                left -= len(fed)
            chunk = inflater.decompress(fed, min(room + 1, 4 * CHUNK))
            room -= len(chunk)
            if room < 0:
                raise Unreadable("zip-size", _LONGER, raw)
            if chunk:
                yield chunk
            elif not (left or inflater.unconsumed_tail or inflater.eof):
                raise Unreadable("truncated", _ENDLESS, raw)
        unused = len(inflater.unused_data)
        if left or unused:
            self._notes.add("zip-deflate-trailing", raw, f"{left + unused:,} bytes")
            self._packed.skip(left)

    def _descriptor(self, record: Record, raw: str, directory: Directory) -> None:
        """A data descriptor behind the data, in one of its four forms (APPNOTE 4.3.9)."""
        if not record.flags & DESCRIPTOR:
            return
        self._notes.add("zip-data-descriptor", raw)
        wanted = (record.crc, record.packed, record.size)
        ahead = self._packed.peek(min(24, directory.start - self._packed.position))
        for form, signature in _DESCRIPTORS:
            size = struct.calcsize(form)
            fits = len(ahead) >= size and ahead.startswith(signature)
            if fits and struct.unpack_from(form, ahead)[-3:] == wanted:
                self._packed.skip(size)
                return
        self._notes.add("zip-descriptor-bad", raw)


def _same_sizes(record: Record, raw: str) -> None:
    if record.packed != record.size:
        raise Unreadable("zip-size", "has a stored member whose two sizes differ", raw)
