"""Damaged metadata, maps, manifests, code and policies: only typed outcomes. ``bench/fuzz.py`` is the long run."""

from __future__ import annotations

from fixtures import contents, parsers
from fixtures.lint import lint
from pkglint.model import Kind
from pkglint.policy import Policy, PolicyError, load_policy
from pkglint.rules import catalogue

LOTS = 40
POLICIES = 100


def test_no_rule_crashes_on_damaged_contents() -> None:
    kinds = set()
    for seed in range(LOTS):
        name, data, members = contents.lot(seed)
        result = lint(name, data).results[0]
        assert not result.crashes, f"seed {seed}: {result.crashes[0]}"
        assert result.not_linted or len(result.rows) == len(members), f"seed {seed}"
        kinds.add(result.artifact.kind)
    assert kinds == set(Kind)


def test_no_parser_raises() -> None:
    asked = {parsers.one(seed) for seed in range(1000)}
    assert asked == parsers.PARSERS.keys()
    assert all(parsers.pool(name) for name in parsers.PARSERS)


def test_damaged_policies_are_policies_or_errors() -> None:
    texts = [example.policy for rule in catalogue().values() for example in rule.examples if example.policy]
    outcomes: set[type] = set()
    for seed in range(POLICIES):
        name, data = contents.policy(seed, texts)
        try:
            outcomes.add(type(load_policy(name, data, catalogue())))
        except PolicyError as error:
            outcomes.add(type(error))
    assert outcomes == {Policy, PolicyError}


def test_a_seed_makes_the_same_lot_for_ever() -> None:
    assert all(contents.lot(seed)[1] == contents.lot(seed)[1] for seed in range(10))
    assert len({contents.lot(seed)[1] for seed in range(10)}) == 10
