"""JSON, schema 1: a shape of its own that only grows. Every string is escaped, every member is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pkglint.model import Crash, Judged, Report, Result, RuleDoc
from pkglint.model.reference import Compared
from pkglint.report.advice import fixes
from pkglint.report.kit import escape, tool
from pkglint.report.kit.style import Style
from pkglint.report.kit.values import dumps, plain, summary


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The report as one JSON object, in ASCII."""
    return dumps(document(report))


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
        "policy": _escaped(result.own.source) if result.own else None,
        "compared_with": [_compared(each) for each in result.compared_with],
        "status": result.status,
        "reason": escape.terminal(result.not_linted.sentence) if result.not_linted else None,
        "reason_code": escape.terminal(result.not_linted.code) if result.not_linted else None,
        "findings": [_finding(advice, judged) for judged in result.active],
        "ignored": [_ignored(advice, judged) for judged in result.ignored],
        "crashes": [_crash(crash) for crash in result.crashes],
        "not_scanned": dict(result.skipped),
    }


def _compared(each: Compared) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": escape.terminal(each.name),
        "path": escape.terminal(each.path),
        "sha256": each.sha256 or None,
        "commit": each.commit or None,
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


def _escaped(value: str | None) -> str | None:
    return escape.terminal(value) if value is not None else None
