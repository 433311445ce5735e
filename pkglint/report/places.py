"""Where a finding is shown in tools that only know the files of a repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pkglint.model import Judged, Kind, Result
from pkglint.report import escape
from pkglint.report.style import Style

_PACKING = {Kind.WHEEL: "pyproject.toml", Kind.SDIST: "pyproject.toml", Kind.NPM: "package.json"}
_ENDINGS = {Kind.WHEEL: ".whl", Kind.SDIST: ".tar.gz", Kind.NPM: ".tgz"}


def tracked(result: Result, judged: Judged, style: Style) -> str | None:
    """The tracked file with the same bytes as the member, if the caller knows one."""
    if not style.source_files or judged.finding.path is None:
        return None
    digests = (row.digest for row in result.rows if row.path == judged.finding.path and row.digest)
    return next((style.source_files[digest] for digest in digests if digest in style.source_files), None)


def packing(result: Result) -> str | None:
    """The file that controls what goes into an artifact of this kind."""
    return _PACKING.get(result.artifact.kind) if result.artifact.kind else None


def shown(result: Result, judged: Judged, style: Style) -> tuple[str | None, int]:
    """The file and line to point at: the tracked file, else the one that controls packing, else none."""
    file = tracked(result, judged, style)
    return (file, judged.finding.line or 1) if file else (packing(result), 1)


def virtual(result: Result, path: str | None = None) -> str:
    """A URI for a member that stays the same from version to version: ``dist/demo.whl/demo/app.py``."""
    name = result.package.name.lstrip("@").replace("/", "-")
    ending = _ENDINGS.get(result.artifact.kind, "") if result.artifact.kind else ""
    root = f"{name}{ending}" if name and ending else result.artifact.filename
    inside = escape.uri(
        (path or "").replace(result.package.version, "{version}") if result.package.version else path or ""
    )
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
