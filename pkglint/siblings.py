"""Artifacts of one release in one run: each wheel against the sdist, and wheels of several platforms against the first.

It happens after the pass, as the rules ask for two snapshots and for no entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from pkglint.metadata.names import normalize, split_sdist_name, split_wheel_name
from pkglint.model import Kind, Level, Result, Rule, Scope
from pkglint.model.reference import Reference, Snapshot
from pkglint.policy import Policy, judge
from pkglint.rules import catalogue
from pkglint.walk import Pass

_NEEDS = ("sdist", "sibling")
_Release = tuple[str, str]


def together(filenames: Iterable[str]) -> set[str]:
    """Of these names of files those that have a sibling: another wheel, or the sdist, of the same version."""
    groups: dict[_Release, list[str]] = {}
    for filename in filenames:
        parts = split_wheel_name(filename) or split_sdist_name(filename)
        if parts:
            groups.setdefault((normalize(parts[0]), parts[1]), []).append(filename)
    return {filename for group in groups.values() if len(group) > 1 for filename in group}


def compared(results: Sequence[Result], policy: Policy, today: date) -> list[Result]:
    """The results with what the rules say that look at two artifacts of one release."""
    sdists: dict[_Release, Snapshot] = {}
    wheels: dict[_Release, Snapshot] = {}
    for result in results:
        snapshot = result.snapshot
        if snapshot and snapshot.kind in (Kind.SDIST, Kind.WHEEL):
            first = sdists if snapshot.kind is Kind.SDIST else wheels
            first.setdefault(_release(snapshot), snapshot)
    return [_compared(each, sdists, wheels, policy.of(each.package.name), today) for each in results]


def _release(snapshot: Snapshot) -> _Release:
    return normalize(snapshot.name), snapshot.version


def _compared(
    result: Result,
    sdists: dict[_Release, Snapshot],
    wheels: dict[_Release, Snapshot],
    policy: Policy,
    today: date,
) -> Result:
    new = result.snapshot
    if new is None or new.kind is not Kind.WHEEL or result.not_linted:
        return result
    first = wheels.get(_release(new))
    there = Reference(sdist=sdists.get(_release(new)), sibling=first if first is not new else None)
    if not there.there():
        return result
    walk = Pass([_scope(rule, result, policy, there) for rule in _rules(there, policy)])
    for scope in walk.scopes:
        if scope.rule.finish:
            walk.run(scope, None, partial(scope.rule.finish, scope))
    more = judge(policy, catalogue(), result.artifact, result.package, result.rows, walk.findings, today)
    judged = sorted(
        (*result.judged, *more),
        key=lambda j: (j.finding.path or "", j.finding.line or 0, j.finding.rule, j.finding.message),
    )
    return replace(
        result,
        judged=tuple(judged),
        crashes=(*result.crashes, *walk.crashes),
        compared=result.compared | there.there(),
        compared_with=(*result.compared_with, *there.compared()),
    )


def _rules(there: Reference, policy: Policy) -> Iterator[Rule]:
    levels = policy.for_kind(Kind.WHEEL).levels
    for rule in catalogue().values():
        if not there.there().isdisjoint(rule.needs) and levels.get(rule.id) is not Level.NONE:
            yield rule


def _scope(rule: Rule, result: Result, policy: Policy, there: Reference) -> Scope:
    kind = policy.for_kind(Kind.WHEEL)
    scope = Scope(rule, result.artifact, kind.options.get(rule.id), kind.expectations, result.rows)
    scope.package, scope.snapshot, scope.reference = result.package, result.snapshot, there
    return scope
