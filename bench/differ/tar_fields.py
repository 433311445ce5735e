"""Damage for single fields of tar headers."""

from __future__ import annotations

import random

from bench.differ.tar_names import LINKS, NAMES, PREFIXES
from bench.differ.tars import BLOCK, FIELDS, GNU, POSIX, Piece, Tarball, seal

_NUMBERS = ("mode", "uid", "gid", "size", "mtime", "checksum", "devmajor", "devminor")
_MAGICS = (
    POSIX, GNU, b"ustar\x00\x00\x00", b"ustar  \x00", b"ustar 00", b"ustar\x001\x00",
    b"ustar   ", b"\0" * 8, b"ustar\x0001", b"ustar\x000 ", b"ustar\x00 0", b"USTAR\x0000", b"ustax\x0000",
    b"tar\0\0\0\0\0", b" ustar00", b"ustar\n00", b"GNUtar \0",
)  # fmt: skip
_TYPES = b"0\x001234567xgLKSDMNVXAEIZaz89 \xff\x80s"


def pick(tar: Tarball, chance: random.Random) -> Piece:
    """Any header."""
    return chance.choice(tar.pieces)


def _octal(chance: random.Random, value: int, width: int) -> bytes:
    """A number in a form that some reader takes for ``value`` and another one does not."""
    plain = b"%o" % value
    return chance.choice(
        (
            plain.zfill(width),
            plain.zfill(width - 1) + b" ",
            plain.zfill(width - 1) + b"\0",
            plain.zfill(width - 2) + b" \0",
            plain.zfill(width - 2) + b"\0 ",
            plain.rjust(width - 1) + b"\0",
            plain.rjust(width),
            plain + b"\0",
            plain + b" ",
            plain + b"\0" + b"7" * width,
            plain + b" " + b"1" * width,
            plain + b"\0junk",
            plain + chance.choice((b"\n", b"\t", b"8", b"x", b"_", b".", b",", b"\x80", b"e1")) + plain,
            chance.choice((b"+", b"-", b"0o", b"0x", b"\t", b"\n", b"\v", b"\0", b"\x0c", b"\xa0", b"_")) + plain,
            plain[:1] + b"_" + plain[1:],
            b"%d" % value,
            b"0" * (width - len(plain) - 3) + b" " + plain + b"\0",
        )
    )


def _binary(chance: random.Random, value: int, width: int) -> bytes:
    marks = (0x80, 0x80, 0xFF, 0x81, 0xA0, 0xBF, 0xC0, 0xFE)
    value = chance.choice((value, value, 0, -1, 1 << 53, (1 << 53) - 1, 1 << 62, 1 << 33))
    bits = 8 * (width - 1)
    return bytes([chance.choice(marks)]) + (value & ((1 << bits) - 1)).to_bytes(width - 1, "big")


def number_form(tar: Tarball, chance: random.Random) -> str:
    piece, what = pick(tar, chance), chance.choice(_NUMBERS)
    start, end = FIELDS[what]
    width = end - start
    if what == "checksum":
        seal(piece.header, tar.writer.sum_form)
        piece.seal = False
    digits = piece.get(what).strip(b" \0")
    value = int(digits, 8) if digits and not digits.strip(b"01234567") else 0
    roll = chance.random()
    if roll < 0.55:
        piece.put(what, _octal(chance, value, width))
    elif roll < 0.75:
        piece.put(what, _binary(chance, value, width))
    else:
        options = (b"", b" " * width, b"\0" * width, b"z" * width, b"7" * width, b"9" * width, b"\xff" * width)
        piece.put(what, chance.choice((*options, bytes([chance.randrange(0x81, 0xFF)]) + b"0" * width)))
    return f"number {what}"


def number_value(tar: Tarball, chance: random.Random) -> str:
    piece, what = pick(tar, chance), chance.choice(("mode", "uid", "gid", "size", "size", "mtime", "devmajor"))
    start, end = FIELDS[what]
    sizes = (0, 1, 2, 511, 512, 513, 1024, len(piece.body) + 512, max(0, len(piece.body) - 512), 1 << 20, 1 << 33)
    modes = (0o100644, 0o40755, 0o120777, 0o4755, 0o2755, 0o1777, 0o777, 0, 0o170000, 0o60644)
    value = chance.choice(modes if what == "mode" else sizes)
    piece.put(what, b"%0*o" % (end - start - 1, value) + chance.choice((b"\0", b" ")))
    return f"value {what}"


def checksum(tar: Tarball, chance: random.Random) -> str:
    """A sum that is right in a form that only some read, taken over signed bytes, or wrong."""
    piece = pick(tar, chance)
    seal(piece.header)
    total = int(piece.header[148:154], 8)
    signed = total - 256 * sum(byte > 127 for i, byte in enumerate(piece.header) if not 148 <= i < 156)
    forms = (
        b"%06o\0 ",
        b"%07o\0",
        b"%08o",
        b"%07o ",
        b"%6o\0 ",
        b"%06o  ",
        b"%06o\0\0",
        b"%o\0",
        b" %06o\0",
        b"%05o\0 \0",
    )
    piece.header[148:156] = (chance.choice(forms) % chance.choice((total, total, total, signed, total + 1)))[:8].ljust(
        8, b"\0"
    )
    piece.seal = False
    return "checksum"


def magic(tar: Tarball, chance: random.Random) -> str:
    value = chance.choice(_MAGICS)
    for piece in tar.pieces if chance.random() < 0.4 else [pick(tar, chance)]:
        piece.put("magic", value)
    return "magic"


def prefix(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    roll = chance.random()
    if roll < 0.25:
        at = chance.choice((475, 476, 482, 483, 488, 495, 499, 500, 508, 511, 346, 386, 380))
        piece.header[at] = chance.choice((1, 48, 0x20, 0x0A, 0x80, 0xFF, 0x78))
    elif roll < 0.4:
        piece.header[386:494] = chance.choice(
            (b"00000000000\x0000000000001\0", b"\x80" * 24, b"00000001000 00000000200 ")
        ).ljust(108, b"\0")
    else:
        piece.put("prefix", chance.choice(PREFIXES))
    return "prefix"


def name(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    old = piece.get("name").rstrip(b"\0")
    root, _, rest = old.partition(b"/")
    made = chance.choice(NAMES).replace(b"@", root).replace(b"#", rest or b"x.js")
    piece.put("name", made)
    return "name"


def link(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    piece.put("link", chance.choice(LINKS))
    if chance.random() < 0.2:
        piece.put("type", chance.choice((b"1", b"2")))
    return "link"


def type_flag(tar: Tarball, chance: random.Random) -> str:
    at = chance.randrange(len(_TYPES))
    piece = pick(tar, chance)
    piece.put("type", _TYPES[at : at + 1])
    if chance.random() < 0.3:
        piece.put("size", b"0" * 11 + b"\0")
    return f"type {_TYPES[at : at + 1]!r}"


def owner(tar: Tarball, chance: random.Random) -> str:
    piece, what = pick(tar, chance), chance.choice(("uname", "gname"))
    piece.put(what, chance.choice((b"root\0junk", b"\xff" * 8, b"a" * 32, b"\0root", b"x\ny", "ü".encode())))
    return what


def any_byte(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(BLOCK)
        piece.header[at] = chance.choice(
            (0, 9, 10, 13, 0x20, 0x2F, 0x30, 0x37, 0x5C, 0x7F, 0x80, 0xFF, chance.randrange(256))
        )
    piece.seal = chance.random() < 0.95
    return "byte"
