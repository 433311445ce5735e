"""How much of a licence field is believed: one line of a length, an expression of a size, brackets of a depth."""

from __future__ import annotations

import pytest

from pkglint.metadata.licences import closed_text, open_expression, open_text


@pytest.mark.parametrize(("terms", "is_open"), [(250, True), (251, False)])
def test_an_expression_has_up_to_500_words(terms: int, *, is_open: bool) -> None:
    """250 terms and the 249 words between them are 499; one more term makes it 501."""
    assert bool(open_expression(" OR ".join(["MIT"] * terms))) is is_open


@pytest.mark.parametrize(("depth", "is_open"), [(20, True), (21, False)])
def test_brackets_are_20_deep_at_most(depth: int, *, is_open: bool) -> None:
    assert bool(open_expression("(" * depth + "MIT" + ")" * depth)) is is_open


@pytest.mark.parametrize(("length", "is_open"), [(120, True), (121, False)])
def test_a_line_is_read_up_to_120_characters(length: int, *, is_open: bool) -> None:
    """What is longer is the text of a licence and not its name."""
    line = "MIT" + " OR MIT" * 15
    line += " " * (length - len(line) - 7) + " OR MIT"
    assert len(line) == length
    assert bool(open_text(line)) is is_open


@pytest.mark.parametrize(("lines", "closed"), [(1, True), (3, True), (4, False), (40, False)])
def test_a_field_of_four_lines_is_the_text_of_a_licence(lines: int, *, closed: bool) -> None:
    """The text of the BSD licences starts with "all rights reserved"."""
    assert closed_text("All rights reserved\n" + "more\n\n" * (lines - 1)) is closed


def test_only_the_first_line_says_closed() -> None:
    assert closed_text("\n\nProprietary\n")
    assert not closed_text("MIT\nProprietary\n")
    assert not closed_text("")


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("MIT OR LicenseRef-Own", "MIT"),
        ("LicenseRef-Own OR ISC", "ISC"),
        ("MIT AND ISC", "MIT"),
        ("MIT AND LicenseRef-Own", ""),
        ("LicenseRef-Own AND MIT", ""),
        ("MIT AND (LicenseRef-Own OR ISC)", "MIT"),
        ("LicenseRef-Own OR MIT AND LicenseRef-Own", ""),
        ("MIT WITH Some-exception AND LicenseRef-Own", ""),
        ("MIT)", ""),
        ("MIT, ISC", ""),
    ],
)
def test_which_licence_makes_an_expression_open(text: str, licence: str) -> None:
    assert open_expression(text) == licence
