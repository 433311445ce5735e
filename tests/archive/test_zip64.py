"""Values of zip64, each of them believed, and its locator, as APPNOTE 4.3.14 to 4.3.16 and 4.5.3 have them."""

from __future__ import annotations

import io
import struct

import pytest

from fixtures.recipes import parse
from pkglint.archive import Unreadable, open_archive
from pkglint.archive.forward import Notes
from pkglint.archive.zip_directory import zip64_sizes
from pkglint.archive.zip_fields import extra_fields
from pkglint.model import Limits

ONES16, ONES32 = "0xFFFF", "0xFFFFFFFF"
DATA = b"VALUE = 1\n"
ALL_ONES = (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def zipped(member: str = "", end: str = "", second: bool = True) -> bytes:
    """A wheel of two members, with lines of a recipe for the second one and for the end record."""
    more = '-- member --\nname: demo/b.py\ndata: "VALUE = 1\\n"\n' + member if second else ""
    text = (
        f"A story.\n\nfilename: a.whl\n-- member --\nname: demo/a.py\ndata: {DATA.decode()!r}\n{more}-- end --\n{end}"
    )
    return parse("x", text.replace("'VALUE = 1\\n'", '"VALUE = 1\\n"')).build()


def walk(data: bytes) -> tuple[list[tuple[str, bytes]], list[str], str]:
    """Members with content, codes, and how reading ended."""
    members: list[tuple[str, bytes]] = []
    try:
        archive = open_archive("demo-1.0-py3-none-any.whl", io.BytesIO(data), Limits())
    except Unreadable as error:
        return [], [], error.code
    try:
        members += [(entry.raw, entry.content.data) for entry in archive]
    except Unreadable as error:
        return members, [anomaly.code for anomaly in archive.anomalies], error.code
    return members, [anomaly.code for anomaly in archive.anomalies], ""


BOTH = [("demo/a.py", DATA), ("demo/b.py", DATA)]


@pytest.mark.parametrize(
    "plain",
    [
        "",
        f"count: {ONES16}\n",
        f"start: {ONES32}\n",
        f"count: {ONES16}\nlength: {ONES32}\nstart: {ONES32}\n",
    ],
)
def test_the_end_record_of_zip64_replaces_what_is_all_ones(plain: str) -> None:
    """The values must be read: with any of them wrong, the directory is not found or has another length."""
    numbers = {"count": 2, "length": 2 * (46 + 9), "start": 2 * (30 + 9 + 10)}
    kept = "".join(f"zip64-{key}: {value}\n" for key, value in numbers.items())
    assert walk(zipped(end=f"zip64: yes\n{kept}{plain}")) == (BOTH, [], "")


@pytest.mark.parametrize("key", ["count", "length", "start"])
def test_a_wrong_value_in_zip64_is_believed_over_the_plain_one_and_noticed(key: str) -> None:
    members, codes, end = walk(zipped(end=f"zip64: yes\nzip64-{key}: 1\n"))
    assert members == ([] if end else BOTH)
    assert end == ("" if key == "count" else "zip-directory")
    assert not codes or {"zip-zip64-mismatch", "zip-entry-count"} <= set(codes)


@pytest.mark.parametrize("key", ["count", "here"])
def test_ones_of_two_bytes_without_zip64_are_refused(key: str) -> None:
    assert walk(zipped(end=f"{key}: {ONES16}\n"))[2] == "zip-zip64-missing"


@pytest.mark.parametrize("key", ["length", "start"])
def test_ones_of_four_bytes_without_zip64_are_refused(key: str) -> None:
    assert walk(zipped(end=f"{key}: {ONES32}\n"))[2] == "zip-zip64-missing"


@pytest.mark.parametrize("locator", ["0", "1", "97", "207", "209", "0xFFFFFFFFFFFFFFFF"])
def test_a_locator_that_does_not_point_to_its_record_is_refused(locator: str) -> None:
    """The record is at 208, behind two members of 49 bytes and two entries of 55."""
    assert walk(zipped(end="zip64: yes\nlocator: 208\n"))[2] == ""
    assert walk(zipped(end=f"zip64: yes\nlocator: {locator}\n"))[2] == "zip-zip64-locator"


def test_bytes_between_record_and_locator_are_refused() -> None:
    """The size in the record must reach to the locator: what is in between belongs to nobody."""
    data = zipped(end="zip64: yes\n")
    at = data.index(b"PK\6\7")
    assert walk(data[:at] + b"?" + data[at:])[2] == "zip-zip64-locator"


def test_two_counts_that_differ_are_noticed() -> None:
    """7-Zip refuses a plain record with one count that is all ones and another that is not."""
    assert "zip-zip64-mismatch" in walk(zipped(end=f"zip64: yes\nhere: {ONES16}\n"))[1]


@pytest.mark.parametrize("disks", [0, 1, 2])
def test_a_second_disk_is_noticed(disks: int) -> None:
    codes = walk(zipped(end=f"zip64: yes\ndisks: {disks}\n"))[1]
    assert codes == ([] if disks == 1 else ["zip-multidisk"])


def test_a_locator_on_another_disk_is_noticed() -> None:
    data = bytearray(zipped(end="zip64: yes\n"))
    data[data.index(b"PK\6\7") + 4] = 1
    assert walk(bytes(data))[1] == ["zip-multidisk"]


def extra(*values: int, tail: bytes = b"") -> bytes:
    body = struct.pack(f"<{len(values)}Q", *values) + tail
    return struct.pack("<HH", 1, len(body)) + body


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (f"central-size: {ONES32}\n", extra(10)),
        (f"central-packed: {ONES32}\n", extra(10)),
        (f"central-size: {ONES32}\ncentral-packed: {ONES32}\n", extra(10, 10)),
    ],
)
def test_the_field_of_a_member_replaces_what_is_all_ones(lines: str, field: bytes) -> None:
    escaped = "".join(f"\\x{byte:02x}" for byte in field)
    assert walk(zipped(f'{lines}central-extra: b"{escaped}"\n')) == (BOTH, [], "")


