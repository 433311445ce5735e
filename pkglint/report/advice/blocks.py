"""The blocks of one artifact as text for people: what was found, where, what it shows, and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Crash, NotLinted, Result, units
from pkglint.report.advice.placed import Ledger
from pkglint.report.advice.step import Step
from pkglint.report.advice.view import View, way_out
from pkglint.report.kit import escape, words
from pkglint.report.kit.columns import COLUMN, INDENT, body, head, labelled
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

__all__ = ["Blocks", "Ledger", "grouped"]
_SHORT = 3  # Advice up to so many lines is repeated rather than referred to.
_GROUPS = (20, 100, 1 << 30)  # Groups an artifact may show, by verbosity.


class Blocks:
    """The blocks of one artifact."""

    def __init__(self, result: Result, style: Style, tables: Ledger | None = None) -> None:
        self.result = result
        self.style = style
        self.verbose = min(style.verbose, 2)
        self.view = View(result, style)
        self.reported: dict[tuple[Step, ...], str] = {}
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
        text = escape.terminal(why.sentence)
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
        before = self.reported.get(steps)
        self.reported.setdefault(steps, f"{group.rule} in {self.view.place(group)}")
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
                reported = [f"until {by.expires.isoformat()}"] if by.expires else []
                reported += [f"line {by.line} of the policy"] if by.line else []
                notes = f" ({', '.join(reported)})" if reported else ""
                yield from body(f"reason: {escape.terminal(by.reason)}{notes}", self.style, "dim")
            yield ""
