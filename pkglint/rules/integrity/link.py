"""The artifact holds a symbolic or a hard link.

## Why it matters

npm drops links without a word, so that what they stood for is missing after the install. pip and uv refuse or
follow them, and a link that leads out of the artifact makes an unpacker write or read somewhere else
(CVE-2025-4517 and its many relatives). PyPI refuses wheels that hold one. In a source distribution a link that stays
inside is unpacked as it is by today's installers, and is an info.

## How to fix

Put the file itself into the artifact: copy it before packing, or let the packer follow the link.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Anomaly, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.anomalies import Meaning
from pkglint.rules.integrity._anomalies import noted

COPY = Fix(FixAction.EDIT, text="put a copy of the file in the place of the link before packing")


def _weigh(anomaly: Anomaly, meaning: Meaning, scope: Scope) -> Meaning:
    works = anomaly.code in {"symlink", "hardlink"}
    return meaning._replace(level=Level.INFO) if works and scope.artifact.kind is Kind.SDIST else meaning


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, COPY, _weigh)


RULE = Rule(
    id="link",
    summary="The artifact holds a symbolic or a hard link",
    levels=level(Level.ERROR),
    grades="info in a source distribution when the link stays inside and, if it is hard, names a file before it",
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example(
            "a symlink in an npm tarball", {"bin": "lib/a.js", "lib/a.js": "1\n"}, 1, Kind.NPM, modes={"bin": 0o120777}
        ),
        Example("a symlink out of an sdist", {"x": "../../etc/passwd"}, 1, Kind.SDIST, modes={"x": 0o120777}),
        Example("plain files", {"demo/a.txt": "x\n", "demo/b.txt": "x\n"}),
    ),
)
