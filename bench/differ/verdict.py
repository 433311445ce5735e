"""What pkglint makes of a mutant: refused with codes, or accepted with a listing.

Accepted is what no policy could refuse less: the walk ended, and no rule that cannot be ignored finds an error in what
the reader noticed. Only the container is judged, by the rules that share ``pkglint.model.anomalies``; those on metadata
are taken to be content, so a whole lint accepts fewer, never more. ``tests/archive/test_mutants.py`` holds this against
``pkglint.engine.inspect``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pkglint.archive import Unreadable, open_archive
from pkglint.model import Anomaly, Artifact, Kind, Level, Limits, MemberType, Row, Rule, Scope, Visibility
from pkglint.model.anomalies import ANOMALIES
from pkglint.rules import catalogue

LIMITS = Limits(max_unpacked=16 << 20, max_members=500, max_seconds=20)
#: how readers are told the kind
FORMS = {Kind.NPM: "N", Kind.SDIST: "S", Kind.WHEEL: "W"}
#: a rule that also asks for metadata: what the reader noticed for it is an error as it stands
_ASKS_MORE = "upload-reject"


class Item(NamedTuple):
    """One member as a reader lists it: ``type`` is file, directory, symlink, hardlink or special."""

    path: str
    type: str
    size: int
    digest: str


class Verdict(NamedTuple):
    """``codes`` is empty when the mutant was accepted, else says why not; ``items`` is what was read, in order."""

    kind: Kind | None
    items: tuple[Item, ...]
    codes: tuple[str, ...]


def judge(name: str, data: bytes) -> Verdict:
    """Read a mutant as a lint does."""
    items, rows = [], []
    try:
        archive = open_archive(name, io.BytesIO(data), LIMITS)
        for entry in archive:
            digest = archive.seal()
            plain = entry.type is MemberType.FILE
            items.append(Item(entry.raw, entry.type.value, entry.size, digest if plain else entry.target or ""))
            digest = digest if plain else ""
            rows.append(Row(entry.path, entry.raw, entry.size, entry.mode, entry.type, entry.target, digest))
    except Unreadable as error:
        return Verdict(None, (), (error.code,))
    artifact = Artifact(name, name, archive.kind, len(data))
    return Verdict(archive.kind, tuple(items), errors(artifact, rows, archive.anomalies))


def errors(artifact: Artifact, rows: Sequence[Row], anomalies: Sequence[Anomaly]) -> tuple[str, ...]:
    """The codes of what keeps an artifact from being accepted, whatever the policy; some of them are enough."""
    plain = {anomaly.code for anomaly in anomalies} & _plain()
    if plain:
        return tuple(sorted(plain))
    found = set()
    for name in {ANOMALIES[anomaly.code].rule for anomaly in anomalies} & _hard().keys():
        rule = _hard()[name]
        if artifact.kind not in rule.kinds:
            continue
        if name == _ASKS_MORE:
            found |= {anomaly.code for anomaly in anomalies if ANOMALIES[anomaly.code].rule == name}
        elif rule.finish:
            scope = Scope(rule, artifact, None, None, rows, anomalies)
            found |= {finding.details["code"] for finding in rule.finish(scope) if finding.grade in {None, Level.ERROR}}
    return tuple(sorted(str(code) for code in found))


@cache
def _plain() -> frozenset[str]:
    """What is an error wherever it is noticed: its rule does not weigh."""
    return frozenset(code for code, m in ANOMALIES.items() if m.rule == "ambiguous-archive" and m.level is Level.ERROR)


@cache
def _hard() -> dict[str, Rule]:
    """The rules that no policy can ignore and that find errors."""
    wanted = {meaning.rule for meaning in ANOMALIES.values()}
    rules = (rule for rule in catalogue().values() if rule.id in wanted and rule.pin.required)
    return {rule.id: rule for rule in rules if rule.levels.pick(Kind.NPM, Visibility.CLOSED) is Level.ERROR}
