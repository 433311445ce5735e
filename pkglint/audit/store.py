"""The journal as a file: SQLite, its tables, and who may use it.

A verdict belongs to bytes, the file's name and a ruleset: the same file is linted again only when one of them changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

_SCHEMA = """
create table if not exists run(
    id integer primary key, started text not null, ended text, ruleset text not null, version text not null
);
create table if not exists artifact(
    sha256 text, filename text, ruleset text, kind text, name text, version text, size integer, unpacked integer,
    members integer, status text not null, reason text, detail text, seconds real, stands integer not null,
    primary key (sha256, filename, ruleset)
) without rowid;
create index if not exists artifact_by_name on artifact(filename, size);
create table if not exists finding(
    sha256 text, filename text, ruleset text, rule text not null, level integer not null, path text,
    message text not null, fingerprint text not null
);
create index if not exists finding_of on finding(sha256, filename, ruleset);
create table if not exists member(
    sha256 text not null, path text not null, size integer, mode integer, type text not null, digest text not null
);
create index if not exists member_of on member(sha256);
create table if not exists step(
    sha256 text, filename text, ruleset text, old text not null, old_filename text not null, old_version text not null,
    reason text, detail text, stands integer not null, primary key (sha256, filename, ruleset)
) without rowid;
create table if not exists change(
    sha256 text, filename text, ruleset text, rule text not null, level integer not null, path text,
    message text not null, fingerprint text not null
);
create index if not exists change_of on change(sha256, filename, ruleset);
create table if not exists seen(
    path blob primary key, size integer, mtime integer, sha256 text, filename text, run integer
) without rowid;
"""
_VERSION = 3


class StoreError(Exception):
    """The journal cannot be used. ``str()`` is a sentence without a name."""


class Store:
    """An open journal. Nobody else can open it meanwhile.

    What is committed survives the end of this process, however it comes. A power cut may take the last verdicts: they
    are made again.
    """

    def __init__(self, path: str) -> None:
        with _problems():
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._db.execute("pragma locking_mode = exclusive")
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
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

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with _problems():
            return self._db.execute(question, values).fetchall()

    def stream(self, question: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Rows of a query, not all at once."""
        with _problems():
            yield from self._db.execute(question, values)

    def many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """A statement for each row, inside a transaction."""
        self._db.executemany(statement, rows)

    def do(self, statement: str, *values: object) -> int:
        """A statement inside a transaction. Returns the number of the row that was last inserted."""
        return int(self._db.execute(statement, values).lastrowid or 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        with _problems():
            self._db.execute("begin")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise


@contextmanager
def _problems() -> Iterator[None]:
    """What SQLite says as a :class:`StoreError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        locked = "locked" in str(error)
        raise StoreError("is in use by another audit" if locked else f"cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"is no journal of an audit: {error}") from None
