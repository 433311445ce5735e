"""Lines and tables fit any terminal from 40 columns on; only lines to paste may be longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.report import Style, render
from pkglint.report.kit import words
from pkglint.report.kit.layout import wrap
from pkglint.report.policy_errors import render_problems
from tests.policy.test_broken import problems
from tests.report import sample

PASTED = (" " * 13, "Why it matters", "Meant to ship")


@pytest.mark.parametrize("unicode", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("name", sample.ALL)
def test_every_line_fits(name: str, width: int, unicode: bool) -> None:
    style = Style(width=width, unicode=unicode, show_ignored=True, statistics=width > 40)
    text = render("full", sample.ALL[name](), style)
    over = [line for line in text.splitlines() if words.columns(line) > width]
    assert [line for line in over if not line.startswith(PASTED)] == []


def test_a_narrow_table_leaves_out_columns_and_never_the_result() -> None:
    shown = []
    for width in (40, 60, 120):
        text = render("full", sample.mixed(), Style(width=width))
        (line,) = (line for line in text.splitlines() if line.startswith("artifact "))
        shown.append(line.split())
    assert all(heads[0] == "artifact" and heads[-1] == "result" for heads in shown)
    assert len(shown[0]) < len(shown[2])
    assert shown[2] == ["artifact", "packed", "unpacked", "files", "result"]


@given(text=st.text(st.sampled_from("ab/` 1B"), max_size=80), width=st.integers(8, 40))
def test_wrapping_loses_nothing_and_keeps_its_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(words.columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_code_stays_on_one_line() -> None:
    assert wrap("say so: `budgets: {file: 8 MB}`.", 24) == ["say so:", "`budgets: {file: 8 MB}`."]
    long = f"`{'ab ' * 12}`"
    assert len(wrap(long, 20)) > 1


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_broken_line_is_cut_around_its_caret(width: int) -> None:
    text = f"version: 1\nrules: {{{', '.join(f'source-map: error, x{i}: 1' for i in range(20))}}}\n"
    shown = render_problems(problems(".pkglint.yaml", text.encode()), width=width)
    rows = [line for line in shown.splitlines() if " | " in line]
    assert rows
    assert all(words.columns(row) <= width for row in rows)
