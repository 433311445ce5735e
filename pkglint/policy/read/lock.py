"""The committed lock, `.pkglint-lock.yaml`, to values: every mistake at once, each with its line and column."""

from __future__ import annotations

from typing import Any

from pkglint.model import ALL_KINDS, Kind, units
from pkglint.model.lazy import lazy
from pkglint.model.reference import Lock, Room
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.read.errors import PolicyError, suggest
from pkglint.policy.read.from_yaml import read
from pkglint.policy.read.node import Node, Source, decode

Locks = dict[tuple[str, Kind], Lock]
NAME = ".pkglint-lock.yaml"
_KEYS = ("packed", "unpacked", "files", "runs", "compiled", "commands", "needs")
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
        locks = _packages(node, source)
    if source.problems:
        raise PolicyError(source.problems)
    return locks


def _packages(node: Node, source: Source) -> Locks:
    top = _table(node, ("lock", "packages"), source)
    version = top.get("lock")
    if version is None or version.value != 1:
        source.problem(version or node, "`lock` must be the whole number 1", "this pkglint reads version 1")
    locks: Locks = {}
    for name, kinds in _pairs(top.get("packages"), source):
        for kind, section in _table(kinds, tuple(map(str, ALL_KINDS)), source).items():
            locks[name, Kind(kind)] = _lock(section, source)
    return locks


def _lock(node: Node, source: Source) -> Lock:
    table = _table(node, _KEYS, source)
    files = {}
    for pattern, room in _pairs(table.get("files"), source):
        count, size = _room(room, source)
        files[pattern] = Room(Patterns((pattern,)), count, size)
    return Lock(
        label=source.file.replace("\\", "/").rpartition("/")[2],
        packed=_size(table.get("packed"), node, "packed", source),
        unpacked=_size(table.get("unpacked"), node, "unpacked", source),
        files=files,
        runs={name: _text(run, source) for name, run in _pairs(table.get("runs"), source)},
        compiled=_names(table.get("compiled"), source),
        commands=_names(table.get("commands"), source),
        needs=_names(table.get("needs"), source),
    )


def _pairs(node: Node | None, source: Source) -> list[tuple[str, Node]]:
    if node is None:
        return []
    if node.kind != "mapping":
        source.problem(node, f"there must be a mapping here, not {node.words}", _MADE)
        return []
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            source.problem(key, f"`{str(key.value)[:60]}` stands here twice", "keep one of them")
        seen.add(key.value)
    return [(str(key.value), value) for key, value in node.value if _is_text(key, source)]


def _table(node: Node, keys: tuple[str, ...], source: Source) -> dict[str, Node]:
    found = {}
    for key, value in _pairs(node, source):
        if key in keys:
            found[key] = value
        else:
            at = next(each for each, _ in node.value if each.value == key)
            source.problem(at, f"unknown key `{key[:60]}`", suggest(key, keys, "keys"))
    return found


def _is_text(node: Node, source: Source) -> bool:
    if node.kind == "text":
        return True
    source.problem(node, f"there must be a text here, not {node.words}", "put it in quotes")
    return False


def _text(node: Node, source: Source) -> str:
    return str(node.value) if _is_text(node, source) else ""


def _names(node: Node | None, source: Source) -> frozenset[str]:
    if node is None:
        return frozenset()
    if node.kind != "list":
        source.problem(node, f"there must be a list here, not {node.words}", _MADE)
        return frozenset()
    return frozenset(_text(each, source) for each in node.value)


def _size(node: Node | None, section: Node, key: str, source: Source) -> int:
    if node is None:
        source.problem(section, f"`{key}` is missing", _MADE)
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
