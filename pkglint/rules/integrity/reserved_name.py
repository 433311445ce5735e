"""A name cannot be written on Windows.

## Why it matters

`aux.py`, `con.txt`, `a:b`, `what?.md`, a name that ends with a dot or a space and a path that is too long fail to
unpack on Windows, or go to a device or an alternate stream. Git and the installers there stop with an error that
does not name the package.

## How to fix

Rename the file, shorten the path, or keep it out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.rules.integrity._anomalies import noted

RENAME = Fix(FixAction.EDIT, text="rename it, or keep it out of the artifact")


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, RENAME)


RULE = Rule(
    id="reserved-name",
    summary="A name cannot be written on Windows",
    levels=level(Level.WARNING),
    finish=_finish,
    examples=(
        Example("the name of a device", {"demo/aux.txt": "x\n"}, 1),
        Example("a colon", {"demo/at 10:30.txt": "x\n"}, 1),
        Example("names that only look like it", {"demo/auxiliary.txt": "x\n", "demo/context.txt": "y\n"}),
    ),
    stays=True,
)
