"""Where a finding is shown in tools that only know the files of a repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pkglint.detect.secrets.redact import redacted
from pkglint.model import Judged, Result
from pkglint.model.kinds import spec
from pkglint.report.kit import escape


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


class Fingerprints:
    """Fingerprints that are unique in one report: two wheels of one release may hold the same finding."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def unique(self, fingerprint: str) -> str:
        """The fingerprint itself the first time, with its number after that."""
        self._seen[fingerprint] += 1
        times = self._seen[fingerprint]
        return fingerprint if times == 1 else f"{fingerprint}-{times}"


def by_weight(results: Iterable[Result]) -> list[tuple[Result, Judged]]:
    """All active findings, the heaviest level first, otherwise in the order of the report."""
    pairs = [(result, judged) for result in results for judged in result.active]
    return sorted(pairs, key=lambda pair: -pair[1].level)
