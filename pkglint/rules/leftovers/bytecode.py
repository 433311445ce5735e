"""Compiled Python is in the artifact.

## Why it matters

A `.pyc` belongs to one version of Python on one machine: installers write their own. A stale one can run in place of
the source beside it, holds the absolute path of the file that it was made from, and nobody reviews it, which makes it
a place to hide code.

## How to fix

Keep `__pycache__/`, `*.pyc` and `*.pyo` out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Level, Row, Rule, Scope, level
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import SHOWN, files

PATTERNS = ("**/__pycache__/", "**/*.py[co]")


def _finish(scope: Scope) -> Iterator[Finding]:
    groups: dict[str, list[Row]] = {}
    for row in files(scope):
        if row.path.endswith((".pyc", ".pyo")) or "/__pycache__/" in f"/{row.path}":
            groups.setdefault(row.path.rpartition("/")[0], []).append(row)
    for directory, rows in groups.items():
        where = f"in {directory}/" if directory else "at the top"
        yield scope.found(
            rows[0],
            f"is compiled Python, {count(len(rows), 'file')} {where}",
            fix=Fix(FixAction.EXCLUDE, PATTERNS),
            details={
                "directory": directory,
                "files": len(rows),
                "bytes": sum(row.size for row in rows),
                "examples": [row.path for row in rows[:SHOWN]],
            },
        )


RULE = Rule(
    id="bytecode",
    summary="Compiled Python is in the artifact",
    levels=level(Level.WARNING),
    finish=_finish,
    examples=(
        Example(
            "a cache of two modules, one finding",
            {
                "demo/__pycache__/a.cpython-312.pyc": b"\xcb\r\r\n\0",
                "demo/__pycache__/b.cpython-312.pyc": b"\xcb\r\r\n\0",
            },
            1,
        ),
        Example("a compiled module without its source", {"demo/old.pyc": b"\xcb\r\r\n\0"}, 1),
        Example("sources only", {"demo/a.py": "a = 1\n", "demo/pyc.py": "b = 1\n"}),
    ),
)
