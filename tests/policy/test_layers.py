"""Presets, what lies over what, and where every value came from."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pkglint.model import ALL_KINDS, Kind, Level, Limits, Visibility
from pkglint.policy import Patterns, Policy, default_policy, load_policy
from pkglint.policy.author.show import show
from pkglint.policy.read.layers import PRESETS, SECTIONS
from pkglint.policy.read.presets import preset_text
from pkglint.policy.read.tables import limits_table, section_keys
from pkglint.rules import catalogue
from tests.policy.broken_policies import name_of, valid


def policy(text: str, **more: Any) -> Policy:
    return load_policy(".pkglint.yaml", text.encode(), catalogue(), **more)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_policy_of_rules_that_exist(name: str) -> None:
    text = preset_text(name).replace("extends:", "preset:")
    assert load_policy(".pkglint.yaml", text.encode(), catalogue()).for_kind(None).levels.keys() <= catalogue().keys()
    assert default_policy(catalogue(), (name,)).presets == (name,)


def test_the_sections_of_a_kind_are_those_of_the_tables() -> None:
    assert section_keys(catalogue()).keys() == SECTIONS


def test_recommended_sets_no_level() -> None:
    assert default_policy(catalogue()).for_kind(None).levels == {}
    assert default_policy(catalogue()).fail_on is Level.ERROR


def test_strict_raises_and_lowers_nothing() -> None:
    for rule_id, level in default_policy(catalogue(), ("strict",)).for_kind(None).levels.items():
        levels = catalogue()[rule_id].levels
        assert level >= max(levels.pick(kind, v) for kind in ALL_KINDS for v in Visibility), rule_id


def test_presets_set_the_visibility() -> None:
    assert default_policy(catalogue(), ("open-source",)).visibility is Visibility.OPEN
    assert default_policy(catalogue(), ("closed-source",)).visibility is Visibility.CLOSED
    assert default_policy(catalogue()).visibility is None


def test_a_list_of_presets_merges_left_to_right_and_parents_once() -> None:
    strict_open = policy("preset: [strict, open-source]")
    assert strict_open.visibility is Visibility.OPEN
    assert strict_open.fail_on is Level.WARNING, "open-source must not bring recommended back over strict"
    assert strict_open.for_kind(None).levels["source-map"] is Level.ERROR
    assert policy("preset: [open-source, closed-source]").visibility is Visibility.CLOSED
    assert policy("preset: [closed-source, open-source]").visibility is Visibility.OPEN


def test_the_text_goes_over_its_presets_and_an_option_over_both() -> None:
    assert policy("preset: strict\nfail-on: error").fail_on is Level.ERROR
    assert policy("preset: strict", presets=("recommended",)).fail_on is Level.ERROR


def test_a_level_and_an_option_of_one_rule_may_come_from_two_layers() -> None:
    text = "rules: {oversized-file: {max-size: 5 MB}}\nartifacts: {npm: {rules: {oversized-file: error}}}"
    found = policy(text).for_kind(Kind.NPM)
    assert found.levels["oversized-file"] is Level.ERROR
    assert found.options["oversized-file"].max_size == 5_000_000
    assert "oversized-file" not in policy(text).for_kind(Kind.WHEEL).levels


def test_kinds_go_key_by_key_over_the_top_level() -> None:
    text = """\
budgets: {packed: 5 MB, files: 10}
expected-files: ["*.py"]
also-expected-files: ["LICENSE*"]
artifacts:
  wheel: {budgets: {packed: 1 MiB}, also-expected-files: ["NOTICE"]}
  npm: {expected-files: ["*.js"]}
