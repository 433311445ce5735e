"""Two readers can read the archive in different ways.

## Why it matters

A zip lists its members twice, a tar has several ways to say a name and a size, a gzip file may go on after its end.
Where the two disagree, one tool sees other files than the next: the scanner reads one package and the installer
unpacks another. Python's own readers skip most of these, and CVE-2025-62518 and CVE-2025-8291 came from them.
Packers that are in use today write none of them. The reason code in brackets says which one it is:

- `zip-...`: local headers, central directory and end record of the zip do not agree, or leave bytes unaccounted for;
- `tar-...`, `gnu-...`, `pax-...`: headers of the tar contradict each other or the format;
- `gzip-...`: something follows the gzip stream, or its header holds what no packer writes.

## How to fix

Build the artifact again with a current packer and publish exactly what it wrote. A tool that rewrites archives after
the build (a signer, a "repacker", a merge of two archives) is the usual cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Pin, Rule, Scope, level
from pkglint.rules.integrity._anomalies import REBUILD, noted

# uv_build writes the size of every file twice, the same in both places.
_HABITS = frozenset({"pax-size-unneeded"})


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, REBUILD, habits=_HABITS)


RULE = Rule(
    id="ambiguous-archive",
    summary="Two readers can read the archive in different ways",
    levels=level(Level.ERROR),
    grades="warning or info for what is odd but is read in one way by every reader known",
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example(
            "a member that is a directory by its attributes and a file by its name",
            {"demo/data": ""},
            1,
            kind=Kind.WHEEL,
            modes={"demo/data": 0o040755},
            also=("record-mismatch",),
        ),
        Example("an archive as packers write it", {"demo/__init__.py": "1\n", "demo/data/": ""}),
    ),
)
