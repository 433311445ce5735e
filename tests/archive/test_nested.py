"""Archives inside of an artifact: recognised by their bytes, opened to depth three, and those that nobody opens."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.archive import Unreadable, open_nested
from pkglint.archive.nested import found_in
from pkglint.model import Kind, Level, Limits

TEXT = b"text of a member\n" * 40


def zipped(name: str = "dir/a.txt", data: bytes = TEXT) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def tarred(name: str = "dir/a.txt", data: bytes = TEXT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def asar(tree: object, data: bytes) -> bytes:
    header = json.dumps(tree, separators=(",", ":")).encode()
    padded = header + bytes(-len(header) % 4)
    return struct.pack("<IIII", 4, len(padded) + 8, len(padded) + 4, len(header)) + padded + data


ASAR = asar({"files": {"dir": {"files": {"a.txt": {"size": len(TEXT), "offset": "0"}}}}}, TEXT)


def appended() -> bytes:
    """A zip whose offsets count the program in front of it, as zipapp writes it."""
    file = io.BytesIO()
    file.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("dir/a.txt", TEXT)
    return file.getvalue()


ARCHIVES: list[tuple[str, bytes]] = [
    ("zip", zipped()),
    ("zip behind a header", b"Cr24\x03\0\0\0" + bytes(30) + zipped()),
    ("zip behind a script", appended()),
    ("tar", tarred()),
    ("tar.gz", gzip.compress(tarred(), mtime=0)),
    ("tar.bz2", bz2.compress(tarred())),
    ("tar.xz", lzma.compress(tarred())),
    ("bzip2 streams", bz2.compress(tarred()[:700]) + bz2.compress(tarred()[700:])),
    ("xz streams", lzma.compress(tarred()[:700]) + bytes(4) + lzma.compress(tarred()[700:])),
    ("asar", ASAR),
]


@pytest.mark.parametrize("data", [data for _, data in ARCHIVES], ids=[form for form, _ in ARCHIVES])
def test_an_archive_is_opened_under_any_name(data: bytes) -> None:
    entries = [(entry.path, entry.content.data) for entry in open_nested("anything", data, Limits()) if entry.is_file]
    assert entries == [("dir/a.txt", TEXT)]


@pytest.mark.parametrize(
    ("pack", "name", "inner"),
    [(bz2.compress, "a.txt.bz2", "a.txt"), (lzma.compress, "notes.xz", "notes"), (bz2.compress, "blob", "blob")],
)
def test_a_stream_of_one_file_is_that_file(pack: Callable[[bytes], bytes], name: str, inner: str) -> None:
    assert [(e.path, e.size, e.content.data) for e in open_nested(name, pack(TEXT), Limits())] == [
        (inner, len(TEXT), TEXT)
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT,
        gzip.compress(TEXT, mtime=0),
        b"BZh, said the bee",
        b"PK\x03\x04" + TEXT,
        b"PK\x05\x06" + bytes(18),
        bytes(2000),
        ASAR[:40],
    ],
)
def test_what_is_no_archive(data: bytes) -> None:
    assert found_in(data) is None
    with pytest.raises(Unreadable, match="no archive"):
        open_nested("a.zip", data, Limits())


@pytest.mark.parametrize("data", [data for _, data in ARCHIVES[4:9]], ids=[form for form, _ in ARCHIVES[4:9]])
def test_what_is_damaged_or_cut_off_is_said(data: bytes) -> None:
    with pytest.raises(Unreadable):
        [entry.content.data for entry in open_nested("a", data[: len(data) * 2 // 3], Limits())]


_HEADER = b"Cr24\x03\0\0\0" + bytes(30)
_COMMENTED = zipped()[:-2] + (22).to_bytes(2, "little")
_LOCATOR = b"PK\x06\x07" + bytes(16)


@pytest.mark.parametrize(
    "data",
    [
        _HEADER + _COMMENTED + zipped()[-22:],
        _HEADER + _COMMENTED + b"PK\x05\x06" + bytes(18),
        appended()[:-22] + bytes(22) + appended()[-22:],
        _HEADER + zipped()[:-22] + _LOCATOR + zipped()[-22:],
    ],
    ids=["ends twice", "ends in an empty one", "bytes before the end", "zip64"],
)
def test_a_zip_behind_something_that_readers_may_open_is_reported(data: bytes) -> None:
    assert [level for level, _ in unread("demo/a.crx", data)] == [Level.WARNING]


def test_files_of_an_asar_share_no_bytes() -> None:
    tree = {"files": {name: {"size": 9, "offset": "0"} for name in "ab"}}
    with pytest.raises(Unreadable, match="share bytes"):
        list(open_nested("a", asar(tree, TEXT), Limits()))


def unread(path: str, data: bytes) -> list[tuple[Level, str]]:
    (result,) = lint(*build(Kind.WHEEL, {path: data})).results
    assert not result.crashes
    assert not result.not_linted
    return [(j.level, j.finding.message) for j in result.judged if j.finding.rule == "not-scanned"]


@pytest.mark.parametrize(
    ("head", "noun"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7z archives"),
        (b"Rar!\x1a\x07\x01\0", "RAR archives"),
        (b"\x28\xb5\x2f\xfd", "Zstandard streams"),
        (b"MSCF\0\0\0\0", "cabinet files"),
        (b"\xed\xab\xee\xdb", "RPM packages"),
        (b"!<arch>\ndebian-binary   ", "Debian packages"),
        (b"hsqs", "squashfs images"),
        (bytes(0x8001) + b"CD001", "ISO images"),
        (b"\x7fELF\x02\x01\x01\0AI\x02", "AppImage programs"),
    ],
)
def test_what_nobody_opens_is_reported_once(head: bytes, noun: str) -> None:
    data = head + bytes(range(256)) * 4
    assert unread("demo/data.bin", data) == [
        (Level.WARNING, f"is an archive that could not be looked into: {noun} are not read")
    ]
    assert unread("tests/data.bin", data)[0][0] is Level.INFO


def test_installers_are_reported_by_their_name_too() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert unread("demo/setup.msi", data)
    assert not unread("demo/letter.doc", data)


def test_a_disk_image_is_reported_by_its_end() -> None:
    assert unread("demo/a.dmg", bytes(1000) + b"koly\0\0\0\x04" + bytes(504))


def test_test_data_that_is_mostly_zeros_costs_the_verdict_of_nobody() -> None:
    """Of a zip the sizes are known before: it is left alone. The artifact is linted."""
    data = zipped("zeros.npy", bytes(80 << 20))
    [(level, message)] = unread("demo/zeros.npz", data)
    assert level is Level.WARNING
    assert "times its packed size" in message
