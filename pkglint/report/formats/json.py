"""JSON, schema 1: a shape of its own that only grows. Every string is escaped, every member is listed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pkglint.model import Crash, Judged, Level, Report, Result, RuleDoc
from pkglint.report.advice import fixes
from pkglint.report.kit import escape, tool
from pkglint.report.kit.style import Style


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The report as one JSON object, in ASCII."""
    return dumps(document(report))


def dumps(value: Any) -> str:
    """Indented ASCII, in the order given, without anything that is not JSON."""
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema": 1,
        "tool": {"name": tool.NAME, "version": tool.version()},
        "policy": {
            "source": _escaped(report.policy_source),
            "presets": [escape.terminal(name) for name in report.presets],
            "digest": report.policy_digest,
            "fail_on": str(report.fail_on) if report.fail_on is not None else "never",
            "findings": [_about_policy(judged) for judged in report.about_policy],
        },
        "summary": summary(report),
        "problem": _escaped(report.problem),
        "artifacts": [_artifact(result) for result in report.results],
    }


def summary(report: Report) -> dict[str, int]:
    """The counts of a run."""
    return {
        "artifacts": len(report.results),
        "errors": report.count(Level.ERROR),
        "warnings": report.count(Level.WARNING),
        "infos": report.count(Level.INFO),
        "ignored": sum(len(result.ignored) for result in report.results),
        "not_linted": sum(result.not_linted is not None for result in report.results),
        "crashes": sum(len(result.crashes) for result in report.results),
        "exit_code": report.exit_code,
    }


def _artifact(result: Result) -> dict[str, Any]:
    artifact, package, advice = result.artifact, result.package, fixes.Advice(result)
    return {
        "path": escape.terminal(artifact.path),
        "kind": artifact.kind.value if artifact.kind else None,
        "name": escape.terminal(package.name),
        "version": escape.terminal(package.version),
        "sha256": artifact.sha256,
        "size": artifact.size,
        "unpacked_size": result.unpacked,
        "members": len(result.rows),
        "visibility": package.visibility.value,
        "visibility_reason": escape.terminal(package.visibility_reason),
        "packer": escape.terminal(package.packer),
        "status": result.status,
        "reason": escape.terminal(result.not_linted.told) if result.not_linted else None,
        "reason_code": escape.terminal(result.not_linted.code) if result.not_linted else None,
        "findings": [_finding(advice, judged) for judged in result.active],
        "ignored": [_ignored(advice, judged) for judged in result.ignored],
        "crashes": [_crash(crash) for crash in result.crashes],
        "not_scanned": dict(result.skipped),
    }


def _finding(advice: fixes.Advice, judged: Judged) -> dict[str, Any]:
    finding = judged.finding
    return {
        "rule": finding.rule,
        "level": str(judged.level),
        "path": escape.name(finding.path) if finding.path is not None else None,
        "member": escape.name(finding.member) if finding.member is not None else None,
        "line": finding.line,
        "message": escape.terminal(finding.message),
        "fix": advice.text(judged),
        "fingerprint": judged.fingerprint,
        "details": plain(finding.details),
        "evidence": _evidence(judged),
    }


def _evidence(judged: Judged) -> dict[str, Any] | None:
    evidence = judged.finding.evidence
    return (
        {"kind": escape.terminal(evidence.kind), "prefix": escape.terminal(evidence.prefix), "length": evidence.length}
        if evidence
        else None
    )


def _ignored(advice: fixes.Advice, judged: Judged) -> dict[str, Any]:
    by = judged.ignored_by
    return {
        **_finding(advice, judged),
        "ignored_by": {
            "line": by.line if by else None,
            "reason": escape.terminal(by.reason) if by else "",
            "expires": by.expires.isoformat() if by and by.expires else None,
        },
    }


def _about_policy(judged: Judged) -> dict[str, Any]:
    finding = judged.finding
    return {
        "rule": finding.rule,
        "level": str(judged.level),
        "line": finding.line,
        "message": escape.terminal(finding.message),
        "fingerprint": judged.fingerprint,
        "details": plain(finding.details),
    }


def _crash(crash: Crash) -> dict[str, Any]:
    return {
        "rule": crash.rule,
        "member": escape.name(crash.where) if crash.where is not None else None,
        "error": escape.terminal(crash.error),
    }


def plain(value: Any) -> Any:
    """Details with every string escaped and nothing left that JSON does not have."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {escape.terminal(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    return escape.terminal(str(value))


def _escaped(value: str | None) -> str | None:
    return escape.terminal(value) if value is not None else None
