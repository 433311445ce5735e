"""Every format of every sample, kept as a file that is read in review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from pkglint.model import Report
from pkglint.report import FORMATS, Style, render
from tests.report import sample

GOLDENS = Path(__file__).parent / "goldens"
EXTENSIONS = {
    "json": ".json",
    "sarif": ".json",
    "gitlab": ".json",
    "intoto": ".json",
    "junit": ".xml",
    "markdown": ".md",
}
SMALL = {name: make for name, make in sample.ALL.items() if name != "many_maps"}


def check(regression: FileRegressionFixture, text: str, name: str) -> None:
    regression.check(text, fullpath=GOLDENS / name, encoding="utf-8", newline="")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", SMALL)
def test_format(form: str, name: str, file_regression: FileRegressionFixture) -> None:
    text = render(form, SMALL[name](), Style(token="t0ken"), sample.DOCS)
    check(file_regression, text, f"{name}/{form}{EXTENSIONS.get(form, '.txt')}")


@pytest.mark.parametrize("form", ["full", "concise", "table", "github", "markdown"])
def test_thousands_of_findings_are_few_lines(form: str, file_regression: FileRegressionFixture) -> None:
    text = render(form, sample.many_maps(), Style(token="t0ken"), sample.DOCS)
    check(file_regression, text, f"many_maps/{form}{EXTENSIONS.get(form, '.txt')}")
    assert text.count("\n") < 70


SCREENS: dict[str, Callable[[], Report]] = {
    "clean": sample.clean,
    "one_leak": sample.one_leak,
    "many_maps": sample.many_maps,
    "not_linted": sample.not_linted,
    "mixed": sample.mixed,
}


@pytest.mark.parametrize("looks", ["plain", "coloured"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, width: int, looks: str, file_regression: FileRegressionFixture) -> None:
    rich = looks == "coloured"
    style = Style(width=width, color=rich, unicode=rich, show_ignored=True, statistics=True)
    check(file_regression, render("full", SCREENS[name](), style), f"screens/{name}-{width}-{looks}.txt")


@pytest.mark.parametrize("verbose", [1, 2])
def test_verbose_says_more(verbose: int, file_regression: FileRegressionFixture) -> None:
    text = render("full", sample.mixed(), Style(verbose=verbose))
    check(file_regression, text, f"screens/mixed-verbose-{verbose}.txt")
