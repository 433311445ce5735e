"""METADATA and PKG-INFO read as e-mail headers, with what was odd told."""

from __future__ import annotations

from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.metadata.headers import parse_headers


def test_fields_and_body() -> None:
    headers = parse_headers(b"Name: demo\nVERSION:1.0\nClassifier: A :: B\nClassifier: C\n\nThe body.\n\nMore: text\n")
    assert headers.get("name") == "demo"
    assert headers.get("Version") == "1.0"
    assert headers.all("classifier") == ("A :: B", "C")
    assert headers.body == "The body.\n\nMore: text\n"
    assert headers.problems == headers.repeated == ()
    assert headers.get("nothing") == ""


def test_folded_lines_keep_their_breaks() -> None:
    headers = parse_headers(b"License: MIT\n        Copyright\n\tMore\nName: x\n")
    assert headers.get("license") == "MIT\n        Copyright\n\tMore"
    assert headers.get("name") == "x"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_of_the_email_format(end: bytes) -> None:
    data = end.join([b"Name: demo", b"Version: 1", b"", b"body"])
    headers = parse_headers(data)
    assert (headers.get("name"), headers.get("version"), headers.body) == ("demo", "1", "body")


def test_a_lone_carriage_return_hides_no_field() -> None:
    """An installer that uses the email module sees a second Name here, and so do we."""
    assert parse_headers(b"Name: demo\rName: evil\nVersion: 1\n").repeated == ("name",)


@pytest.mark.parametrize(
    ("data", "reported"),
    [
        (b"", "holds no header field"),
        (b"just text\n", "neither a field nor a continuation (line 1)"),
        (b"Name: x\nno colon here\nVersion: 1\n", "(line 2)"),
        (b" folded: first\nName: x\n", "starts with a continuation line"),
        (b"\xef\xbb\xbfName: x\n", "byte order mark"),
        (b"Name: \xff\xfe\n", "is not UTF-8 at byte 6"),
    ],
)
def test_problems(data: bytes, reported: str) -> None:
    assert any(reported in problem for problem in parse_headers(data).problems)


def test_fields_that_may_come_twice() -> None:
    headers = parse_headers(b"Tag: a\nTag: b\nRequires-Dist: a\nRequires-Dist: b\nSummary: a\nSummary: b\n")
    assert headers.repeated == ("summary",)


def test_description_in_a_field_or_in_the_body() -> None:
    assert parse_headers(b"Description: old\n\n").description == "old"
    assert parse_headers(b"Name: x\n\nnew\n").description == "new\n"


def test_a_folded_description_is_unfolded() -> None:
    spaces = b"Description: Title\n        =====\n        \n          quote\nName: x\n"
    assert parse_headers(spaces).description == "Title\n=====\n\n  quote"
    bars = b"Description: Title\n       |=====\n       |\n       |text\nName: x\n"
    assert parse_headers(bars).description == "Title\n=====\n\ntext"


@given(st.binary(max_size=200))
def test_never_raises(data: bytes) -> None:
    parse_headers(data)


@given(st.text(st.sampled_from("Nab: \n\r\t"), max_size=40))
def test_agrees_with_the_email_module(text: str) -> None:
    """Wherever we see no problem, the parser that installers use sees the same fields."""
    headers = parse_headers(text.encode())
    if not headers.problems:
        message = BytesParser().parsebytes(text.encode())
        theirs = [(k, "".join(str(v).split())) for k, v in message.items()]
        assert [(k, "".join(v.split())) for k, v in headers.fields] == theirs


@pytest.mark.parametrize(
    ("version", "other", "older"),
    [("2.3", "2.4", True), ("2.4", "2.4", False), ("2.10", "2.4", False), ("1.0", "2.4", True), ("", "2.4", True)],
)
def test_versions_of_the_metadata_are_numbers(version: str, other: str, older: bool) -> None:
    assert parse_headers(f"Metadata-Version: {version}\n".encode()).older_than(other) is older


@pytest.mark.parametrize("version", ["x", "2.x", "2.4.", "\u0662.4", "9" * 5000])
def test_what_is_no_version_is_the_oldest(version: str) -> None:
    assert parse_headers(f"Metadata-Version: {version}\n".encode()).older_than("0")
