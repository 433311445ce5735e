"""Every key that says what an artifact may hold changes a verdict: no key is only read and never asked."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fixtures.build import build
from fixtures.lint import committed, lint
from pkglint.model import Budgets, Expectations, Kind
from pkglint.model.reference import Reference
from pkglint.policy.read.tables import section_keys
from pkglint.rules import catalogue

TREE = {"index.js": "x" * 3000, "b.js": "", "lib/c.js": ""}
MIXED = 'expected-files: ["package.json", "*.js", "LICENSE", "README.md"]\n'
# A key, the policy without it, the policy with it, and the rule that must answer.
CHANGES = {
    "expected-files": ("", 'expected-files: ["package.json", "index.js", "lib/", "LICENSE"]\n', "unexpected-file"),
    "also-expected-files": (MIXED.replace('"*.js", ', ""), 'also-expected-files: ["*.js"]\n', "unexpected-file"),
    "required-files": ("", 'required-files: ["d.js"]\n', "missing-file"),
    "forbidden-files": ("", 'forbidden-files: ["lib/"]\n', "forbidden-file"),
    "generated-files": ("", "generated-files: [index.js]\n", "untracked-file"),
    "budgets.packed": ("", "budgets: {packed: 100 B}\n", "oversized-package"),
    "budgets.unpacked": ("", "budgets: {unpacked: 3 KB}\n", "oversized-package"),
    "budgets.files": ("", "budgets: {files: 2}\n", "oversized-package"),
    "budgets.file": ("", "budgets: {file: 2 KB}\n", "oversized-file"),
}


def verdict(policy: str, rule: str) -> set[str | None]:
    reference = Reference(tree=committed({"b.js": "b\n", "lib/c.js": "c\n"}))
    report = lint(*build(Kind.NPM, TREE), f"version: 1\n{policy}", reference)
    [result] = report.results
    return {judged.finding.path for judged in result.active if judged.finding.rule == rule}


def test_every_key_and_every_field_is_here() -> None:
    keys = section_keys(catalogue()).keys() - {"rules", "budgets"}
    assert CHANGES.keys() == keys | {f"budgets.{field.name}" for field in fields(Budgets)}
    named = {key.partition("-files")[0].partition(".")[0] for key in CHANGES} - {"also-expected"}
    assert named == {field.name for field in fields(Expectations)}


@pytest.mark.parametrize("key", CHANGES)
def test_a_key_changes_a_verdict(key: str) -> None:
    without, added, rule = CHANGES[key]
    assert verdict(without, rule) != verdict(without + added, rule)
