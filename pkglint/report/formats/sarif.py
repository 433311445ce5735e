"""SARIF 2.1.0 as GitHub's code scanning reads it.

Every rule is listed in every run, so that indices and rule pages stay what they are. Findings are grouped as the full
text has them. Members of an artifact are files of no repository: their URI is a virtual path without the version, and
the fingerprint is our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pkglint.model import Judged, Level, Report, Result, RuleDoc
from pkglint.report.advice import fixes
from pkglint.report.kit import escape, places, tool, words
from pkglint.report.kit.grouping import Group
from pkglint.report.kit.style import Style
from pkglint.report.kit.values import dumps, plain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RESULTS = 25_000  # GitHub refuses a run with more, and shows the first 5,000.
_MEMBERS = 1_000  # Names of a group that are listed.
_DESCRIPTION = 1_000  # GitHub cuts descriptions at 1,024 characters.
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note", Level.NONE: "none"}
_STEP = 3.0  # each level below an error is this much lower


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """One run with all rules, the active findings, and what was not linted as notifications."""
    pairs = places.by_weight(report.results)
    advice = {id(result): fixes.Advice(result) for result in report.results}
    rules = _rules(report, docs)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    names = places.Fingerprints()
    run = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {"id": f"{tool.NAME}/"},
        "invocations": [_invocation(report, len(pairs))],
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(result, group, index, names, advice[id(result)]) for result, group in pairs[:_RESULTS]),
            *(_about_policy(report, judged, index, names) for judged in report.about_policy),
        ],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": tool.NAME,
        "version": tool.version(),
        "semanticVersion": tool.version(),
        "informationUri": tool.HOME,
        "rules": rules,
        "notifications": [
            _notice("not-linted", "NotLinted", "An artifact could not all be read, so nothing may be said about it."),
            _notice("rule-crashed", "RuleCrashed", "A rule crashed: a bug in pkglint."),
            _notice("results-capped", "ResultsCapped", "There are more findings than a run may hold."),
        ],
    }


def _notice(name: str, title: str, text: str) -> dict[str, Any]:
    reported = {"text": text}
    return {"id": name, "name": title, "shortDescription": reported, "fullDescription": reported, "help": reported}


def _rules(report: Report, docs: Sequence[RuleDoc]) -> list[dict[str, Any]]:
    rules = [_rule(doc) for doc in docs]
    known = {doc.id for doc in docs}
    every = [*(j for result in report.results for j in result.active), *report.about_policy]
    unknown = dict.fromkeys(j.finding.rule for j in every if j.finding.rule not in known)
    return [*rules, *({"id": rule, "shortDescription": {"text": f"{rule}."}} for rule in unknown)]


def _rule(doc: RuleDoc) -> dict[str, Any]:
    worst = max(doc.levels.closed, doc.levels.open, *doc.levels.by_kind.values())
    score = max(doc.score - _STEP * (Level.ERROR - worst), 0.1)
    summary = doc.summary.rstrip(".") + "."
    return {
        "id": doc.id,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": _full_description(doc, summary)},
        "helpUri": tool.page(doc.id),
        "help": {"text": _plain_page(doc.page), "markdown": doc.page},
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {
            "tags": ["security", "packaging", doc.family],
            "precision": "high",
            "problem.severity": {"error": "error", "warning": "warning"}.get(_LEVELS[worst], "recommendation"),
            "security-severity": f"{score:.1f}",
        },
    }


def _full_description(doc: RuleDoc, summary: str) -> str:
    """The summary and the first paragraph that says why it matters."""
    why = doc.page.partition("## Why it matters")[2].strip().partition("\n\n")[0]
    text = f"{summary} {' '.join(why.split())}".strip()
    if len(text) > _DESCRIPTION:
        text = text[:_DESCRIPTION].rpartition(". ")[0] + "."
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _plain_page(page: str) -> str:
    """A page without the marks of Markdown."""
    return re.sub(r"(?m)^#+ |^```.*\n?|`|\*\*", "", page).strip() + "\n"


def _invocation(report: Report, total: int) -> dict[str, Any]:
    notes = list(_notifications(report, total))
    made: dict[str, Any] = {
        "executionSuccessful": not any(note["level"] == "error" for note in notes),
        "exitCode": report.exit_code,
    }
    if notes:
        made["toolExecutionNotifications"] = notes
    return made


def _notifications(report: Report, total: int) -> Iterator[dict[str, Any]]:
    if report.problem:
        yield _notification("not-linted", 0, report.problem)
    for result in report.results:
        path = result.artifact.path
        if result.not_linted:
            yield _notification("not-linted", 0, f"{path}: {result.not_linted.sentence}", result)
        for crash in result.crashes:
            yield _notification("rule-crashed", 1, f"{path}: {crash.rule}: {crash.error}", result)
    if total > _RESULTS:
        yield _notification("results-capped", 2, f"{words.number(total - _RESULTS)} more findings", level="warning")


def _notification(
    name: str, index: int, text: str, result: Result | None = None, *, level: str = "error"
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "level": level,
        "descriptor": {"id": name, "index": index},
        "message": {"text": escape.sarif(text).rstrip(".") + "."},
    }
    if result:
        made["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": places.virtual(result)}}}]
    return made


def _result(
    result: Result, group: Group, index: dict[str, int], names: places.Fingerprints, advice: fixes.Advice
) -> dict[str, Any]:
    judged = group.judged[0]
    finding, member = judged.finding, places.members(group)
    name = escape.sarif(result.artifact.filename)
    text = f"{name}{escape.sarif(f'!{member}' if member else '')}: {escape.sarif(group.message)}."
    reported = fixes.lines(advice.steps(group.judged))
    text = "\n".join([text, "", *map(escape.sarif, reported)] if reported else [text])
    file, line = places.Places(result).known(judged)
    location = _location(escape.uri(file) if file else places.virtual(result, finding.path), line or finding.line)
    inside = places.member(judged)
    whole = escape.terminal(result.artifact.filename)
    location["logicalLocations"] = [{"fullyQualifiedName": f"{whole}!{inside}" if inside else whole, "kind": "member"}]
    made = _base(judged, index, text, location, names.unique(places.of_group(result, group)))
    properties = {"artifact": escape.terminal(result.artifact.path), "details": plain(finding.details)}
    if not group.single:
        made["occurrenceCount"] = len(group.judged)
        shown = dict.fromkeys(escape.name(each.finding.path or "") for each in group.judged[:_MEMBERS])
        properties = {"artifact": properties["artifact"], "members": list(shown)}
    return made | {"properties": properties}


def _about_policy(report: Report, judged: Judged, index: dict[str, int], names: places.Fingerprints) -> dict[str, Any]:
    uri = escape.uri(report.policy_source or "policy")
    text = f"{escape.sarif(judged.finding.message)}."
    location = _location(uri, judged.finding.line)
    return _base(judged, index, text, location, names.unique(judged.fingerprint))


def _base(
    judged: Judged, index: dict[str, int], text: str, location: dict[str, Any], fingerprint: str
) -> dict[str, Any]:
    return {
        "ruleId": judged.finding.rule,
        "ruleIndex": index[judged.finding.rule],
        "level": _LEVELS[judged.level],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1"},
    }


def _location(uri: str, line: int | None) -> dict[str, Any]:
    start = line or 1
    region = {"startLine": start, "startColumn": 1, "endLine": start, "endColumn": 1}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
