"""The artifact holds a device, a pipe or a sparse file.

## Why it matters

A package is made of files and directories. A device node or a pipe is created by a reader that runs as root and
blocks or skips in another; sparse files are a private matter of tar programs that unpack them to different bytes.
PyPI refuses source distributions with sparse members.

## How to fix

Keep it out of the artifact. Sparse files come from `tar --sparse`: pack without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Pin, Rule, Scope, level
from pkglint.rules.integrity._anomalies import noted


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope)


RULE = Rule(
    id="special-file",
    summary="The artifact holds a device, a pipe or a sparse file",
    levels=level(Level.ERROR),
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example("a pipe", {"demo/pipe": ""}, 1, Kind.WHEEL, modes={"demo/pipe": 0o010644}),
        Example("files and directories", {"demo/": "", "demo/a.txt": "x\n"}),
    ),
)
