"""What a policy is once it has been read: frozen values, nothing of the text but the lines that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pkglint.metadata.names import normalize
from pkglint.model import Artifact, Expectations, Finding, Kind, Level, Limits, Package, Visibility
from pkglint.policy.judge.patterns import Patterns

LOCK = ".pkglint-lock.yaml"  # the name of the file that is beside a policy


class Origin(NamedTuple):
    """Where a value came from: a preset's name, a file or an option of the command; ``line`` is 1-based."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


class Setting(NamedTuple):
    """A value, how it was written, and where."""

    value: Any
    written: str
    origin: Origin


# A key path below the top level, as in ("rules", "source-map", "level"), to the value that counts.
Settings = Mapping[tuple[str, ...], Setting]


@dataclass(frozen=True, slots=True)
class Ignore:
    """One exception, with the reason that a reviewer can check. ``None`` and an empty tuple mean "any".

    ``secrets`` are the names of all that a finding may be about. ``whole`` says that ``sha256`` is the artifact's own:
    the rule is about how the archive reads. ``needs`` are those of the rule: it did not run where none of them was
    there.
    ``inherited`` ones come from a policy that is extended.
    """

    index: int
    line: int | None
    rule: str
    reason: str
    paths: Patterns | None = None
    kinds: tuple[Kind, ...] = ()
    package: str | None = None
    sha256: str | None = None
    secrets: tuple[str, ...] = ()
    expires: date | None = None
    whole: bool = False
    needs: tuple[str, ...] = ()
    inherited: bool = False

    def expired(self, today: date) -> bool:
        """Whether the last day of the exception has passed."""
        return self.expires is not None and self.expires < today

    def concerns(self, kind: Kind | None, package: Package) -> bool:
        """Whether an artifact of this kind and package is one that the exception is about."""
        if self.kinds and kind not in self.kinds:
            return False
        return self.package is None or normalize(self.package) == normalize(package.name)

    def covers(self, finding: Finding, artifact: Artifact, package: Package, digests: Mapping[str, set[str]]) -> bool:
        """Whether the exception is about this finding; ``digests`` are the sha256 of the members, by path."""
        if self.rule != finding.rule or not self.concerns(artifact.kind, package):
            return False
        if self.paths is not None and not _matches(self.paths, finding.path, digests):
            return False
        if self.secrets and not (finding.pins and set(finding.pins) <= set(self.secrets)):
            return False
        path = None if self.whole else finding.path
        return self.sha256 is None or digests_of(path, artifact, digests) == {self.sha256}


@dataclass(frozen=True, slots=True)
class KindPolicy:
    """What counts for artifacts of one kind: only what is set explicitly, the rest is the rules' own."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    expectations: Expectations = field(default_factory=Expectations)


@dataclass(frozen=True, slots=True)
class Policy:
    """What to judge by. ``visibility`` is ``None`` for auto, ``fail_on`` is ``None`` for never.

    ``kinds`` holds the merged sections; its key ``None`` is the top level. ``settings`` are the same values with
    their origins, for whoever asks why. ``silent`` are the rules that a ``--select`` left out, so that nobody is
    warned that their exceptions are unused. ``raises_new``: a warning of a rule that was silent on the last
    release counts as an error. ``digest`` names the effective policy, whatever file it came from. ``packages`` are the
    policies of single packages, by normalised name: sections of this one, or files of their own with another source.
    """

    source: str | None = None
    presets: tuple[str, ...] = ()
    visibility: Visibility | None = None
    fail_on: Level | None = Level.ERROR
    limits: Limits = field(default_factory=Limits)
    pass_over: Patterns = field(default_factory=lambda: Patterns(()))
    ignores: tuple[Ignore, ...] = ()
    kinds: Mapping[Kind | None, KindPolicy] = field(default_factory=dict)
    settings: Settings = field(default_factory=dict, repr=False)
    kind_settings: Mapping[Kind, Settings] = field(default_factory=dict, repr=False)
    silent: frozenset[str] = frozenset()
    digest: str = ""
    raises_new: bool = True
    timed: bool = False
    packages: Mapping[str, Policy] = field(default_factory=dict, repr=False)

    def of(self, name: str) -> Policy:
        """The policy that counts for the package of this name."""
        return self.packages.get(normalize(name), self) if self.packages else self

    def likely(self, filename: str) -> Policy:
        """The policy of the package that a file is named after, to begin with: what counts is the metadata's name."""
        plain = normalize(filename).removeprefix("@")
        for name, policy in self.packages.items():
            rest = plain.removeprefix(name.removeprefix("@").replace("/", "-") + "-")
            if rest != plain and rest.removeprefix("v")[:1].isdigit():
                return policy
        return self

    def for_kind(self, kind: Kind | None) -> KindPolicy:
        """The sections that count for ``kind``; ``None`` stands for an artifact of no known kind."""
        found = self.kinds.get(kind)
        return found if found is not None else self.kinds.get(None, KindPolicy())

    def visibility_of(self, package: Package) -> Visibility:
        """Whether ``package`` is judged as open or closed: what the policy says, else what its metadata say."""
        return self.visibility or package.visibility


def _matches(paths: Patterns, path: str | None, digests: Mapping[str, set[str]]) -> bool:
    """A finding may be about a directory, which patterns such as ``vendor/`` know by the slash at its end."""
    return path is not None and (paths.matches(path) or (path not in digests and paths.matches(path + "/")))


def digests_of(path: str | None, artifact: Artifact, digests: Mapping[str, set[str]]) -> set[str]:
    """The sha256 of what a finding is about; a member of a nested archive is known by the outer member.

    More than one digest means that the path is there more than once with different content.
    """
    if path is None:
        return {artifact.sha256}
    outer = path
    while outer and outer not in digests:
        outer = outer.rpartition("!")[0]
    return digests.get(outer, set())
