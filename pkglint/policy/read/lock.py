"""The committed lock, `.pkglint-lock.yaml`, to values: every mistake at once, each with its line and column."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from pkglint.model import ALL_KINDS, Kind, units
from pkglint.model.lazy import lazy
from pkglint.model.reference import Lock, Room
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.read.errors import PolicyError
from pkglint.policy.read.from_yaml import read
from pkglint.policy.read.node import Node, Source, decode
from pkglint.policy.read.strict import Strict

Locks = dict[tuple[str, Kind], Lock]
_KEYS = ("packed", "unpacked", "files", "runs", "compiled", "commands", "needs", "can")
_ROOM = lazy(r"(?:([0-9]{1,9}) files, )?(.+)")
_MADE = "`pkglint lock --update` writes it"


def load_lock(name: str, data: bytes) -> Locks:
    """The locks of a file by the name of the package and the kind. Raises :class:`PolicyError`."""
    source = decode(name, data)
    node = None if source.problems else read(source)
    locks: Locks = {}
    if node is None or node.kind != "mapping":
        if not source.problems:
            source.problem((1, 1), "there is no lock in this file", _MADE)
    else:
        locks = _packages(node, Strict(source, _MADE))
    if source.problems:
        raise PolicyError(source.problems)
    digest = hashlib.sha256(data).hexdigest()
    return {key: replace(lock, sha256=digest) for key, lock in locks.items()}


def _packages(node: Node, strict: Strict) -> Locks:
    top = strict.table(node, ("lock", "packages"))
    version = top.get("lock")
    if version is None or version.kind != "integer" or version.value != 1:
        strict.source.problem(version or node, "`lock` must be the whole number 1", "this pkglint reads version 1")
    locks: Locks = {}
    for name, kinds in strict.pairs(top.get("packages")):
        for kind, section in strict.table(kinds, tuple(map(str, ALL_KINDS))).items():
            locks[name, Kind(kind)] = _lock(section, strict)
    return locks


def _lock(node: Node, strict: Strict) -> Lock:
    table = strict.table(node, _KEYS, ("packed", "unpacked"))
    files = {}
    for pattern, room in strict.pairs(table.get("files")):
        count, size = _room(room, strict.source)
        files[pattern] = Room(Patterns((pattern,)), count, size)
    return Lock(
        label=strict.source.file.replace("\\", "/").rpartition("/")[2],
        packed=_size(table.get("packed"), strict.source),
        unpacked=_size(table.get("unpacked"), strict.source),
        files=files,
        runs={name: strict.text(run) for name, run in strict.pairs(table.get("runs"))},
        compiled=strict.names(table.get("compiled")),
        commands=strict.names(table.get("commands")),
        needs=strict.names(table.get("needs")),
        can=strict.names(table["can"]) if "can" in table else None,
        path=strict.source.file,
    )


def _size(node: Node | None, source: Source) -> int:
    if node is None:
        return 0
    return _bytes(node, node.value if node.kind in ("text", "integer") else None, source)


def _room(node: Node, source: Source) -> tuple[int, int]:
    found = _ROOM.fullmatch(node.value) if node.kind == "text" else None
    if not found:
        source.problem(node, f"there must be a size here, as in `20 files, 800 kB`, not {node.words}", _MADE)
        return 0, 0
    return int(found[1] or 1), _bytes(node, found[2], source)


def _bytes(node: Node, value: Any, source: Source) -> int:
    try:
        return units.parse(str(value))
    except ValueError:
        source.problem(node, f"`{str(value)[:60]}` is not a size", "write a size such as `500 kB` or `5 MB`")
        return 0
