"""From what the reader noticed to findings: the integrity rules share one table and differ in their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pkglint.model import Anomaly, Finding, Fix, FixAction, MemberType, Row, Scope, units
from pkglint.model.anomalies import ANOMALIES, Meaning

Weigh = Callable[[Anomaly, Meaning, Scope], Meaning]
REBUILD = Fix(FixAction.REBUILD, text="build it again with a current packer, and do not edit the archive afterwards")


def noted(
    scope: Scope, fix: Fix | None = None, weigh: Weigh | None = None, habits: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """A finding for every anomaly that the table gives to this rule.

    ``weigh`` may lower the level of a single case, and say it in other words. Where ``fix`` is not given, it is to
    keep the member out; an anomaly of the archive itself can only be built away. ``habits`` are codes that say nothing
    where every file has them: that is how its packer writes.
    """
    own = [(anomaly, ANOMALIES[anomaly.code]) for anomaly in scope.anomalies if anomaly.code in ANOMALIES]
    own = [(anomaly, meaning) for anomaly, meaning in own if meaning.rule == scope.rule.id]
    usual_here = {code for code in habits if _everywhere(scope, code)}
    own = [(anomaly, meaning) for anomaly, meaning in own if anomaly.code not in usual_here]
    if weigh:
        own = [(anomaly, weigh(anomaly, meaning, scope)) for anomaly, meaning in own]
    rows = _rows(scope) if own else {}
    usual = scope.rule.levels.closed
    for anomaly, meaning in own:
        where: Row | str | None = rows.get(anomaly.path or "", anomaly.path)
        path = where.path if isinstance(where, Row) else anomaly.path
        advice = fix or (Fix(FixAction.EXCLUDE, (path,)) if path else REBUILD)
        text = f"{meaning.text} ({anomaly.code})"
        details: dict[str, Any] = {"code": anomaly.code}
        if anomaly.detail:
            details["detail"] = anomaly.detail
        if anomaly.more:
            text = f"and {units.count(anomaly.more, 'more member')}: each {text}"
            details["more"] = anomaly.more
        yield scope.found(
            where,
            text,
            fix=advice,
            details=details,
            grade=None if meaning.level is usual else meaning.level,
        )


def _everywhere(scope: Scope, code: str) -> bool:
    """Whether the reader noticed this of each file."""
    times = sum(anomaly.more or 1 for anomaly in scope.anomalies if anomaly.code == code)
    return times > 0 and times >= sum(row.type is MemberType.FILE for row in scope.rows)


def _rows(scope: Scope) -> Mapping[str, Row]:
    """Rows by the name as stored and by the logical path, whichever the reader gave."""
    rows = {row.path: row for row in scope.rows}
    rows.update((row.raw, row) for row in scope.rows)
    return rows
