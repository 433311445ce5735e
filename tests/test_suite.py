"""What the suite promises of itself: the same cases in every process, and a time for each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [path for folder in ("tests", "fixtures", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_no_gzip_header_holds_the_time_of_day() -> None:
    """Bytes in the id of a case must not change from one second to the next: two workers would collect two suites."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "gzip.compress":
                assert "mtime" in {keyword.arg for keyword in node.keywords}, f"{path.name}:{node.lineno}"


def test_every_case_has_a_time(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("timeout")
    assert marker.args == (300,)
