"""What a rule is, and the scope in which it sees one artifact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, Protocol

from pkglint.model.entry import Anomaly, Artifact, Entry, Package, Row
from pkglint.model.finding import Evidence, Finding, Fix
from pkglint.model.kept import Kept
from pkglint.model.reference import Reference, Snapshot
from pkglint.model.terms import ALL_KINDS, Kind, Level, Visibility


class PathMatcher(Protocol):
    """A list of gitignore patterns, rooted at the package; ``sources`` are the patterns as written."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    def matches(self, path: str) -> bool: ...

    def deciding(self, path: str) -> str | None:
        """The pattern that includes ``path``, or ``None``: the last match wins, ``!`` takes back."""

    def apart(self) -> Sequence[PathMatcher]:
        """Each pattern that includes as a list of its own, its first source, with the ones that take back."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """Limits of an artifact, in bytes and in files; ``None`` is no budget."""

    packed: int | None = None
    unpacked: int | None = None
    file: int | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the policy says an artifact of this kind holds."""

    expected: PathMatcher | None = None
    required: PathMatcher | None = None
    forbidden: PathMatcher | None = None
    generated: PathMatcher | None = None
    budgets: Budgets = field(default_factory=Budgets)


@dataclass(frozen=True, slots=True)
class Levels:
    """A rule's own level: one for packages that are not open source, one for those that are, others by kind."""

    closed: Level
    open: Level
    by_kind: Mapping[Kind, Level] = field(default_factory=dict)

    def pick(self, kind: Kind | None, visibility: Visibility) -> Level:
        """The level for an artifact of ``kind`` whose package has this ``visibility``."""
        if kind is not None and kind in self.by_kind:
            return self.by_kind[kind]
        return self.open if visibility is Visibility.OPEN else self.closed


@dataclass(frozen=True, slots=True)
class Before:
    """What an example is compared with: the files of the last release, and the two versions."""

    files: Mapping[str, str | bytes]
    versions: tuple[str, str] = ("1.0", "1.1")


@dataclass(frozen=True, slots=True)
class Example:
    """A small tree for a rule's tests and page.

    ``files`` maps logical paths to text or bytes; metadata that is not given is added by the builder. ``fires`` is
    the number of findings that the rule itself must give: none marks an example that it must leave alone.
    ``${fake:kind}`` in text is expanded by the builder, so that no token-shaped string stands in the source.
    ``also`` names the rules that rightly warn about the same tree; without it no other rule may. ``before`` is what
    the files are compared with, ``tree`` the commit that they were built from; ``sdist`` and ``sibling``
    are another artifact of the same release.
    """

    title: str
    files: Mapping[str, str | bytes]
    fires: int = 0
    kind: Kind | None = None
    policy: str = ""
    modes: Mapping[str, int] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    before: Before | None = None
    tree: Mapping[str, str | bytes] | None = None
    sdist: Mapping[str, str | bytes] | None = None
    sibling: Mapping[str, str | bytes] | None = None


