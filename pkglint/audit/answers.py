"""Questions to the journal about one run: what became of its files, what stands out, what another ruleset said."""

from __future__ import annotations

from typing import Any, NamedTuple

from pkglint.audit.journal import Run
from pkglint.audit.outcome import OTHER
from pkglint.model import Level

# The files of a run, each with its verdict under the run's ruleset; {} is what is asked of them.
OF_RUN = (
    "select {} from seen s join run r on r.id = s.run"
    " join artifact a on a.sha256 = s.sha256 and a.filename = s.filename and a.ruleset = r.ruleset {}"
    " where s.run = ? {}"
)
FINDINGS = "join finding f on f.sha256 = a.sha256 and f.filename = a.filename and f.ruleset = a.ruleset"
_RULES = "f.rule, f.level, count(*), count(distinct a.sha256), count(distinct a.name)"
_WORST = "a.name, a.version, a.filename, sum(f.level = 3), sum(f.level = 2)"
# Rules by the artifacts that both rulesets have judged: how many each reported, which only one of them did.
_TREND = """
with both as materialized (
    select distinct a.sha256, a.filename from seen s
    join artifact a on a.sha256 = s.sha256 and a.filename = s.filename and a.ruleset = ?2
    join artifact b on b.sha256 = s.sha256 and b.filename = s.filename and b.ruleset = ?3
    where s.run = ?1
), compared as (
    select f.rule, f.sha256, f.filename, max(f.ruleset = ?3) as before, max(f.ruleset = ?2) as now
    from both join finding f using (sha256, filename) where f.ruleset in (?2, ?3) group by 1, 2, 3
)
select rule, sum(before), sum(now), sum(now and not before), sum(before and not now) from compared
group by 1 having sum(now <> before) order by 4 + 5 desc, 1
"""


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


class Cost(NamedTuple):
    """What one kind of artifact cost: bytes as packed and unpacked, seconds of processor time, and of the slowest."""

    kind: str
    artifacts: int
    size: int
    unpacked: int
    seconds: float
    slowest: float


class Before(NamedTuple):
    """The last run under another ruleset."""

    ruleset: str
    version: str
    started: str


def counts(run: Run) -> Counts:
    """The counts of a run."""
    statuses = run.store.ask(OF_RUN.format("a.status, count(*)", "", "group by 1"), run.number)
    heaviest = OF_RUN.format("max(f.level) as most", FINDINGS, "group by s.path")
    levels = run.store.ask(f"select most, count(*) from ({heaviest}) group by 1", run.number)  # noqa: S608 - no value
    return Counts(dict(statuses), {Level(level): number for level, number in levels})


def rules(run: Run) -> list[tuple[Any, ...]]:
    """Rule, level, findings, artifacts and packages: the heaviest level first, then what hits most artifacts."""
    return run.store.ask(OF_RUN.format(_RULES, FINDINGS, "group by 1, 2 order by 2 desc, 4 desc, 1"), run.number)


def worst(run: Run, most: int) -> list[tuple[Any, ...]]:
    """Name, version, file name, errors and warnings of the artifacts with the most errors."""
    order = "and f.level > 1 group by a.sha256, a.filename order by 4 desc, 5 desc, 1, 2, 3"
    return run.store.ask(f"{OF_RUN.format(_WORST, FINDINGS, order)} limit ?", run.number, most)


def unread(run: Run, most: int) -> list[tuple[Any, ...]]:
    """Reason, file name, size and sentence of what was not linted, by reason, the biggest first."""
    order = "and a.reason is not null order by 1, 3 desc, 2"
    return run.store.ask(
        f"{OF_RUN.format('a.reason, a.filename, a.size, a.detail', '', order)} limit ?", run.number, most
    )


def costs(run: Run) -> list[Cost]:
    """What each kind cost, each artifact once."""
    columns = "distinct a.sha256, a.kind, a.size, a.unpacked, a.seconds"
    once = OF_RUN.format(columns, "", "and a.kind is not null")
    what = "kind, count(*), sum(size), sum(unpacked), sum(seconds), max(seconds)"
    return [Cost(*row) for row in run.store.ask(f"select {what} from ({once}) group by 1 order by 1", run.number)]  # noqa: S608


_CHANGES = (
    "select {} from (select distinct sha256, filename from seen where run = ?1) s"
    " join step t on t.sha256 = s.sha256 and t.filename = s.filename and t.ruleset = ?2 {}"
)
_CHANGE = "join change c on c.sha256 = t.sha256 and c.filename = t.filename and c.ruleset = t.ruleset"


def steps(run: Run) -> Counts:
    """How many releases were compared with the one before, and how many have which heaviest finding."""
    about = (run.number, run.ruleset)
    statuses = _CHANGES.format("iif(t.reason is null, 'compared', 'not-linted'), count(*)", "group by 1")
    heaviest = _CHANGES.format("max(c.level) as most", f"{_CHANGE} group by t.sha256, t.filename")
    levels = run.store.ask(f"select most, count(*) from ({heaviest}) group by 1", *about)  # noqa: S608 - no value
    return Counts(dict(run.store.ask(statuses, *about)), {Level(level): number for level, number in levels})


def changed(run: Run, most: int) -> list[tuple[Any, ...]]:
    """Level, rule, path, message, file name and old version of what changed, the heaviest first."""
    columns = "c.level, c.rule, c.path, c.message, t.filename, t.old_version"
    order = f"{_CHANGE} where c.level > 1 order by c.level desc, c.rule, t.filename, c.path limit ?3"
    return run.store.ask(_CHANGES.format(columns, order), run.number, run.ruleset, most)


def ended(run: Run) -> bool:
    """Whether the run looked at all of its files."""
    return not run.store.ask("select 1 from run where id = ? and ended is null", run.number)


def before(run: Run) -> Before | None:
    """The last run under another ruleset than that of ``run``."""
    question = "select ruleset, version, started from run where ruleset <> ? and id < ? order by id desc limit 1"
    rows = run.store.ask(question, run.ruleset, run.number)
    return Before(*rows[0]) if rows else None


def trend(run: Run, ruleset: str) -> list[tuple[Any, ...]]:
    """Rule, artifacts before and now, new and gone, over what both rulesets have judged; only rules that differ."""
    return run.store.ask(_TREND, run.number, run.ruleset, ruleset)
