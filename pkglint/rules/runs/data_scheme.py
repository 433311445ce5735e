"""A wheel writes outside of its package.

## Why it matters

Installers unpack `<name>.data/data/` into the prefix of the environment, over whatever is there: on a system
Python that is `/usr`. Man pages, desktop files and configuration under `share/` and `etc/` belong there; a file in
`lib/`, or in the prefix itself, replaces parts of Python or lands where start-up files are read. What is in
`<name>.data/scripts/` is put on the PATH, and nobody reads a compiled program there; in a wheel for one platform this
is how tools are shipped and only worth a note.

## How to fix

Ship data inside of the package and read it with `importlib.resources`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pkglint.metadata.roots import at_site_directory, scheme
from pkglint.model import (
    Entry,
    Example,
    Finding,
    Fix,
    FixAction,
    Kind,
    Level,
    MemberType,
    Row,
    Rule,
    Scope,
    level,
    units,
)
from pkglint.model.magic import executable

_PLACES = frozenset({"share", "etc", "bin", "include", "man"})
_SCHEMES = frozenset({"purelib", "platlib", "headers", "scripts", "data", ""})


def _wants(entry: Entry) -> bool:
    return entry.is_file and scheme(entry.path)[0] == "scripts"


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    program = executable(entry.content.data)
    if program:
        anywhere = scope.artifact.filename.lower().endswith("-any.whl")
        yield scope.found(
            entry,
            f"is a compiled program ({program}) that is put on the PATH",
            fix=Fix(FixAction.PIN, (), "Put a program that only the package itself calls inside of the package."),
            grade=None if anywhere else Level.INFO,
        )


def _finish(scope: Scope) -> Iterator[Finding]:
    outside: dict[str, list[Row]] = defaultdict(list)
    unknown: dict[str, list[Row]] = defaultdict(list)
    for row in scope.rows:
        name, below = scheme(row.path)
        starts = row.path.endswith((".pth", ".start")) and at_site_directory(row.path)
        if row.type is not MemberType.FILE or starts:
            continue
        first, slash, _ = below.partition("/")
        if name == "data" and not (slash and first.lower() in _PLACES):
            outside[f"{first}/" if slash else ""].append(row)
        elif name not in _SCHEMES:
            unknown[name].append(row)
    for place, rows in outside.items():
        yield _found(scope, rows, "writes", f"into {f'{place} of ' if place else ''}the environment's prefix")
    for rows in unknown.values():
        yield _found(scope, rows, "puts", "into an install scheme that does not exist, which installers refuse")


def _found(scope: Scope, rows: Sequence[Row], verb: str, where: str) -> Finding:
    count = units.count(len(rows), "file") if len(rows) > 1 else "a file"
    fix = Fix(FixAction.EXCLUDE, tuple(row.path for row in rows[:100]), "Ship data inside of the package.")
    return scope.found(rows[0], f"{verb} {count} {where}", fix=fix, details={"files": len(rows)})


RULE = Rule(
    id="data-scheme",
    summary="A wheel writes outside of its package",
    levels=level(Level.WARNING),
    grades="info for a compiled program in the scripts of a wheel for one platform",
    kinds=(Kind.WHEEL,),
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("into the libraries", {"demo-1.0.data/data/lib/demo/a.py": "", "demo-1.0.data/data/lib/b.py": ""}, 1),
        Example("into the prefix itself", {"demo-1.0.data/data/settings.ini": "[a]\n"}, 1),
        Example("a compiled script", {"demo-1.0.data/scripts/demo": b"\x7fELF\x02\x01\x01" + bytes(60)}, 1),
        Example("no such scheme", {"demo-1.0.data/config/demo.ini": "[a]\n"}, 1),
        Example(
            "man pages, configuration and Jupyter's data",
            {
                "demo-1.0.data/data/share/man/man1/demo.1": ".TH demo\n",
                "demo-1.0.data/data/etc/jupyter/demo.json": "{}\n",
                "demo-1.0.data/data/share/jupyter/demo.json": "{}\n",
            },
        ),
        Example("a script in plain text", {"demo-1.0.data/scripts/demo": "#!python\nprint(1)\n"}),
    ),
)
