"""Wheels as lists of records that can be damaged one field at a time, in the forms that the known writers use."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import dataclass, field

STORED, DEFLATED = 0, 8
UTF8 = 0x800
DOS, UNIX, MAC = 0, 3, 19
_EPOCH = 0x0021
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")
MAX16, MAX32, MAX64 = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF


@dataclass
class Side:
    """What one of the two headers of a member says. ``made`` and what follows stand in the central one only."""

    name: bytes
    needed: int = 20
    flags: int = 0
    method: int = STORED
    time: int = 0
    date: int = _EPOCH
    crc: int = 0
    packed: int = 0
    size: int = 0
    extra: bytes = b""
    made: int = UNIX << 8 | 20
    disk: int = 0
    internal: int = 0
    external: int = 0o100644 << 16
    comment: bytes = b""
    #: instead of the offset where the member is
    offset: int | None = None
    #: added to the lengths that the header gives
    name_lie: int = 0
    extra_lie: int = 0

    def copy(self) -> Side:
        return Side(**vars(self))


@dataclass
class Record:
    """One member: both headers, its bytes as they are stored, what stands before it and behind it."""

    local: Side
    central: Side
    data: bytes
    before: bytes = b""
    behind: bytes = b""

    def copy(self) -> Record:
        return Record(self.local.copy(), self.central.copy(), self.data, self.before, self.behind)


@dataclass
class Ending:
    """The end records; a number that is not ``None`` is written instead of the right one."""

    here: int | None = None
    count: int | None = None
    length: int | None = None
    start: int | None = None
    disk: int = 0
    first_disk: int = 0
    comment: bytes = b""
    comment_lie: int = 0
    zip64: bool = False
    needed64: int = 45
    extensible: bytes = b""
    locator: bool = True
    locator_at: int = 0
    disks: int = 1
    gap: bytes = b""
    tail: bytes = b""
    #: numbers of the zip64 record that are written instead of the right ones
    wrong64: tuple[int, ...] = ()


@dataclass
class Zipped:
    name: str
    records: list[Record]
    prefix: bytes = b""
    gap: bytes = b""
    shift: bool = True
    listed: list[int] | None = None
    ending: Ending = field(default_factory=Ending)
    done: list[str] = field(default_factory=list)

    def pack(self) -> bytes:
        body = bytearray(self.prefix)
        offsets = []
        for record in self.records:
            body += record.before
            offsets.append(len(body) - (0 if self.shift else len(self.prefix)))
            body += local_bytes(record.local) + record.data + record.behind
        body += self.gap
        order = range(len(self.records)) if self.listed is None else [i % len(self.records) for i in self.listed]
        central = b"".join(central_bytes(self.records[index].central, offsets[index]) for index in order)
        start = len(body) - (0 if self.shift else len(self.prefix))
        return bytes(body) + central + end_bytes(self.ending, len(order), len(central), start)


def local_bytes(side: Side) -> bytes:
    sizes = (len(side.name) + side.name_lie & MAX16, len(side.extra) + side.extra_lie & MAX16)
    head = (
        side.needed,
        side.flags,
        side.method,
        side.time,
        side.date,
        side.crc,
        side.packed & MAX32,
        side.size & MAX32,
    )
    return _LOCAL.pack(b"PK\3\4", *head, *sizes) + side.name + side.extra


def central_bytes(side: Side, offset: int) -> bytes:
    offset = offset if side.offset is None else side.offset
    head = (side.made, side.needed, side.flags, side.method, side.time, side.date, side.crc, side.packed & MAX32)
    sizes = (len(side.name) + side.name_lie & MAX16, len(side.extra) + side.extra_lie & MAX16, len(side.comment))
    rest = (side.disk, side.internal, side.external & MAX32, offset & MAX32)
    return _CENTRAL.pack(b"PK\1\2", *head, side.size & MAX32, *sizes, *rest) + side.name + side.extra + side.comment


def end_bytes(end: Ending, count: int, length: int, start: int) -> bytes:
    parts = []
    if end.zip64:
        values = [end.disk, end.first_disk, count, count, length, start]
        values[: len(end.wrong64)] = [
            value if wrong < 0 else wrong for value, wrong in zip(values, end.wrong64, strict=False)
        ]
        parts.append(_END64.pack(b"PK\6\6", 44 + len(end.extensible), 45, end.needed64, *values) + end.extensible)
        if end.locator:
            parts.append(_LOCATOR.pack(b"PK\6\7", 0, start + length + end.locator_at & MAX64, end.disks))
    here = count if end.here is None else end.here
    whole = count if end.count is None else end.count
    long = length if end.length is None else end.length
    where = start if end.start is None else end.start
    said = len(end.comment) + end.comment_lie & MAX16
    disks = (end.disk & MAX16, end.first_disk & MAX16)
    parts.append(_END.pack(b"PK\5\6", *disks, here & MAX16, whole & MAX16, long & MAX32, where & MAX32, said))
    return end.gap + b"".join(parts) + end.comment + end.tail


def deflate(data: bytes, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 8)
    return packer.compress(data) + packer.flush()


@dataclass(frozen=True)
class Writer:
    """How one packer writes a member: host and version, attributes, method, when it marks a name as UTF-8."""

    name: str
    made: int
    attributes: int
    method: int
    always_utf8: bool = False
    extra: bytes = b""
    hints: int = 0


WRITERS = (
    Writer("python", UNIX << 8 | 20, 0o100644 << 16, DEFLATED),
    Writer("python-stored", UNIX << 8 | 20, 0o100644 << 16, STORED),
    Writer("python-windows", DOS << 8 | 20, 0, DEFLATED),
    Writer("rust", UNIX << 8 | 46, 0o100644 << 16, DEFLATED, always_utf8=True),
    Writer("go", UNIX << 8 | 20, 0o100644 << 16, DEFLATED),
    Writer(
        "info-zip",
        UNIX << 8 | 30,
        0o100644 << 16 | 0,
        DEFLATED,
        extra=b"UT\5\0\3\0\0\0\0ux\x0b\0\1\4\0\0\0\0\4\0\0\0\0",
    ),
    Writer("java", 0 << 8 | 20, 0, DEFLATED, extra=b"\xfe\xca\0\0"),
    Writer("macos", UNIX << 8 | 21, 0o100644 << 16, DEFLATED, extra=b"UX\x08\0\0\0\0\0\0\0\0\0"),
    Writer("seven-zip", DOS << 8 | 63, 0x20, DEFLATED),
)


def member(writer: Writer, name: bytes, data: bytes, *, directory: bool = False) -> Record:
    """A member as a writer makes it."""
    packed = deflate(data) if writer.method == DEFLATED and data else data
    method = writer.method if data else STORED
    flags = UTF8 if writer.always_utf8 or not name.isascii() else 0
    attributes = (0o40755 << 16 | 0x10) if directory else writer.attributes
    side = Side(
        name, 20, flags | writer.hints, method, 0, _EPOCH, zlib.crc32(data), len(packed), len(data), writer.extra
    )
    side.made, side.external = writer.made, attributes
    return Record(side, side.copy(), packed)


_NAMES = (
    "demo/__init__.py",
    "demo/data.bin",
    "demo/x.py",
    "demo/naïve-ß.txt",
    "demo/sub/y.py",
    "demo-1.0.data/scripts/run",
)
_INFO = "demo-1.0.dist-info/"
_META = {
    "METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
    "WHEEL": b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "RECORD": b"",
}


def smuggled(chance: random.Random) -> bytes:
    """A body that is a zip itself, or pieces of one."""
    inner = Zipped("", [member(chance.choice(WRITERS), b"demo/evil.py", b"EVIL = 1\n")]).pack()
    return chance.choice((inner, inner[: inner.index(b"PK\1\2")], b"x" * 40 + inner, inner[: inner.index(b"PK\5\6")]))


def grown(chance: random.Random) -> Zipped:
    """A wheel as a writer makes it."""
    writer = chance.choice(WRITERS)
    records = []
    for name in chance.sample(_NAMES, chance.choice((1, 1, 2, 3))):
        roll = chance.random()
        data = (
            b"" if roll < 0.15 else smuggled(chance) if roll < 0.3 else f"# {name}\n".encode() * chance.choice((1, 9))
        )
        records.append(member(writer, name.encode(), data))
    if chance.random() < 0.15:
        records.insert(0, member(writer, b"demo/", b"", directory=True))
    records += [member(writer, (_INFO + name).encode(), data) for name, data in _META.items()]
    return Zipped("demo-1.0-py3-none-any.whl", records)
