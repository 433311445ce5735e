"""A path leads out of the directory that it is unpacked to, or means different things to different readers.

## Why it matters

`../../.ssh/authorized_keys`, `/etc/cron.d/x` and `C:/Windows/x` are written where they say by a careless
reader (the "zip slip"), renamed by a second and skipped by a third. Empty and `.` components and backslashes are
cleaned up by some tools and kept by others, so that a check of names sees another path than the installer. Further
down in a tarball they are a warning: installers drop them alike, and pnpm has written such names. That does not hold
for an empty component right behind the first directory, where npm 10 drops the file and pip takes the rest for an
absolute path, and not for a file whose name ends in `/.`.

## How to fix

Store relative paths with `/` between their parts and nothing else. Packers do this by themselves: a path like this
comes from a script that wrote the archive by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Anomaly, Example, Finding, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.anomalies import Meaning
from pkglint.rules.integrity._anomalies import noted


def _weigh(anomaly: Anomaly, meaning: Meaning, scope: Scope) -> Meaning:
    """An empty or ``.`` component further down in a tarball: every reader drops it alike."""
    if anomaly.code != "name-component" or scope.artifact.kind is Kind.WHEEL:
        return meaning
    names = [row.raw for row in scope.rows if anomaly.path in {row.path, row.raw}] or [anomaly.path or "/"]
    return meaning._replace(level=Level.WARNING) if all(map(_dropped_alike, names)) else meaning


def _dropped_alike(name: str) -> bool:
    """Whether what is dropped from a name stands in its middle; a directory's ends with a slash."""
    return not name.startswith((".", "/")) and name.find("//") != name.find("/") and not name.endswith("/.")


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, weigh=_weigh)


RULE = Rule(
    id="unsafe-path",
    summary="A member's path leads out of the artifact or is read in different ways",
    levels=level(Level.ERROR),
    grades="warning for an empty or `.` component further down in a tarball",
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example("a path that climbs out", {"../evil.py": "1\n"}, 1, kind=Kind.WHEEL, also=("record-mismatch",)),
        Example("a Windows separator", {"demo\\evil.py": "1\n"}, 1, kind=Kind.SDIST),
        Example("dots that lead nowhere", {"demo/..hidden/a...b.txt": "x\n", "demo/.x": "y\n"}),
    ),
)
