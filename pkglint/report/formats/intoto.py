"""An in-toto statement of the verdict, for a release job to sign.

Statement v1 with the predicate "test result" v0.1 of the in-toto attestation framework: its result and configuration,
the rules by outcome, and besides these the tool and the counts, which readers that do not know them must skip.
One result holds for all subjects: where one artifact fails, all of them do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pkglint.model import Level, Report, RuleDoc
from pkglint.report.kit import escape, tool
from pkglint.report.kit.style import Style
from pkglint.report.kit.summary import decide
from pkglint.report.kit.values import dumps, summary

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The statement as JSON, unsigned."""
    statement = {
        "_type": STATEMENT,
        "subject": _subjects(report),
        "predicateType": PREDICATE,
        "predicate": _predicate(report, docs),
    }
    return dumps(statement)


def _subjects(report: Report) -> list[dict[str, Any]]:
    artifacts = [result.artifact for result in report.results if result.artifact.sha256]
    names = [artifact.filename for artifact in artifacts]
    return [
        {
            # Names distinguish subjects, so they must differ.
            "name": escape.name(artifact.filename if names.count(artifact.filename) == 1 else artifact.path),
            "digest": {"sha256": artifact.sha256},
        }
        for artifact in artifacts
    ]


def _predicate(report: Report, docs: Sequence[RuleDoc]) -> dict[str, Any]:
    go, _ = decide(report)
    result = "FAILED" if not go else "WARNED" if report.count(Level.WARNING) else "PASSED"
    policy: dict[str, Any] = {"name": escape.terminal(report.policy_source or "defaults")}
    if report.policy_digest:
        policy["digest"] = {"sha256": report.policy_digest}
    policy["annotations"] = {"presets": [escape.terminal(name) for name in report.presets]}
    return {
        "result": result,
        "configuration": [policy],
        **_tests(report, docs),
        "tool": {"name": tool.NAME, "version": tool.version()},
        "summary": summary(report),
        "artifacts": [
            {
                "name": escape.name(each.artifact.filename),
                "status": each.status,
                "errors": each.count(Level.ERROR),
                "warnings": each.count(Level.WARNING),
                "infos": each.count(Level.INFO),
                "ignored": len(each.ignored),
            }
            for each in report.results
        ],
    }


def _tests(report: Report, docs: Sequence[RuleDoc]) -> dict[str, list[str]]:
    """Rules by outcome. A rule has passed only where every artifact was read."""
    worst: dict[str, Level] = {}
    for judged in (*(j for each in report.results for j in each.active), *report.about_policy):
        worst[judged.finding.rule] = max(judged.level, worst.get(judged.finding.rule, Level.NONE))
    failed = {rule for rule, level in worst.items() if level is Level.ERROR}
    failed |= {crash.rule for each in report.results for crash in each.crashes}
    warned = {rule for rule, level in worst.items() if level is Level.WARNING} - failed
    unread = report.problem or any(each.not_linted for each in report.results)
    passed = [] if unread else [doc.id for doc in docs if doc.id not in failed | warned]
    return {"passedTests": sorted(passed), "warnedTests": sorted(warned), "failedTests": sorted(failed)}
