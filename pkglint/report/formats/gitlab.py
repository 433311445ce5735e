"""GitLab's code quality report: one JSON array, a fingerprint per entry that no other entry has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from pkglint.model import Level, Report, RuleDoc
from pkglint.report.kit import escape, places
from pkglint.report.kit.grouping import grouped
from pkglint.report.kit.style import Style
from pkglint.report.kit.values import dumps

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "minor", Level.INFO: "info"}


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """Every group of active findings, as the full text has them, and what was not linted as a blocker."""
    return dumps(list(_entries(report)))


def _entries(report: Report) -> Iterator[dict[str, Any]]:
    names = places.Fingerprints()
    if report.problem:
        yield _blocker("not-linted", report.problem, ".", names)
    for result in report.results:
        path = escape.terminal(result.artifact.path)
        if result.not_linted:
            yield _blocker("not-linted", f"{path}: {result.not_linted.sentence}", path, names)
        for crash in result.crashes:
            yield _blocker("rule-crashed", f"{path}: {crash.rule}: {crash.error}", path, names)
        files = places.Places(result)
        for group in grouped(result.active):
            file, line = files.of(group.judged[0])
            member = places.members(group)
            where = f"{escape.terminal(result.artifact.filename)}: " + (f"{member}: " if member else "")
            yield {
                "description": where + escape.terminal(group.message),
                "check_name": group.rule,
                "fingerprint": names.unique(places.of_group(result, group)),
                "severity": _SEVERITIES[group.level],
                "location": {"path": escape.terminal(file) if file else path, "lines": {"begin": line}},
            }
    for judged in report.about_policy:
        yield {
            "description": escape.terminal(judged.finding.message),
            "check_name": judged.finding.rule,
            "fingerprint": names.unique(judged.fingerprint),
            "severity": _SEVERITIES[judged.level],
            "location": {
                "path": escape.terminal(report.policy_source or "."),
                "lines": {"begin": judged.finding.line or 1},
            },
        }


def _blocker(check: str, text: str, path: str, names: places.Fingerprints) -> dict[str, Any]:
    digest = hashlib.sha256(f"{check}\0{path}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return {
        "description": escape.terminal(text),
        "check_name": check,
        "fingerprint": names.unique(digest),
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": 1}},
    }
