"""What other programs read: SARIF, JUnit, GitLab, in-toto, JSON, GitHub's annotations and summary."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from pkglint.model import Artifact, Finding, Judged, Kind, Level, Package, Project, Report, Result, fingerprint
from pkglint.report import Style, render
from tests.report import sample

SARIF_SCHEMA = Path(__file__).parents[2] / "fixtures" / "vendor" / "sarif-schema-2.1.0.json"
MULTITOOL = os.environ.get("PKGLINT_SARIF_MULTITOOL", "")
STYLE = Style(token="t0ken")


def run_of(report: Report) -> dict[str, Any]:
    document = json.loads(render("sarif", report, STYLE, sample.DOCS))
    assert document["version"] == "2.1.0"
    [run] = document["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("name", sample.ALL)
def test_sarif_is_what_github_asks_for(name: str) -> None:
    report = sample.ALL[name]()
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules][: len(sample.DOCS)] == [doc.id for doc in sample.DOCS]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
    seen = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[^/:][^:]*", location["artifactLocation"]["uri"])
        assert ".." not in location["artifactLocation"]["uri"].split("/")
        assert location["region"]["startColumn"] == location["region"]["endColumn"] == 1
        seen.add(result["partialFingerprints"]["primaryLocationLineHash"])
    assert len(seen) == len(run["results"])
    [invocation] = run["invocations"]
    unread = report.problem or any(r.not_linted or r.crashes for r in report.results)
    assert invocation["executionSuccessful"] == (not unread)
    assert bool(invocation.get("toolExecutionNotifications")) == bool(unread)


def test_sarif_survives_a_version_bump() -> None:
    def uris(version: str) -> list[tuple[str, str]]:
        package = Package("demo", version, packer="hatchling")
        path = f"demo-{version}.dist-info/x"
        finding = Finding("secret", path, "x", path)
        judged = Judged(finding, Level.ERROR, fingerprint(finding, package, Kind.WHEEL, 0))
        artifact = Artifact(f"dist/demo-{version}-py3-none-any.whl", f"demo-{version}-py3-none-any.whl", Kind.WHEEL, 1)
        return [
            (
                result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
                result["partialFingerprints"]["primaryLocationLineHash"],
            )
            for result in run_of(Report((Result(artifact, package, (), (judged,)),)))["results"]
        ]

    assert uris("1.0.0") == uris("2.0.0rc1")


@pytest.mark.parametrize("name", sample.ALL)
def test_sarif_matches_its_schema(name: str) -> None:
    validator = jsonschema.Draft4Validator(json.loads(SARIF_SCHEMA.read_text("utf-8")))
    document = json.loads(render("sarif", sample.ALL[name](), STYLE, sample.DOCS))
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.skipif(not MULTITOOL, reason="opt-in: set PKGLINT_SARIF_MULTITOOL to the program")
@pytest.mark.parametrize("name", sample.ALL)
def test_sarif_passes_microsofts_validator(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.sarif"
    path.write_text(render("sarif", sample.ALL[name](), STYLE, sample.DOCS), "utf-8")
    command = [MULTITOOL, "validate", str(path), "--rule-kind", "Sarif;Ghas"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "Analysis completed successfully" in done.stdout
    assert [line for line in done.stdout.splitlines() if ": error " in line] == []


@pytest.mark.parametrize("name", sample.ALL)
def test_junit_counts(name: str) -> None:
    report = sample.ALL[name]()
    root = ET.fromstring(render("junit", report, STYLE, sample.DOCS))
    for element in (root, *root):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(element.attrib[attribute]) == len(element.findall(f".//{tag}"))
    stopped = int(root.attrib["failures"]) + int(root.attrib["errors"])
    assert (stopped > 0) == (report.exit_code != 0)


def test_junit_fails_from_the_level_of_the_policy() -> None:
    strict = replace(sample.many_maps(), fail_on=Level.WARNING)
    never = replace(sample.one_leak(), fail_on=None)
    assert ET.fromstring(render("junit", strict, STYLE, sample.DOCS)).attrib["failures"] == "1"
    assert ET.fromstring(render("junit", never, STYLE, sample.DOCS)).attrib["failures"] == "0"


@pytest.mark.parametrize("name", sample.ALL)
def test_gitlab_entries_are_unique(name: str) -> None:
    report = sample.ALL[name]()
    # Two wheels of one release hold the same finding under the same name.
    twice = replace(report, results=report.results * 2)
    entries = json.loads(render("gitlab", twice, STYLE, sample.DOCS))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not entry["location"]["path"].startswith(("/", "./"))
        assert entry["location"]["lines"]["begin"] >= 1


def test_annotations_are_ten_at_most_and_the_last_one_counts() -> None:
    package = Package("demo", "1", packer="hatchling")
    found = [Finding(f"rule-{i}", f"a{i}", "x" * 5000, f"a{i}") for i in range(30)]
    judged = tuple(Judged(f, Level.ERROR, "f" * 32) for f in found)
    result = Result(sample.artifact("demo-1.whl", Kind.WHEEL, 1), package, (), judged)
    lines = render("github", Report((result,)), STYLE).splitlines()
    commands = lines[lines.index("::t0ken::") + 1 :]
    assert len(commands) == 10
    assert commands[-1] == "::error title=pkglint::21 more annotations of this level: the log of this step lists them"
    assert all(line.startswith("::error file=pyproject.toml,line=1,title=pkglint%3A rule-") for line in commands[:-1])
    assert all(len(line.split("::", 2)[2]) <= 4096 for line in commands)


def test_annotations_point_at_the_tracked_file_with_the_same_bytes() -> None:
    report = sample.mixed()
    source = "src/demo/settings.py"
    for root, tracked, said in (
        ("", {source}, f"file={source},line=2"),
        ("packages/a", {source}, f"file=packages/a/{source},line=2"),
        ("", set(), "file=pyproject.toml,line=1"),
        ("../other", {source}, "file=pyproject.toml,line=1"),
    ):
        project = Project(root, {}, {"demo/settings.py": source}, frozenset(tracked), found=True)
        first = replace(report.results[0], project=project)
        found = replace(report, results=(first, *report.results[1:]))
        text = render("github", found, STYLE)
        assert f"::error {said},title=pkglint%3A secret::" in text
        assert "::error file=package.json,line=1,title=pkglint%3A source-map::" in text
        [uri] = {
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for each in json.loads(render("sarif", found, STYLE, sample.DOCS))["runs"][0]["results"]
            if each["ruleId"] == "secret"
        }
        assert uri == (said[5:-7] if "settings" in said else uri)
        assert ("src/" in uri) is ("settings" in said)


@pytest.mark.parametrize(
    ("root", "uri"),
    [("packages/a", "packages/a/pyproject.toml"), ("../other", "dist/demo.whl/demo/settings.py")],
)
def test_sarif_names_the_manifest_where_no_file_is_tracked_and_it_is_there(root: str, uri: str) -> None:
    report = sample.mixed()
    project = Project(root, {"pyproject.toml": "[project]\n"}, {"demo/settings.py": "src/demo/settings.py"}, found=True)
    found = replace(report, results=(replace(report.results[0], project=project),))
    [place] = [
        each["locations"][0]["physicalLocation"]
        for each in json.loads(render("sarif", found, STYLE, sample.DOCS))["runs"][0]["results"]
        if each["ruleId"] == "secret"
    ]
    assert place["artifactLocation"]["uri"] == uri
    assert (place["region"]["startLine"] == 1) is uri.endswith(".toml")


def test_the_word_that_ends_the_protection_is_new_each_time() -> None:
    first, second = (render("github", sample.clean(), Style()).splitlines()[0] for _ in range(2))
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{32}", first)
    assert first != second


def test_a_summary_stays_under_its_cap() -> None:
    package = Package("demo", "1", packer="hatchling")
    found = [Finding(f"rule-{i}", f"a{i}/{'x' * 300}", f"is {'y' * 400}", f"a{i}") for i in range(5000)]
    judged = tuple(Judged(f, Level.ERROR, "f" * 32) for f in found)
    result = Result(sample.artifact("demo-1.whl", Kind.WHEEL, 1), package, (), judged)
    text = render("markdown", Report((result,)), STYLE)
    assert len(text.encode()) <= 512 << 10
    left = re.search(r"\*\*([\d,]+) more\*\* findings", text)
    assert left
    assert int(left[1].replace(",", "")) == 5000 - text.count("<details>")


def test_json_keeps_its_shape() -> None:
    document = json.loads(render("json", sample.mixed(), STYLE))
    assert document["schema"] == 1
    assert document["tool"] == {"name": "pkglint", "version": "1.2.3"}
    assert {"source", "presets"} <= set(document["policy"])
    assert {"artifacts", "errors", "warnings", "infos", "ignored", "not_linted", "exit_code"} <= set(
        document["summary"]
    )
    wanted = "path kind name version sha256 size unpacked_size members visibility status reason findings ignored"
    assert set(wanted.split()) <= set(document["artifacts"][0])
    finding = document["artifacts"][0]["findings"][0]
    assert {"rule", "level", "path", "member", "line", "message", "fix", "fingerprint", "details"} <= set(finding)
    [ignored] = document["artifacts"][0]["ignored"]
    assert ignored["ignored_by"] == {
        "line": 5,
        "reason": "Vendored from a public MIT project",
        "expires": "2027-03-31",
    }
    assert [artifact["status"] for artifact in document["artifacts"]] == ["findings", "findings", "not-linted"]
    assert len(json.loads(render("json", sample.many_maps(), STYLE))["artifacts"][0]["findings"]) == 1234


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("clean", "PASSED"),
        ("many_maps", "WARNED"),
        ("one_leak", "FAILED"),
        ("not_linted", "FAILED"),
        ("nothing", "FAILED"),
    ],
)
def test_intoto_says_the_verdict(name: str, verdict: str) -> None:
    report = sample.ALL[name]()
    statement = json.loads(render("intoto", report, STYLE, sample.DOCS))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    predicate = statement["predicate"]
    assert predicate["result"] == verdict
    assert predicate["tool"] == {"name": "pkglint", "version": "1.2.3"}
    assert predicate["summary"]["artifacts"] == len(report.results)
    assert [subject["digest"]["sha256"] for subject in statement["subject"]] == [
        result.artifact.sha256 for result in report.results
    ]
    if report.policy_digest:
        assert predicate["configuration"][0]["digest"] == {"sha256": report.policy_digest}
    assert (not predicate["passedTests"]) == (name in {"not_linted", "nothing"})


def test_subjects_have_names_of_their_own() -> None:
    first = sample.clean_wheel()
    other = replace(first, artifact=replace(first.artifact, path="other/demo.whl", sha256="0" * 64))
    statement = json.loads(render("intoto", Report((first, other)), STYLE))
    assert len({subject["name"] for subject in statement["subject"]}) == 2