class Pin(str, Enum):
    """What an exception for a rule must name beside its reason."""

    FREE = "free"  # a pattern is enough
    DRAFT = "draft"  # a pattern is enough; a drafted exception names the content, as what runs by itself may change
    MEMBER = "member"  # the sha256 of the member: a pattern would let the next secret through too
    VALUE = "value"  # the names of the secrets, or the sha256 of the member
    ARTIFACT = "artifact"  # the sha256 of the artifact: the rule is about how the archive reads
    NEVER = "never"  # the rule is about exceptions, and has none

    @property
    def required(self) -> bool:
        """Whether no pattern may silence the rule."""
        return self in {Pin.MEMBER, Pin.VALUE, Pin.ARTIFACT, Pin.NEVER}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must not go out. See CONTRIBUTING for a walk through one.

    ``wants`` looks at an entry without touching its content and decides whether ``visit`` sees it; ``visit`` is
    called while the entry is current, ``finish`` once after the last one. ``state`` makes the value that the two
    share, one per artifact. ``grades`` says in words when a single finding differs from ``levels``. ``pin`` is what an
    exception must name. ``stays`` says that the file stays in the package once the finding is dealt with: the secret is
    taken out of it, its name or mode is changed, its size is budgeted. ``needs`` names the fields of
    :class:`~pkglint.model.reference.Reference` of which one must be there, for rules that compare.
    """

    id: str
    summary: str
    levels: Levels
    examples: tuple[Example, ...]
    kinds: tuple[Kind, ...] = ALL_KINDS
    options: type[Any] | None = None
    state: Callable[[], Any] | None = None
    wants: Callable[[Entry], bool] | None = None
    visit: Callable[[Entry, Scope], Iterable[Finding]] | None = None
    finish: Callable[[Scope], Iterable[Finding]] | None = None
    grades: str = ""
    pin: Pin = Pin.FREE
    stays: bool = False
    needs: tuple[str, ...] = ()


class RuleDoc(NamedTuple):
    """A rule as reports and documents show it: everything that is said about it, nothing that runs.

    ``score`` is the weight of an error of its family as SARIF readers know it, like CVSS: 9.0 and more is critical,
    7.0 high, 4.0 medium.
    """

    id: str
    family: str
    summary: str
    page: str
    levels: Levels
    grades: str
    kinds: tuple[Kind, ...]
    score: float = 5.0


def level(closed: Level, open: Level | None = None, **by_kind: Level) -> Levels:  # noqa: A002
    """Shorthand for :class:`Levels`: ``level(Level.ERROR)``, ``level(Level.ERROR, Level.WARNING, npm=Level.INFO)``."""
    return Levels(closed, closed if open is None else open, {Kind(kind): value for kind, value in by_kind.items()})


class Scope:
    """What one rule sees of one artifact: its options, its state, and the listing once the walk has ended.

    ``rows``, ``anomalies``, ``kept`` and ``package`` are complete in ``finish`` only. ``kept`` holds the metadata
    files (``metadata.is_kept``) by logical path; of two with the same path the last one wins, as npm has it.
    ``rehash`` reads the artifact a second time and gives the digest in hex of every file by its raw name; it is for
    the rare algorithm that the walk did not know it would need, and ``None`` inside a nested archive. ``skipped``
    counts by format the binary members that a rule, for what they are, did not search: the report says so. Rules that
    compare see the ``snapshot`` of the artifact and the ``reference`` that it is compared with. ``today`` is the day
    for which the artifact is judged.
    """

    __slots__ = (
        "anomalies",
        "artifact",
        "expectations",
        "kept",
        "options",
        "package",
        "reference",
        "rehash",
        "rows",
        "rule",
        "skipped",
        "snapshot",
        "state",
        "today",
    )

    def __init__(
        self,
        rule: Rule,
        artifact: Artifact,
        options: Any = None,
        expectations: Expectations | None = None,
        rows: Sequence[Row] = (),
        anomalies: Sequence[Anomaly] = (),
        kept: Kept | None = None,
        today: date = date.min,
    ) -> None:
        self.rule = rule
        self.artifact = artifact
        self.options = options if options is not None or rule.options is None else rule.options()
        self.expectations = expectations or Expectations()
        self.rows = rows
        self.anomalies = anomalies
        self.kept = kept if kept is not None else Kept()
        self.state: Any = rule.state() if rule.state else None
        self.package = Package()
        self.rehash: Callable[[str], Mapping[str, str]] | None = None
        self.skipped: dict[str, int] = {}
        self.reference = Reference()
        self.snapshot: Snapshot | None = None
        self.today = today

    def found(
        self,
        where: Entry | Row | str | None,
        message: str,
        *,
        line: int | None = None,
        fix: Fix | None = None,
        details: Mapping[str, Any] | None = None,
        evidence: Evidence | None = None,
        grade: Level | None = None,
        lowered: bool = False,
        pins: tuple[str, ...] = (),
    ) -> Finding:
        """A finding of this rule; ``where`` is an entry, a row, a logical path, or ``None`` for the whole artifact."""
        path = member = where if isinstance(where, str) else None
        if isinstance(where, (Entry, Row)):
            path, member = where.path, where.raw
        more = details or {}
        return Finding(self.rule.id, path, message, member, line, fix, more, evidence, grade, lowered, pins)
