"""What is left to lint, kept in temporary tables beside the journal: however many files there are, memory stays flat.

Addresses stand only here: one may hold a login or a signature, and the journal stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from pkglint.audit.journal import Run
from pkglint.audit.place import Place
from pkglint.report.kit import escape

_BATCH = 1000
_QUEUE = """
create temp table queue(
    path blob primary key, size integer, mtime integer, address text, name blob, filename text
) without rowid
"""
# A verdict that stands, of the same file by the same name.
_SEEN = """
update seen set run = ?1 where exists (
    select 1 from queue q join artifact a
    on a.sha256 = seen.sha256 and a.filename = seen.filename and a.ruleset = ?2
    where q.path = seen.path and q.size = seen.size and q.mtime = seen.mtime and q.filename in ('', seen.filename)
    and {})
"""
# The biggest first; what may be a copy waits until the first of its name and size has a verdict.
_TODO = """
create temp table todo as
select q.path, q.size, q.mtime, q.address, q.name, q.filename, q.filename <> '' and (
    row_number() over (partition by q.filename, q.size order by q.path) > 1
    or exists (select 1 from artifact a where a.filename = q.filename and q.size in (0, a.size) and a.ruleset = ?2
        and {})
) as twin
from queue q left join seen s on s.path = q.path and s.run = ?1
where s.path is null order by twin, q.size desc, q.path
"""


class Plan(NamedTuple):
    """How many files a run looks at, how many of them have a verdict, and what is left: files and bytes."""

    files: int
    known: int
    left: int
    size: int


def plan(run: Run, places: Iterable[Place]) -> Plan:
    """Take up all places, and note which have a verdict."""
    store, left = run.store, iter(places)
    for table in ("queue", "todo"):
        store.ask(f"drop table if exists temp.{table}")
    store.ask(_QUEUE)
    while batch := list(islice(left, _BATCH)):
        with store.transaction():
            store.many("insert or ignore into queue values (?, ?, ?, ?, ?, ?)", map(_row, batch))
    with store.transaction():
        store.do(_SEEN.format(run.stands), run.number, run.ruleset)
    store.ask(_TODO.format(run.stands), run.number, run.ruleset)
    [(files,)] = store.ask("select count(*) from queue")
    [(count, size)] = store.ask("select count(*), coalesce(sum(size), 0) from todo")
    return Plan(files, files - count, count, size)


def left(run: Run, twins: bool) -> Iterator[tuple[Place, str]]:
    """What is left, the biggest first, each with the escaped name of its file; ``twins`` are what may be copies."""
    after = 0
    while True:
        rows = run.store.ask(
            "select rowid, path, size, mtime, address, name, filename from todo where rowid > ? and twin = ?"
            " order by rowid limit ?",
            *(after, twins, _BATCH),
        )
        if not rows:
            return
        for row, path, size, mtime, address, name, filename in rows:
            after = row
            yield Place(os.fsdecode(path), size, mtime, address, os.fsdecode(name)), filename


def _row(place: Place) -> tuple[bytes, int, int, str, bytes, str]:
    name = escape.terminal(place.filename)
    return os.fsencode(place.path), place.size, place.mtime, place.address, os.fsencode(place.filename), name
