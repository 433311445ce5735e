"""The results of a report, each with what is known of the project that it was made from."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from pkglint.model import FixAction, MemberType, Project, Report, Result
from pkglint.project import trace
from pkglint.project.find import project_of, text_of

# What advice changes, or begins a new file with.
TEXTS = ("pyproject.toml", "package.json", "MANIFEST.in", ".npmignore", ".gitignore")
_MOST = 2_000  # Members that are traced.


def attached(report: Report, start: Path) -> Report:
    """The report with the projects that its artifacts come from, as far as there is something to say of them.

    ``start`` is the working directory, absolute. Nothing is written and nothing is started but ``git ls-files``.
    """
    tracked: dict[Path, frozenset[str]] = {}
    return replace(report, results=tuple(_attached(result, start, tracked) for result in report.results))


def _attached(result: Result, start: Path, tracked: dict[Path, frozenset[str]]) -> Result:
    kind, name = result.artifact.kind, result.package.name
    if not result.active or kind is None or not name:
        return result
    root = project_of(kind, name, (start / result.artifact.path).absolute(), start)
    if root is None:
        return result
    if root not in tracked:
        tracked[root] = trace.tracked(root)
    texts = {name: text for name in TEXTS if (text := text_of(root / name)) is not None}
    sources = trace.sources(root, _wanted(result), tracked[root])
    known = frozenset(source for source in sources.values() if source in tracked[root])
    return replace(result, project=Project(_shown(root, start), texts, sources, known, _there(result, root), True))


def _shown(root: Path, start: Path) -> str:
    """The directory as seen from the working directory, with ``/``."""
    try:
        seen = os.path.relpath(root, start)
    except ValueError:  # on another drive
        return root.as_posix()
    return "" if seen == os.curdir else seen.replace(os.sep, "/")


def _wanted(result: Result) -> dict[str, tuple[str, int]]:
    """Digest and size of the members that findings are about, or that are in the directories that they are about."""
    named, trees = set(), []
    for judged in result.active:
        finding = judged.finding
        for path in (finding.path or "", *(finding.fix.paths if finding.fix else ())):
            named.add(path.partition("!")[0])
            if path.endswith("/"):
                trees.append(path)
    inside = tuple(trees)
    wanted = {}
    for row in result.rows:
        if row.type is MemberType.FILE and (row.path in named or (inside and row.path.startswith(inside))):
            wanted[row.path] = (row.digest, row.size)
            if len(wanted) >= _MOST:
                break
    return wanted


def _there(result: Result, root: Path) -> frozenset[str]:
    """The files and directories that the artifact lacks or should name, and that the project has."""
    fixes = [judged.finding.fix for judged in result.active if judged.finding.fix]
    paths = {path for fix in fixes if fix.action is FixAction.INCLUDE for path in fix.paths}
    return frozenset(path for path in paths if ".." not in path.split("/") and (root / path).exists())
