"""The strict walk of a tar stream: one header after the other, nothing guessed (POSIX.1-2017 pax, GNU tar manual).

What two readers may read differently is noted; where the next header can no longer be found, reading ends.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain

from pkglint.archive.ahead import LookAhead
from pkglint.archive.errors import Unreadable
from pkglint.archive.forward import CHUNK, NOTHING, Member, Notes, Stream
from pkglint.archive.limits import Meter
from pkglint.archive.pax import long_name, path_differs, pax_records, pax_size
from pkglint.archive.writers import Hand, is_old_directory
from pkglint.model import MemberType

BLOCK = 512
_OCTAL = re.compile(rb" *([0-7]+)[ \0]*")
_FAMILIES = {b"ustar\x0000": "posix", b"ustar  \0": "gnu", bytes(8): "v7"}
_TYPES = {
    b"0": MemberType.FILE,
    b"\0": MemberType.FILE,
    b"7": MemberType.FILE,
    b"1": MemberType.HARDLINK,
    b"2": MemberType.SYMLINK,
    b"5": MemberType.DIRECTORY,
    b"3": MemberType.SPECIAL,
    b"4": MemberType.SPECIAL,
    b"6": MemberType.SPECIAL,
    b"S": MemberType.SPECIAL,
    b"D": MemberType.SPECIAL,
    b"M": MemberType.SPECIAL,
    b"N": MemberType.SPECIAL,
    b"V": MemberType.SPECIAL,
}
_NEED_PAX_SIZE = 8 << 30


class _Extensions:
    """What extension headers say about the next member; ``everywhere`` outlives it."""

    def __init__(self) -> None:
        self.everywhere: dict[str, bytes] = {}
        self.local: dict[str, bytes] | None = None
        self.name: bytes | None = None
        self.link: bytes | None = None
        self.pending = False

    @property
    def pax(self) -> bool:
        """Whether any pax record applies to the next member."""
        return bool(self.local or self.everywhere)

    def clear(self) -> None:
        self.local = self.name = self.link = None
        self.pending = False

    def get(self, key: str) -> bytes | None:
        """What pax says; a local record wins over a global one."""
        if self.local and key in self.local:
            return self.local[key]
        return self.everywhere.get(key)


class TarWalk:
    """Walks the members of one tar stream; ``stream`` is the inflated one or, for a plain tar, the file itself."""

    def __init__(self, stream: Stream, meter: Meter, notes: Notes, ahead: LookAhead | None = None) -> None:
        self._ahead = ahead
        self._stream = stream
        self._meter = meter
        self._notes = notes
        self._family = ""
        self._where = ""
        self._hand = Hand()
        self.forms = self._hand.forms
        self._members = self._walk()
        self._first: Member | None = None

    def __iter__(self) -> Iterator[Member]:
        return self._members if self._first is None else chain((self._first,), self._members)

    def first(self) -> Member | None:
        """The first member, which is walked over again; ``None`` when there is none."""
        self._first = next(self._members, None)
        return self._first

    def _walk(self) -> Iterator[Member]:
        extensions = _Extensions()
        while header := self._header():
            kind = header[156:157]
            size = self._size(header)
            if kind in {b"x", b"g", b"L", b"K"}:
                self._where = ""
                self._check(header)
                self._extend(extensions, kind, size)
                continue
            yield self._member(header, kind, size, extensions)
            extensions.clear()
        if extensions.pending:
            self._note("tar-dangling-extension")

    def _note(self, code: str, detail: str = "") -> None:
        self._notes.add(code, self._where or None, detail)

    def _header(self) -> bytes:
        """The next header block, checked; empty at the end of the archive."""
        header = self._block()
        if not header:
            self._where = ""
            self._note("tar-no-end")
            return b""
        if not header[0] and not header.strip(b"\0"):
            self._end(len(header))
            return b""
        if len(header) < BLOCK:
            raise Unreadable("truncated", "ends in the middle of a header: it is truncated")
        # The sum is taken with its own field read as spaces. Adler's first half is the same sum, modulo 65,521,
        # which that of 512 ASCII characters cannot reach.
        stored = _OCTAL.fullmatch(header, 148, 156)
        total = zlib.adler32(header, 0) & 0xFFFF if header.isascii() else sum(header)
        if not stored or total - sum(header[148:156]) + 256 != int(stored[1], 8):
            text = "has a header with a wrong checksum: it is damaged, and what follows cannot be found"
            raise Unreadable("tar-checksum", text, self._where or None)
        return header

    def _block(self) -> bytes:
        """The next block, shorter or empty at the end of the stream."""
        block = self._stream.some(BLOCK)
        while 0 < len(block) < BLOCK and (part := self._stream.some(BLOCK - len(block))):
            block += part
        return block

    def _check_family(self, header: bytes) -> None:
        family = _FAMILIES.get(header[257:265], "")
        if header[156:157] in {b"L", b"K"} and self._is_rust():
            return
        if not self._family:
            self._family = family
            if family == "gnu":
                self._notes.add("gnu-format")
        elif family and family != self._family:
            self._note("tar-mixed-format", f"{self._family} and {family}")

    def _check(self, header: bytes) -> None:
        """Note why no packer would have written this header."""
        for code, detail in self._hand.look(header):
            self._note(code, detail)
        self._check_family(header)

    def _is_rust(self) -> bool:
        """Whether Rust's tar wrote all so far: pnpm 12 puts its GNU long names before POSIX headers."""
        return all(form.startswith("Rust") for form in self.forms)

    def _end(self, size: int) -> None:
        """After the first zero block there is nothing but zeros. ``size`` is how much of them was read."""
        self._where = ""
        data = False
        while part := self._stream.some(CHUNK):
            size += len(part)
            data = data or bool(part.strip(b"\0"))
        if data:
            self._note("tar-data-after-end")
        elif size < 2 * BLOCK:
            self._note("tar-short-end")
        if size % BLOCK:
            self._note("tar-size", f"{size % BLOCK} bytes too many")

    def _size(self, header: bytes) -> int:
        match = _OCTAL.fullmatch(header, 124, 136)
        if match:
            return int(match[1], 8)
        text = "has a header whose size is no number, so what follows cannot be found (CVE-2025-8194)"
        raise Unreadable("tar-size-field", text, self._where or None)

    def _extend(self, extensions: _Extensions, kind: bytes, size: int) -> None:
        """Read an extension header: it describes the member that follows."""
        self._meter.extension(size)
        self._meter.tick()
        body = self._stream.take(size)
        self._padding(size)
        extensions.pending = True
        if (kind in {b"x", b"g"}) != (self._family == "posix") and not self._is_rust():
            self._note("tar-mixed-format", ascii(kind)[2:-1])
        if kind in {b"x", b"g"}:
            if extensions.local is not None:
                self._note("pax-consecutive")
            records = pax_records(body, self._note, everywhere=kind == b"g")
            if kind == b"x":
                extensions.local = records
            else:
                extensions.everywhere.update(records)
        elif kind == b"L":
            if extensions.name is not None:
                self._note("gnu-consecutive")
            extensions.name = long_name(body, self._note)
        else:
            if extensions.link is not None:
                self._note("gnu-consecutive")
            extensions.link = long_name(body, self._note)

    def _member(self, header: bytes, kind: bytes, size: int, extensions: _Extensions) -> Member:
        self._meter.count()
        if self._ahead:
            self._ahead.at(self._meter.members, self._stream.consumed)
        name = self._name(header, extensions)
        self._meter.name(name)
        raw = name.decode("utf-8", "surrogateescape")
        self._where = raw
        size = self._pax_size(size, extensions)
        link = self._link(header, extensions)
        if not (name.isascii() and link.isascii()) and not (_is_utf8(name) and _is_utf8(link)):
            self._note("tar-name-encoding")
        member_type = (
            MemberType.DIRECTORY if kind == b"\0" and is_old_directory(header) else _TYPES.get(kind, MemberType.FILE)
        )
        self._check(header)
        self._check_type(header, kind, size, link)
        target = link.decode("utf-8", "surrogateescape") if kind in {b"1", b"2"} else None
        chunks = self._chunks(size, raw) if size else NOTHING
        return Member(raw, size, member_type, target, _mode(header), chunks)

    def _check_type(self, header: bytes, kind: bytes, size: int, link: bytes) -> None:
        if kind == b"\0":
            self._note("tar-v7")
        elif kind == b"S":
            self._note("sparse")
            if header[482]:
                text = "has a sparse file with a map that goes on in further blocks, which is not read"
                raise Unreadable("tar-sparse", text, self._where)
        if size and kind in {b"1", b"2", b"3", b"4", b"5", b"6"}:
            self._note("tar-payload", f"{size:,} bytes")
        if link and kind not in {b"1", b"2"} and not header[157]:
            self._note("tar-link-name", ascii(link)[2:-1])

    def _pax_size(self, size: int, extensions: _Extensions) -> int:
        stated = extensions.get("size") if extensions.pax else None
        if not stated:
            return size
        wanted = pax_size(stated)
        if wanted != size:
            self._note("pax-size-mismatch", f"{size:,} and {wanted:,}")
        elif wanted < _NEED_PAX_SIZE:
            self._note("pax-size-unneeded")
        return wanted

    def _name(self, header: bytes, extensions: _Extensions) -> bytes:
        plain = header[:100].partition(b"\0")[0]
        prefix = header[345:500].partition(b"\0")[0] if header[345] and header[257:263] == b"ustar\0" else b""
        if prefix:
            plain = prefix + b"/" + plain
        if extensions.local is not None and extensions.name is not None:
            self._note("pax-and-gnu")
        path = extensions.get("path") if extensions.pax else None
        if path is None:
            return plain if extensions.name is None else extensions.name
        self._where = path.decode("utf-8", "surrogateescape")
        if code := path_differs(plain, path):
            self._note(code, ascii(plain)[2:-1])
        return path

    def _link(self, header: bytes, extensions: _Extensions) -> bytes:
        plain = header[157:257].partition(b"\0")[0]
        if extensions.link is not None:
            plain = extensions.link
        path = extensions.get("linkpath") if extensions.pax else None
        return plain if path is None else path

    def _chunks(self, size: int, raw: str) -> Iterator[bytes]:
        start, left = self._stream.consumed, size
        while left:
            chunk = self._stream.more(min(left, CHUNK))
            left -= len(chunk)
            self._meter.member(raw, size - left, self._stream.consumed - start)
            yield chunk
        self._padding(size)

    def _padding(self, size: int) -> None:
        if -size % BLOCK and self._stream.take(-size % BLOCK).strip(b"\0"):
            self._note("tar-padding")


def _mode(header: bytes) -> int | None:
    match = _OCTAL.fullmatch(header, 100, 108)
    return int(match[1], 8) & 0o7777 if match else None


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True
