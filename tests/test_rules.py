"""Every example of every rule, in every kind of artifact that the rule is for."""

from __future__ import annotations

import pytest

from fixtures.lint import lint_example
from pkglint.model import Example, Kind, Level, Result, Rule
from pkglint.rules import catalogue

EACH = [
    pytest.param(rule, example, kind, id=f"{rule.id}-{kind}-{index}")
    for rule in catalogue().values()
    for index, example in enumerate(rule.examples)
    for kind in ((example.kind,) if example.kind else rule.kinds)
]


def result_of(example: Example, kind: Kind) -> Result:
    (result,) = lint_example(example, kind).results
    return result


def others(rule: Rule, result: Result) -> set[str]:
    """The other rules that warn, or worse."""
    loud = {judged.finding.rule for judged in result.active if judged.level >= Level.WARNING}
    return loud - {rule.id}


@pytest.mark.parametrize(("rule", "example", "kind"), EACH)
def test_example(rule: Rule, example: Example, kind: Kind) -> None:
    """It fires as often as it says, and no other rule minds that the example does not name."""
    result = result_of(example, kind)
    assert not result.crashes
    assert not result.not_linted
    own = [judged for judged in result.judged if judged.finding.rule == rule.id]
    assert len(own) == example.fires, [judged.finding.message for judged in own]
    assert others(rule, result) <= set(example.also)
    says_enough_and_no_more(result)


def says_enough_and_no_more(result: Result) -> None:
    """A message is one fragment without a line break or a final period; a path is one of the artifact's."""
    known = {row.path for row in result.rows}
    for judged in result.judged:
        finding = judged.finding
        assert finding.message, finding.rule
        assert "\n" not in finding.message
        assert not finding.message.endswith((".", "!"))
        assert finding.line is None or finding.line >= 1
        if finding.path is not None and finding.member is not None:
            outer = finding.path.partition("!")[0]
            assert outer in known or any(path.startswith(f"{outer.rstrip('/')}/") for path in known), finding.path


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_also_is_no_leftover(rule: Rule) -> None:
    """What an example says of other rules is still so."""
    for example in rule.examples:
        if example.also:
            kinds = (example.kind,) if example.kind else rule.kinds
            spoke = set().union(*(others(rule, result_of(example, kind)) for kind in kinds))
            assert spoke == set(example.also), example.title
