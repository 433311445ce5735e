"""Patterns of many stars match what pathspec matches, and never go back over a long name."""

from __future__ import annotations

from itertools import product

import pytest
from pathspec import GitIgnoreSpec

from pkglint.policy.judge.patterns import Patterns, compiled

PATTERNS = (
    "*a*b",
    "*a*a*b*",
    "a*b*a",
    "*.*.b",
    "/a/*a*b",
    "**/a*a?b",
    "a/**/b*a*",
    "*[ab]*a*b",
    "a*[!b]*a*b",
    r"a\*b*a",
)
NAMES = ["".join(letters) for size in range(1, 6) for letters in product("ab.", repeat=size)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_is_what_pathspec_says(pattern: str) -> None:
    plain, ours = GitIgnoreSpec.from_lines([pattern]), Patterns((pattern,))
    paths = [*NAMES, *(f"a/{name}" for name in NAMES[:120]), *(f"{name}/b/aab" for name in NAMES[:120])]
    assert [ours.matches(path) for path in paths] == [plain.match_file(path) for path in paths]


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*a*b", "*.*.*.*.*.*.js", "*?a*?a*?a*?a*b"])
def test_a_long_name_is_gone_over_once(pattern: str) -> None:
    patterns = Patterns((pattern,))
    assert not patterns.matches("a" * 1000)
    assert not patterns.matches("." * 1000)
    regex = compiled([pattern]).patterns[0].regex
    # One star may give back: the last, before text to the end of the name.
    assert regex is not None
    assert regex.pattern.replace("[^/]*?", "").count("[^/]*") == 1
