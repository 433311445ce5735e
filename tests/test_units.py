"""Sizes: what is measured, what a policy writes, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.model import units


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_700, "999.7 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (58_200_000, "58.2 MB"),
        (5 * 10**12, "5.0 TB"),
        (9_223_372_036_854_775_807, "9.2 EB"),
        (10**22, "10000.0 EB"),
    ],
)
def test_measured(number: int, text: str) -> None:
    assert units.size(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1000, "1 kB"),
        (1024, "1 KiB"),
        (1500, "1.5 kB"),
        (1_000_000, "1 MB"),
        (10**7, "10 MB"),
        (100 << 20, "100 MiB"),
        (1 << 30, "1 GiB"),
        (2 << 30, "2 GiB"),
        (1_234_567, "1234567 B"),
        (1_234_567_891, "1234567891"),
    ],
)
def test_as_a_policy_writes_it(number: int, text: str) -> None:
    assert units.exact(number) == text


@given(
    st.integers(0, 10**18 - 1)
    | st.integers(0, 10**6).map(lambda n: n * 1000)
    | st.integers(0, 10**5).map(lambda n: n << 20)
)
def test_what_is_exact_reads_back(number: int) -> None:
    text = units.exact(number)
    assert units.parse(text) == number
    assert len(text) <= len(f"{number} B")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (2 << 30, "2 GiB"),
        (1_500_000, "1.4 MiB"),
        (1 << 60, "1 EiB"),
        (1 << 71, "2048 EiB"),
    ],
)
def test_limits(number: int, text: str) -> None:
    assert units.approximate(number) == text


@pytest.mark.parametrize("text", ["5 mb", "5 PB", "-5", "5.", "5  MB", "1234567890 MB", "MB", "5 MBB", "٥", "9" * 19])
def test_what_does_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        units.parse(text)


@pytest.mark.parametrize(
    ("number", "raised"), [(0, 0), (1, 2), (99, 110), (3000, 3200), (1_000_000, 1_100_000), (58_000_000, 61_000_000)]
)
def test_a_raised_budget(number: int, raised: int) -> None:
    assert units.raised(number) == raised


@given(st.integers(1, 10**15))
def test_a_raised_budget_has_room_and_is_short(number: int) -> None:
    raised = units.raised(number)
    assert number * 105 <= raised * 100 <= number * 121 + 200
    assert len(units.exact(raised)) <= len("1.5 MiB") + 1


@pytest.mark.parametrize(
    ("number", "noun", "plural", "text"),
    [
        (1, "file", "", "1 file"),
        (0, "file", "", "0 files"),
        (2434, "file", "", "2,434 files"),
        (2, "is", "are", "2 are"),
    ],
)
def test_numbers_with_nouns(number: int, noun: str, plural: str, text: str) -> None:
    assert units.count(number, noun, plural) == text
