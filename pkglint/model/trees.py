"""Directories whose leaks are usually meant: tests, examples, documentation."""

from __future__ import annotations

TEST_TREES = frozenset(
    {"test", "tests", "testing", "__tests__", "docs", "doc", "examples", "example", "fixtures", "molecule"}
)


def in_test_tree(path: str) -> bool:
    """Whether a directory above ``path`` (logical) is a test, example or documentation tree."""
    return not TEST_TREES.isdisjoint(path.lower().split("/")[:-1])