@pytest.mark.parametrize(
    ("plain", "field", "disk", "sizes", "noted"),
    [
        ((5, 6, 7), None, 0, (5, 6, 7), ""),
        ((0xFFFFFFFF, 6, 7), None, 0, (0xFFFFFFFF, 6, 7), "missing"),
        (ALL_ONES, extra(1, 2, 3), 0, (1, 2, 3), ""),
        ((5, 0xFFFFFFFF, 7), extra(2), 0, (5, 2, 7), ""),
        ((5, 6, 0xFFFFFFFF), extra(3), 0, (5, 6, 3), ""),
        ((5, 6, 7), extra(), 0, (5, 6, 7), "not needed"),
        ((5, 6, 7), extra(5), 0, (5, 6, 7), "not needed"),
        ((5, 6, 7), extra(5, 6), 0, (5, 6, 7), "not needed"),
        ((5, 6, 7), extra(5, 6, 7), 0, (5, 6, 7), "not needed"),
        (ALL_ONES, extra(1, 2), 0, (1, 2, 0xFFFFFFFF), "16 bytes"),
        (ALL_ONES, extra(1, 2, 3, tail=b"\0" * 4), 0, (1, 2, 3), "28 bytes"),
        (ALL_ONES, extra(1, 2, 3, tail=b"\0" * 4), 0xFFFF, (1, 2, 3), ""),
        (ALL_ONES, extra(1, 2, 3), 0xFFFF, (1, 2, 3), "24 bytes"),
        ((0xFFFFFFFF, 6, 7), extra(1, tail=b"\0"), 0, (1, 6, 7), "9 bytes"),
    ],
)
def test_sizes(
    plain: tuple[int, int, int], field: bytes | None, disk: int, sizes: tuple[int, int, int], noted: str
) -> None:
    notes = Notes()
    found = extra_fields(field or b"", "x", notes)
    assert zip64_sizes(found, plain, disk, "x", notes) == sizes
    assert [(note.code, note.detail) for note in notes.kept] == ([("zip-zip64-extra", noted)] if noted else [])


@pytest.mark.parametrize(
    ("field", "known"), [(extra(5, 6), True), (extra(5), False), (extra(5, 9), False), (extra(9, 6), False)]
)
def test_a_local_header_may_say_its_sizes_twice(field: bytes, *, known: bool) -> None:
    notes = Notes()
    found = extra_fields(field, "x", notes)
    assert zip64_sizes(found, (5, 6, 0), 0, "x", notes, local=True) == (5, 6, 0)
    assert [note.code for note in notes.kept] == ([] if known else ["zip-zip64-extra"])


@pytest.mark.parametrize(
    ("tag", "one", "other", "known"),
    [
        (0x0001, b"a" * 8, b"b" * 8, True),
        (0x7075, b"a", b"b", True),
        (0x5455, b"\1abcd", b"\1efgh", True),
        (0x6375, b"a", b"b", False),
        (0x5455, b"\1abc", b"\1abc", False),
    ],
)
def test_a_field_stands_once_and_is_known(tag: int, one: bytes, other: bytes, *, known: bool) -> None:
    notes = Notes()
    data = b"".join(struct.pack("<HH", tag, len(value)) + value for value in (one, other))
    assert extra_fields(data, "x", notes) == {tag: other}
    codes = ["zip-extra-duplicate", *([] if known else ["zip-extra-unknown"] * 2)]
    assert sorted(note.code for note in notes.kept) == codes


@pytest.mark.parametrize("data", [b"\1", b"\1\0\1", b"\1\0\2\0a"])
def test_a_field_that_is_cut_off_is_noted(data: bytes) -> None:
    notes = Notes()
    assert extra_fields(data, "x", notes) == {}
    assert [note.code for note in notes.kept] == ["zip-extra-malformed"]
