"""JUnit XML: a suite per artifact, a case per rule that found something, one that passes where none did.

A rule whose findings stop the release is a failure; one whose findings do not is a pass with output; one whose
findings are all ignored is skipped. What could not be linted is an error, and so is a rule that crashed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from pkglint.model import Judged, Report, Result, RuleDoc, units
from pkglint.report.advice import fixes
from pkglint.report.kit import escape, places, words
from pkglint.report.kit.style import Style

_LISTED = 200


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The report as XML, in ASCII."""
    root = ET.Element("testsuites", name="pkglint")
    if report.problem:
        _error(_case(_suite(root, "pkglint"), "pkglint", "not-linted"), "not-linted", report.problem)
    for result in report.results:
        _artifact(root, report, result)
    if report.about_policy:
        _policy(root, report)
    for suite in root:
        _count(suite)
    _count(root)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii")
    return escape.guard(text + "\n")


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=escape.xml(name))


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=escape.xml(group), name=escape.xml(name), time="0")


def _artifact(root: ET.Element, report: Report, result: Result) -> None:
    path = result.artifact.path
    suite = _suite(root, path)
    if result.not_linted:
        _error(_case(suite, path, "not-linted"), result.not_linted.code, result.not_linted.sentence)
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for judged in result.judged:
        by_rule[judged.finding.rule].append(judged)
    crashes = {crash.rule: crash for crash in result.crashes}
    if not (by_rule or crashes or result.not_linted):
        _case(suite, path, "nothing found")
    for rule in dict.fromkeys([*by_rule, *crashes]):
        case = _case(suite, path, rule)
        if rule in crashes:
            _error(case, "crash", f"our bug: {crashes[rule].error}")
        else:
            _findings(case, report, result, by_rule.get(rule, []))


def _findings(case: ET.Element, report: Report, result: Result, found: Sequence[Judged]) -> None:
    active = [judged for judged in found if judged.ignored_by is None]
    if not active:
        if found and found[0].ignored_by:
            ET.SubElement(case, "skipped", message=escape.xml(f"ignored: {found[0].ignored_by.reason}"))
        return
    worst = max(judged.level for judged in active)
    text = "\n".join(map(escape.xml, _lines(result, active)))
    if any(report.stops(judged, result) for judged in active):
        member = places.member(active[0])
        first = f"{member}: {active[0].finding.message}" if member else active[0].finding.message
        message = first if len(active) == 1 else f"{units.count(len(active), 'finding')}, the first: {first}"
        ET.SubElement(case, "failure", type=str(worst), message=escape.xml(message)).text = text
    else:
        ET.SubElement(case, "system-out").text = text


def _lines(result: Result, found: Sequence[Judged]) -> Iterable[str]:
    for judged in found[:_LISTED]:
        member = places.member(judged)
        yield f"{judged.level}: " + (f"{member}: " if member else "") + judged.finding.message
    if len(found) > _LISTED:
        yield f"and {words.number(len(found) - _LISTED)} more"
    yield from fixes.lines(fixes.Advice(result).steps(found))


def _policy(root: ET.Element, report: Report) -> None:
    name = report.policy_source or "policy"
    suite = _suite(root, name)
    for judged in report.about_policy:
        line = f" (line {judged.finding.line})" if judged.finding.line else ""
        case = _case(suite, name, judged.finding.rule + line)
        if report.stops(judged):
            ET.SubElement(case, "failure", type=str(judged.level), message=escape.xml(judged.finding.message))
        else:
            ET.SubElement(case, "system-out").text = escape.xml(f"{judged.level}: {judged.finding.message}")


def _error(case: ET.Element, kind: str, text: str) -> None:
    ET.SubElement(case, "error", type=escape.xml(kind), message=escape.xml(text)).text = escape.xml(text)


def _count(element: ET.Element) -> None:
    """Attributes that every reader of JUnit files expects."""
    element.set("tests", str(len(element.findall(".//testcase"))))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(len(element.findall(f".//{tag}"))))
    element.set("time", "0")
