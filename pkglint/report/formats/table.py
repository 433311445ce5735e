"""Tables: what was found in each artifact, grouped, and the artifacts with their budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.model import Report, Result, RuleDoc
from pkglint.report.advice.view import View
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.grouping import grouped
from pkglint.report.kit.layout import table, wrap
from pkglint.report.kit.style import Style

_Row = tuple[str, str, str, str]
_HEADERS = ("level", "rule", "where", "what")
_LEAST = 40


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """A table of findings for each artifact that has any, and the table of artifacts."""
    return escape.guard("\n".join(_lines(report, style)) + "\n")


def _lines(report: Report, style: Style) -> Iterator[str]:
    for result in report.results:
        yield from _headed(result.artifact.path, list(_rows(result, style)), style)
    about = [
        (
            style.level(judged.level),
            judged.finding.rule,
            f"line {judged.finding.line}" if judged.finding.line else "",
            escape.terminal(judged.finding.message),
        )
        for judged in report.about_policy
    ]
    yield from _headed(report.policy_source or "the policy", about, style)
    if report.problem:
        yield from wrap(f"NOT LINTED: {escape.terminal(report.problem)}", style.width)
        yield ""
    if report.results:
        yield summary.artifacts(report, style)
        yield ""
    if style.statistics and any(result.active for result in report.results):
        yield summary.statistics(report, style)
        yield ""
    yield summary.verdict(report, style)


def _headed(title: str, rows: Sequence[_Row], style: Style) -> Iterator[str]:
    if rows:
        yield style.paint(escape.terminal(title), "bold")
        yield table(_fitted(rows, style), _HEADERS, style)
        yield ""


def _rows(result: Result, style: Style) -> Iterator[_Row]:
    if result.not_linted:
        text = f"{escape.terminal(result.not_linted.sentence)} ({result.not_linted.code})"
        yield style.paint("NOT LINTED", "bold red"), "", "", text
    for crash in result.crashes:
        yield style.paint("CRASH", "bold red"), crash.rule, "", f"our bug: {escape.terminal(crash.error)}"
    view = View(result, style)
    for group in grouped(result.active, style.dots):
        where = f"{view.place(group)}\n{view.facts(group)}".rstrip()
        yield style.level(group.level), group.rule, where, escape.terminal(group.message)


def _fitted(rows: Sequence[_Row], style: Style) -> list[list[str]]:
    """Cells wrapped so that the table fits: what the short columns leave is shared by the place and the message."""
    frame = 13 if style.unicode else 6
    level = 10 if any("NOT LINTED" in row[0] for row in rows) else 7
    room = max(style.width - frame - level - max(6, *(len(row[1]) for row in rows)), _LEAST)
    where = max(7, min(max(words.columns(line) for row in rows for line in row[2].split("\n")), room // 2))
    return [[row[0], row[1], _wrapped(row[2], where), _wrapped(row[3], room - where)] for row in rows]


def _wrapped(cell: str, width: int) -> str:
    return "\n".join(line for part in cell.split("\n") for line in wrap(part, width))
