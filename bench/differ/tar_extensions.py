"""Damage for the headers that describe the next one: pax records and GNU long names."""

from __future__ import annotations

import random

from bench.differ.tar_names import LINKS, NAMES
from bench.differ.tars import GNU, POSIX, Piece, Tarball, gnu_long, pax, record

_KEYS = (
    b"path", b"linkpath", b"size", b"mtime", b"atime", b"ctime", b"uid", b"gid", b"uname", b"gname", b"comment",
    b"hdrcharset", b"charset", b"type", b"mode", b"dev", b"ino", b"nlink", b"devmajor", b"header", b"name", b"Path",
    b"path ", b" path", b"realtime.x", b"security.y", b"SCHILY.dev", b"SCHILY.filetype", b"SCHILY.realsize",
    b"SCHILY.xattr.user.a", b"SCHILY.fflags", b"SCHILY.acl.access", b"SUN.holesdata", b"GNU.sparse.major",
    b"GNU.sparse.name", b"GNU.sparse.realsize", b"GNU.sparse.size", b"GNU.sparse.map", b"GNU.sparse.numblocks",
    b"LIBARCHIVE.creationtime", b"LIBARCHIVE.symlinktype", b"LIBARCHIVE.xattr.user.b", b"NODETAR.depth",
    b"MSWINDOWS.rawsd", b"RHT.security.selinux", b"GNU.volume.label", b"VENDOR.key", b"x", b"",
)  # fmt: skip


def _value(chance: random.Random, key: bytes, after: Piece) -> bytes:
    own = after.get("name").rstrip(b"\0")
    size = len(after.body)
    inner = record(b"path", own.partition(b"/")[0] + b"/hidden.js")
    if key == b"size":
        forms = (b"%d", b"0%d", b"+%d", b"%d.0", b" %d", b"%o", b"%d ")
        return chance.choice((*(form % size for form in forms), b"0", b"-1", b"1024", b""))
    if key in {b"mtime", b"atime", b"ctime", b"LIBARCHIVE.creationtime"}:
        return chance.choice(
            (b"499162500", b"499162500.5", b"-1", b"1e9", b"nan", b"", b"x", b"9" * 30, b"0x10", b"1_0", b".5", b"5.")
        )
    if key in {b"uid", b"gid"}:
        return chance.choice((b"0", b"1000", b"4294967296", b"-1", b"9" * 20, b"x", b"", b"3.5", b"0x1", b" 7"))
    if key in {b"type", b"SCHILY.filetype", b"LIBARCHIVE.symlinktype"}:
        return chance.choice((b"2", b"5", b"File", b"Directory", b"SymbolicLink", b"sparse", b"file", b"dir"))
    if key.startswith((b"GNU.sparse", b"SCHILY.realsize", b"SUN.")):
        return chance.choice((b"1", b"0", b"512", b"0,1", b"0,%d" % size, own, b" 0 512", b"%d" % (size + 512)))
    if key in {b"hdrcharset", b"charset"}:
        return chance.choice((b"BINARY", b"ISO-IR 10646 2000 UTF-8", b"x"))
    root, _, rest = own.partition(b"/")
    names = (own, own, own + b"/", chance.choice(NAMES).replace(b"@", root).replace(b"#", rest or b"x.js"))
    return chance.choice(
        (
            *names,
            b"x\n" + inner,
            own + b"\n" + inner,
            own + b"\0" + inner,
            own + b"\nx",
            b"",
            b"x" * 300,
            b"x",
            b"\xff\xfe",
        )
    )


def _records(chance: random.Random, after: Piece) -> bytes:
    parts = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        key = chance.choice(_KEYS[:11] if chance.random() < 0.5 else _KEYS)
        parts.append(_bent(chance, record(key, _value(chance, key, after))))
    if chance.random() < 0.2:
        parts.append(chance.choice(parts))
    return b"".join(parts) + chance.choice((b"",) * 12 + (b"\0", b"\n", b"0", b" ", bytes(20), b"12 path=abc\n"))


def _bent(chance: random.Random, text: bytes) -> bytes:
    """A record, now and then with a length in another form."""
    if chance.random() < 0.7:
        return text
    size, _, rest = text.partition(b" ")
    number = int(size)
    return chance.choice(
        (
            b"0" + size + b" " + rest,
            b"+" + size + b" " + rest,
            b" " + text,
            size + b"  " + rest,
            size + b"\t" + rest,
            b"%d " % (number + 1) + rest + b"\n",
            b"%d " % (number - 1) + rest,
            b"%d " % (number + 1) + rest,
            b"%d " % (number + 9999) + rest,
            b"0 " + rest,
            size + b".0 " + rest,
            b"%x " % number + rest,
            size + b" " + rest.replace(b"=", b" = ", 1),
            size + b" " + rest.replace(b"=", b"", 1),
            size + b" " + rest[:-1] + b"\0",
            size + b" " + rest[:-1] + b"\r",
            text + b"\n",
        )
    )


def pax_header(tar: Tarball, chance: random.Random) -> str:
    """A pax header before a member, or other records in one that is there."""
    at = chance.randrange(len(tar.pieces))
    piece = tar.pieces[at]
    after = tar.pieces[min(at + 1, len(tar.pieces) - 1)] if piece.get("type") in {b"x", b"g"} else piece
    if piece.get("type") in {b"x", b"g"} and chance.random() < 0.7:
        text = piece.body
        kept = chance.random()
        piece.body = (
            text + _records(chance, after) if kept < 0.4 else _records(chance, after) + (text if kept < 0.7 else b"")
        )
        piece.put("size", b"%011o\0" % len(piece.body))
        return "pax edit"
    made = pax(tar.writer, [], chance.choice((b"x", b"x", b"x", b"g")))
    made.body = _records(chance, after)
    made.put("size", b"%011o\0" % len(made.body))
    tar.pieces.insert(at, made)
    if chance.random() < 0.15:
        after.put("name", chance.choice((b"", b"x", b"@x", b"\0", b"data.bin/")))
    return "pax new"


def gnu_header(tar: Tarball, chance: random.Random) -> str:
    at = chance.randrange(len(tar.pieces))
    after = tar.pieces[at]
    own = (
        after.get("name").rstrip(b"\0")
        if chance.random() < 0.7
        else chance.choice(NAMES).replace(b"@", b"package").replace(b"#", b"x.js")
    )
    kind = chance.choice((b"L", b"L", b"K"))
    ends = (b"\0", b"\0", b"\0", b"", b"\0\0\0", b"\0junk", b"\0" + own, b"\n\0")
    text = own + chance.choice(ends) if kind == b"L" else chance.choice((b"", b"\0", b"x.py\0", own + b"\0", b"../x\0"))
    tar.pieces.insert(at, gnu_long(tar.writer, kind, text))
    if chance.random() < 0.2:
        after.put("link", chance.choice(LINKS))
    return f"gnu {kind.decode()}"


def extension_field(tar: Tarball, chance: random.Random) -> str:
    """A field of an extension header itself, which most readers do not look at."""
    own = [piece for piece in tar.pieces if piece.get("type") in {b"x", b"g", b"L", b"K"}]
    if not own:
        return pax_header(tar, chance)
    piece = chance.choice(own)
    what = chance.choice(("name", "link", "prefix", "mode", "magic", "uname", "size", "mtime"))
    values = (b"", b"x", b"../x", b"a/", b"\xff" * 7, b"0" * 7 + b"\0", POSIX, GNU, b"\0x", b"././@LongLink", b"a\nb")
    piece.put(what, chance.choice(values))
    return f"extension {what}"
