"""Concise text: one line per group of findings, then the verdict. Easy to grep, easy to click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.model import Report, Result, RuleDoc
from pkglint.report.advice.view import View
from pkglint.report.kit import escape, summary
from pkglint.report.kit.grouping import grouped
from pkglint.report.kit.style import Style


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """A line per group; nothing is wrapped."""
    lines = [line for result in report.results for line in _result(result, style)]
    source = escape.terminal(report.policy_source or "policy")
    for judged in report.about_policy:
        place = f"{source}:{judged.finding.line}" if judged.finding.line else source
        lines.append(f"{place}: {style.level(judged.level)}: {judged.finding.rule}: {_text(judged.finding.message)}")
    if report.problem:
        lines.append(f"{style.paint('not linted', 'bold red')}: {_text(report.problem)}")
    return escape.guard("\n".join([*lines, summary.verdict(report, style, wrapped=False)]) + "\n")


def _result(result: Result, style: Style) -> Iterator[str]:
    path = style.paint(escape.terminal(result.artifact.path), "bold")
    if result.not_linted:
        yield f"{path}: {style.paint('not linted', 'bold red')}: {_text(result.not_linted.sentence)}"
    for crash in result.crashes:
        yield f"{path}: {style.paint('crash', 'bold red')}: {crash.rule}: our bug: {_text(crash.error)}"
    view = View(result, style)
    for group in grouped(result.active, style.dots):
        where = view.where(group)
        yield f"{path}: {where}: {style.level(group.level)}: {group.rule}: {_text(group.message)}"
    if style.show_ignored:
        for judged in result.ignored:
            reason = _text(judged.ignored_by.reason) if judged.ignored_by else ""
            where = escape.name(judged.finding.path or "the whole artifact")
            yield f"{path}: {where}: ignored: {judged.finding.rule}: {reason}"


_text = escape.terminal
