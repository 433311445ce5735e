"""Tarballs as lists of headers that can be damaged one field at a time, in the forms that the known writers use.

A seed is what a writer makes: :func:`grown` picks the writer, the kind and one to four members. Bodies may hold headers
of their own, with a second manifest behind them: a reader that loses its place finds other files than we do.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

BLOCK = 512
ZEROS = bytes(BLOCK)
FIELDS = {
    "name": (0, 100),
    "mode": (100, 108),
    "uid": (108, 116),
    "gid": (116, 124),
    "size": (124, 136),
    "mtime": (136, 148),
    "checksum": (148, 156),
    "type": (156, 157),
    "link": (157, 257),
    "magic": (257, 265),
    "uname": (265, 297),
    "gname": (297, 329),
    "devmajor": (329, 337),
    "devminor": (337, 345),
    "prefix": (345, 500),
    "rest": (500, 512),
}
POSIX, GNU = b"ustar\x0000", b"ustar  \0"
_EPOCH = 499162500


@dataclass(frozen=True)
class Writer:
    """How one packer fills a header: ``digits`` and ``end`` of its numbers, its ``sum``, its way with long names."""

    name: str
    magic: bytes
    digits: int
    end: bytes
    wide_end: bytes
    sum_form: bytes
    devices: bytes
    long: str
    owner: bytes = b""


WRITERS = (
    Writer("npm", POSIX, 6, b" \0", b" ", b"%06o\0 ", b"000000 \0", "pax"),
    Writer("tar-stream", POSIX, 6, b" ", b" ", b"%06o\0 ", b"000000 ", "pax"),
    Writer("python-ustar", POSIX, 7, b"\0", b"\0", b"%06o\0 ", b"0000000\0", "prefix"),
    Writer("python-pax", POSIX, 7, b"\0", b"\0", b"%06o\0 ", b"0000000\0", "pax", b"root"),
    Writer("python-gnu", GNU, 7, b"\0", b"\0", b"%06o\0 ", b"0000000\0", "gnu"),
    Writer("gnu-tar", GNU, 7, b"\0", b"\0", b"%06o\0 ", b"", "gnu", b"root"),
    Writer("bsdtar", POSIX, 6, b" \0", b" ", b"%06o\0 ", b"000000 \0", "prefix", b"root"),
    Writer("go", POSIX, 7, b"\0", b"\0", b"%06o\0 ", b"0000000\0", "pax"),
    Writer("rust", GNU, 7, b"\0", b"\0", b"%07o\0", b"", "gnu"),
)


@dataclass
class Piece:
    """One header with what follows it. ``seal``: put the checksum right; ``pad``: instead of zeros."""

    header: bytearray
    body: bytes = b""
    seal: bool = True
    pad: bytes | None = None

    def copy(self) -> Piece:
        return Piece(bytearray(self.header), self.body, self.seal, self.pad)

    def get(self, what: str) -> bytes:
        start, end = FIELDS[what]
        return bytes(self.header[start:end])

    def put(self, what: str, value: bytes) -> None:
        """Fill a field; what is too long is cut, what is too short is followed by NULs."""
        start, end = FIELDS[what]
        self.header[start:end] = value[: end - start].ljust(end - start, b"\0")


@dataclass
class Envelope:
    """The gzip around: header fields, where members split, what stands behind."""

    flags: int = 0
    after: bytes = b""
    mtime: int = 0
    hints: bytes = b"\0\xff"
    level: int = 0
    splits: tuple[int, ...] = ()
    between: bytes = b""
    tail: bytes = b""
    wrong: int = 0


@dataclass
class Tarball:
    name: str
    writer: Writer
    pieces: list[Piece]
    end: bytes = ZEROS * 2
    gzip: Envelope = field(default_factory=Envelope)
    #: what was done to it, for statistics
    done: list[str] = field(default_factory=list)

    def stream(self) -> bytes:
        """The tar inside."""
        parts = []
        for piece in self.pieces:
            if piece.seal:
                seal(piece.header, self.writer.sum_form)
            parts += [bytes(piece.header), piece.body]
            parts.append(bytes(-len(piece.body) % BLOCK) if piece.pad is None else piece.pad)
        return b"".join(parts) + self.end

    def pack(self) -> bytes:
        return packed(self.stream(), self.gzip)


def seal(header: bytearray, form: bytes = b"%06o\0 ") -> None:
    total = sum(header) - sum(header[148:156]) + 256
    header[148:156] = form % total


def packed(data: bytes, envelope: Envelope) -> bytes:
    """The gzip of ``data``, in as many members as the envelope wants."""
    edges = [0, *sorted(edge % (len(data) + 1) for edge in envelope.splits), len(data)]
    members = [_gzipped(data[start:end], envelope) for start, end in pairwise(edges)]
    return envelope.between.join(members) + envelope.tail


def _gzipped(data: bytes, envelope: Envelope) -> bytes:
    head = b"\x1f\x8b\x08" + struct.pack("<BL", envelope.flags, envelope.mtime) + envelope.hints + envelope.after
    if envelope.flags & 2:
        head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    squeeze = zlib.compressobj(envelope.level, zlib.DEFLATED, -15, 8)
    body = squeeze.compress(data) + squeeze.flush()
    return head + body + struct.pack("<LL", zlib.crc32(data) ^ envelope.wrong, len(data) & 0xFFFFFFFF)


def number(writer: Writer, what: str, value: int) -> bytes:
    start, end = FIELDS[what]
    if end - start == 12:
        return b"%011o" % value + writer.wide_end
    return b"%0*o" % (writer.digits, value) + writer.end


def member(writer: Writer, name: bytes, body: bytes = b"", kind: bytes = b"0", link: bytes = b"") -> list[Piece]:
    """The pieces of one member: its header, and what says a name that does not fit."""
    pieces = [piece.copy() for piece in _member_of(writer, name, len(body), kind, link)]
    pieces[-1].body = body
    return pieces


@cache
def _member_of(writer: Writer, name: bytes, size: int, kind: bytes, link: bytes) -> tuple[Piece, ...]:
    before, short, prefix = _named(writer, name)
    piece = Piece(_header(writer, short, kind, size))
    piece.put("prefix", prefix)
    piece.put("link", link)
    if kind == b"5":
        piece.put("mode", number(writer, "mode", 0o755))
    return (*before, piece)


def _named(writer: Writer, name: bytes) -> tuple[list[Piece], bytes, bytes]:
    plain = len(name) <= 100 and (name.isascii() or writer.long != "pax")
    if plain:
        return [], name, b""
    cut = name.rfind(b"/", 0, 156)
    if writer.long == "prefix" and cut > 0 and len(name) - cut - 1 <= 100:
        return [], name[cut + 1 :], name[:cut]
    if writer.long == "gnu":
        return [gnu_long(writer, b"L", name + b"\0")], name[:100], b""
    return [pax(writer, [(b"path", name)])], name.decode(errors="replace").encode("ascii", "replace")[:100], b""


def _header(writer: Writer, name: bytes, kind: bytes, size: int) -> bytearray:
    made = Piece(bytearray(BLOCK))
    made.put("name", name)
    values = (("mode", 0o644), ("uid", 0), ("gid", 0), ("size", size), ("mtime", _EPOCH))
    for what, value in values:
        made.put(what, number(writer, what, value))
    made.put("type", kind)
    made.put("magic", writer.magic)
    for what in ("uname", "gname"):
        made.put(what, writer.owner)
    for what in ("devmajor", "devminor"):
        made.put(what, writer.devices)
    return made.header


def record(key: bytes, value: bytes) -> bytes:
    """A pax record with the length that counts itself."""
    bare = len(key) + len(value) + 3
    size = bare + len(str(bare))
    size = bare + len(str(size))
    return b"%d %s=%s\n" % (size, key, value)


def pax(writer: Writer, records: Sequence[tuple[bytes, bytes]], kind: bytes = b"x") -> Piece:
    body = b"".join(record(key, value) for key, value in records)
    name = b"PaxHeader/data" if writer.name == "npm" else b"././@PaxHeader"
    return Piece(_header(writer, b"pax_global_header" if kind == b"g" else name, kind, len(body)), body)


def gnu_long(writer: Writer, kind: bytes, body: bytes) -> Piece:
    return Piece(_header(writer, b"././@LongLink", kind, len(body)), body)


def smuggled(chance: random.Random, root: str) -> bytes:
    """A body that is headers itself: a reader that takes them for members finds a script or a second manifest."""
    writer = chance.choice(WRITERS[:4])
    inner = chance.choice(
        ((b"package.json", b'{"name":"other"}'), (b"evil.js", b"evil()"), (b"evil.py", b"EVIL = 1\n"))
    )
    pieces = member(writer, root.encode() + b"/" + inner[0], inner[1])
    if chance.random() < 0.3:
        pieces += member(writer, root.encode() + b"/hidden.js", b"hidden()")
    whole = Tarball("", writer, pieces, ZEROS * chance.choice((0, 0, 1, 2)))
    return bytes(BLOCK * chance.choice((0, 0, 0, 1))) + whole.stream()


_NPM = ("package.json", "index.js", "lib/x.js", "lib/y.js", ".gitignore", "README.md", "bin/run", "naïve-ß.txt")
_SDIST = ("PKG-INFO", "pyproject.toml", "x.py", "src/demo/__init__.py", "sub/y.py", "naïve-ß.txt")
_LONG = "long-directory-name/" * 5 + "a-name-at-its-end.txt"


def grown(chance: random.Random) -> Tarball:
    """A tarball as a writer makes it."""
    npm = chance.random() < 0.6
    writer = chance.choice(WRITERS)
    root = "package" if npm else "demo-1.0"
    names = list(_NPM if npm else _SDIST)
    first, others = names[0], chance.sample(names[1:], chance.choice((0, 1, 1, 2, 2, 3)))
    pieces: list[Piece] = []
    for name in (first, *others):
        pieces += _one(chance, writer, root, name)
    for extra in _extras(chance, writer, root, npm=npm):
        pieces += extra
    if chance.random() < 0.15 and writer.magic == POSIX:
        pieces.insert(0, pax(writer, [(b"comment", b"a" * 40)], b"g"))
    end = ZEROS * (2 if chance.random() < 0.7 else 20 - sum(1 for _ in pieces))
    return Tarball("demo-1.0.0.tgz" if npm else "demo-1.0.tar.gz", writer, pieces, end)


def _one(chance: random.Random, writer: Writer, root: str, name: str) -> list[Piece]:
    roll = chance.random()
    body = smuggled(chance, root) if roll < 0.3 else b"" if roll < 0.4 else f"{name} of a seed\n".encode()
    return member(writer, f"{root}/{name}".encode(), body)


def _extras(chance: random.Random, writer: Writer, root: str, *, npm: bool) -> list[list[Piece]]:
    """What only some archives hold: a body with headers, a long name, a directory, a link."""
    top = root.encode()
    found = []
    if chance.random() < 0.5:
        found.append(member(writer, top + b"/data.bin", smuggled(chance, root)))
        found.append(member(writer, top + b"/z.js", b"last()\n"))
    if chance.random() < 0.2:
        found.append(member(writer, f"{root}/{_LONG}".encode(), b"long\n"))
    if chance.random() < 0.2:
        found.append(member(writer, top + b"/sub/", b"", b"5"))
    if not npm and chance.random() < 0.1:
        kind, target = chance.choice(((b"1", top + b"/PKG-INFO"), (b"2", b"PKG-INFO")))
        found.append(member(writer, top + b"/link.txt", b"", kind, target))
    return found
