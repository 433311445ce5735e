"""A baseline's text to values: every mistake at once, each with its line and column."""

from __future__ import annotations

import re

from pkglint.model import ALL_KINDS, Kind, Level
from pkglint.policy.judge.baseline import Known
from pkglint.policy.read.errors import PolicyError, suggest
from pkglint.policy.read.from_json import read
from pkglint.policy.read.node import Node, decode
from pkglint.policy.read.strict import Strict

MAX_BYTES = 8 << 20
VERSION = 1
_MADE = "`pkglint check --write-baseline FILE` writes it"
_NEEDED = ("package", "kind", "rule", "level", "path", "fingerprint")
_KEYS = (*_NEEDED, "sha256", "secrets", "wheels")
_LEVELS = {str(level): level for level in (Level.INFO, Level.WARNING, Level.ERROR)}
_FINGERPRINT, _DIGEST = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{64}")


def load_baseline(name: str, data: bytes) -> dict[str, Known]:
    """The known findings of a file by their fingerprint. Raises :class:`PolicyError`."""
    source = decode(name, data, MAX_BYTES)
    node = None if source.problems else read(source, whole=True)
    known: dict[str, Known] = {}
    if node is not None and not source.problems:
        known = _baseline(node, Strict(source, _MADE))
    if source.problems:
        raise PolicyError(source.problems)
    return known


def _baseline(node: Node, strict: Strict) -> dict[str, Known]:
    top = strict.table(node, ("baseline", "findings"), ("baseline", "findings"))
    version = top.get("baseline")
    if version is not None and (version.kind != "integer" or version.value != VERSION):
        strict.source.problem(
            version, f"`baseline` must be the whole number {VERSION}", f"this pkglint reads version {VERSION}"
        )
    found: dict[str, Known] = {}
    for item in strict.items(top.get("findings")):
        known = _known(item, strict)
        if known is None:
            continue
        if known.fingerprint in found:
            first = found[known.fingerprint].line
            strict.source.problem(item, f"this finding is known on line {first} already", "keep one of them")
        found[known.fingerprint] = known
    return found


def _known(node: Node, strict: Strict) -> Known | None:
    table = strict.table(node, _KEYS, _NEEDED)
    if any(key not in table for key in _NEEDED):
        return None
    texts = {key: strict.text(table[key]) for key in _NEEDED}
    kind = _one_of(table["kind"], {str(kind): kind for kind in ALL_KINDS}, "kinds", strict)
    level = _one_of(table["level"], _LEVELS, "levels", strict)
    _like(table["fingerprint"], _FINGERPRINT, "a fingerprint, 32 hex digits", strict)
    digests = strict.items(table.get("sha256"))
    for each in digests:
        _like(each, _DIGEST, "a sha256, 64 hex digits", strict)
    if not isinstance(kind, Kind) or not isinstance(level, Level):
        return None
    return Known(
        texts["package"],
        kind,
        texts["rule"],
        level,
        texts["path"],
        texts["fingerprint"],
        tuple(strict.text(each) for each in digests),
        tuple(sorted(strict.names(table.get("secrets")))),
        tuple(sorted(strict.names(table.get("wheels")))),
        node.line,
    )


def _one_of(node: Node, known: dict[str, Kind] | dict[str, Level], what: str, strict: Strict) -> Kind | Level | None:
    if node.kind != "text":
        return None
    if node.value not in known:
        strict.source.problem(node, f"`{node.value[:60]}` is none of the {what}", suggest(node.value, known, what))
    return known.get(node.value)


def _like(node: Node, shape: re.Pattern[str], what: str, strict: Strict) -> None:
    if node.kind == "text" and not shape.fullmatch(node.value):
        strict.source.problem(node, f"this is not {what}", strict.made)
