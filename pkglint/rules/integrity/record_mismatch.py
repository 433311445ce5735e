"""RECORD does not say what is in the wheel.

## Why it matters

RECORD lists every file of a wheel with its hash and size. Tools that trust the list instead of the archive skip
a file that is not in it: a wheel with an unlisted `.env`, a start-up hook and a `.pyc` went through the most used
linter of wheels. pip installs what is in the zip and never compares the hashes, uninstalling goes by RECORD and
leaves the rest behind, and PyPI sends a mail about the mismatch (and means to refuse it).

The rule compares, both ways, the files in the zip and the lines of RECORD: paths, sizes, and hashes with sha256,
sha384 or sha512. Hashes with md5, sha1 and the like are not allowed (PEP 427). Directories, RECORD itself and its
signatures `RECORD.jws` and `RECORD.p7s` need no line.

## How to fix

Do not change a wheel after it was built. A tool that must (auditwheel, a signer) writes RECORD again; for a change by
hand use `wheel unpack` and `wheel pack`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from pkglint.metadata.manifests import dist_info
from pkglint.metadata.record import STRONG, RecordRow, parse_record
from pkglint.model import Example, Finding, Kind, Level, MemberType, Pin, Row, Rule, Scope, level
from pkglint.rules.integrity._anomalies import REBUILD

UNLISTED = ("RECORD", "RECORD.jws", "RECORD.p7s")
MOST = 300  # findings; a RECORD that is wrong in more lines is wrong as a whole
_DEMO = "demo-1.0.dist-info/RECORD"


def _finish(scope: Scope) -> Iterator[Finding]:
    found = _mismatches(scope)
    yield from islice(found, MOST)
    more = sum(1 for _ in found)
    if more:
        path = dist_info(scope.artifact.filename, scope.kept, "RECORD")
        yield scope.found(path, f"has {more:,} more differences to the files in the wheel", fix=REBUILD)


def _mismatches(scope: Scope) -> Iterator[Finding]:
    path = dist_info(scope.artifact.filename, scope.kept, "RECORD")
    record = parse_record(scope.kept[path]) if path else None
    if record is None or record.problem:
        return  # invalid-manifest says so
    exempt = {f"{path.removesuffix('RECORD')}{name}" for name in UNLISTED}
    stored = {row.raw: row for row in scope.rows if row.type is not MemberType.DIRECTORY}
    directories = {row.raw.rstrip("/") for row in scope.rows if row.type is MemberType.DIRECTORY}
    listed: dict[str, RecordRow] = {}
    digests = _Digests(scope)
    for line in record.rows:
        complaint = _line(line, listed, stored, directories, exempt, digests)
        listed.setdefault(line.path, line)
        if complaint:
            where = stored.get(line.path, path)
            yield scope.found(where, complaint, fix=REBUILD, details={"record": path, "line": line.line})
    for raw, row in stored.items():
        if raw not in listed and raw not in exempt:
            yield scope.found(row, "is in the wheel and not in RECORD", fix=REBUILD, details={"record": path})


class _Digests:
    """Digests of the members: sha256 from the walk, the rarer algorithms by reading the artifact again."""

    def __init__(self, scope: Scope) -> None:
        self.rehash = scope.rehash
        self.found: dict[str, Mapping[str, str]] = {}

    def get(self, algorithm: str, row: Row) -> str:
        """The digest in hex, empty when it cannot be had."""
        if algorithm == "sha256":
            return row.digest
        if algorithm not in self.found:
            self.found[algorithm] = self.rehash(algorithm) if self.rehash else {}
        return self.found[algorithm].get(row.raw, "")


def _line(
    line: RecordRow,
    listed: Mapping[str, RecordRow],
    stored: Mapping[str, Row],
    directories: set[str],
    exempt: set[str],
    digests: _Digests,
) -> str:
    """What is wrong with a line of RECORD, empty when it is right."""
    if line.problem:
        return f"is in RECORD in a line that {line.problem} (line {line.line:,})"
    if not _normal(line.path):
        return f"is RECORD, whose line {line.line:,} holds a path that is not relative and plain"
    if line.path in listed:
        return f"is in RECORD twice (lines {listed[line.path].line:,} and {line.line:,})"
    row = stored.get(line.path)
    if row is None:
        # Some tools list directories; they say nothing that could be wrong.
        known = line.path.rstrip("/") in directories or line.path in exempt
        return "" if known else f"lists a file on line {line.line:,} that is not in the wheel"
    if line.path in exempt:
        return ""
    return _content(line, row, digests)


def _content(line: RecordRow, row: Row, digests: _Digests) -> str:
    if not line.algorithm:
        return "has no hash in RECORD"
    if line.algorithm not in STRONG:
        return f"has a hash in RECORD that proves nothing ({_known(line.algorithm)} instead of sha256)"
    if line.size is not None and line.size != row.size:
        return f"has {row.size:,} bytes, RECORD says {line.size:,}"
    if row.type is MemberType.FILE and digests.get(line.algorithm, row) != line.digest:
        return f"is not the file that RECORD lists: its {line.algorithm} differs"
    return ""


def _known(algorithm: str) -> str:
    return algorithm if algorithm in {"md5", "sha1", "sha224", "blake2b", "blake2s"} else "an unknown algorithm"


def _normal(path: str) -> bool:
    return bool(path) and "\\" not in path and not {"", ".", ".."} & set(path.rstrip("/").split("/"))


RULE = Rule(
    id="record-mismatch",
    summary="RECORD does not say what is in the wheel",
    levels=level(Level.ERROR),
    kinds=(Kind.WHEEL,),
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example(
            "three files that RECORD does not list, and one that is not there",
            {"demo/a.py": "1\n", _DEMO: "demo/gone.py,,\n"},
            4,
        ),
        Example("files that RECORD lists", {"demo/a.py": "1\n", "demo/b, c.txt": "x\n"}),
    ),
)
