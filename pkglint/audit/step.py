"""What a worker does for ``--against-releases``: releases of one package, each compared with the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from pkglint.archive.source import Source
from pkglint.audit.outcome import Found, found
from pkglint.audit.place import Place
from pkglint.audit.task import Order, prepare
from pkglint.compare.release import as_release
from pkglint.engine import inspect
from pkglint.model import Result
from pkglint.model.reference import Reference
from pkglint.report.kit import escape
from pkglint.rules import catalogue


class Release(NamedTuple):
    """An artifact in the journal. ``filename`` and ``version`` are escaped, as they stand there."""

    place: Place
    sha256: str
    filename: str
    version: str
    opener: Callable[[], BinaryIO]


class Chain(NamedTuple):
    """Pairs of releases, the older one first, of one package, in the order of the versions."""

    steps: tuple[tuple[Release, Release], ...]


class Change(NamedTuple):
    """What came of one step. ``reason`` is a code where the two could not be compared, and ``detail`` a sentence."""

    old: Release
    new: Release
    findings: tuple[Found, ...]
    reason: str | None = None
    detail: str | None = None


def compare(chain: Chain, order: Order) -> tuple[Change, ...]:
    """Compare the releases of a chain: each is read once. Raises as :func:`pkglint.audit.task.work`."""
    known: dict[str, Result] = {}
    made = []
    for at, (old, new) in enumerate(chain.steps):
        prepare(order)
        if old.sha256 not in known:
            known[old.sha256] = _read(old, order, Reference())
        before = known[old.sha256]
        now = _read(new, order, as_release(before))
        known[new.sha256] = now
        made.append(_change(old, new, before, now))
        needed = {each.sha256 for pair in chain.steps[at + 1 :] for each in pair}
        known = {sha256: result for sha256, result in known.items() if sha256 in needed}
    return tuple(made)


def _read(release: Release, order: Order, reference: Reference) -> Result:
    place = release.place
    source = Source(place.path, release.opener, place.size, place.filename or release.filename)
    result = inspect(source, order.policy, order.today, reference)
    return replace(result, rows=())


def _change(old: Release, new: Release, before: Result, now: Result) -> Change:
    for release, result in ((old, before), (new, now)):
        if result.not_linted:
            return Change(old, new, (), result.not_linted.code, escape.terminal(result.not_linted.sentence))
        if result.artifact.sha256 != release.sha256:
            return Change(old, new, (), "changed", "was changed since it was linted")
    comparing = {rule.id for rule in catalogue().values() if "release" in rule.needs}
    return Change(old, new, tuple(each for each in found(now) if each.rule in comparing))
