"""The same path is in the artifact twice.

## Why it matters

Of two members with one path, tar programs and npm keep the last, some zip readers the first: a scanner may read the
harmless one. A file that is also the directory of other files cannot be unpacked at all. PyPI refuses both. Where all
members of one path hold the same bytes, readers of tarballs agree on the content, and it is a warning: pnpm has packed
files twice that `files` and `main` wrote differently.

## How to fix

Find what adds the file twice. Usual causes are two `include` rules of the packer that map to one place, and a script
that appends to an archive that is already there.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Anomaly, Example, Finding, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.anomalies import Meaning
from pkglint.rules.integrity._anomalies import REBUILD, noted


def _weigh(anomaly: Anomaly, meaning: Meaning, scope: Scope) -> Meaning:
    if anomaly.code != "duplicate" or scope.artifact.kind is Kind.WHEEL:
        return meaning
    path = next((row.path for row in scope.rows if anomaly.path in {row.path, row.raw}), None)
    if path is None or len({(row.digest, row.type) for row in scope.rows if row.path == path}) > 1:
        return meaning
    return meaning._replace(level=Level.WARNING, text="is in the archive twice, with the same bytes")


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, REBUILD, _weigh)


RULE = Rule(
    id="duplicate-path",
    summary="The same path is in the artifact twice",
    levels=level(Level.ERROR),
    grades="warning for the same bytes twice in a tarball, info for a directory that is listed twice",
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example("a file that is also a directory", {"demo/a": "x\n", "demo/a/b.txt": "y\n"}, 1),
        Example("the same name in two directories", {"demo/a/x.txt": "x\n", "demo/b/x.txt": "y\n"}),
    ),
)
