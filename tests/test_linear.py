"""No expression of the package makes the engine go over a text again and again."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from fixtures.linear.ambiguous import ambiguities
from fixtures.linear.collect import MODES, Expression, Unknown, everything

# Where the text is bounded before the expression sees it, or an ambiguous text is none that can come.
EXCUSED: Mapping[str, str] = {
    ".from_toml:": "the caller's own policy",
    ".from_yaml:": "the caller's own policy",
    ".shapes:": "the caller's own policy",
    ".explain.": "the pages of our own rules",
    ".switches._FLAGS": "4,096 characters of a script",
    ".page.prose.": "the pages of our own rules",
    ".tracked._OF_": "a full match of one path, whose names end at the slash",
    ".comparing._NPM": "the name of one file in the caller's file system",
    ".writers._WHOLE": "one header of 512 bytes",
    ".name_mismatch._NPM_FILE": "the name of one file in the caller's file system",
    ".tokens.TOKENS": "windows of 4 KiB, and a token in three parts only where the first one ends in a dot",
    ".tokens._SUMMED": "as above",
    ".tokens._LOOSE": "as above",
    ".shell._WORD": "of two quotes that have no end the second is read as a part of a word",
}
EVERYTHING = list(everything())


def test_all_expressions_are_seen() -> None:
    assert len(EVERYTHING) > 300
    unknown = {found.where.partition(":")[0] for found in EVERYTHING if isinstance(found, Unknown)}
    known = {found.where for found in EVERYTHING if isinstance(found, Expression)}
    # What is put together while modules are imported hangs on a name of the module; these are made for one run.
    made_later = {
        "pkglint.model.finding", "pkglint.model.lazy", "pkglint.policy.generalise", ".shapes:",
        "pkglint.policy.tables", "pkglint.policy.read.packages", "pkglint.compare.packed", "pkglint.model.lookup",
    }  # fmt: skip
    assert not {module for module in unknown - made_later if not any(name.startswith(module) for name in known)}


@pytest.mark.parametrize("found", [f for f in EVERYTHING if isinstance(f, Expression)], ids=lambda f: f.where)
def test_work_grows_no_faster_than_the_text(found: Expression) -> None:
    if any(part in found.where for part in EXCUSED):
        return
    for mode in sorted(found.modes):
        assert not list(ambiguities(re.compile(found.source, found.flags), mode))


@pytest.mark.parametrize(
    ("source", "mode"),
    [
        (r"\s*x", "search"),
        (r"(?m)^\s*x", "search"),
        (r'"(?:[^"\\]|\\.)*"', "search"),
        (r"(?:a+)+b", "match"),
        (r"(?:a|ab?)*c", "match"),
        (r"(?:(?:a*)b?)*c", "match"),
        (r"\w*\d*-", "match"),
        (r"x(?=\s*y\s*\s*z)", "match"),
        (r"a*a*", "fullmatch"),
        (r"[.-](?:v?\d[\d.]*|[.-])*x", "fullmatch"),
    ],
)
def test_ambiguous_expressions_are_reported(source: str, mode: str) -> None:
    assert list(ambiguities(re.compile(source), mode))


@pytest.mark.parametrize(
    ("source", "mode"),
    [
        (r"\s*x", "match"),
        (r"\w+", "search"),
        (r"(?<!\\)\\+[nrt]", "search"),
        (r"(?m)^[ \t]*x", "search"),
        (r'"[^"\\]*(?:\\.[^"\\]*)*"?', "search"),
        (r"a*(?:x.*)?", "match"),
        (r"(?:ab){8,}", "search"),
        (r"a*b*", "fullmatch"),
    ],
)
def test_linear_expressions_are_left_alone(source: str, mode: str) -> None:
    assert mode in MODES
    assert not list(ambiguities(re.compile(source), mode))
