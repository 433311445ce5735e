"""A file that only its owner may read stands among files for everybody.

## Why it matters

Somebody's umask or a careful tool gave the file a mode like 0600 because it is private: settings of an agent,
credentials, a key, a draft. Leaked `settings.local.json` files were seen with exactly this mark. Installers on the
other hand keep the mode, so that other users of the machine cannot read a file that belongs to the package.

A tarball in which all files are alike is left alone: then it is a habit of the machine that built it.

## How to fix

Look at what is in the file. If it is private, keep it out of the artifact; if it belongs there, give it mode 0644
before packing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Rule, Scope, level
from pkglint.model.trees import in_test_tree

OTHERS_READ = 0o044


def _finish(scope: Scope) -> Iterator[Finding]:
    files = [(row, row.mode) for row in scope.rows if row.type is MemberType.FILE and row.mode is not None]
    private = [(row, mode) for row, mode in files if not mode & OTHERS_READ]
    # "Among" means that most files are for everybody; a tree packed under a strict umask is nobody's secret.
    if len(private) * 2 > len(files):
        return
    for row, mode in private:
        yield scope.found(
            row,
            f"has mode {mode & 0o7777:04o} among files that everybody can read",
            fix=Fix(FixAction.EXCLUDE, (row.path,)),
            details={"mode": f"{mode & 0o7777:04o}"},
            lowered=in_test_tree(row.path),
        )


RULE = Rule(
    id="private-mode",
    summary="A file that only its owner may read stands among files for everybody",
    levels=level(Level.WARNING),
    grades="one level lower under tests, docs and examples",
    kinds=(Kind.SDIST, Kind.NPM),
    finish=_finish,
    examples=(
        Example("one private file", {"a.txt": "x\n", "b.txt": "y\n", "c.txt": "z\n"}, 1, modes={"c.txt": 0o600}),
        Example(
            "all files alike",
            {"a.txt": "x\n", "b.txt": "y\n", "PKG-INFO": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"},
            kind=Kind.SDIST,
            modes={"a.txt": 0o600, "b.txt": 0o600, "PKG-INFO": 0o600},
        ),
        Example("files for everybody", {"a.txt": "x\n", "run.sh": "#!/bin/sh\n"}, modes={"run.sh": 0o755}),
    ),
    stays=True,
)
