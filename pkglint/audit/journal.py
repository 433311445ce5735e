"""What is written to the journal: a run begins, an artifact has a verdict, a run has ended."""

from __future__ import annotations

import os
from typing import NamedTuple

from pkglint.audit.outcome import Outcome
from pkglint.audit.place import Place
from pkglint.audit.store import Store

_PLACES = ",".join("?" * 14)


class Run(NamedTuple):
    """A run of a ruleset, in a journal. With ``members`` a verdict is of use only where the listing is kept too."""

    store: Store
    number: int
    ruleset: str
    members: bool = False

    @property
    def stands(self) -> str:
        """The condition on the row ``a`` of an artifact whose verdict stands."""
        listed = "(a.members = 0 or exists (select 1 from member m where m.sha256 = a.sha256))"
        return f"a.stands and {listed}" if self.members else "a.stands"


def begin(store: Store, ruleset: str, version: str, now: str, members: bool = False) -> Run:
    """A new run; ``now`` is a time as text."""
    with store.transaction():
        number = store.do("insert into run(started, ruleset, version) values (?, ?, ?)", now, ruleset, version)
    return Run(store, number, ruleset, members)


def end(run: Run, now: str) -> None:
    """The run has looked at all of its files."""
    with run.store.transaction():
        run.store.do("update run set ended = ? where id = ?", now, run.number)


def last(store: Store) -> Run | None:
    """The last run."""
    rows = store.ask("select id, ruleset from run order by id desc limit 1")
    return Run(store, *rows[0]) if rows else None


def digests(run: Run, place: Place, filename: str) -> frozenset[str]:
    """The sha256 of all files of this name and size, if it is known, that have a verdict that stands."""
    if not filename:
        return frozenset()
    question = f"select sha256 from artifact a where filename = ? and ? in (0, size) and ruleset = ? and {run.stands}"  # noqa: S608
    return frozenset(sha256 for (sha256,) in run.store.ask(question, filename, place.size, run.ruleset))


def same(run: Run, place: Place, sha256: str, filename: str) -> None:
    """Another copy of a file that has a verdict."""
    with run.store.transaction():
        _seen(run, place, sha256, filename)


def record(run: Run, place: Place, made: Outcome) -> None:
    """A verdict, in one transaction: what was said before of the same bytes under this ruleset is replaced."""
    key = made.sha256 or "path:" + os.fsencode(place.path).hex()
    store, about = run.store, (key, made.filename, run.ruleset)
    row = (*about, *made[2:-2], made.stands)
    with store.transaction():
        store.do(f"insert or replace into artifact values ({_PLACES})", *row)  # noqa: S608 - no value in it
        store.do("delete from finding where sha256 = ? and filename = ? and ruleset = ?", *about)
        store.many("insert into finding values (?, ?, ?, ?, ?, ?, ?, ?)", [(*about, *found) for found in made.findings])
        if made.listing:
            store.do("delete from member where sha256 = ?", key)
            store.many("insert into member values (?, ?, ?, ?, ?, ?)", [(key, *member) for member in made.listing])
        _seen(run, place, key, made.filename)


def _seen(run: Run, place: Place, sha256: str, filename: str) -> None:
    path = os.fsencode(place.path)
    row = (path, place.size, place.mtime, sha256, filename, run.number)
    run.store.do("insert or replace into seen values (?, ?, ?, ?, ?, ?)", *row)
