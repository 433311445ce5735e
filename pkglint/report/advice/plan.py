"""All that is certain to be done about the findings of a report, made in the files of its projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pkglint.edit import apply
from pkglint.model import Judged, Level, Project, Report, Result
from pkglint.report.advice.fixes import Advice
from pkglint.report.advice.placed import Ledger
from pkglint.report.advice.step import Step


@dataclass(frozen=True)
class ByHand:
    """What only a person can do about the findings of one rule in one artifact."""

    result: Result
    rule: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """The projects by their root, the texts of their files after all changes, and what is left to do by hand."""

    before: dict[str, Mapping[str, str]] = field(default_factory=dict)
    after: dict[str, dict[str, str]] = field(default_factory=dict)
    by_hand: list[ByHand] = field(default_factory=list)
    fixed: list[Judged] = field(default_factory=list)

    def files(self) -> list[tuple[str, str | None, str]]:
        """The files that change: the name as seen from the working directory, the text before and after."""
        return [
            (f"{root}/{name}" if root else name, self.before[root].get(name), text)
            for root, texts in self.after.items()
            for name, text in texts.items()
            if self.before[root].get(name) != text
        ]


def plan(report: Report, least: Level, rules: Sequence[str] = ()) -> Plan:
    """What to do about all findings at or above ``least``, of all rules or of these.

    A step is made as a whole or not at all. Where no project was found, nothing is changed.
    """
    made = Plan()
    for result in report.results:
        by_rule: dict[str, list[Judged]] = {}
        for judged in result.active:
            if judged.level >= least and (not rules or judged.finding.rule in rules):
                by_rule.setdefault(judged.finding.rule, []).append(judged)
        for rule, found in by_rule.items():
            _one(made, result, rule, found)
    return made


def _one(made: Plan, result: Result, rule: str, found: Sequence[Judged]) -> None:
    advice = Advice(result)
    by_hand: list[Step] = []
    groups: dict[object, list[Judged]] = {}
    for judged in found:  # one rule may ask for different things
        groups.setdefault(judged.finding.fix and judged.finding.fix.action, []).append(judged)
    for group in groups.values():
        steps = advice.plan(group)
        done = [step for step in steps if step.changes and _make(made, result.project, step)]
        left = [step for step in steps if step not in done and not (done and step.weak)]
        if done:
            made.fixed.extend(group)
        if left or not steps:
            by_hand += left
    if by_hand or not any(judged in made.fixed for judged in found):
        ledger = Ledger()
        reported = tuple(ledger.once(step, advice.project) for step in dict.fromkeys(by_hand))
        made.by_hand.append(ByHand(result, rule, reported))


def _make(made: Plan, project: Project, step: Step) -> bool:
    if not project.found:
        return False
    made.before.setdefault(project.root, project.texts)
    texts = made.after.setdefault(project.root, dict(project.texts))
    new = dict(texts)
    for change in step.changes:
        text = apply(change, new)
        if text is None:
            return False
        new[change.file] = text
    texts.update(new)
    return True
