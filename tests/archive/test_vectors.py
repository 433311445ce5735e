"""The public and own test vectors in fixtures/vendor, verdict by verdict.

The verdict of a vector is about the archive, so it is opened without a kind; raw deflate streams are put into a zip.
Wheels whose fault is in their content are judged by the rules, through the engine.
"""

from __future__ import annotations

import csv
import io
import struct
import tracemalloc
import zlib
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from pkglint.engine import Source, inspect
from pkglint.model import Level, Result
from pkglint.model.anomalies import ANOMALIES
from pkglint.policy import default_policy
from pkglint.rules import catalogue
from tests.archive.reading import Reading, read

FOLDER = Path(__file__).parents[2] / "fixtures" / "vendor" / "archives"
MOST_MEMORY = 150 << 20
# Wheels that are rejected for their content: the rule that does it.
RULES = {
    "own/wheel_no_record.whl": "invalid-manifest",
    "own/wheel_pth_bom.whl": "pth-hook",
    "own/wheel_pth_cr.whl": "pth-hook",
    "own/wheel_pth_formfeed.whl": "pth-hook",
    "own/wheel_pth_import.whl": "pth-hook",
    "own/wheel_pth_in_data.whl": "pth-hook",
    "own/wheel_pth_in_data_data.whl": "pth-hook",
    "own/wheel_pth_paths_only.whl": "pth-file",
    "own/wheel_pth_tab.whl": "pth-hook",
    "own/wheel_pth_u2028.whl": "pth-hook",
    "own/wheel_record_bad_hash.whl": "record-mismatch",
    "own/wheel_record_missing_file.whl": "record-mismatch",
    "own/wheel_shadow_stdlib.whl": "stdlib-shadow",
    "own/wheel_sitecustomize.whl": "site-customize",
    "own/wheel_start_pep829.whl": "start-file",
    "own/wheel_start_pth_disagree.whl": "start-file",
    "own/wheel_two_distinfo.whl": "invalid-manifest",
}
# Rows whose verdict we do not share, and why: they are warnings here.
DIFFERENT = {
    "own/wheel_pth_paths_only.whl": "a .pth that only adds paths runs nothing",
    "own/wheel_shadow_stdlib.whl": "a module with the name of one of the standard library may be a backport",
}
# Accepted by their own suite and refused here, and why.
REFUSED = {
    "malo/tar/accept/pax_path_empty_fixed.tar": ("tar-plain-name", "pnpm 10 stops at it, whatever pax says"),
    "node-tar/emptypax.tar": ("pax-empty", "pnpm, yarn and uv give up at a pax header without records"),
}
# A link that stays inside is an error in wheels and npm tarballs, and told only in an sdist.
HARMLESS_IN_AN_SDIST = {"symlink"}


class Vector(NamedTuple):
    """One row of the index."""

    file: str
    expected: str
    why: str

    @property
    def about_content(self) -> bool:
        return self.file in RULES


def vectors() -> list[Vector]:
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [Vector(row[0], row[3], row[4]) for row in rows]


ALL = vectors()


def chosen(*expected: str, content: bool = False) -> pytest.MarkDecorator:
    rows = [row for row in ALL if row.expected in expected and row.about_content is content]
    return pytest.mark.parametrize("vector", rows, ids=lambda row: row.file)


def load(vector: Vector) -> tuple[str, bytes]:
    data = (FOLDER / vector.file).read_bytes()
    name = vector.file.rpartition("/")[2]
    return (f"{name}.zip", zip_around(data)) if name.endswith(".deflate") else (name, data)


def zip_around(stream: bytes) -> bytes:
    """A zip whose one member is this deflate stream, with the size and checksum that it has when it has any."""
    try:
        data = zlib.decompressobj(-15).decompress(stream)
    except zlib.error:
        data = b""
    common = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0x21, zlib.crc32(data), len(stream), len(data), 1, 0)
    local = b"PK\3\4" + common + b"a" + stream
    central = b"PK\1\2" + struct.pack("<H", 20) + common + bytes(14) + b"a"
    return local + central + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)


def walk(vector: Vector) -> Reading:
    """Read a vector, in little memory."""
    name, data = load(vector)
    tracemalloc.start()
    try:
        reading = read(name, data, nested=True)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
    return reading


@chosen("reject")
def test_rejected(vector: Vector) -> None:
    assert walk(vector).refused


@chosen("accept")
def test_accepted(vector: Vector) -> None:
    reading = walk(vector)
    assert not reading.error
    if vector.file in REFUSED:
        assert reading.codes == {REFUSED[vector.file][0]}
        return
    errors = {code for code in reading.codes if ANOMALIES[code].level is Level.ERROR}
    assert errors <= HARMLESS_IN_AN_SDIST


@chosen("note", "policy")
def test_noted(vector: Vector) -> None:
    """What is in between is read or refused, and every reason stands in the table."""
    reading = walk(vector)
    assert reading.codes <= ANOMALIES.keys()


@chosen("reject", content=True)
def test_rejected_by_a_rule(vector: Vector) -> None:
    levels = {judged.finding.rule: judged.level for judged in lint(vector).active}
    wanted = Level.WARNING if vector.file in DIFFERENT else Level.ERROR
    assert levels[RULES[vector.file]] is wanted


def lint(vector: Vector) -> Result:
    data = (FOLDER / vector.file).read_bytes()
    filename = "demo-1.0-py3-none-any.whl"
    return inspect(Source(filename, partial(io.BytesIO, data)), default_policy(catalogue()), date(2026, 1, 1))


def test_every_file_has_a_row_and_every_row_is_judged() -> None:
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert files - {"INDEX.tsv"} == {row.file for row in ALL}
    assert len(ALL) > 270
    assert {row.expected for row in ALL} == {"accept", "note", "policy", "reject"}
    assert REFUSED.keys() <= {row.file for row in ALL if row.expected == "accept"}
    assert DIFFERENT.keys() <= RULES.keys() <= {row.file for row in ALL}
    assert all(row.about_content for row in ALL if "contents rule" in row.why)
