"""The kind of an artifact by name and magic, and what is said of everything else."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma

import pytest

from fixtures.build import build
from pkglint.archive import Unreadable, open_archive
from pkglint.model import Kind, Limits
from tests.archive.reading import read

TAR = gzip.decompress(build(Kind.SDIST, {})[1])


@pytest.mark.parametrize(
    ("filename", "made", "kind"),
    [
        ("demo-1.0-py3-none-any.whl", Kind.WHEEL, Kind.WHEEL),
        ("DEMO-1.0-py3-none-any.WHL", Kind.WHEEL, Kind.WHEEL),
        ("demo-1.0.tar.gz", Kind.SDIST, Kind.SDIST),
        ("demo-1.0.0.tgz", Kind.NPM, Kind.NPM),
        ("demo-1.0.0.tar.gz", Kind.NPM, Kind.NPM),
        ("demo-1.0.tgz", Kind.SDIST, Kind.NPM),
    ],
)
def test_kind_by_name_and_content(filename: str, made: Kind, kind: Kind) -> None:
    _, data = build(made, {"a.txt": "x"})
    archive = open_archive(filename, io.BytesIO(data), Limits())
    assert archive.kind is kind
    assert archive.size == len(data)
    assert "a.txt" in {entry.path.rpartition("/")[2] for entry in archive}
    assert archive.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("filename", "data", "code", "reported"),
    [
        ("a.whl", b"", "empty-file", "is empty"),
        ("a.tgz", b"", "empty-file", "is empty"),
        ("a.whl", b"hello, I am text\n", "wrong-magic", "it is text"),
        ("a.whl", gzip.compress(b"x", mtime=0), "wrong-magic", "it is a gzip stream"),
        ("a.tar.gz", build(Kind.WHEEL, {})[1], "wrong-magic", "it is a zip archive"),
        ("a.tar.gz", bz2.compress(b"x"), "wrong-magic", "it is a bzip2 stream"),
        ("a.tar.gz", lzma.compress(b"x"), "wrong-magic", "it is an xz stream"),
        ("a.tar.gz", TAR, "wrong-magic", "it is a tar archive without compression"),
        ("a.tar.gz", b"<html><body>404", "wrong-magic", "it is a web page"),
        ("a.tar.gz", bytes(600), "wrong-magic", "it is zero bytes"),
        ("a.tar.gz", b"\x01\x02\x03\x04", "wrong-magic", "it is data of an unknown format"),
        ("a.zip", build(Kind.WHEEL, {})[1], "unknown-kind", "by its name"),
        ("whl", b"PK", "unknown-kind", "by its name"),
        ("a.whl", b"PK\x03\x04", "zip-no-end", "no end record"),
        ("a.tgz", b"\x1f\x8b\x08\x00", "truncated", "truncated"),
        ("a.tgz", gzip.compress(b"", mtime=0), "no-files", "no regular file"),
        ("a.tgz", gzip.compress(b"text", mtime=0), "truncated", "truncated"),
        ("a.tgz", gzip.compress(b"text" * 200, mtime=0), "tar-checksum", "wrong checksum"),
        ("a.tgz", b"\x1f\x8b\x08\x00" + b"\xff" * 40, "damaged", "damaged"),
    ],
)
def test_something_else_is_named(filename: str, data: bytes, code: str, reported: str) -> None:
    error = read(filename, data).error
    assert error
    assert error.code == code
    assert reported in error.text
    assert str(error) == error.text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_truncation_is_unreadable(kind: Kind) -> None:
    filename, data = build(kind, {"a.txt": "some text " * 20}, level=6)
    for size in range(len(data)):
        assert read(filename, data[:size]).error, size


@pytest.mark.parametrize("kind", list(Kind))
def test_digest_of_the_file_after_a_walk_that_failed(kind: Kind) -> None:
    filename, data = build(kind, {f"{n}.txt": b"some text" * 50_000 for n in range(9)}, level=0)
    damaged = data[:3_000_000] + b"?" + data[3_000_001:]
    archive = open_archive(filename, io.BytesIO(damaged), Limits())
    with pytest.raises(Unreadable, match="checksum"):
        list(archive)
    assert archive.sha256 == hashlib.sha256(damaged).hexdigest()


def test_a_file_that_cannot_be_read() -> None:
    class Failing(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Unreadable, match="Input/output error"):
        open_archive("a.whl", Failing(b"PK"), Limits())


def test_digits_where_a_tar_has_its_checksum() -> None:
    """A file that is stored, not packed, is in a zip as it is: decimal digits there are no octal number."""
    filename, data = build(Kind.WHEEL, {"a.py": "NUMBER = " + "987654321" * 200})
    assert data[148:156].isdigit()
    paths = [entry.path for entry in open_archive(filename, io.BytesIO(data), Limits())]
    assert paths[0] == "a.py"
