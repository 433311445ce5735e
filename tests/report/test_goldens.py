"""Screens of real runs, kept as files that are read in review; the goldens of formats stand beside their cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from fixtures import cases
from pkglint.model import Report
from pkglint.report import FORMATS, Style, render
from tests.report import sample

GOLDENS = Path(__file__).parent / "goldens" / "screens"
SCREENS: dict[str, Callable[[], Report]] = {
    "one_leak": sample.one_leak,
    "many_maps": sample.many_maps,
    "not_linted": sample.not_linted,
}


def check(regression: FileRegressionFixture, text: str, name: str) -> None:
    regression.check(text, fullpath=GOLDENS / name, encoding="utf-8", newline="")


def test_every_format_has_a_case() -> None:
    assert set(FORMATS) == {form for case in cases.every() for form in case.goldens}


@pytest.mark.parametrize("form", ["full", "concise", "table", "github", "markdown"])
def test_thousands_of_findings_are_few_lines(form: str) -> None:
    text = render(form, sample.many_maps(), Style(token="t0ken"), sample.DOCS)
    assert text.count("\n") < 70


@pytest.mark.parametrize(("width", "rich"), [(80, False), (120, True)])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, width: int, rich: bool, file_regression: FileRegressionFixture) -> None:
    style = Style(width=width, color=rich, unicode=rich, show_ignored=True, statistics=True)
    check(file_regression, render("full", SCREENS[name](), style), f"{name}-{width}.txt")


def test_verbose_says_more() -> None:
    texts = [render("full", sample.mixed(), Style(verbose=verbose)) for verbose in (0, 1)]
    assert set(texts[0].splitlines()) != set(texts[1].splitlines())
    assert texts[1].count("\n") > texts[0].count("\n")
