"""Answers from the journal: what became of the files of a run, which rules and packages stand out, rows to export."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import NamedTuple

from pkglint.audit.journal import Run
from pkglint.audit.outcome import OTHER
from pkglint.model import Level, units
from pkglint.report.kit import escape, words
from pkglint.report.kit.layout import table
from pkglint.report.kit.style import Style

# The files of a run, each with its verdict under the run's ruleset; {} is what is asked of them.
_OF_RUN = (
    "select {} from seen s join run r on r.id = s.run"
    " join artifact a on a.sha256 = s.sha256 and a.filename = s.filename and a.ruleset = r.ruleset {}"
    " where s.run = ? {}"
)
_FINDINGS = "join finding f on f.sha256 = a.sha256 and f.filename = a.filename and f.ruleset = a.ruleset"
_MOST = 20
_ARTIFACT = (
    "sha256",
    "filename",
    "kind",
    "name",
    "version",
    "size",
    "unpacked",
    "members",
    "status",
    "reason",
    "detail",
    "seconds",
)
_FINDING = ("sha256", "filename", "rule", "level", "path", "message", "fingerprint")


class Counts(NamedTuple):
    """How many files of a run have which status, and how many their heaviest finding at each level."""

    statuses: dict[str, int]
    levels: dict[Level, int]

    @property
    def files(self) -> int:
        """All artifacts."""
        return sum(number for status, number in self.statuses.items() if status != OTHER)

    def exit_code(self, fail_on: Level | None) -> int:
        """As that of ``check``: 4 a rule crashed, 3 something was not linted, 1 findings at or above ``fail_on``."""
        if self.statuses.get("crashed"):
            return 4
        if self.statuses.get("not-linted"):
            return 3
        return int(fail_on is not None and any(number for level, number in self.levels.items() if level >= fail_on))


def counts(run: Run) -> Counts:
    """The counts of a run."""
    statuses = run.store.ask(_OF_RUN.format("a.status, count(*)", "", "group by 1"), run.number)
    heaviest = _OF_RUN.format("max(f.level) as most", _FINDINGS, "group by s.path")
    levels = run.store.ask(f"select most, count(*) from ({heaviest}) group by 1", run.number)  # noqa: S608 - no value in it
    return Counts(dict(statuses), {Level(level): number for level, number in levels})


def line(told: Counts) -> str:
    """The counts on one line."""
    statuses = sorted(each for each in told.statuses if each != OTHER)
    parts = [f"{words.number(told.statuses[each])} {each}" for each in statuses]
    worst = [f"{words.number(told.levels[level])} with {level}s" for level in sorted(told.levels, reverse=True)]
    others = told.statuses.get(OTHER)
    more = f"; {units.count(others, 'other file')}" if others else ""
    return f"{units.count(told.files, 'artifact')}: {', '.join(parts + worst) or 'nothing to lint'}{more}"


def report(run: Run, style: Style) -> str:
    """The counts, the rules that reported most, the packages with the most errors, why files were not linted."""
    rules = run.store.ask(
        _OF_RUN.format(
            "f.rule, f.level, count(*), count(distinct a.sha256), count(distinct a.name)",
            _FINDINGS,
            "group by 1, 2 order by 2 desc, 4 desc, 1",
        ),
        run.number,
    )
    worst = run.store.ask(
        _OF_RUN.format(
            "a.name, a.version, a.filename, sum(f.level = 3), sum(f.level = 2)",
            _FINDINGS,
            "and f.level > 1 group by a.sha256, a.filename order by 4 desc, 5 desc, 1, 2, 3",
        ),
        run.number,
    )
    why = _OF_RUN.format("a.reason, count(*)", "", "and a.reason is not null group by 1 order by 2 desc, 1")
    unread = run.store.ask(why, run.number)
    parts = [line(counts(run))]
    if run.store.ask("select 1 from run where id = ? and ended is null", run.number):
        parts.append("The last run did not end: this is what it had done. Run it again to go on.")
    if rules:
        rows = [[style.level(Level(level)), rule, *map(words.number, numbers)] for rule, level, *numbers in rules]
        heads = ["level", "rule", "findings", "artifacts", "packages"]
        parts.append(table(rows, heads, style, right=(2, 3, 4)))
        cells = [
            [f"{name} {version}".strip() or filename, words.number(errors), words.number(warnings)]
            for name, version, filename, errors, warnings in worst[:_MOST]
        ]
        if len(worst) > _MOST:
            cells.append([f"and {words.number(len(worst) - _MOST)} more", "", ""])
        parts.append(table(cells, ["artifact", "errors", "warnings"], style, right=(1, 2)))
    if unread:
        parts.append(
            table([[why, words.number(number)] for why, number in unread], ["not linted", "files"], style, (1,))
        )
    return escape.guard("\n\n".join(parts) + "\n")


def artifacts(run: Run) -> Iterator[str]:
    """A line of JSON for each file of a run; ``path`` is where it lies, escaped."""
    rows = run.store.ask(
        _OF_RUN.format(", ".join(["s.path", *(f"a.{name}" for name in _ARTIFACT)]), "", "order by 1"), run.number
    )
    for path, *values in rows:
        shown = escape.name(os.fsdecode(path))
        yield json.dumps({"path": shown, **dict(zip(_ARTIFACT, values, strict=True))})


def findings(run: Run) -> Iterator[str]:
    """A line of JSON for each finding in the files of a run; copies of a file have theirs once."""
    columns = ", ".join(f"f.{name}" for name in _FINDING)
    for values in run.store.ask(_OF_RUN.format(f"distinct {columns}", _FINDINGS, f"order by {columns}"), run.number):
        yield json.dumps({**dict(zip(_FINDING, values, strict=True)), "level": str(Level(values[3]))})
