"""Damage for tarballs: each way takes one and changes it in place, at a place of its choosing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.differ.tar_extensions import extension_field, gnu_header, pax_header
from bench.differ.tar_fields import (
    any_byte,
    checksum,
    link,
    magic,
    name,
    number_form,
    number_value,
    owner,
    pick,
    prefix,
    type_flag,
)
from bench.differ.tars import BLOCK, FIELDS, WRITERS, ZEROS, Envelope, Piece, Tarball, grown, member, smuggled

Way = Callable[[Tarball, random.Random], str]


def order(tar: Tarball, chance: random.Random) -> str:
    pieces, way = tar.pieces, chance.choice(("double", "drop", "swap", "splice", "again", "tail"))
    at = chance.randrange(len(pieces))
    if way == "double":
        pieces.insert(chance.randrange(len(pieces) + 1), pieces[at].copy())
    elif way == "drop" and len(pieces) > 1:
        del pieces[at]
    elif way == "swap":
        other = chance.randrange(len(pieces))
        pieces[at], pieces[other] = pieces[other], pieces[at]
    elif way == "splice":
        pieces[at:at] = [piece.copy() for piece in grown(chance).pieces[:2]]
    elif way == "again":
        pieces += member(chance.choice(WRITERS), pieces[at].get("name").rstrip(b"\0"), b"second\n")
    else:
        pieces.append(pieces[at].copy())
        pieces[-1].body = b""
    return f"order {way}"


def body(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    old = len(piece.body)
    root = piece.get("name").partition(b"/")[0].decode("ascii", "ignore") or "package"
    piece.body = chance.choice(
        (
            b"",
            piece.body[:-1],
            piece.body + b"x",
            piece.body + ZEROS,
            smuggled(chance, root),
            ZEROS + smuggled(chance, root),
        )
    )
    if chance.random() < 0.5:
        piece.put("size", b"%011o\0" % len(piece.body))
        return "body"
    return "body" if old == len(piece.body) else "body and size"


def padding(tar: Tarball, chance: random.Random) -> str:
    piece = pick(tar, chance)
    size = -len(piece.body) % BLOCK
    piece.pad = chance.choice(
        (
            b"x" * size,
            bytes(max(0, size - 1)) + b"x" * (size > 0),
            bytes(size) + ZEROS,
            b"",
            bytes(size + 1),
            b"\n" * size,
        )
    )
    return "padding"


def ending(tar: Tarball, chance: random.Random) -> str:
    more = grown(chance).stream()
    tar.end = chance.choice(
        (
            b"",
            ZEROS,
            ZEROS * 3,
            ZEROS * 20,
            ZEROS + more,
            ZEROS * 2 + more,
            ZEROS * 2 + b"x",
            ZEROS * 2 + b"\0",
            b"\0" * 100,
            b"\0" * 1023,
            ZEROS + b"x" * BLOCK + ZEROS * 2,
        )
    )
    return "end"


def zero_block(tar: Tarball, chance: random.Random) -> str:
    at = chance.randrange(len(tar.pieces) + 1)
    tar.pieces.insert(at, Piece(bytearray(BLOCK), seal=False))
    return "zero block"


def gzip_header(tar: Tarball, chance: random.Random) -> str:
    gzip = tar.gzip
    gzip.flags = chance.choice((1, 2, 4, 8, 8, 16, 24, 0x20, 0x40, 0x80, 12))
    gzip.after = chance.choice(
        (
            b"",
            b"x.tar\0",
            b"x\0y\0",
            "ü".encode() + b"\0",
            b"\x04\0ab\0\0",
            b"\0",
            b"a" * 300 + b"\0",
            b"../x\0",
            b"BC\2\0\x1b\0",
        )
    )
    if chance.random() < 0.7:
        gzip.after = {
            4: b"\x04\0ab\0\0",
            8: gzip.after or b"x\0",
            16: b"comment\0",
            24: b"x\0comment\0",
            12: b"\x04\0ab\0\0x\0",
        }.get(gzip.flags, b"")
    return "gzip header"


def gzip_frame(tar: Tarball, chance: random.Random) -> str:
    gzip, way = tar.gzip, chance.choice(("time", "hints", "level", "split", "tail", "between", "wrong"))
    if way == "time":
        gzip.mtime = chance.choice((0, 1, 0xFFFFFFFF, 499162500))
    elif way == "hints":
        gzip.hints = bytes((chance.choice((0, 2, 4, 9, 255)), chance.choice((0, 3, 10, 11, 13, 19, 255))))
    elif way == "level":
        gzip.level = chance.choice((1, 6, 9))
    elif way == "split":
        gzip.splits = tuple(
            chance.choice((0, 512, 1024, 1536, chance.randrange(5000))) for _ in range(chance.choice((1, 1, 2)))
        )
    elif way == "tail":
        gzip.tail = chance.choice(
            (
                b"\0",
                bytes(512),
                b"x",
                b"\x1f\x8b",
                b"\0\x1f\x8b\x08",
                grown(chance).pack(),
                bytes(9) + grown(chance).pack(),
                b"PK\5\6" + bytes(18),
            )
        )
    elif way == "between":
        gzip.splits, gzip.between = (chance.choice((512, 1024, 1536)),), chance.choice((b"\0", bytes(512), b"x"))
    else:
        gzip.wrong = 1
    return f"gzip {way}"


WAYS: tuple[Way, ...] = (
    *(number_form,) * 6, number_value, number_value, checksum, *(magic,) * 3, *(prefix,) * 4, *(name,) * 4, link, link,
    *(type_flag,) * 3, owner, any_byte, any_byte, *(pax_header,) * 6, *(gnu_header,) * 3, extension_field,
    extension_field, order, order, body, padding, ending, zero_block, gzip_header, gzip_frame,
)  # fmt: skip


def damaged(chance: random.Random) -> Tarball:
    """A seed with one to four ways of damage."""
    tar = grown(chance)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 2, 3, 4))):
        tar.done.append(chance.choice(WAYS)(tar, chance))
    return tar


def simpler(tar: Tarball) -> Iterator[Tarball]:
    """Copies of a mutant with one part less, or one part as its writer makes it."""
    for at in range(len(tar.pieces)):
        if len(tar.pieces) > 1:
            yield _with(tar, [piece.copy() for index, piece in enumerate(tar.pieces) if index != at])
    if tar.gzip != Envelope():
        yield replace(_with(tar, tar.pieces), gzip=Envelope())
    if tar.end != ZEROS * 2:
        yield replace(_with(tar, tar.pieces), end=ZEROS * 2)
    for at, piece in enumerate(tar.pieces):
        plain = member(tar.writer, b"x", piece.body)[0]
        for what in FIELDS.keys() - {"name", "type", "size"}:
            if piece.get(what) != plain.get(what) and not (what == "checksum" and piece.seal):
                pieces = [one.copy() for one in tar.pieces]
                pieces[at].put(what, plain.get(what))
                pieces[at].seal = pieces[at].seal or what == "checksum"
                yield _with(tar, pieces)


def _with(tar: Tarball, pieces: list[Piece]) -> Tarball:
    return replace(tar, pieces=[piece.copy() for piece in pieces], gzip=replace(tar.gzip), done=list(tar.done))
