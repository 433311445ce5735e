"""Content is lazy, shared, bounded and hashed once; what nobody reads is checked all the same."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import tracemalloc

import pytest

from fixtures.build import build
from fixtures.recipes import recipe
from pkglint.archive import StaleContent, Unreadable, open_archive
from pkglint.archive.content import MemberContent, decode, gunzip, looks_binary
from pkglint.archive.limits import Meter
from pkglint.model import Kind, Limits

BIG = 50_000_000


@pytest.mark.parametrize("kind", list(Kind))
def test_content_is_shared_while_it_is_current(kind: Kind) -> None:
    filename, data = build(kind, {"a.txt": "first", "b.txt": "second"}, complete=False)
    for entry in open_archive(filename, io.BytesIO(data), Limits()):
        content = entry.content
        assert content.data is content.data
        assert content.text == content.data.decode()
        assert content.sha256 == content.digest("sha256") == hashlib.sha256(content.data).hexdigest()
        assert content.digest("sha512") == hashlib.sha512(content.data).hexdigest()
        assert not content.truncated


@pytest.mark.parametrize("kind", list(Kind))
def test_stale_content_raises_and_keeps_its_digest(kind: Kind) -> None:
    filename, data = build(kind, {"a.txt": "first", "b.txt": "second"}, complete=False)
    first, _ = open_archive(filename, io.BytesIO(data), Limits())
    assert first.content.sha256 == hashlib.sha256(b"first").hexdigest()
    for read in (lambda: first.content.data, lambda: first.content.text, lambda: first.content.digest("md5")):
        with pytest.raises(StaleContent):
            read()


def test_seal_gives_the_digest_without_keeping_the_bytes() -> None:
    filename, data = build(Kind.NPM, {"a.txt": "first"}, complete=False)
    archive = open_archive(filename, io.BytesIO(data), Limits())
    for entry in archive:
        assert archive.seal() == hashlib.sha256(b"first").hexdigest()
        assert entry.content.sha256 == archive.seal()
        with pytest.raises(StaleContent):
            _ = entry.content.data
    assert archive.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("kind", list(Kind))
def test_data_is_bounded_and_the_digest_is_of_all(kind: Kind) -> None:
    filename, data = build(kind, {"a.txt": b"x" * 1000, "b.txt": b"y" * 100}, complete=False)
    for entry in open_archive(filename, io.BytesIO(data), Limits(max_scan=100)):
        whole = b"x" * 1000 if entry.name == "a.txt" else b"y" * 100
        assert entry.content.data == whole[:100]
        assert entry.content.truncated is (len(whole) > 100)
        assert entry.content.sha256 == hashlib.sha256(whole).hexdigest()
        if entry.content.truncated:
            with pytest.raises(Unreadable, match="too big"):
                entry.content.digest("sha512")


@pytest.mark.parametrize("kind", list(Kind))
def test_what_nobody_reads_is_streamed(kind: Kind) -> None:
    """Fifty megabytes that no rule wants pass through a few megabytes of memory."""
    filename, data = build(kind, {"big.bin": bytes(BIG)}, complete=False, level=6)
    limits = Limits(max_ratio=10**6, max_member_ratio=10**6)
    tracemalloc.start()
    try:
        archive = open_archive(filename, io.BytesIO(data), limits)
        assert [entry.size for entry in archive] == [BIG]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 << 20


def test_damage_is_raised_on_every_access_and_by_the_walk() -> None:
    made = recipe("zip-crc-wrong")
    walk = iter(open_archive(made.filename, io.BytesIO(made.build()), Limits()))
    next(walk)
    damaged = next(walk)
    for _ in range(2):
        with pytest.raises(Unreadable, match="checksum"):
            _ = damaged.content.data
    with pytest.raises(Unreadable, match="checksum"):
        next(walk)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain \xc3\xa9", "plain é"),
        (codecs.BOM_UTF8 + b"marked", "marked"),
        (codecs.BOM_UTF16_LE + "wide".encode("utf-16-le"), "wide"),
        (codecs.BOM_UTF16_BE + "wide".encode("utf-16-be"), "wide"),
        (codecs.BOM_UTF32_LE + "wider".encode("utf-32-le"), "wider"),
        (codecs.BOM_UTF32_BE + "wider".encode("utf-32-be"), "wider"),
        (b"caf\xe9 in Latin-1", "caf\ufffd in Latin-1"),
        (b"", ""),
    ],
)
def test_text_by_its_byte_order_mark(data: bytes, text: str) -> None:
    assert not looks_binary(data)
    assert decode(data) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\2\1\1\0" + b"a" * 50,
        bytes(50),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0",
        b"\x89PNG\r\n\x1a\n\0",
        b"\x1f\x8b\x08 x",
    ],
)
def test_binary_has_no_text(data: bytes) -> None:
    assert looks_binary(data)
    (entry,) = open_archive(*_one(data), Limits())
    assert entry.size == len(data)


def test_one_nul_hides_no_text() -> None:
    assert not looks_binary(b"var a = 1;\n" * 20 + b"\0")


def test_inflated_is_bounded_and_charged() -> None:
    packed = gzip.compress(b"z" * 10_000, mtime=0) + gzip.compress(b"more", mtime=0)
    filename, file = _one(packed)
    entry = next(iter(open_archive(filename, file, Limits(max_unpacked=20_000))))
    assert entry.content.inflated(100) == b"z" * 100
    with pytest.raises(Unreadable, match="unpacks"):
        entry.content.inflated(20_000)
    for entry in open_archive(*_one(b"no gzip"), Limits()):
        assert entry.content.inflated(100) is None


def test_zip_symlink_target_is_its_content() -> None:
    made = recipe("zip-symlink-inside")
    links = [entry for entry in open_archive(made.filename, io.BytesIO(made.build()), Limits()) if not entry.is_file]
    assert [(entry.path, entry.target) for entry in links] == [("demo/same.py", "__init__.py")]


def _one(data: bytes) -> tuple[str, io.BytesIO]:
    filename, archive = build(Kind.NPM, {"one.bin": data}, complete=False)
    return filename, io.BytesIO(archive)


def test_what_is_made_of_a_member_is_made_once_and_gone_with_it() -> None:
    made: list[str] = []

    def make() -> int:
        made.append("made")
        return len(made)

    filename, data = build(Kind.NPM, {"a.txt": "a", "b.txt": "b"})
    last = None
    for entry in open_archive(filename, io.BytesIO(data), Limits()):
        if entry.is_file:
            before = len(made)
            assert entry.content.once("one", make) == entry.content.once("one", make) == before + 1
            assert entry.content.once("other", make) == before + 2
            if last is not None:
                with pytest.raises(StaleContent):
                    last.once("one", make)
            last = entry.content
    assert len(made) >= 4


def test_nothing_is_kept_of_what_raised() -> None:
    filename, data = build(Kind.NPM, {"a.txt": "a"})
    entry = next(e for e in open_archive(filename, io.BytesIO(data), Limits()) if e.is_file)

    def fails() -> int:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        entry.content.once("one", fails)
    assert entry.content.once("one", lambda: 7) == 7


def test_what_a_gzip_member_holds_is_inflated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    plain = gunzip

    def counted(data: bytes, limit: int) -> bytes | None:
        seen.append(limit)
        return plain(data, limit)

    monkeypatch.setattr("pkglint.archive.content.gunzip", counted)
    text = b"some text\n" * 1000
    member = MemberContent(iter([gzip.compress(text, mtime=0)]), Meter(Limits(), 1000))
    assert member.inflated(10) == text[:10]
    assert [member.inflated(limit) for limit in (20_000, 64, 1 << 20)] == [text, text[:64], text]
    assert seen == [10, 20_000]
    broken = MemberContent(iter([gzip.compress(text, mtime=0)[:30] + b"\xff" * 9]), Meter(Limits(), 1000))
    assert [broken.inflated(limit) for limit in (20_000, 1 << 20)] == [None, None]
    assert seen == [10, 20_000, 20_000]
