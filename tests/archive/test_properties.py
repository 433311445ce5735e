"""What must hold for any tree, any order, any damage."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fixtures.build import Member, build, default_filename, members, tar_gz_bytes, zip_bytes
from fixtures.mutations import outcome
from pkglint.archive import open_archive
from pkglint.model import Kind, Limits
from tests.archive.reading import read

NAME = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F, blacklist_characters='/\\:*?"<>|.'), min_size=1)
TREE = st.dictionaries(
    NAME.map(str.strip).filter(bool).map(lambda name: f"d/{name}.x"), st.binary(max_size=2000), max_size=6
)
KIND = st.sampled_from(list(Kind))


def repack(kind: Kind, stored: list[Member], level: int) -> bytes:
    return (zip_bytes if kind is Kind.WHEEL else tar_gz_bytes)(stored, level)


@given(KIND, TREE, st.integers(0, 9))
def test_build_then_walk_gives_the_tree_back(kind: Kind, files: dict[str, bytes], level: int) -> None:
    stored = members(kind, files)
    filename = default_filename(kind)
    archive = open_archive(filename, io.BytesIO(repack(kind, stored, level)), Limits())
    walked = [(entry.raw, entry.content.sha256, entry.size) for entry in archive]
    assert walked == [(member.name, hashlib.sha256(member.data).hexdigest(), len(member.data)) for member in stored]


@given(KIND, TREE, st.randoms(use_true_random=False))
def test_order_and_compression_change_nothing(kind: Kind, files: dict[str, bytes], random: Any) -> None:
    stored = members(kind, files)
    shuffled = list(stored)
    random.shuffle(shuffled)
    filename = default_filename(kind)
    one, other = (read(filename, repack(kind, order, level)) for order, level in ((stored, 0), (shuffled, 6)))
    assert sorted(one.paths) == sorted(other.paths)
    assert one.codes == other.codes


@given(KIND, TREE, st.data())
def test_any_damage_has_three_outcomes(kind: Kind, files: dict[str, bytes], data: st.DataObject) -> None:
    filename, packed = build(kind, files, level=data.draw(st.sampled_from([0, 6])))
    work = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(work) - 1))
        work[at] = data.draw(st.integers(0, 255))
    assert outcome(filename, bytes(work)) in {"entries", "unreadable", "limit"}


@given(KIND, st.binary(max_size=3000))
def test_any_bytes_have_three_outcomes(kind: Kind, data: bytes) -> None:
    magic = b"PK\x03\x04" if kind is Kind.WHEEL else b"\x1f\x8b\x08\x00"
    assert outcome(default_filename(kind), magic + data) in {"entries", "unreadable", "limit"}


@given(KIND, TREE, st.integers(0, 9), st.integers(1, 12_000))
def test_inflated_bytes_stay_under_the_limit(kind: Kind, files: dict[str, bytes], level: int, most: int) -> None:
    filename, packed = build(kind, files, level=level)
    reading = read(filename, packed, Limits(max_unpacked=most))
    total = sum(len(member.data) for member in members(kind, files))
    if total > most:
        assert reading.error
        assert reading.error.code == "limit-unpacked"


@given(st.lists(st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name), min_size=1, max_size=4))
def test_any_byte_name_in_a_zip_is_reported(names: list[bytes]) -> None:
    stored = [Member(name.decode("utf-8", "surrogateescape"), b"x", 0o100644) for name in names]
    reading = read("demo-1.0-py3-none-any.whl", zip_bytes(stored))
    assert reading.raw == [member.name for member in stored]
    if any(unicodedata.category(character) in {"Cc", "Cs"} for name in reading.raw for character in name):
        assert reading.codes & {"name-control", "name-not-utf8"}