"""
    wheel, sdist, npm = (policy(text).for_kind(kind).expectations for kind in ALL_KINDS)
    assert (wheel.budgets.packed, wheel.budgets.files) == (1 << 20, 10)
    assert (sdist.budgets.packed, sdist.budgets.files) == (5_000_000, 10)
    assert wheel.expected
    assert wheel.expected.sources == ("*.dist-info/sboms/**", "LICENSE*", "NOTICE", "*.py")
    assert npm.expected
    assert npm.expected.sources == ("*.dist-info/sboms/**", "LICENSE*", "*.js")
    assert sdist.required is None
    assert policy("version: 1").for_kind(Kind.NPM).expectations.expected is None


def test_an_sbom_is_always_expected_and_can_be_taken_back() -> None:
    base = policy('expected-files: ["demo/**"]').for_kind(Kind.WHEEL).expectations.expected
    assert base is not None
    assert base.matches("demo-1.0.dist-info/sboms/auditwheel.cdx.json")
    back = policy('expected-files: ["demo/**", "!*.dist-info/sboms/**"]').for_kind(Kind.WHEEL).expectations.expected
    assert back is not None
    assert not back.matches("demo-1.0.dist-info/sboms/auditwheel.cdx.json")


@pytest.mark.parametrize("name", ["x.whl.publish.attestation", "x.tgz.asc", "x.whl.sigstore.json", ".gitignore"])
def test_companions_are_passed_over(name: str) -> None:
    assert default_policy(catalogue()).pass_over.matches(name)
    assert not default_policy(catalogue()).pass_over.matches("x.whl")


def test_every_limit_can_be_set() -> None:
    names = {f.name.replace("_", "-") for f in dataclasses.fields(Limits)}
    assert set(limits_table().keys) == names
    text = "limits: {" + ", ".join(f"{name}: 7" for name in sorted(names)) + "}"
    assert set(dataclasses.asdict(policy(text).limits).values()) == {7}


@pytest.mark.parametrize(
    ("size", "number"), [("5 MB", 5_000_000), ("5MiB", 5 << 20), ("1.5 kB", 1500), ("7", 7), ("0.1 GiB", 107374182)]
)
def test_sizes(size: str, number: int) -> None:
    assert policy(f"budgets: {{packed: {size}}}").for_kind(None).expectations.budgets.packed == number


def test_every_value_knows_where_it_came_from() -> None:
    found = policy("preset: strict\nrules:\n  source-map: none\n")
    assert str(found.settings["rules", "source-map", "level"].origin) == ".pkglint.yaml:3"
    assert str(found.settings["rules", "agent-file", "level"].origin) == "preset strict"
    assert str(found.settings["pass-over",].origin) == "preset recommended"


def test_the_digest_is_that_of_what_counts() -> None:
    one = policy("version: 1\nfail-on: error\n# a comment\n")
    assert one.digest == policy("fail-on: error").digest == default_policy(catalogue()).digest
    assert one.digest != policy("fail-on: warning").digest
    assert one.digest != policy("ignore: [{rule: env-file, reason: It is meant to be}]").digest


@pytest.mark.parametrize("file", valid())
def test_what_is_shown_is_the_same_policy(file: str) -> None:
    before = load_policy(name_of(file), valid()[file], catalogue())
    after = load_policy(".pkglint.yaml", show(before).encode(), catalogue())
    assert after.kinds == before.kinds
    assert after.limits == before.limits
    assert (after.visibility, after.fail_on, after.pass_over) == (before.visibility, before.fail_on, before.pass_over)
    keep = [dataclasses.replace(i, line=None) for i in before.ignores]
    assert [dataclasses.replace(i, line=None) for i in after.ignores] == keep


def test_show_names_origins() -> None:
    shown = show(policy("preset: strict\nrules:\n  env-file: none\n"))
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "env-file: none # .pkglint.yaml:3" in lines
    assert "source-map: error # preset strict" in lines
    assert "visibility: auto # default" in lines


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (("*.py",), "a/b.py", "*.py"),
        (("/*.py",), "a/b.py", None),
        (("demo/**", "!demo/tests/"), "demo/tests/a.py", None),
        (("demo/**", "!tests"), "demo/tests/a.py", None),
        (("demo/**", "!tests/", "*.py"), "demo/tests/a.py", "*.py"),
        (("demo/",), "demo/a", "demo/"),
        (("*.py",), "a.py\n", None),
        (("*.py",), "a\udcff.py", "*.py"),
        (("a/*.py",), "a\\b.py", None),
        (("a?b",), "a\x1bb", "a?b"),
        (("[[x]y",), "[y", "[[x]y"),
    ],
)
def test_the_last_pattern_decides(patterns: tuple[str, ...], path: str, expected: str | None) -> None:
    assert Patterns(patterns).deciding(path) == expected
