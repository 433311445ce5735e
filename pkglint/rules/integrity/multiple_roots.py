"""There is more than one directory at the top, or a file beside it.

## Why it matters

npm strips the first directory of every path, whatever its name: two roots are laid over each other, and the last
package.json wins, with its install scripts. A reviewer who looks into `package/` sees something else than what is
installed. A file outside of any directory is dropped. pip unpacks a source distribution into the one directory that
it expects, and PyPI refuses another one.

## How to fix

Pack with `npm pack` or with the build backend: they write one directory, `package/` or `<name>-<version>/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Pin, Rule, Scope, level
from pkglint.rules.integrity._anomalies import REBUILD, noted


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, REBUILD)


RULE = Rule(
    id="multiple-roots",
    summary="There is more than one directory at the top, or a file beside it",
    levels=level(Level.ERROR),
    kinds=(Kind.SDIST, Kind.NPM),
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example("a second directory at the top", {"a.txt": "x\n", "${root}/other/b.txt": "y\n"}, 1),
        Example("a file beside the directory", {"a.txt": "x\n", "${root}/b.txt": "y\n"}, 1),
        Example("one directory", {"a.txt": "x\n", "other/b.txt": "y\n"}),
    ),
)
