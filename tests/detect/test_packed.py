"""Text that lies packed in documents, images, arrays and streams is searched, and so is what has no boundaries."""

from __future__ import annotations

import gzip
import marshal
import pickle
import struct
import zlib

import pytest

from bench.breadth.wraps import wrap
from fixtures.build import build
from fixtures.fakes import fake
from fixtures.lint import lint
from pkglint.detect.packed import MOST, texts
from pkglint.model import Kind

TOKEN, PRECISE = fake("npm"), fake("anthropic")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def image(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join((chunk(b"IHDR", bytes(13)), *chunks, chunk(b"IEND", b"")))


def array(text: str) -> bytes:
    header = f"{{'descr': '<U{len(text)}', 'fortran_order': False, 'shape': (1,), }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + text.encode("utf-32-le")


def made(step: str, text: str = TOKEN) -> bytes:
    from random import Random

    return wrap(step, text.encode(), Random(1))


PACKED = {
    "a.pdf": made("pdf"),
    "b.png": image(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(TOKEN.encode()))),
    "c.png": image(chunk(b"iTXt", b"Comment\0\1\0en\0\0" + zlib.compress(TOKEN.encode()))),
    "d.npy": array(TOKEN),
    "f.z": zlib.compress(f"token = {TOKEN}\n".encode()),
    "g.txt": f"token = {TOKEN}\n".encode("utf-32"),
}
GLUED = {
    "a.pkl": pickle.dumps({"user": "deploy", "key": PRECISE}, 4),
    "b.pyc": b"\xcb\x0d\x0d\x0a" + bytes(12) + marshal.dumps(compile(f"KEY = {PRECISE!r}", "a.py", "exec")),
    "c.sqlite": made("sqlite", PRECISE),
    "d.dat": b"\0\1\2name" + PRECISE.encode() + b"\0" * 40,
}


def secrets(files: dict[str, str | bytes]) -> list[str | None]:
    (result,) = lint(*build(Kind.NPM, files)).results
    assert not result.crashes
    return [item.finding.path for item in result.active if item.finding.rule == "secret"]


@pytest.mark.parametrize("name", [*PACKED])
def test_text_inside_of_other_formats_is_searched(name: str) -> None:
    assert secrets({name: PACKED[name]}) == [name]


@pytest.mark.parametrize("name", [*GLUED])
def test_values_of_binary_files_need_no_boundary(name: str) -> None:
    assert secrets({name: GLUED[name]}) == [name]


def test_in_text_a_boundary_is_still_needed() -> None:
    assert secrets({"a.txt": f"name{PRECISE}\n"}) == []


def test_pictures_in_documents_and_damage_are_passed_over() -> None:
    noise = bytes((i * 37 + i * i * 11) % 256 for i in range(5000))
    stream = b"stream\r\n" + zlib.compress(noise) + b"\nendstream\n"
    for data in (
        b"%PDF-1.4\n" + stream,
        b"%PDF-1.4\nstream\nx\x9cnonsense",
        image(chunk(b"zTXt", b"a")),
        b"x\x9c",
        b"x^y",
    ):
        assert [text for text in texts(data) if text.data] == []
    assert list(texts(image()[:20])) == []


def test_no_stream_grows_without_bound() -> None:
    bomb = b"%PDF-1.4\n" + b"stream\n%s\nendstream\n" % zlib.compress(b"a" * (MOST // 4)) * 40
    assert sum(len(text.data) for text in texts(bomb)) <= MOST
    assert secrets({"a.gz": gzip.compress(f"{PRECISE}\n".encode(), mtime=0)}) == ["a.gz"]


def test_what_looks_like_a_token_in_armour_is_a_piece_of_it() -> None:
    armour = f"-----BEGIN CERTIFICATE-----\nMIIB\n{PRECISE}\n-----END CERTIFICATE-----\n"
    assert secrets({"a.pem": armour}) == []
    assert secrets({"a.pem": armour + PRECISE}) == ["a.pem"]
    assert secrets({"a.pem": armour.replace(PRECISE, TOKEN)}) == ["a.pem"]
    assert secrets({"a.py": f'BEGIN = "-----BEGIN "\nKEY = "{PRECISE}"\n'}) == ["a.py"]


def test_a_directory_t_holds_tests_where_its_parts_say_so() -> None:
    from pkglint.model.trees import in_test_tree

    assert in_test_tree("t/unit/security/a.py")
    assert not in_test_tree("t/security/a.py")
    assert not in_test_tree("src/unit/a.py")
