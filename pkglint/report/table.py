"""Tables: what was found, grouped, and the artifacts with their budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.model import Report, RuleDoc
from pkglint.report import escape, summary, words
from pkglint.report.full import Blocks
from pkglint.report.grouping import grouped
from pkglint.report.layout import table, wrap
from pkglint.report.style import Style


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """A table of findings, if there are any, and the table of artifacts."""
    return escape.guard("\n".join(_lines(report, style)) + "\n")


def _lines(report: Report, style: Style) -> Iterator[str]:
    rows = [row for number in range(len(report.results)) for row in _rows(report, number, style)]
    for judged in report.about_policy:
        where = f"policy:{judged.finding.line}" if judged.finding.line else "policy"
        rows.append((style.level(judged.level), judged.finding.rule, where, escape.terminal(judged.finding.message)))
    if rows:
        yield table(_fitted(rows, style), ["level", "rule", "where", "what"], style)
        yield ""
    if report.problem:
        yield from wrap(f"NOT LINTED: {escape.terminal(report.problem)}", style.width)
        yield ""
    if report.results:
        yield summary.artifacts(report, style)
        yield ""
    if style.statistics and rows:
        yield summary.statistics(report, style)
        yield ""
    yield summary.verdict(report, style)


def _rows(report: Report, number: int, style: Style) -> Iterator[tuple[str, str, str, str]]:
    result = report.results[number]
    prefix = f"{escape.terminal(result.artifact.filename)}: " if len(report.results) > 1 else ""
    if result.not_linted:
        stop = style.paint("NOT LINTED", "bold red")
        yield stop, result.not_linted.code, prefix.removesuffix(": "), escape.terminal(result.not_linted.text)
    for crash in result.crashes:
        yield style.paint("CRASH", "bold red"), crash.rule, prefix.removesuffix(": "), escape.terminal(crash.error)
    blocks = Blocks(result, style)
    for group in grouped(result.active, style.dots):
        where = blocks.where(group).replace("  ", ", ")
        yield style.level(group.level), group.rule, prefix + where, escape.terminal(group.message)


def _fitted(rows: Sequence[tuple[str, str, str, str]], style: Style) -> list[list[str]]:
    """Cells wrapped so that the table fits: what is left beside level and rule is shared by the last two."""
    frame = 13 if style.unicode else 6
    rule = max(len(row[1]) for row in rows)
    room = max(style.width - frame - max(10 if "NOT" in row[0] else 7 for row in rows) - rule, 48)
    where = min(max(words.columns(row[2]) for row in rows), room // 2)
    return [[row[0], row[1], "\n".join(wrap(row[2], where)), "\n".join(wrap(row[3], room - where))] for row in rows]
