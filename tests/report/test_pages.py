"""What ls, explain and a broken policy print."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from pkglint.model import Kind, Level, MemberType, Package, PathMatcher, Result, Row, RuleDoc, level
from pkglint.report import Style
from pkglint.report.explain import levels, render_pages
from pkglint.report.listing import render_listing
from pkglint.report.policy_errors import render_problems
from tests.report import sample

GOLDENS = Path(__file__).parent / "goldens" / "pages"


class Patterns:
    """A stand-in for the policy's matcher."""

    sources = ("demo/**",)

    def matches(self, path: str) -> bool:
        return self.deciding(path) is not None

    def deciding(self, path: str) -> str | None:
        return "demo/**" if path.startswith("demo/") else None

    def apart(self) -> list[PathMatcher]:
        return [self]


def listed() -> Result:
    result = sample.mixed().results[0]
    link = Row("demo/link", "demo/link", 0, 0o777, MemberType.SYMLINK, "../../etc/passwd", "")
    directory = Row("demo", "demo", 0, None, MemberType.DIRECTORY, None, "")
    return Result(result.artifact, result.package, (*result.rows, link, directory), result.judged)


@pytest.mark.parametrize(
    ("name", "form", "tree", "sort"),
    [
        ("size.txt", "text", False, "size"),
        ("path.txt", "text", False, "path"),
        ("tree.txt", "text", True, "size"),
        ("tree-path.txt", "text", True, "path"),
        ("listing.json", "json", False, "size"),
    ],
)
def test_listing(name: str, form: str, tree: bool, sort: str, file_regression: FileRegressionFixture) -> None:
    text = render_listing(listed(), Patterns(), Style(), form=form, tree=tree, sort=sort)
    file_regression.check(text, fullpath=GOLDENS / f"ls-{name}", encoding="utf-8", newline="")


def test_a_listing_that_ended_early_says_so() -> None:
    text = render_listing(sample.not_linted().results[2], None, Style())
    assert "NOT LINTED  holds more than 3 members" in text


def test_a_listing_names_every_member_once() -> None:
    result = sample.many_maps().results[0]
    members = json.loads(render_listing(result, None, Style(), form="json"))["members"]
    assert sorted(member["path"] for member in members) == sorted(row.path for row in result.rows)
    for tree in (True, False):
        text = render_listing(result, None, Style(), tree=tree)
        assert text.count("module-410.js.map") == 3


def test_a_tree_deeper_than_python_recurses() -> None:
    path = "/".join("d" * 3000)
    result = Result(sample.artifact("x.whl", Kind.WHEEL, 1), Package("x", "1"), (sample.row(path, 1),), ())
    assert render_listing(result, None, Style(), tree=True).count("`-- ") == 3000


@pytest.mark.parametrize("color", [False, True])
def test_explain(color: bool, file_regression: FileRegressionFixture) -> None:
    name = "explain-coloured.txt" if color else "explain.txt"
    text = render_pages(sample.DOCS[:1], "markdown", width=60, color=color)
    file_regression.check(text, fullpath=GOLDENS / name, encoding="utf-8", newline="")


def test_explain_as_json() -> None:
    pages = json.loads(render_pages(sample.DOCS, "json"))
    assert [page["id"] for page in pages] == [doc.id for doc in sample.DOCS]
    assert pages[0]["levels"] == {"closed": "warning", "open": "warning", "by_kind": {}}


def test_levels_in_words() -> None:
    made = level(Level.ERROR, Level.WARNING, npm=Level.INFO, sdist=Level.INFO)
    doc = RuleDoc("x", "leaks", "x", "x", made, "error when its checksum is right", (Kind.NPM,))
    wanted = "error, warning in an open-source package, info in sdist and npm, error when its checksum is right"
    assert levels(doc) == wanted


@dataclass(frozen=True)
class Problem:
    """A stand-in for the policy's problem."""

    file: str
    line: int | None
    column: int | None
    message: str
    help: str = ""
    source_line: str | None = None
    width: int = 1


PROBLEMS = (
    Problem(
        ".pkglint.yaml", 3, 3, "there is no rule `sorce-map`", "did you mean `source-map`?", "  sorce-map: error", 9
    ),
    Problem(".pkglint.yaml", 7, 9, "`*.map` reads as an alias", 'write it in quotes: "*.map"', "      - *.map", 5),
    Problem(".pkglint.yaml", 120, 1, "unknown key `日本`", "", "日本: \x1b[31m", 2),
    Problem("pyproject.toml", None, None, "two policies in one directory", "keep one of the two\nand delete the other"),
    Problem("x.yaml", 1, 400, "too long", "", "a" * 1000, 3),
)


@pytest.mark.parametrize("color", [False, True])
def test_policy_errors(color: bool, file_regression: FileRegressionFixture) -> None:
    name = "policy-coloured.txt" if color else "policy.txt"
    text = render_problems(PROBLEMS, color=color)
    file_regression.check(text, fullpath=GOLDENS / name, encoding="utf-8", newline="")


def test_a_policy_broken_throughout_is_not_printed_throughout() -> None:
    text = render_problems(PROBLEMS[:1] * 80)
    assert "... and 30 more" in text
    assert text.endswith("80 errors in .pkglint.yaml, and nothing was linted: correct them and run again.\n")
