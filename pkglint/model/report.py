"""Results, judged: what renderers and exit codes are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pkglint.model.entry import Artifact, Package, Row
from pkglint.model.finding import Finding
from pkglint.model.project import Project
from pkglint.model.reference import Compared, Snapshot
from pkglint.model.rule import Budgets
from pkglint.model.terms import Level, MemberType


@dataclass(frozen=True, slots=True)
class IgnoredBy:
    """The entry of the policy that silenced a finding; ``index`` is its place in the policy's list."""

    index: int
    line: int | None
    reason: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the level that the policy gives it.

    ``pinned_only`` says that an exception for its rule must name the content: no pattern may silence it.
    """

    finding: Finding
    level: Level
    fingerprint: str
    ignored_by: IgnoredBy | None = None
    pinned_only: bool = False


@dataclass(frozen=True, slots=True)
class NotLinted:
    """Why an artifact could not all be read. ``code`` is stable, ``text`` is one sentence without the name of a member.

    ``path`` is the member where reading ended, as stored or logical, ``None`` where it was the archive as a whole.
    """

    code: str
    text: str
    path: str | None = None

    @property
    def sentence(self) -> str:
        """The sentence with the member's name: text of the artifact, to be escaped like every other."""
        return self.text if self.path is None else f"{self.text.rstrip('.')}: {self.path}"


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that raised: our bug. ``where`` is the member it was looking at."""

    rule: str
    where: str | None
    error: str
    traceback: str


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """The policy that a package has in a file of its own: where it is, and what fails by it."""

    source: str
    fail_on: Level | None


@dataclass(frozen=True)
class Result:
    """Everything about one artifact, sorted once: by path, line, rule.

    ``skipped`` counts the binary members that were not searched for text, by format. ``snapshot`` is what it can be
    compared by, where that was asked for. ``compared`` are the kinds of references that were there, ``compared_with``
    which ones they were, and ``release`` is what is known of the last release.
    ``project`` is what is known of the project that it was made from. ``own`` is the package's own policy, if it was
    judged by one. ``seconds`` are those of the processor by rule, and by ``""`` for the rest, where they are asked for.
    """

    artifact: Artifact
    package: Package
    rows: tuple[Row, ...]
    judged: tuple[Judged, ...]
    not_linted: NotLinted | None = None
    crashes: tuple[Crash, ...] = ()
    budgets: Budgets = field(default_factory=Budgets)
    skipped: tuple[tuple[str, int], ...] = ()
    snapshot: Snapshot | None = field(default=None, repr=False)
    compared: frozenset[str] = frozenset()
    compared_with: tuple[Compared, ...] = ()
    release: Snapshot | None = field(default=None, repr=False)
    project: Project = field(default_factory=Project)
    own: OwnPolicy | None = None
    seconds: tuple[tuple[str, float], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def active(self) -> tuple[Judged, ...]:
        """What counts: neither ignored nor switched off."""
        return tuple(j for j in self.judged if j.ignored_by is None)

    @cached_property
    def ignored(self) -> tuple[Judged, ...]:
        """What the policy silenced, with the entry that did."""
        return tuple(j for j in self.judged if j.ignored_by is not None)

    @cached_property
    def unpacked(self) -> int:
        """The sum of all members' sizes in bytes."""
        return sum(row.size for row in self.rows)

    @cached_property
    def files(self) -> int:
        """The number of members that are not directories."""
        return sum(row.type is not MemberType.DIRECTORY for row in self.rows)

    @property
    def status(self) -> str:
        """``not-linted``, ``findings`` (at any level) or ``clean``."""
        if self.not_linted:
            return "not-linted"
        return "findings" if self.active else "clean"

    def count(self, wanted: Level) -> int:
        """How many active findings have this level."""
        return sum(j.level is wanted for j in self.active)


@dataclass(frozen=True)
class Report:
    """The outcome of a run. ``fail_on`` is ``None`` for "never"; ``problem`` says why there was nothing to lint.

    ``about_policy`` holds findings about the policy itself (unused and expired ignores): they belong to no artifact.
    """

    results: tuple[Result, ...]
    policy_source: str | None = None
    presets: tuple[str, ...] = ()
    fail_on: Level | None = Level.ERROR
    problem: str | None = None
    about_policy: tuple[Judged, ...] = ()
    policy_digest: str = ""

    @property
    def findings(self) -> tuple[Judged, ...]:
        """What counts, over all artifacts and the policy: neither ignored nor switched off."""
        return (*(judged for result in self.results for judged in result.active), *self.about_policy)

    @property
    def ok(self) -> bool:
        """Whether everything was read and nothing is at or above ``fail_on``: the artifacts are fit to publish."""
        return self.exit_code == 0

    def raise_for_findings(self) -> None:
        """Raise :class:`FindingsError` unless the report is ``ok``."""
        if not self.ok:
            raise FindingsError(self)

    def count(self, wanted: Level) -> int:
        """How many active findings have this level, over all artifacts and the policy."""
        return sum(r.count(wanted) for r in self.results) + sum(j.level is wanted for j in self.about_policy)

    @cached_property
    def exit_code(self) -> int:
        """0 clean, 1 findings at or above ``fail_on``, 3 something was not linted, 4 a rule crashed."""
        if any(r.crashes for r in self.results):
            return 4
        if self.problem or any(r.not_linted for r in self.results):
            return 3
        return int(any(self.stops(judged, result) for result, judged in self._pairs()))

    def stops(self, judged: Judged, result: Result | None = None) -> bool:
        """Whether a finding is at or above the level that fails: of the artifact's own policy, else of the run."""
        least = result.own.fail_on if result is not None and result.own else self.fail_on
        return least is not None and judged.level >= least

    def _pairs(self) -> Iterator[tuple[Result | None, Judged]]:
        for result in self.results:
            yield from ((result, judged) for judged in result.active)
        yield from ((None, judged) for judged in self.about_policy)


class FindingsError(AssertionError):
    """Artifacts are not fit to publish. ``report`` is the report; the text has a line for each reason.

    What comes out of an artifact is escaped: a name may hold anything.
    """

    def __init__(self, report: Report) -> None:
        super().__init__("\n".join(_reasons(report)))
        self.report = report


def _reasons(report: Report) -> Iterator[str]:
    for result in report.results:
        name = _plain(result.artifact.filename)
        if result.not_linted:
            yield f"{name}: not linted: {_plain(result.not_linted.sentence)}"
        yield from (f"{name}: rule {crash.rule} crashed: {_plain(crash.error)}" for crash in result.crashes)
        for judged in result.active:
            if report.stops(judged, result):
                found, level = judged.finding, judged.level.name.lower()
                yield f"{name}: {_plain(found.path or '-')}: {level}: {found.rule}: {_plain(found.message)}"
    yield from (_plain(judged.finding.message) for judged in report.about_policy if report.stops(judged))


def _plain(text: str) -> str:
    return text.encode("unicode_escape").decode()
