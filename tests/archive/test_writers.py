"""What packers write is canonical, and recognised by its form; what differs from it in one byte of its form is not."""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path
from typing import Literal

import pytest

from pkglint.archive.writers import FORMS, Hand, misfit
from tests.archive.test_differential import needs, run

FORMATS: dict[str, Literal[0, 1, 2]] = {
    "ustar": tarfile.USTAR_FORMAT,
    "pax": tarfile.PAX_FORMAT,
    "gnu": tarfile.GNU_FORMAT,
}


def packed(form: Literal[0, 1, 2], **fields: object) -> bytes:
    """One header, as tarfile writes it."""
    member = tarfile.TarInfo("demo-1.0/setup.py")
    for name, value in {"size": 1, "mtime": 1_700_000_000, "mode": 0o644, "uname": "root", **fields}.items():
        setattr(member, name, value)
    return member.tobuf(form)[-512:]


def resum(header: bytes) -> bytes:
    total = sum(header[:148]) + 8 * 32 + sum(header[156:])
    return header[:148] + b"%06o\0 " % total + header[156:]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("fields", [{}, {"uid": 1_234_567_890}, {"type": b"5", "mode": 0o40755}, {"mtime": 0}])
def test_tarfile_writes_a_known_form(form: str, fields: dict[str, object]) -> None:
    if form == "ustar" and "uid" in fields:
        pytest.skip("ustar has no room for the number")
    hand = Hand()
    assert hand.look(packed(FORMATS[form], **fields)) == []
    assert len(hand.forms) == 1
    assert "tarfile" in next(iter(hand.forms))


@pytest.mark.parametrize(
    ("tool", "make", "option", "form"),
    [
        ("tar", "GNU tar", "v7", "V7"),
        ("tar", "GNU tar", "gnu", "GNU"),
        ("tar", "GNU tar", "ustar", "tarfile"),
        ("tar", "GNU tar", "posix", "tarfile"),
        ("bsdtar", "bsdtar", "ustar", "bsdtar"),
        ("bsdtar", "bsdtar", "pax", "bsdtar"),
        ("bsdtar", "bsdtar", "gnutar", "GNU"),
        ("bsdtar", "bsdtar", "v7tar", "V7"),
    ],
)
def test_what_tools_write_is_known(tool: str, make: str, option: str, form: str, tmp_path: Path) -> None:
    path = needs(tool, make, "--version")
    (tmp_path / "demo" / "d").mkdir(parents=True)
    (tmp_path / "demo" / "a.txt").write_text("x")
    run(path, f"--format={option}", "-C", str(tmp_path), "-cf", str(tmp_path / "a.tar"), "demo")
    data, hand = (tmp_path / "a.tar").read_bytes(), Hand()
    with tarfile.open(fileobj=io.BytesIO(data)) as members:
        starts = [member.offset for member in members] + [member.offset_data - 512 for member in members]
    assert len(starts) == 6
    assert [hand.look(data[at : at + 512]) for at in starts] == [[]] * 6
    assert all(form in name for name in hand.forms)


@pytest.mark.parametrize("place", [*range(100, 148), *range(257, 265), *range(329, 345)])
def test_a_byte_that_no_packer_writes_is_reported(place: int) -> None:
    header = packed(tarfile.GNU_FORMAT)
    for byte in (b"\x01", b"8", b"\x81", b"\xff", b"\n"):
        changed = resum(header[:place] + byte + header[place + 1 :])
        assert Hand().look(changed), (place, byte)


@pytest.mark.parametrize(
    "place", [*range(20, 100), *range(157, 257), *range(270, 297), *range(298, 329), *range(345, 512)]
)
def test_a_byte_behind_the_end_of_a_text_is_reported(place: int) -> None:
    header = packed(tarfile.GNU_FORMAT)
    changed = resum(header[:place] + b"\n" + header[place + 1 :])
    assert Hand().look(changed)


def test_the_field_that_stands_in_the_way_is_named() -> None:
    header = packed(tarfile.PAX_FORMAT)
    assert misfit(header[:329] + b"zzzzzzz\0" + header[337:]) == ("tar-device", "devmajor zzzzzzz\\x00")
    assert misfit(header[:148] + b"00012173" + header[156:]) == ("tar-checksum-form", "checksum 00012173")
    assert misfit(header[:136] + b"00000000000 " + header[148:]) == ("tar-header", "mtime")


def test_only_the_first_misfits_are_explained() -> None:
    header, hand = packed(tarfile.PAX_FORMAT).replace(b"ustar", b"ustaR"), Hand()
    found = [hand.look(header) for _ in range(300)]
    assert found[0] == [("tar-magic", "magic ustaR\\x0000")]
    assert found[-1] == [("tar-header", "")]


def test_forms_are_distinct_and_compile() -> None:
    assert len({form.writers for form in FORMS}) == len(FORMS)
    for form in FORMS:
        assert all(re.compile(expression) for expression in form.fields().values())
