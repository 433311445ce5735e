"""A member's name holds characters that cannot be seen, or that change how the rest is shown.

## Why it matters

A newline in a name starts a line of its own in a log, where a CI runner takes `::set-output` for a command. ESC
moves the cursor of a terminal, a right-to-left override shows `gpj.exe` as `exe.jpg`, a zero-width space makes two
names look alike. No packer needs any of them in a name.

## How to fix

Rename the file, or keep it out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Level, Pin, Rule, Scope, level
from pkglint.rules.integrity._anomalies import noted


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope)


RULE = Rule(
    id="unprintable-name",
    summary="A member's name holds control, invisible or direction characters",
    levels=level(Level.ERROR),
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example("a newline", {"demo/a\n::error::b.txt": "x\n"}, 1, also=("reserved-name",)),
        Example("a direction override", {"demo/\u202etxt.exe.md": "x\n"}, 1),
        Example("a zero-width space", {"demo/read\u200bme.md": "x\n"}, 1),
        Example("letters of any language", {"demo/\u00e9t\u00e9-\u4e2d\u6587.txt": "x\n"}),
    ),
)
