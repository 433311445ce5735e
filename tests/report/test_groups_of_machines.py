"""GitLab and SARIF show groups as the full text does, and name them so that the next release knows them again."""

from __future__ import annotations

import json
from typing import Any

from fixtures.build import build
from fixtures.lint import lint
from pkglint.engine import documentation
from pkglint.model import Kind, Report
from pkglint.report import Style, render

MANY = {f"lib/.idea/{index}.xml": f"<a>{index}</a>\n" for index in range(40)}
NOTES = {f"docs/{index}.map": '{"version":3,"sources":["../../src/x.ts"],"mappings":"AAAA"}' for index in range(40)}


def report(version: str = "1.0.0", extra: int = 0) -> Report:
    manifest = json.dumps({"name": "demo", "version": version, "license": "UNLICENSED"})
    more = {f"docs/x{index}.map": NOTES["docs/0.map"] for index in range(extra)}
    _, data = build(Kind.NPM, {"package.json": manifest, "index.js": "1;\n", **MANY, **NOTES, **more})
    return lint(f"demo-{version}.tgz", data)


def gitlab(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("gitlab", made, Style()))
    return found


def sarif(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("sarif", made, Style(), documentation()))["runs"][0]["results"]
    return found


def test_a_group_is_one_entry_with_its_count_and_first_names() -> None:
    made = report()
    assert len(made.findings) > 40
    entries, results = gitlab(made), sarif(made)
    assert len(entries) == len(results) < 8
    entry = next(entry for entry in entries if "40 files in docs/" in entry["description"])
    assert "(0.map, 1.map, 10.map, 11.map, 12.map and 35 more)" in entry["description"]
    result = next(result for result in results if result.get("occurrenceCount") == 40)
    assert len(result["properties"]["members"]) == 40
    assert "40 files in docs/" in result["message"]["text"]


def test_a_group_keeps_its_fingerprint_when_it_grows_in_the_next_release() -> None:
    before, after = report(), report("1.0.1", extra=3)
    assert {entry["fingerprint"] for entry in gitlab(before)} == {entry["fingerprint"] for entry in gitlab(after)}
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in sarif(before)]
    assert len(set(prints)) == len(prints)
