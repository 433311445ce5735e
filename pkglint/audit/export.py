"""The journal's last run as tables for other programs: Parquet (the extra ``audit``), or a JSON object on each line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from pkglint.audit.answers import FINDINGS, OF_RUN
from pkglint.audit.journal import Run
from pkglint.model import Level
from pkglint.report.kit import escape

_BATCH = 50_000
_ARTIFACT = {
    "path": str,
    "sha256": str,
    "filename": str,
    "kind": str,
    "name": str,
    "version": str,
    "size": int,
    "unpacked": int,
    "members": int,
    "status": str,
    "reason": str,
    "detail": str,
    "seconds": float,
    "ruleset": str,
}
_FINDING = dict.fromkeys(("sha256", "filename", "rule", "level", "path", "message", "fingerprint"), str)
_CHANGE = {**_FINDING, "old": str, "old_filename": str, "old_version": str}
_MEMBER = {"sha256": str, "path": str, "size": int, "mode": int, "type": str, "digest": str}


class Table(NamedTuple):
    """A table: its columns with their types, and the rows of a run, as streamed from the journal."""

    columns: Mapping[str, type]
    rows: Callable[[Run], Iterator[tuple[Any, ...]]]


def _artifacts(run: Run) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(["s.path", *(f"a.{name}" for name in list(_ARTIFACT)[1:])])
    for path, *values in run.store.stream(OF_RUN.format(columns, "", "order by 1"), run.number):
        yield escape.name(os.fsdecode(path)), *values


def _findings(run: Run) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f"f.{name}" for name in _FINDING)
    question = OF_RUN.format(f"distinct {columns}", FINDINGS, f"order by {columns}")
    for sha256, filename, rule, level, *rest in run.store.stream(question, run.number):
        yield sha256, filename, rule, str(Level(level)), *rest


def _changes(run: Run) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f"c.{name}" for name in _FINDING)
    rows = run.store.stream(
        f"select distinct {columns}, t.old, t.old_filename, t.old_version from seen s"  # noqa: S608 - no value in it
        " join step t using (sha256, filename) join change c using (sha256, filename, ruleset)"
        f" where s.run = ? and t.ruleset = ? order by {columns}",
        *(run.number, run.ruleset),
    )
    for sha256, filename, rule, level, *rest in rows:
        yield sha256, filename, rule, str(Level(level)), *rest


def _members(run: Run) -> Iterator[tuple[Any, ...]]:
    of_run = "select sha256 from seen where run = ?"
    columns = ", ".join(_MEMBER)
    yield from run.store.stream(
        f"select {columns} from member where sha256 in ({of_run}) order by sha256, rowid",  # noqa: S608 - no value
        run.number,
    )


TABLES = {
    "artifacts": Table(_ARTIFACT, _artifacts),
    "findings": Table(_FINDING, _findings),
    "changes": Table(_CHANGE, _changes),
    "members": Table(_MEMBER, _members),
}


def jsonl(table: Table, run: Run, sink: BinaryIO) -> None:
    """A JSON object on each line. Files of a run have their row each; copies of a file have their findings once."""
    sink.writelines(json.dumps(dict(zip(table.columns, row, strict=True))).encode() + b"\n" for row in table.rows(run))


def parquet(table: Table, run: Run, sink: BinaryIO) -> None:
    """The same rows as Parquet, some thousand at a time. Raises ``ImportError`` without pyarrow."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, types[kind]) for name, kind in table.columns.items()])
    rows = table.rows(run)
    with ParquetWriter(sink, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _BATCH)):
            columns = [
                pa.array(column, field.type) for column, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


WRITERS = {"parquet": parquet, "jsonl": jsonl}
