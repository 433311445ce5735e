"""What is told to be valid beyond doubt is valid to ``packaging``, whatever it is made of."""

from __future__ import annotations

from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.metadata import ExceptionGroup, Metadata, parse_email

from pkglint.metadata.headers import parse_headers
from pkglint.rules.integrity._sure import is_plain_email, is_surely_valid

PIECES = {
    "Name": ["demo", "-", ".", "De_mo2", "é", ""],
    "Version": ["1", ".0", "a1", "rc", ".post2", ".dev0", "+x", "!", "-1", "00", ""],
    "Summary": ["words", "é", "\u2028", "\t", "\x85"],
    "Requires-Python": [">=", "3", ".9", ",", " ", "~=", "==", ".*", "<", "!=", "b0", ".dev1", "===", "()"],
    "Requires-Dist": [
        *("click", "[a,b]", "[", "]", " ", ">=1", "(", ")", "~=1", "==1.*", ",<2", ";", " and ", " or ", " @ x:y"),
        *('extra == "x"', "python_version<'3'", 'os_name in "nt"', "sys_platform not in", "(os_name=='nt')", "\1"),
    ],
    "Provides-Extra": ["a", "-", "b_", "."],
    "License-Expression": ["MIT", " AND ", " OR ", "Apache-2.0", "BSD-3-Clause", "BSD", "(", ")", "WITH", "mit"],
    "License-File": ["LICENSE", "/", "..", ".txt", "\\", "*", "C:", "a b", "./"],
    "Dynamic": ["requires-dist", "Name", "version", "License", "-file"],
    "Description-Content-Type": ["text/markdown", "text/plain", "; charset=UTF-8", ";variant=GFM", "; x*", "html"],
    "Import-Name": ["demo", ".", "class", "_x", "; private", ";", "1"],
    "Author-Email": ["a@b.c", "A <", ">", ",", "x"],
}
FIELDS = st.sampled_from(sorted(PIECES)).flatmap(
    lambda field: st.lists(st.sampled_from(PIECES[field]), min_size=1, max_size=6).map(
        lambda parts: f"{field}: {''.join(parts)}"
    )
)


def packaging_says(data: bytes) -> list[str]:
    """What it finds wrong; fields of another time are sent by no client."""
    raw, _ = parse_email(data)
    try:
        Metadata.from_raw(raw, validate=True)
    except ExceptionGroup as group:
        return [str(error) for error in group.exceptions]
    return []


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.4"])
@settings(max_examples=150, deadline=None)
@given(fields=st.lists(FIELDS, max_size=3), end=st.sampled_from(["", " ", "\n\nbody\n", "\r\n"]))
def test_what_is_sure_is_valid(version: str, fields: list[str], end: str) -> None:
    text = "\n".join([f"Metadata-Version: {version}", "Name: demo", "Version: 1.0", *fields])
    data = (text + end).encode()
    if is_surely_valid(data, parse_headers(data)):
        said = packaging_says(data)
        assert [line for line in said if not (version < "2.4" and "license-file" in line)] == []


@pytest.mark.parametrize(
    "fields",
    [
        'Requires-Dist: click>=8.1; python_version < "3.11" and (extra == "x" or os_name in "nt")',
        "Requires-Dist: demo[a,b] (>=1.0,<2.0a1)\nRequires-Python: >=3.9, !=3.10.*, ~=3.8",
        "License-Expression: MIT OR Apache-2.0\nLicense-File: licenses/LICENSE.md\nDynamic: License-File",
        "Summary: caf\u00e9\nAuthor-Email: A B <a@b.c>, x@y.z\nDescription-Content-Type: text/markdown; charset=UTF-8",
    ],
)
def test_plain_metadata_is_sure(fields: str) -> None:
    data = f"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n{fields}\n\nbody\n".encode()
    assert is_surely_valid(data, parse_headers(data))


@given(st.lists(st.sampled_from(["a@b.c", "A B", " <", ">", ",", " ", '"', "(x)", "@", "é"]), max_size=6).map("".join))
def test_a_plain_address_is_one(value: str) -> None:
    if is_plain_email(value) and value:
        assert "@" in parseaddr(value)[1]
