"""``--against-releases``: which release is compared with which, and what the journal keeps of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO

from pkglint.audit.crew import Crew
from pkglint.audit.journal import Run
from pkglint.audit.outcome import PASSING
from pkglint.audit.place import Place
from pkglint.audit.run import Opener, spread
from pkglint.audit.step import Chain, Change, Release, compare
from pkglint.audit.task import Order
from pkglint.compare.step import place as order_of
from pkglint.metadata.names import normalize, split_wheel_name
from pkglint.model import Kind

_LONGEST = 16  # Steps in one call: a package with a thousand releases is shared among workers.
_FARTHEST = 20  # Versions to look back for a wheel of the same platform.
_RELEASES = """
select distinct a.kind, a.name, a.version, a.filename, a.sha256, s.path, s.size, s.mtime, q.address
from seen s join queue q on q.path = s.path
join artifact a on a.sha256 = s.sha256 and a.filename = s.filename and a.ruleset = ?2
where s.run = ?1 and a.status in ('clean', 'findings') and a.name <> ''
group by a.sha256, a.filename
order by a.kind, lower(replace(replace(a.name, '_', '-'), '.', '-')), a.filename
"""
_DONE = (
    "select 1 from step where sha256 = ? and filename = ? and ruleset = ? and old = ? and old_filename = ? and stands"
)


def left(run: Run) -> int:
    """How many releases are to be compared with the one before."""
    return sum(len(chain.steps) for chain in _chains(run, lambda _: _unopened))


def _unopened() -> BinaryIO:
    raise AssertionError("a release that is only counted is not opened")


def changes(run: Run, opener: Opener, order: Order, crew: Crew) -> Iterator[Change]:
    """Compare each release with the one before, as far as nobody did, and keep each change before it is yielded."""
    suspects: list[Chain] = []
    for chain, made in spread(compare, _chains(run, opener), order, crew, crew.window):
        if isinstance(made, str):
            suspects += [Chain((pair,)) for pair in chain.steps]
        else:
            for change in made:
                yield _keep(run, change)
    for chain, made in spread(compare, suspects, order, crew, lambda: 1):
        [(old, new)] = chain.steps
        for change in (Change(old, new, (), "worker-died", made),) if isinstance(made, str) else made:
            yield _keep(run, change)


def steps(releases: Sequence[Release], kind: Kind) -> Iterator[tuple[Release, Release]]:
    """Each release of one package with the one before: that of the next lower version that has its platform.

    A wheel is compared with one of the same tags, else of the same platform. What has no version has no place.
    """
    placed = [(where, each) for each in releases if (where := order_of(each.version, kind)) is not None]
    placed.sort(key=lambda pair: (pair[0], pair[1].filename))
    versions = [[each for _, each in group] for _, group in groupby(placed, key=lambda pair: pair[0])]
    for at, after in enumerate(versions):
        earlier = versions[max(at - _FARTHEST, 0) : at][::-1]
        for new in after:
            found = (_match(before, new) if kind is Kind.WHEEL else before[0] for before in earlier)
            if old := next((each for each in found if each), None):
                yield old, new


def _match(before: Sequence[Release], new: Release) -> Release | None:
    """The wheel of the release before for the same interpreter and platform, else for the same platform."""
    mine = split_wheel_name(new.filename)
    others = [(split_wheel_name(each.filename), each) for each in before]
    for depth in (3, 1):
        for name, each in others:
            if mine and name and name[-depth:] == mine[-depth:]:
                return each
    return None


def _chains(run: Run, opener: Opener) -> Iterator[Chain]:
    rows = run.store.stream(_RELEASES, run.number, run.ruleset)
    for (kind, _), group in groupby(rows, key=lambda row: (row[0], normalize(row[1]))):
        releases = [_release(row, opener) for row in group]
        left = [
            (old, new)
            for old, new in steps(releases, Kind(kind))
            if not run.store.ask(_DONE, new.sha256, new.filename, run.ruleset, old.sha256, old.filename)
        ]
        for start in range(0, len(left), _LONGEST):
            yield Chain(tuple(left[start : start + _LONGEST]))


def _release(row: tuple[object, ...], opener: Callable[[Place], Callable[[], BinaryIO]]) -> Release:
    _, _, version, filename, sha256, path, size, mtime, address = row
    place = Place(os.fsdecode(path), size, mtime, address, "")  # type: ignore[arg-type]
    return Release(place, str(sha256), str(filename), str(version), opener(place))


def _keep(run: Run, change: Change) -> Change:
    store, about = run.store, (change.new.sha256, change.new.filename, run.ruleset)
    old = change.old
    row = (*about, old.sha256, old.filename, old.version, change.reason, change.detail, change.reason not in PASSING)
    with store.transaction():
        store.do("insert or replace into step values (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)
        store.do("delete from change where sha256 = ? and filename = ? and ruleset = ?", *about)
        store.many("insert into change values (?, ?, ?, ?, ?, ?, ?, ?)", [(*about, *each) for each in change.findings])
    return change
