"""A release that was linted, as what the next one is compared with."""

from __future__ import annotations

from pkglint.model import Result
from pkglint.model.reference import Reference


def as_release(result: Result) -> Reference:
    """What another artifact is compared with, of a result that has a snapshot. Also a rule that was ignored spoke."""
    return Reference(release=result.snapshot, spoke=frozenset(judged.finding.rule for judged in result.judged))
