"""A dump of memory, of a database or of network traffic is in the artifact.

## Why it matters

Dumps hold what was there when they were made: passwords in memory, cookies in recorded requests, rows of real people
in a database. They are seldom meant to be published, and large.

A file is recognised by its first bytes where its format has any. Tables of a migration (`0001_init.sql`) and data
under test trees are left alone or are an info. So is a database whose tables can be read and name neither people
nor anything that a running program keeps: packages ship such databases to look things up.

## How to fix

Keep the file out of the artifact. If it held something real, treat that as published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.magic import ELF, MACH_O, SQLITE
from pkglint.model.trees import DEPENDENCIES
from pkglint.model.units import size
from pkglint.rules.leftovers._rows import meant

_HEAD = 1 << 16
_PCAP = (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a")
# Suffix, the bytes that it must begin with (none: any), what it is.
MAGIC: dict[str, tuple[tuple[bytes, ...], str]] = {
    ".sqlite": ((SQLITE,), "an SQLite database"),
    ".sqlite3": ((SQLITE,), "an SQLite database"),
    ".db": ((SQLITE,), "an SQLite database"),
    ".db3": ((SQLITE,), "an SQLite database"),
    ".mdb": ((b"\0\1\0\0Standard Jet DB", b"\0\1\0\0Standard ACE DB"), "an Access database"),
    ".rdb": ((b"REDIS",), "a dump of Redis"),
    ".dump": ((b"PGDMP", b"--", b"/*", b"BEGIN", b"PRAGMA"), "a dump of a database"),
    ".bson": ((), "a dump of MongoDB"),
    ".heapsnapshot": ((b"{",), "a heap snapshot"),
    ".heapprofile": ((b"{",), "a heap profile"),
    ".cpuprofile": ((b"{",), "a CPU profile"),
    ".hprof": ((b"JAVA PROFILE",), "a heap dump of Java"),
    ".dmp": ((b"MDMP", b"PAGEDU"), "a crash dump of Windows"),
    ".mdmp": ((b"MDMP",), "a crash dump of Windows"),
    ".pcap": (_PCAP, "recorded network traffic"),
    ".pcapng": (_PCAP, "recorded network traffic"),
    ".cap": (_PCAP, "recorded network traffic"),
}
_CORE = lazy(r"core(?:\.\d+)?|.+\.core|vgcore\.\d+", re.IGNORECASE)
# The number of the process proves it: nobody gives such a name to a program.
_CORE_OF_PROCESS = lazy(r"(?:vg)?core\.\d{2,10}")
# Node.js writes one when it runs out of memory; it lists every environment variable with its value.
_REPORT = lazy(r"report\.\d{8}\.\d{6}(?:\.\d+){2,3}\.json")
_SQL_WORDS = frozenset({"dump", "backup", "bak", "export", "prod", "production"})
_BETWEEN = lazy(r"[._-]")
_SQL_HEAD = lazy(
    rb"--\s*(?:(?:MySQL|MariaDB|PostgreSQL|phpMyAdmin|Adminer|pg_dump|Host:|Dumped|Dump)\b)|-- PostgreSQL database"
    rb"|PRAGMA foreign_keys=OFF;\s*BEGIN TRANSACTION",
    re.IGNORECASE,
)
_HOME = lazy(rb"/(?:home|Users)/[A-Za-z0-9._-]+/|[A-Z]:\\{1,2}Users\\{1,2}[A-Za-z0-9._-]+")
# A table of names that speak of people, secrets or a program at work. What has none of them is data that is looked up.
_TABLE = lazy(rb"CREATE (?:VIRTUAL )?TABLE[\t\n\r -~]{1,4000}", re.IGNORECASE)
_AT_WORK = lazy(
    rb"(?<![a-z])(?:users?|usernames?|accounts?|sessions?|passw(?:or)?ds?|pwd|tokens?|secrets?|keys|credentials?|logins?"
    rb"|cookies?|e?mails?|phones?|address(?:es)?|people|persons?|profiles?|customers?|clients?|orders|payments?"
    rb"|invoices?|messages?|chats?|conversations?|posts?|comments?|notes?|todos?|tasks?|jobs?|runs?|experiments?"
    rb"|requests?|responses?|uploads?|visits?|history|events?|logs?|caches?|created_at|updated_at|tenants?"
    rb"|embeddings?|migrations?)(?![a-z])|(?<![a-z])(?:alembic|django)",
    re.IGNORECASE,
)
_WORKING_NAMES = frozenset(
    {
        "app",
        "application",
        "data",
        "database",
        "db",
        "dev",
        "development",
        "local",
        "main",
        "prod",
        "production",
        "test",
    }
)
_PICKLES = frozenset({".pkl", ".pickle", ".p", ".joblib"})
_WANTED = frozenset(MAGIC) | _PICKLES | {".sql", ".har"}


def _wants(entry: Entry) -> bool:
    if not entry.is_file or not entry.size or not DEPENDENCIES.isdisjoint(entry.path.split("/")[:-1]):
        return False
    name = entry.name.lower()
    if name.endswith((".sql.gz", ".sql.bz2", ".sql.xz")) or _CORE.fullmatch(name) or _REPORT.fullmatch(name):
        return True
    return entry.suffix in _WANTED


def _what(entry: Entry) -> str:
    """What the member is, empty when it is no dump."""
    head = entry.content.data[:_HEAD]
    name = entry.name.lower()
    if entry.suffix in MAGIC:
        starts, what = MAGIC[entry.suffix]
        return what if not starts or head.lstrip().startswith(starts) or head.startswith(starts) else ""
    if entry.suffix == ".sql":
        return (
            "a dump of a database"
            if not _SQL_WORDS.isdisjoint(_BETWEEN.split(name)[:-1]) or _SQL_HEAD.search(head[:4096])
            else ""
        )
    if name.endswith((".sql.gz", ".sql.bz2", ".sql.xz")):
        return "a packed dump of a database"
    if entry.suffix == ".har":
        return "recorded web requests" if b'"log"' in head and b'"entries"' in head else ""
    if entry.suffix in _PICKLES:
        return "a pickle that names a home directory" if _is_pickle(head) and _HOME.search(entry.content.data) else ""
    if entry.suffix == ".json":
        return "a report of Node.js with all environment variables" if b'"header"' in head else ""
    program = head.startswith(ELF) or head[:4] in MACH_O
    return "a core dump" if _is_core(head) or (program and _CORE_OF_PROCESS.fullmatch(name)) else ""


def _is_pickle(head: bytes) -> bool:
    return head[:1] == b"\x80" or head[:1] in {b"(", b"c", b"]", b"}"}


def _is_core(head: bytes) -> bool:
    """An ELF file of type ET_CORE (4), in either byte order, or a Mach-O one of type MH_CORE (4)."""
    if head.startswith(ELF):
        return head[16:18] in {b"\4\0", b"\0\4"}
    return head[:4] in MACH_O and head[12:16] in {b"\4\0\0\0", b"\0\0\0\4"}


def _is_looked_up(entry: Entry) -> bool:
    """Whether it is an SQLite database of reference data, such as coordinate systems: its tables say so."""
    data = entry.content.data
    if not data.startswith(SQLITE) or entry.name.lower().partition(".")[0] in _WORKING_NAMES:
        return False
    tables = b"\n".join(_TABLE.findall(data))
    return bool(tables) and not _AT_WORK.search(tables)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    what = _what(entry)
    if what:
        yield scope.found(
            entry,
            f"is {what} ({size(entry.size)})",
            fix=Fix(FixAction.EXCLUDE, (entry.path,)),
            details={"bytes": entry.size},
            grade=Level.INFO if meant(entry.path, scope.artifact.kind) or _is_looked_up(entry) else None,
        )


_SQLITE = SQLITE + b"\x10\0\1\1"

RULE = Rule(
    id="data-dump",
    summary="A dump of memory, of a database or of network traffic is in the artifact",
    levels=level(Level.WARNING),
    grades="info under test trees and templates, and for a database whose tables hold nothing but reference data",
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a database of the application", {"demo/db.sqlite3": _SQLITE}, 1),
        Example("a dump of tables", {"demo/seed.sql": "-- MySQL dump 10.13\nINSERT INTO users VALUES (1);\n"}, 1),
        Example("recorded requests", {"session.har": '{"log": {"version": "1.2", "entries": []}}'}, 1),
        Example(
            "a report of a process that ran out of memory",
            {"report.20260102.030405.4711.0.001.json": '{"header": {"reportVersion": 4}, "environmentVariables": {}}'},
            1,
        ),
        Example("a memory image", {"core.4711": b"\x7fELF\2\1\1" + b"\0" * 9 + b"\4\0"}, 1),
        Example(
            "tables of a migration, and files that only share a suffix",
            {
                "demo/migrations/0001_init.sql": "CREATE TABLE a (b INTEGER);\n",
                "demo/magic.db": b"\x1c\x04\x1e\xf1",
                "demo/core.py": "a = 1\n",
                "demo/core": "a text\n",
            },
        ),
    ),
)
