"""Damage for wheels: each way takes one and changes it in place, at a place of its choosing."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.differ.tar_names import NAMES
from bench.differ.zips import (
    DEFLATED,
    MAX16,
    MAX32,
    MAX64,
    STORED,
    UTF8,
    Ending,
    Record,
    Side,
    Zipped,
    deflate,
    grown,
    smuggled,
)

Way = Callable[[Zipped, random.Random], str]

_BITS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
_MODES = (
    0o100644,
    0o100755,
    0o40755,
    0o120777,
    0o10644,
    0o20644,
    0o60644,
    0o140644,
    0,
    0o644,
    0o104755,
    0o100666,
    0o170000,
)
_IDS = (
    0x0001, 0x0007, 0x0008, 0x0009, 0x000A, 0x000C, 0x000D, 0x000E, 0x000F, 0x0014, 0x0015,
    0x0016, 0x0017, 0x0018, 0x0019, 0x0020, 0x0021, 0x0022, 0x0023, 0x0065, 0x0066, 0x07C8, 0x1986, 0x2605, 0x2705,
    0x2805, 0x334D, 0x4154, 0x4341, 0x4453, 0x4704, 0x470F, 0x4690, 0x4B46, 0x4C41, 0x4D49, 0x4D63, 0x4F4C, 0x5356,
    0x5455, 0x554E, 0x5855, 0x6375, 0x6542, 0x6854, 0x6C78, 0x7075, 0x7441, 0x756E, 0x7855, 0x7875, 0x9901, 0x9902,
    0xA11E, 0xA220, 0xCAFE, 0xD935, 0xE57A, 0xFB4A, 0xFFFF,
)  # fmt: skip


def _record(mutant: Zipped, chance: random.Random) -> Record:
    return chance.choice(mutant.records)


def _sides(record: Record, chance: random.Random) -> tuple[Side, ...]:
    """Both headers half of the time, else one of them."""
    both = (record.local, record.central)
    return chance.choice((both, both, (record.local,), (record.central,)))


def version(mutant: Zipped, chance: random.Random) -> str:
    value = chance.choice((0, 10, 11, 19, 20, 21, 25, 45, 46, 50, 51, 62, 63, 64, 99, 255, 0x0300 | 20, 0xFFFF))
    for side in _sides(_record(mutant, chance), chance):
        side.needed = value
    return "version needed"


def host(mutant: Zipped, chance: random.Random) -> str:
    side = _record(mutant, chance).central
    side.made = chance.choice((*range(21), 30, 255)) << 8 | chance.choice((10, 20, 21, 30, 45, 63, 255))
    if chance.random() < 0.5:
        side.external = chance.choice(
            (0, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x28, 0x40, 0x80, 0xFF, 0x400, chance.choice(_MODES) << 16)
        )
    return "host"


def attributes(mutant: Zipped, chance: random.Random) -> str:
    side = _record(mutant, chance).central
    low = chance.choice((0, 0, 0x01, 0x08, 0x10, 0x20, 0x400, 0x8000))
    side.external = chance.choice(_MODES) << 16 | low
    side.internal = chance.choice((0, 0, 1, 2, 4, 0xFFFF))
    return "attributes"


def flags(mutant: Zipped, chance: random.Random) -> str:
    bit = 1 << chance.choice(_BITS)
    for side in _sides(_record(mutant, chance), chance):
        side.flags ^= bit
    return f"flag {bit:#x}"


def method(mutant: Zipped, chance: random.Random) -> str:
    record = _record(mutant, chance)
    value = chance.choice((0, 0, 8, 8, 1, 6, 9, 12, 14, 93, 95, 97, 98, 99))
    for side in _sides(record, chance):
        side.method = value
    return "method"


def name(mutant: Zipped, chance: random.Random) -> str:
    record = _record(mutant, chance)
    root, _, rest = record.central.name.partition(b"/")
    made = chance.choice(NAMES).replace(b"@", root).replace(b"#", rest or b"x.py")
    if chance.random() < 0.2:
        made = record.central.name + chance.choice(
            (b";1", b";23", b"/", b" ", b".", b"\0", b"\0.py", b":x", b"\n", b"~", b"$")
        )
    if chance.random() < 0.1:
        made = record.central.name.decode("utf-8", "replace").encode("cp437", "replace") + chance.choice(
            (b"\x81", b"\x93")
        )
    for side in _sides(record, chance) if chance.random() < 0.5 else (record.local, record.central):
        side.name = made
        if not made.isascii() and chance.random() < 0.6:
            side.flags |= UTF8
    return "name"


def _field(chance: random.Random, tag: int, record: Record) -> bytes:
    """The body of an extra field, mostly one that a reader parses."""
    side = record.central
    target = chance.choice((b"x.py", b"/etc/passwd", b"../x"))
    other = chance.choice((b"demo/evil.py", side.name))
    known = {
        0x0001: struct.pack("<Q", chance.choice((side.size, side.packed, 0, MAX64))) * chance.choice((1, 2, 3, 4)),
        0x000A: bytes(4) + struct.pack("<HHQQQ", 1, 24, 1, 1, 1),
        0x000D: struct.pack("<LLHH", 1, 1, 0, 0) + chance.choice((b"", target)),
        0x5455: chance.choice((b"\1", b"\3", b"\7", b"\0")) + struct.pack("<L", 1) * chance.choice((1, 2, 3)),
        0x5855: struct.pack("<LL", 1, 1) + chance.choice((b"", struct.pack("<HH", 0, 0))),
        0x6C78: chance.choice((b"\5", b"\1", b"\7"))
        + struct.pack("<H", 0x0314)
        + struct.pack("<HL", 1, 0o120777 << 16),
        0x7075: b"\1" + struct.pack("<L", zlib.crc32(chance.choice((side.name, b"x")))) + other,
        0x6375: b"\1" + struct.pack("<L", 0) + b"comment",
        0x756E: _asi(chance, target),
        0x7855: struct.pack("<HH", 0, 0),
        0x7875: chance.choice(
            (b"\1\4\0\0\0\0\4\0\0\0\0", b"\1\0\0", b"\2\4\0\0\0\0\4\0\0\0\0", b"\1\4\0\0\0\0\x20\0\0\0\0")
        ),
        0x9901: struct.pack("<H2sBH", 2, b"AE", 3, chance.choice((0, 8))),
        0xCAFE: b"",
        0xD935: chance.choice((b"\1\0", bytes(3), b"")),
        0xE57A: b"ALZ",
        0x2605: b"ZPIT" + b"TEXTttxt",
        0x07C8: b"Mac3" + bytes(10),
        0x4690: b"\0" * 4,
        0xA220: struct.pack("<HH", 0xA028, 0),
    }
    return known.get(tag, bytes(chance.choice((0, 1, 4, 8, 20))))


def _asi(chance: random.Random, target: bytes) -> bytes:
    """PKWARE's Unix field in Info-ZIP's ASi form: mode, link length, owner, link target, behind a checksum."""
    mode = chance.choice((0o120777, 0o120777, 0o100644, 0o40755, 0o20644))
    rest = struct.pack("<HLHH", mode, len(target) if mode == 0o120777 else 0, 0, 0)
    rest += target if mode == 0o120777 else b""
    return struct.pack("<L", zlib.crc32(rest)) + rest


def extra(mutant: Zipped, chance: random.Random) -> str:
    record, tag = _record(mutant, chance), chance.choice(_IDS)
    if chance.random() < 0.5:
        tag = chance.choice(
            (0x0001, 0x7075, 0x756E, 0x6C78, 0x5455, 0x7875, 0x000D, 0x5855, 0x9901, 0xD935, 0xCAFE, 0x000A)
        )
    body = _field(chance, tag, record)
    if chance.random() < 0.1:
        body = body[: chance.randrange(len(body) + 1)] + chance.choice((b"", b"x", bytes(9)))
    size = len(body) + chance.choice((0,) * 15 + (1, -1, 0xFFFF, 4))
    made = struct.pack("<HH", tag, size & MAX16) + body
    for side in _sides(record, chance):
        side.extra = chance.choice((made, side.extra + made, made + side.extra, made + made))
        if chance.random() < 0.05:
            side.extra += chance.choice((b"\0", b"\0\0\0", bytes(4), b"x"))
    return f"extra {tag:#06x}"


def zip64(mutant: Zipped, chance: random.Random) -> str:
    """Numbers moved into the field for large ones, right or wrong, needed or not."""
    record = _record(mutant, chance)
    for side in _sides(record, chance):
        values, which = [], chance.randrange(1, 8)
        for bit, what in ((1, "size"), (2, "packed"), (4, "offset")):
            if which & bit and (what != "offset" or side is record.central):
                value = getattr(side, what)
                values.append((value or 0) + chance.choice((0,) * 8 + (1, 1 << 32)))
                if chance.random() < 0.8 and value is not None:
                    setattr(side, what, MAX32)
        made = struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)
        side.extra = chance.choice((made, side.extra + made))
    return "zip64"


def numbers(mutant: Zipped, chance: random.Random) -> str:
    record = _record(mutant, chance)
    what = chance.choice(("crc", "packed", "size", "size", "time", "date"))
    change = chance.choice((1, -1, 4, 0x10000, -0x10000, MAX32))
    for side in _sides(record, chance):
        top = MAX16 if what in {"time", "date"} else MAX32
        setattr(side, what, (getattr(side, what) + change) & top)
    return f"number {what}"


def lies(mutant: Zipped, chance: random.Random) -> str:
    side = chance.choice(_sides(_record(mutant, chance), chance))
    if chance.random() < 0.5:
        side.name_lie = chance.choice((1, -1, 4, 30, -4, 0xFFFF))
    else:
        side.extra_lie = chance.choice((1, -1, 4, 46, 0xFFFF))
    return "length"


def descriptor(mutant: Zipped, chance: random.Random) -> str:
    record = _record(mutant, chance)
    side = record.central
    crc, packed, size = side.crc, side.packed, side.size
    wide = chance.random() < 0.3
    body = struct.pack("<LQQ" if wide else "<LLL", crc, packed & MAX32, size & MAX32)
    record.behind = chance.choice((b"PK\7\x08", b"PK\7\x08", b"")) + body
    for one in (record.local, record.central) if chance.random() < 0.8 else _sides(record, chance):
        one.flags |= 8
    if chance.random() < 0.7:
        record.local.crc = record.local.packed = record.local.size = 0
    return "descriptor"


def data(mutant: Zipped, chance: random.Random) -> str:
    """Other bytes for the same member: another way to deflate it, something behind, too much, too little."""
    record = _record(mutant, chance)
    plain = b"print(1)\n" * chance.choice((1, 30)) if chance.random() < 0.7 else smuggled(chance)
    stored = struct.pack("<BHH", 1, len(plain), len(plain) ^ MAX16) + plain
    forms = (
        deflate(plain), deflate(plain, 0),
            stored, stored[:-1], stored + b"x", deflate(plain) + deflate(plain), b"\0\0\0\xff\xff" + stored,
            deflate(plain)[:-1], deflate(plain) + bytes(20), b"\1\0\0\xff\xff", b"\3\0", b"\6", b"",
        )  # fmt: skip
    record.data = plain if chance.random() < 0.2 else chance.choice(forms)
    way = STORED if record.data == plain else DEFLATED
    crc = zlib.crc32(b"" if record.data in {b"\1\0\0\xff\xff", b"\3\0", b""} else plain)
    for side in (record.local, record.central):
        side.method, side.crc, side.packed = way, crc, len(record.data)
        side.size = 0 if crc == 0 else len(plain)
    return "data"


def directory(mutant: Zipped, chance: random.Random) -> str:
    record = _record(mutant, chance)
    made = record.central.name.rstrip(b"/") + b"/"
    for side in (record.local, record.central):
        side.name = made
    record.central.external = chance.choice((0o40755 << 16 | 0x10, 0x10, 0, 0o100644 << 16, 0o120777 << 16))
    return "directory"


def gaps(mutant: Zipped, chance: random.Random) -> str:
    piece = chance.choice(
        (
            b"x",
            b"PK\3\4",
            smuggled(chance),
            bytes(4),
            b"PK\7\x08" + bytes(12),
            b"PK\5\6" + bytes(18),
            b"PK00",
            b"#!/bin/sh\n",
        )
    )
    where = chance.choice(("prefix", "before", "behind", "gap", "end", "tail"))
    if where == "prefix":
        mutant.prefix, mutant.shift = piece, chance.random() < 0.5
    elif where == "before":
        _record(mutant, chance).before = piece
    elif where == "behind":
        _record(mutant, chance).behind = piece
    elif where == "gap":
        mutant.gap = piece
    elif where == "end":
        mutant.ending.gap = piece
    else:
        mutant.ending.tail = piece
    return f"bytes {where}"


def order(mutant: Zipped, chance: random.Random) -> str:
    records, way = (
        mutant.records,
        chance.choice(("swap", "double", "listed", "missing", "drop", "splice", "offset", "same")),
    )
    at, places = chance.randrange(len(records)), list(range(len(records)))
    if way == "swap":
        other = chance.randrange(len(records))
        records[at], records[other] = records[other], records[at]
    elif way == "double":
        records.append(records[at].copy())
    elif way == "listed":
        chance.shuffle(places)
        mutant.listed = places + chance.choice(([], [], [at]))
    elif way == "missing":
        mutant.listed = [place for place in places if place != at]
    elif way == "drop" and len(records) > 1:
        del records[at]
    elif way == "splice":
        records.insert(at, chance.choice(grown(chance).records))
    elif way == "offset":
        records[at].central.offset = chance.choice((0, 1, 30, MAX32, 100))
    else:
        records[at].local.name = records[at].central.name = records[0].central.name
    return f"order {way}"


def comments(mutant: Zipped, chance: random.Random) -> str:
    text = chance.choice(
        (b"x", b"comment", b"\0", b"PK\5\6" + bytes(18), "ü".encode(), smuggled(chance), b"\x1f\x8b", b"a\nb")
    )
    if chance.random() < 0.5:
        _record(mutant, chance).central.comment = text
        return "member comment"
    mutant.ending.comment = text
    mutant.ending.comment_lie = chance.choice((0, 0, 0, 1, -1))
    return "comment"


def ending(mutant: Zipped, chance: random.Random) -> str:
    end, what = (
        mutant.ending,
        chance.choice(("here", "count", "length", "start", "disk", "first_disk", "zip64", "zip64", "locator")),
    )
    if what == "zip64":
        end.zip64 = True
        end.needed64 = chance.choice((45, 45, 20, 63, 99))
        for name in ("here", "count", "length", "start"):
            if chance.random() < 0.4:
                setattr(end, name, MAX32)
        if chance.random() < 0.4:
            end.wrong64 = tuple(chance.choice((-1, -1, -1, 0, 1, 5, MAX32)) for _ in range(6))
        end.extensible = chance.choice((b"", b"", b"x", bytes(8)))
    elif what == "locator":
        end.zip64 = True
        end.locator = chance.random() < 0.8
        end.locator_at, end.disks = chance.choice((0, 1, -1, 56, 1 << 40)), chance.choice((0, 1, 1, 2, MAX32))
    else:
        setattr(end, what, chance.choice((0, 1, 2, MAX16, MAX32, 3, 30)))
    return f"end {what}"


def disks(mutant: Zipped, chance: random.Random) -> str:
    _record(mutant, chance).central.disk = chance.choice((1, 2, MAX16))
    return "disk"


WAYS: tuple[Way, ...] = (
    version, *(host,) * 3, attributes, attributes, flags, flags, method, *(name,) * 4, *(extra,) * 7, zip64, zip64,
    numbers, lies, descriptor, data, data, directory, gaps, gaps, order, order, comments, ending, ending, disks,
)  # fmt: skip


def damaged(chance: random.Random) -> Zipped:
    """A seed with one to four ways of damage."""
    mutant = grown(chance)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 2, 3, 4))):
        mutant.done.append(chance.choice(WAYS)(mutant, chance))
    return mutant


def simpler(mutant: Zipped) -> Iterator[Zipped]:
    """Copies of a mutant with one part less, or one part as writers make it."""
    for at in range(len(mutant.records)):
        if len(mutant.records) > 1:
            yield replace(_copy(mutant), records=[r.copy() for i, r in enumerate(mutant.records) if i != at])
    plain = Zipped(mutant.name, [])
    for what in ("prefix", "gap", "listed"):
        if getattr(mutant, what) != getattr(plain, what):
            yield replace(_copy(mutant), **{what: getattr(plain, what)})
    if mutant.ending != Ending():
        yield replace(_copy(mutant), ending=Ending())
    for at, record in enumerate(mutant.records):
        for side in ("local", "central"):
            for what in ("needed", "flags", "time", "date", "extra", "made", "disk", "internal", "external", "comment"):
                default = getattr(Side(b""), what)
                if getattr(getattr(record, side), what) != default:
                    copy = _copy(mutant)
                    setattr(getattr(copy.records[at], side), what, default)
                    yield copy


def _copy(mutant: Zipped) -> Zipped:
    records = [record.copy() for record in mutant.records]
    return replace(mutant, records=records, ending=replace(mutant.ending), done=list(mutant.done))
