"""Thousands of findings become a few lines, and what they say stays true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.model import Finding, Judged, Level
from pkglint.report.kit.grouping import grouped, merge, shape
from pkglint.report.kit.words import common


def judged(path: str | None, message: str, rule: str = "rule", level: Level = Level.WARNING) -> Judged:
    return Judged(Finding(rule, path, message), level, "f" * 32)


def test_numbers_and_names_do_not_make_a_shape() -> None:
    first = "reveals 1 file of first-party source (512,000 lines, 58.2 MB) in a/b.ts"
    second = 'reveals 1,900 files of first-party source (1 line, 814 B) in "c"'
    assert shape(first) == shape(second)
    assert shape("holds 1 entry") == shape("holds 12 entries")


def test_words_that_hold_digits_make_a_shape() -> None:
    assert shape("uses sha256") != shape("uses sha512")


@pytest.mark.parametrize(
    ("messages", "merged"),
    [
        (["has 1 file (2 MB)", "has 12 files (814 B)", "has 3 files (1 kB)"], "has 1 to 12 files (814 B to 2 MB)"),
        (["is 5 bytes", "is 5 bytes"], "is 5 bytes"),
        (["names /home/a/x", "names /home/b/x"], "names ..."),
        (["names 'x' twice"] * 3, "names 'x' twice"),
        (["is a", "is a", "is b"], "is a (and similar)"),
        ([""], ""),
    ],
)  # fmt: skip
def test_merge(messages: list[str], merged: str) -> None:
    assert merge(messages) == merged


def test_few_findings_stay_apart() -> None:
    groups = grouped(judged(f"a/{i}", "is bad") for i in range(3))
    assert [len(group.judged) for group in groups] == [1, 1, 1]


def test_many_findings_are_grouped_by_first_directory() -> None:
    found = [judged(f"{top}/x/{i}.map", f"has {i} lines") for top in ("a", "b") for i in range(10)]
    groups = grouped(found)
    assert [(group.directory, len(group.judged), group.message) for group in groups] == [
        ("a/x", 10, "has 0 to 9 lines"),
        ("b/x", 10, "has 0 to 9 lines"),
    ]


def test_findings_all_over_are_one_group() -> None:
    groups = grouped(judged(f"d{i}/x.map", "is bad") for i in range(300))
    assert [(group.directory, len(group.judged)) for group in groups] == [("", 300)]


def test_messages_without_a_common_shape_are_one_group() -> None:
    groups = grouped(judged(f"d/{i}", f"says {'x' * i}") for i in range(1, 300))
    assert len(groups) == 1


def test_levels_and_rules_stay_apart_and_errors_come_first() -> None:
    found = [judged("a", "x", "one", Level.INFO), judged("b", "x", "one", Level.ERROR), judged("c", "x", "two")]
    assert [(group.rule, group.level) for group in grouped(found)] == [
        ("one", Level.ERROR),
        ("two", Level.WARNING),
        ("one", Level.INFO),
    ]


def test_the_artifact_as_a_whole_has_a_group_of_its_own() -> None:
    groups = grouped([judged(None, "is bad"), *(judged(f"d/{i}", "is bad") for i in range(9))])
    assert sorted(len(group.judged) for group in groups) == [1, 9]


@given(st.lists(st.tuples(st.none() | st.text("ab/", max_size=6), st.text("ab1 ,./'", max_size=12)), max_size=30))
def test_nothing_is_lost_and_nothing_is_reported_twice(pairs: list[tuple[str | None, str]]) -> None:
    found = [judged(path, message) for path, message in pairs]
    reported = [id(item) for group in grouped(found) for item in group.judged]
    assert sorted(reported) == sorted(map(id, found))


def test_common() -> None:
    assert common(["a/b/c", "a/b/d", "a/b/e/f"]) == "a/b"
    assert common(["a", "a/b"]) == ""
