"""Full text: a block per finding with what leaked or runs and what to change, then the table, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.model import Crash, FixAction, NotLinted, Report, Result, RuleDoc, units
from pkglint.report.advice import fixes
from pkglint.report.advice.placed import Ledger
from pkglint.report.advice.step import Step
from pkglint.report.advice.view import View, source, way_out
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.columns import COLUMN, INDENT, body, head, labelled
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

_SHORT = 3  # Advice up to so many lines is repeated rather than referred to.
_GROUPS = (20, 100, 1 << 30)  # Groups an artifact may show, by verbosity.
_SHIPPED = (FixAction.EXCLUDE, FixAction.STRIP_MAPS, FixAction.UNLINK_MAPS)


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The whole report as text for people."""
    return escape.guard("\n".join(_lines(report, style)) + "\n")


def _lines(report: Report, style: Style) -> Iterator[str]:
    groups = [group for result in report.results for group in grouped(result.active)]
    tables = Ledger()
    for result in report.results:
        if result.active or result.not_linted or result.crashes or (style.show_ignored and result.ignored):
            yield from Blocks(result, style, tables).lines()
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
    yield summary.verdict(report, style)


def _hint(groups: Sequence[Group], style: Style) -> Iterator[str]:
    """The two commands that people look for next, ready to run where there is one thing to say."""
    yield f"{style.paint('Why it matters', 'dim')}  pkglint explain {_one({group.rule for group in groups}, 'RULE')}"
    may_ship = [group for group in groups if _may_ship(group)]
    if may_ship:
        rule = _one({group.rule for group in may_ship}, "RULE")
        where = _one({_pattern_of(group) for group in may_ship}, "PATH")
        yield f'{style.paint("Meant to ship", "dim")}   pkglint ignore {rule} {where} --reason "..."'
    yield ""


def _one(values: set[str], several: str) -> str:
    """The value, if there is only one; the command stays a pattern to fill in where there are ``several``."""
    return values.pop() if len(values) == 1 else several


def _pattern_of(group: Group) -> str:
    """The gitignore pattern for an exception, as one word of a shell."""
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
        yield f"{which}judged as {source(result)}"


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


class Blocks:
    """The blocks of one artifact."""

    def __init__(self, result: Result, style: Style, tables: Ledger | None = None) -> None:
        self.result = result
        self.style = style
        self.verbose = min(style.verbose, 2)
        self.view = View(result, style)
        self.told: dict[tuple[Step, ...], str] = {}
        self.tables = tables or Ledger()

    def lines(self) -> Iterator[str]:
        """The artifact's heading and everything that was found in it."""
        yield from self._heading()
        if self.result.not_linted:
            yield from self._not_linted(self.result.not_linted)
        for crash in self.result.crashes:
            yield from self._crash(crash)
        groups = grouped(self.result.active, self.style.dots)
        limit = _GROUPS[self.verbose]
        for group in groups[:limit]:
            yield from self._group(group)
        if len(groups) > limit:
            left = sum(len(group.judged) for group in groups[limit:])
            more = f"and {units.count(left, 'more finding')} in {units.count(len(groups) - limit, 'group')}: "
            yield from body(f"{more}-v shows more, --format json all", self.style)
            yield ""
        if self.style.show_ignored:
            yield from self._ignored()

    def _heading(self) -> Iterator[str]:
        style = self.style
        path = escape.terminal(self.result.artifact.path)
        yield from (style.paint(line, "bold") for line in wrap(path, style.width))
        identity = style.dot.join(self.view.identity())
        yield from (style.paint(line, "dim") for line in wrap(identity, style.width) if line)
        yield ""

    def _not_linted(self, why: NotLinted) -> Iterator[str]:
        text = escape.terminal(why.told)
        yield from labelled("NOT LINTED", "bold red", text, self.style, INDENT)
        for line in wrap(way_out(why, self.result), self.style.width - 14):
            yield " " * 14 + line
        yield ""

    def _crash(self, crash: Crash) -> Iterator[str]:
        where = f" at {escape.name(crash.where)}" if crash.where else ""
        text = f"a rule crashed: our bug. {crash.rule}{where}: {escape.terminal(crash.error)}"
        yield from labelled("CRASH", "bold red", text, self.style, INDENT)
        hang = " " * (INDENT + 7)
        rest = "The other rules have reported. Please send us the output of -v."
        yield from (hang + line for line in wrap(rest, self.style.width - len(hang)))
        yield ""

    def _group(self, group: Group) -> Iterator[str]:
        yield from head(group.level, group.rule, self.view.place(group), self.style, self.view.facts(group))
        yield from body(escape.terminal(group.message), self.style)
        for line in self.view.evidence(group):
            yield from body(line, self.style)
        yield from self._fix(group)
        yield ""

    def _fix(self, group: Group) -> Iterator[str]:
        steps, project = self.view.plan(group), self.view.advice.project
        if not steps:
            return
        style = self.style
        label = " " * (COLUMN - 5) + style.paint("fix", "green") + "  "
        before = self.told.get(steps)
        self.told.setdefault(steps, f"{group.rule} in {self.view.place(group)}")
        if before and (
            sum(1 + len(step.code) for step in steps) > _SHORT
            or any(self.tables.knows(step, project) for step in steps)
        ):
            first, *rest = wrap(f"as for {before}, above", style.width - COLUMN)
            yield label + first
            yield from (" " * COLUMN + line for line in rest)
            return
        lines = [line for step in steps for line in self._step(self.tables.once(step, project))]
        yield label + lines[0]
        yield from (" " * COLUMN + line for line in lines[1:])

    def _step(self, step: Step) -> Iterator[str]:
        """A sentence, and the lines to paste under it; a single short one stands beside it."""
        width = self.style.width - COLUMN
        if len(step.code) == 1 and words.columns(step.say + step.code[0]) + 3 <= width:
            yield f"{step.say}:  {self.style.paint(step.code[0], 'cyan')}"
            return
        yield from wrap(step.say + (":" if step.code else "."), width)
        yield from (f"  {self.style.paint(line, 'cyan')}" for line in step.code)

    def _ignored(self) -> Iterator[str]:
        for judged in self.result.ignored:
            finding, by = judged.finding, judged.ignored_by
            yield from head("ignored", finding.rule, escape.name(finding.path or "the whole artifact"), self.style)
            yield from body(escape.terminal(finding.message), self.style)
            if by:
                told = [f"until {by.expires.isoformat()}"] if by.expires else []
                told += [f"line {by.line} of the policy"] if by.line else []
                notes = f" ({', '.join(told)})" if told else ""
                yield from body(f"reason: {escape.terminal(by.reason)}{notes}", self.style, "dim")
            yield ""
