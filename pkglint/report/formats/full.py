"""Full text: a block per finding with what leaked or runs and what to change, then the table, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pkglint.model import FixAction, Report, RuleDoc
from pkglint.report.kit import escape, summary
from pkglint.report.kit.columns import COLUMN, body, head, labelled
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

if TYPE_CHECKING:
    from pkglint.report.kit.grouping import Group

_SHIPPED = (FixAction.EXCLUDE, FixAction.STRIP_MAPS, FixAction.UNLINK_MAPS)


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The whole report as text for people."""
    return escape.guard("\n".join(_lines(report, style)) + "\n")


def _lines(report: Report, style: Style) -> Iterator[str]:
    shown = [r for r in report.results if r.active or r.not_linted or r.crashes or (style.show_ignored and r.ignored)]
    groups: list[tuple[Group, str]] = []
    if shown:
        from pkglint.report.advice.blocks import Blocks, Ledger, grouped

        tables = Ledger()
        for result in shown:
            yield from Blocks(result, style, tables).lines()
            groups += [(group, result.own.source if result.own else "") for group in grouped(result.active)]
    if report.about_policy:
        yield from _about_policy(report, style)
    if report.problem:
        yield from labelled("NOT LINTED", "bold red", escape.terminal(report.problem), style)
        yield ""
    if groups:
        yield from _hint(groups, style)
    if report.results:
        yield summary.artifacts(report, style)
        yield from _notes(report, style)
    if style.statistics and (any(r.active for r in report.results) or report.about_policy):
        yield summary.statistics(report, style)
        yield ""
    if style.statistics and any(result.seconds for result in report.results):
        yield summary.times(report, style)
        yield ""
    yield summary.verdict(report, style)


def _hint(groups: Sequence[tuple[Group, str]], style: Style) -> Iterator[str]:
    """The two commands that people look for next, ready to run where there is one thing to say.

    ``groups`` come with the policy that their package has in its own directory, empty for that of the run.
    """
    yield f"{style.paint('Why it matters', 'dim')}  pkglint explain {_one({group.rule for group, _ in groups}, 'RULE')}"
    may_ship = [(group, own) for group, own in groups if _may_ship(group)]
    if may_ship:
        rule = _one({group.rule for group, _ in may_ship}, "RULE")
        where = _one({_pattern_of(group) for group, _ in may_ship}, "PATH")
        policy = _one({escape.shell(own) if own else "" for _, own in may_ship}, "POLICY")
        which = f" --config {policy}" if policy else ""
        yield f'{style.paint("Meant to ship", "dim")}   pkglint ignore {rule} {where}{which} --reason "..."'
    yield ""


def _one(values: set[str], several: str) -> str:
    """The value, if there is only one; the command stays a pattern to fill in where there are ``several``."""
    return values.pop() if len(values) == 1 else several


def _pattern_of(group: Group) -> str:
    """The gitignore pattern for an exception, as one word of a shell."""
    from pkglint.report.advice import fixes

    path = group.single.finding.path if group.single else None
    if path:
        return fixes.exception(path)
    return fixes.exception(group.directory, "/**") if group.directory else "PATH"


def _may_ship(group: Group) -> bool:
    """Whether an ignore by path is the line to offer for what should not ship.

    It is not for what is pinned by its content, must be revoked or is missing, nor where the advice already says what
    to write into the policy.
    """
    if any(judged.pinned_only for judged in group.judged):
        return False
    fixes = [j.finding.fix for j in group.judged if j.finding.fix]
    return bool(fixes) and all(fix.action in _SHIPPED and not fix.names_policy for fix in fixes)


def _skipped(report: Report) -> Iterator[str]:
    """What was not searched for secrets because its magic says that it is no text."""
    for result in report.results:
        if result.skipped:
            formats = ", ".join(f"{escape.terminal(name)} ({count:,})" for name, count in result.skipped)
            yield f"not searched for secrets in {escape.terminal(result.artifact.filename)}: {formats}"


def _notes(report: Report, style: Style) -> Iterator[str]:
    """What belongs under the table: what a percentage means, what was ignored, which policy judged."""
    notes = list(_visibility(report))
    if style.verbose:
        notes += _skipped(report)
    if summary.has_budgets(report):
        notes.append("percentages are of the policy's budgets")
    ignored = [judged for result in report.results for judged in result.ignored]
    if ignored:
        it = "them" if len(ignored) > 1 else "it"
        notes.append(summary.ignored(ignored) + ("" if style.show_ignored else f", --show-ignored lists {it}"))
    if others := summary.compared(report):
        notes.append(f"compared with {escape.terminal(others)}")
    source = escape.terminal(report.policy_source) if report.policy_source else "none, defaults apply"
    own = {result.own.source: escape.terminal(result.package.name) for result in report.results if result.own}
    others = "".join(f"; {escape.terminal(path)} for {name}" for path, name in own.items())
    notes.append(f"policy: {source}{others}")
    yield from (style.paint(line, "dim") for note in notes for line in wrap(note, style.width))
    yield ""


def _visibility(report: Report) -> Iterator[str]:
    """How the artifacts were judged that have no heading, once where all of them agree."""
    clean = [r for r in report.results if not (r.active or r.not_linted or r.crashes)]
    reasons = {(r.package.visibility, r.package.visibility_reason) for r in clean}
    for result in clean if len(reasons) > 1 else clean[:1]:
        which = f"{escape.terminal(result.artifact.filename)} is " if len(reasons) > 1 else ""
        yield f"{which}judged as {summary.source(result)}"


def _about_policy(report: Report, style: Style) -> Iterator[str]:
    yield style.paint(escape.terminal(report.policy_source or "the policy"), "bold")
    yield ""
    for judged in report.about_policy:
        where = f"line {judged.finding.line}" if judged.finding.line else ""
        yield from head(judged.level, judged.finding.rule, where, style)
        yield from body(escape.terminal(judged.finding.message), style)
        if judged.finding.fix and judged.finding.fix.text:
            text = escape.terminal(judged.finding.fix.text)
            yield from labelled("fix", "green", f"{text[:1].upper()}{text[1:]}.", style, COLUMN - 5)
        yield ""
