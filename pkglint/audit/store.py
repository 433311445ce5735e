"""The journal: one SQLite file, one transaction for each artifact, so that a run that is killed loses none.

A verdict belongs to bytes, the file's name and a ruleset: the same file is linted again only when one of them changes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pkglint.audit.outcome import Outcome

_SCHEMA = """
create table if not exists run(
    id integer primary key, started text not null, ended text, ruleset text not null, version text not null
);
create table if not exists artifact(
    sha256 text, filename text, ruleset text, kind text, name text, version text, size integer, unpacked integer,
    members integer, status text not null, reason text, seconds real, stands integer not null,
    primary key (sha256, filename, ruleset)
) without rowid;
create table if not exists finding(
    sha256 text, filename text, ruleset text, rule text not null, level integer not null, path text,
    message text not null, fingerprint text not null
);
create index if not exists finding_of on finding(sha256, filename, ruleset);
create table if not exists seen(
    path blob primary key, size integer, mtime integer, sha256 text, filename text, run integer
) without rowid;
"""
_VERSION = 1


class StoreError(Exception):
    """The journal cannot be used. ``str()`` is a sentence without a name."""


class Place(NamedTuple):
    """A file as the file system tells of it: its path, size in bytes, and time of change in nanoseconds."""

    path: str
    size: int
    mtime: int


class Store:
    """An open journal. Nobody else can open it meanwhile."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
        with _told():
            self._db.execute("pragma locking_mode = exclusive")
            self._db.execute("pragma journal_mode = wal")
            [(version,)] = self._db.execute("pragma user_version")
            if version not in {0, _VERSION}:
                raise StoreError(f"has version {version}, and this pkglint writes version {_VERSION}")
            self._db.execute("begin immediate")
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)
            self._db.execute(f"pragma user_version = {_VERSION}")
            self._db.execute("commit")

    def close(self) -> None:
        """Give the file free."""
        self._db.close()

    def begin(self, ruleset: str, version: str, now: str) -> int:
        """A new run; ``now`` is a time as text. Returns its number."""
        with self._transaction():
            made = self._db.execute(
                "insert into run(started, ruleset, version) values (?, ?, ?)", (now, ruleset, version)
            )
        return int(made.lastrowid or 0)

    def end(self, run: int, now: str) -> None:
        """The run has looked at all of its files."""
        with self._transaction():
            self._db.execute("update run set ended = ? where id = ?", (now, run))

    def last(self) -> int | None:
        """The number of the last run."""
        rows = self.ask("select id from run order by id desc limit 1")
        return int(rows[0][0]) if rows else None

    def known(self, run: int) -> set[tuple[bytes, int, int]]:
        """Path, size and time of every file whose verdict under the ruleset of ``run`` stands."""
        rows = self.ask(
            "select s.path, s.size, s.mtime from seen s join artifact a using (sha256, filename)"
            " join run r on r.ruleset = a.ruleset where r.id = ? and a.stands",
            run,
        )
        return {(path, size, mtime) for path, size, mtime in rows}

    def has(self, run: int, sha256: str, filename: str) -> bool:
        """Whether these bytes under this name have a verdict that stands."""
        question = "select 1 from artifact a join run r using (ruleset) where r.id = ? and sha256 = ? and filename = ?"
        return bool(self.ask(f"{question} and a.stands", run, sha256, filename))

    def see(self, run: int, places: Iterable[Place]) -> None:
        """Files whose verdict stands, and that belong to this run."""
        with self._transaction():
            self._db.executemany(
                "update seen set run = ? where path = ?", [(run, os.fsencode(place.path)) for place in places]
            )

    def same(self, run: int, place: Place, sha256: str, filename: str) -> None:
        """Another copy of a file that has a verdict."""
        with self._transaction():
            self._seen(run, place, sha256, filename)

    def record(self, run: int, place: Place, made: Outcome) -> None:
        """A verdict, in one transaction: what was said before of the same bytes under this ruleset is replaced."""
        key = made.sha256 or "path:" + os.fsencode(place.path).hex()
        with self._transaction():
            [(ruleset,)] = self._db.execute("select ruleset from run where id = ?", (run,))
            self._db.execute(
                "insert or replace into artifact values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, made.filename, ruleset, *made[2:-1], made.stands),
            )
            self._db.execute(
                "delete from finding where sha256 = ? and filename = ? and ruleset = ?", (key, made.filename, ruleset)
            )
            self._db.executemany(
                "insert into finding values (?, ?, ?, ?, ?, ?, ?, ?)",
                [(key, made.filename, ruleset, *found) for found in made.findings],
            )
            self._seen(run, place, key, made.filename)

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with _told():
            return self._db.execute(question, values).fetchall()

    def _seen(self, run: int, place: Place, sha256: str, filename: str) -> None:
        self._db.execute(
            "insert or replace into seen values (?, ?, ?, ?, ?, ?)",
            (os.fsencode(place.path), place.size, place.mtime, sha256, filename, run),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _told():
            self._db.execute("begin")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite says as a :class:`StoreError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        locked = "locked" in str(error)
        raise StoreError("is in use by another audit" if locked else f"cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"is no journal of an audit: {error}") from None
