"""Where a finding is shown in tools that only know the files of a repository."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from pkglint.detect.secrets.redact import redacted
from pkglint.model import Judged, Result
from pkglint.model.fold import fold
from pkglint.model.kinds import spec
from pkglint.report.kit import escape, words
from pkglint.report.kit.grouping import Group, grouped, shape


def packing(result: Result) -> str | None:
    """The file that controls what goes into an artifact of this kind, in the package's own directory."""
    if result.artifact.kind is None:
        return None
    name = spec(result.artifact.kind).packing
    there = result.project.name(name)
    return there if name in result.project.texts and not there.startswith("..") else name


class Places:
    """The files of a repository for the findings of one artifact."""

    def __init__(self, result: Result) -> None:
        self.packing = packing(result)
        self.project = result.project

    def tracked(self, judged: Judged) -> str | None:
        """The file in Git's index that the member comes from, as seen from the working directory."""
        source = self.project.sources.get((judged.finding.path or "").partition("!")[0])
        name = self.project.name(source) if source and source in self.project.tracked else ".."
        return None if name.startswith("..") else name

    def known(self, judged: Judged) -> tuple[str | None, int | None]:
        """As :meth:`of`, but no file that is not known to be there."""
        file = self.tracked(judged)
        if file:
            return file, judged.finding.line
        there = {*map(self.project.name, self.project.texts)} if self.project.found else set()
        return (self.packing, 1) if self.packing and self.packing in there else (None, None)

    def of(self, judged: Judged) -> tuple[str | None, int]:
        """File and line: the tracked file that the member comes from, else the one that controls packing, else none."""
        file = self.tracked(judged)
        inside = "!" in (judged.finding.path or "")
        return (file, 1 if inside else judged.finding.line or 1) if file else (self.packing, 1)


def virtual(result: Result, path: str | None = None) -> str:
    """A URI for a member that stays the same from version to version: ``dist/demo.whl/demo/app.py``."""
    name = result.package.name.lstrip("@").replace("/", "-")
    ending = spec(result.artifact.kind).suffix if result.artifact.kind else ""
    root = f"{name}{ending}" if name and ending else result.artifact.filename
    shown = redacted(path or "")
    inside = escape.uri(shown.replace(result.package.version, "{version}") if result.package.version else shown)
    return f"dist/{escape.uri(root) or '_'}" + (f"/{inside}" if inside else "")


def member(judged: Judged) -> str:
    """The member and line of a finding, escaped; empty for the artifact as a whole."""
    finding = judged.finding
    if finding.path is None:
        return ""
    return escape.name(finding.path) + (f":{finding.line}" if finding.line else "")


def members(group: Group, most: int = 5) -> str:
    """The place of a group on one line: its member, or how many there are with the first names; escaped."""
    if group.single:
        return member(group.single)
    paths = list(dict.fromkeys(judged.finding.path or "" for judged in group.judged))
    more = f" and {words.number(len(paths) - most)} more" if len(paths) > most else ""
    inside = f" in {escape.name(group.directory)}/" if group.directory else ""
    names = ", ".join(escape.name(path.removeprefix(f"{group.directory}/")) for path in paths[:most])
    return f"{words.number(len(paths))} files{inside} ({names}{more})" if len(paths) > 1 else escape.name(paths[0])


class Fingerprints:
    """Fingerprints that are unique in one report: two wheels of one release may hold the same finding."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def unique(self, fingerprint: str) -> str:
        """The fingerprint itself the first time, with its number after that."""
        self._seen[fingerprint] += 1
        times = self._seen[fingerprint]
        return fingerprint if times == 1 else f"{fingerprint}-{times}"


def of_group(result: Result, group: Group) -> str:
    """What names a group from release to release: that of its finding, or its rule, directory and kind of message."""
    if group.single:
        return group.single.fingerprint
    artifact, package = result.artifact, result.package
    parts = (artifact.kind, package.name, group.rule, fold(group.directory, package.version), shape(group.message))
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def by_weight(results: Iterable[Result]) -> list[tuple[Result, Group]]:
    """All active findings in groups, the heaviest level first, otherwise in the order of the report."""
    pairs = [(result, group) for result in results for group in grouped(result.active)]
    return sorted(pairs, key=lambda pair: -pair[1].level)
