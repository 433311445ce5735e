"""Wrappers: containers and carriers around bytes, named in the tables as ``zip:inner/name`` or ``elf``."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import marshal
import pickle
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Wrapper = Callable[[bytes, Random, str], bytes]


def wrap(step: str, data: bytes, rng: Random) -> bytes:
    """The bytes inside of one container; raises KeyError for a wrapper that does not exist."""
    name, _, argument = step.partition(":")
    return WRAPPERS[name](data, rng, argument)


def _zip(data: bytes, _: Random, path: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(path, (2026, 5, 28, 12, 0, 0)), data)
    return packed.getvalue()


def _tar(data: bytes, _: Random, path: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo(path)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def _asar(data: bytes, _: Random, path: str) -> bytes:
    """Electron's archive: a header in Chromium's pickle format, then the files."""
    tree: dict[str, object] = {"size": len(data), "offset": "0"}
    for part in reversed(path.split("/")):
        tree = {"files": {part: tree}}
    header = json.dumps(tree).encode()
    padded = header + bytes(-len(header) % 4)
    sizes = struct.pack("<IIII", 4, len(padded) + 8, len(padded) + 4, len(header))
    return sizes + padded + data


def _elf(data: bytes, rng: Random, _: str) -> bytes:
    """The head of a 64-bit shared object, machine code, the bytes among its strings, symbols."""
    head = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0x1040, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 9000 + len(data), 9000 + len(data), 0x1000)
    return (
        head
        + load
        + rng.randbytes(4000)
        + b"\x00PyInit_core\x00"
        + data
        + b"\x00libc.so.6\x00GLIBC_2.34\x00"
        + rng.randbytes(3000)
    )


def _macho(data: bytes, rng: Random, _: str) -> bytes:
    head = struct.pack("<IIIIIIII", 0xFEEDFACF, 0x0100000C, 0, 6, 0, 0, 0, 0)
    return head + rng.randbytes(3000) + b"\x00_PyInit_core\x00" + data + b"\x00" + rng.randbytes(2000)


def _pe(data: bytes, rng: Random, _: str) -> bytes:
    head = (
        b"MZ"
        + bytes(58)
        + struct.pack("<I", 64)
        + b"PE\x00\x00"
        + struct.pack("<HHIIIHH", 0x8664, 3, 0, 0, 0, 240, 0x2022)
    )
    return head + bytes(240) + rng.randbytes(3000) + b"\x00KERNEL32.dll\x00" + data + b"\x00" + rng.randbytes(2000)


def _wasm(data: bytes, rng: Random, _: str) -> bytes:
    """A WebAssembly module with a type section and one passive segment of data."""

    def leb(number: int) -> bytes:
        out = b""
        while number > 127:
            out, number = out + bytes([number & 127 | 128]), number >> 7
        return out + bytes([number])

    body = rng.randbytes(40) + b"\x00" + data + b"\x00"
    segment = b"\x01\x01" + leb(len(body)) + body
    return b"\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00" + b"\x0b" + leb(len(segment)) + segment


def _png(data: bytes, _: Random, __: str) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress(b"".join(b"\x00" + bytes(range(24)) for _ in range(8)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"tEXt", b"Comment\x00" + data)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _jpeg(data: bytes, rng: Random, _: str) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", len(data) + 2) + data
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return (
        start
        + comment
        + b"\xff\xdb\x00\x43\x00"
        + bytes(64)
        + rng.randbytes(600).replace(b"\xff", b"\xfe")
        + b"\xff\xd9"
    )


def _pdf(data: bytes, _: Random, __: str) -> bytes:
    shown = zlib.compress(b"BT /F1 12 Tf 72 720 Td (" + data.replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj ET")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(shown) + shown + b"\nendstream"
    return (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n4 0 obj\n" + stream + b"\nendobj\n%%EOF\n"
    )


def _sqlite(data: bytes, rng: Random, _: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table settings (id integer primary key, name text, value text)")
    for index in range(30):
        connection.execute(
            "insert into settings (name, value) values (?, ?)", (f"option{index}", rng.randbytes(4).hex())
        )
    connection.execute("insert into settings (name, value) values ('session', ?)", (data.decode().strip(),))
    connection.commit()
    return connection.serialize() if hasattr(connection, "serialize") else "\n".join(connection.iterdump()).encode()


def _pyc(data: bytes, _: Random, __: str) -> bytes:
    code = compile(data, "settings.py", "exec")
    return b"\xcb\x0d\x0d\x0a" + bytes(4) + struct.pack("<II", 1_780_000_000, len(data)) + marshal.dumps(code)


def _npz(data: bytes, rng: Random, argument: str) -> bytes:
    text = data.decode().strip()
    header = f"{{'descr': '<U{len(text)}', 'fortran_order': False, 'shape': (1,), }}".ljust(117) + "\n"
    array = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + text.encode("utf-32-le")
    return _zip(array, rng, argument or "config.npy")


def _notebook(data: bytes, _: Random, where: str) -> bytes:
    """A Jupyter notebook (nbformat 4) whose cell, or the output of whose cell, is the text."""
    lines = data.decode().splitlines(keepends=True)
    output = {"output_type": "stream", "name": "stdout", "text": lines if where == "output" else ["ok\n"]}
    source = ["settings\n"] if where == "output" else lines
    cell = {"cell_type": "code", "execution_count": 4, "metadata": {}, "outputs": [output], "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def _after(head: bytes) -> Wrapper:
    return lambda data, _, __: head + data


WRAPPERS: dict[str, Wrapper] = {
    "zip": _zip,
    "tar": _tar,
    "tgz": lambda data, rng, path: gzip.compress(_tar(data, rng, path), mtime=0),
    "tarbz2": lambda data, rng, path: bz2.compress(_tar(data, rng, path)),
    "tarxz": lambda data, rng, path: lzma.compress(_tar(data, rng, path)),
    "gzip": lambda data, _, __: gzip.compress(data, mtime=0),
    "bzip2": lambda data, _, __: bz2.compress(data),
    "xz": lambda data, _, __: lzma.compress(data),
    "zlib": lambda data, _, __: zlib.compress(data),
    "asar": _asar,
    "crx": lambda data, rng, path: b"Cr24" + struct.pack("<II", 3, 16) + rng.randbytes(16) + _zip(data, rng, path),
    "pyz": lambda data, rng, path: b"#!/usr/bin/env python3\n" + _zip(data, rng, path),
    "elf": _elf,
    "macho": _macho,
    "pe": _pe,
    "wasm": _wasm,
    "png": _png,
    "jpeg": _jpeg,
    "pdf": _pdf,
    "sqlite": _sqlite,
    "pyc": _pyc,
    "npz": _npz,
    "pickle": lambda data, _, __: pickle.dumps({"user": "deploy", "note": data.decode().strip(), "n": [1, 2, 3]}),
    "notebook": _notebook,
    "utf16": lambda data, _, __: data.decode().encode("utf-16"),
    "utf16be": lambda data, _, __: data.decode().encode("utf-16-be"),
    "bom": _after(b"\xef\xbb\xbf"),
    "after": lambda data, _, text: text.encode() + data,
    "hexbytes": lambda _, __, text: bytes.fromhex(text),
    "append": lambda data, _, text: data + bytes.fromhex(text),
    "prepend": lambda data, _, text: bytes.fromhex(text) + data,
    "random": lambda data, rng, size: data.strip() + rng.randbytes(int(size)),
    "unhex": lambda data, _, __: bytes.fromhex(data.decode().strip()),
    "unb64": lambda data, _, __: base64.b64decode(data),
    "crlf": lambda data, _, __: data.replace(b"\n", b"\r\n"),
    "latin1": lambda data, _, __: data.decode().encode("latin-1"),
    "strip": lambda data, _, __: data.strip(),
}
