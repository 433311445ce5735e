"""The same path is in the artifact twice.

## Why it matters

Of two members with one path, tar programs and npm keep the last, some zip readers the first: a scanner may read the
harmless one. A file that is also the directory of other files cannot be unpacked at all. PyPI refuses both.

## How to fix

Find what adds the file twice. Usual causes are two `include` rules of the packer that map to one place, and a script
that appends to an archive that is already there.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Level, Rule, Scope, level
from pkglint.rules.integrity._oddities import REBUILD, noted


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, REBUILD)


RULE = Rule(
    id="duplicate-path",
    summary="The same path is in the artifact twice",
    levels=level(Level.ERROR),
    grades="info for a directory that is listed twice",
    finish=_finish,
    ignorable=False,
    examples=(
        Example("a file that is also a directory", {"demo/a": "x\n", "demo/a/b.txt": "y\n"}, 1),
        Example("the same name in two directories", {"demo/a/x.txt": "x\n", "demo/b/x.txt": "y\n"}),
    ),
)
