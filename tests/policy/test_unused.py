"""When an exception is called unused: only if what it is about was linted to the end, and nothing fell under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind, Level
from pkglint.policy import load_policy, with_overrides
from pkglint.policy.judge.verdict import judge_policy
from pkglint.rules import catalogue

TODAY = date(2026, 7, 1)
FILES = {"demo/.env": "TOKEN=${fake:npm}\n", "demo/.DS_Store": "x"}
WHEEL = build(Kind.WHEEL, FILES)
HEAD = "version: 1\nignore:\n"


def about(entry: str, *, policy: str = "", files: dict[str, str] | None = None) -> list[str]:
    """Messages about the exceptions, from a run over one wheel."""
    report = lint(
        *(build(Kind.WHEEL, files) if files else WHEEL), f"{HEAD}  - {{{entry}, reason: It is meant}}\n{policy}"
    )
    return [judged.finding.message for judged in report.about_policy]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("rule: env-file", []),
        ("rule: env-file, paths: [demo/.env]", []),
        ("rule: env-file, paths: [demo/.env], artifacts: [wheel]", []),
        ("rule: env-file, paths: [other/.env]", ["the exception silenced nothing: env-file in other/.env"]),
        ("rule: bytecode", ["the exception silenced nothing: bytecode"]),
        ("rule: bytecode, artifacts: [npm]", []),
        ("rule: bytecode, package: other", []),
        ("rule: bytecode, package: Demo", ["the exception silenced nothing: bytecode (Demo)"]),
        ("rule: bytecode, expires: 2026-06-30", ["the exception expired on 2026-06-30: bytecode"]),
        ("rule: bytecode, expires: 2026-07-01", ["the exception silenced nothing: bytecode"]),
    ],
)
def test_what_is_said_of_an_exception(entry: str, said: list[str]) -> None:
    assert about(entry) == said


PIN = "sha256: " + "0" * 64


@pytest.mark.parametrize(
    ("entry", "differs"),
    [
        (f"rule: env-file, paths: [demo/.env], {PIN}", True),
        (f"rule: env-file, {PIN}", True),
        (f"rule: env-file, paths: [other], {PIN}", False),
        (f"rule: bytecode, {PIN}", False),
        ("rule: env-file, paths: [other]", False),
    ],
)
def test_a_pin_on_other_content_is_said_as_such(entry: str, *, differs: bool) -> None:
    """Only where the exception would have silenced something if its digest were that of the content."""
    [said] = about(entry)
    assert ("pins other content than what is there now" in said) is differs


def test_a_pin_differs_only_in_an_artifact_that_it_is_about() -> None:
    policy = load_policy(
        ".pkglint.yaml",
        f"{HEAD}  - {{rule: env-file, package: other, {PIN}, reason: It is meant}}\n".encode(),
        catalogue(),
    )
    ours, clean = lint(*WHEEL), lint(*build(Kind.NPM, {"a.js": ""}, name="other"))
    [said] = judge_policy(policy, [*ours.results, *clean.results], TODAY)
    assert "silenced nothing" in said.finding.message


def test_an_exception_for_a_rule_that_was_not_selected_is_no_news() -> None:
    policy = load_policy(".pkglint.yaml", f"{HEAD}  - {{rule: bytecode, reason: It is meant}}\n".encode(), catalogue())
    results = lint(*WHEEL).results
    assert [j.level for j in judge_policy(policy, results, TODAY)] == [Level.WARNING]
    assert judge_policy(replace(policy, silent=frozenset({"bytecode"})), results, TODAY) == ()
    assert judge_policy(replace(policy, silent=frozenset({"env-file"})), results, TODAY)
    assert with_overrides(policy, catalogue(), select=["env-file"]).silent >= {"bytecode"}
    assert "env-file" not in with_overrides(policy, catalogue(), select=["env-file"]).silent


def test_one_artifact_that_was_not_linted_leaves_every_exception_in_doubt() -> None:
    policy = load_policy(".pkglint.yaml", f"{HEAD}  - {{rule: bytecode, reason: It is meant}}\n".encode(), catalogue())
    whole, cut = lint(*WHEEL).results, lint(WHEEL[0], WHEEL[1][:-30]).results
    assert cut[0].not_linted
    assert judge_policy(policy, whole, TODAY)
    assert judge_policy(policy, [*whole, *cut], TODAY) == ()


def test_an_artifact_of_another_kind_that_was_not_linted_leaves_it_in_doubt_too() -> None:
    """Its kind may be all that is known of it: whether an exception is about it cannot be said."""
    policy = load_policy(
        ".pkglint.yaml",
        f"{HEAD}  - {{rule: bytecode, artifacts: [wheel], reason: It is meant}}\n".encode(),
        catalogue(),
    )
    filename, data = build(Kind.NPM, {"a.js": ""})
    results = [*lint(*WHEEL).results, *lint(filename, data[:-30]).results]
    assert judge_policy(policy, results[:1], TODAY)
    assert judge_policy(policy, results, TODAY) == ()
