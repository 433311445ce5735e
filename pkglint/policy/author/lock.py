"""The lock as text: what artifacts hold, as patterns and ceilings that two normal releases share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from pkglint.compare import locked
from pkglint.model import Kind, units
from pkglint.model.reference import Lock, Room, Snapshot
from pkglint.policy.author.generalise import expected, literal
from pkglint.policy.author.text import quoted, scalar
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.read.lock import Locks

HEAD = "# Made by `pkglint lock`: what a release holds. A change here changes what you ship: review it like code.\n"
_NICE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
# Where auditwheel, delvewheel and delocate put libraries, under names of their own: `compiled` lists which they are.
_BUNDLED = (".libs", ".dylibs")
_ROOM, _BYTES, _FILES, _WIDTH = 1.25, 100_000, 20, 118


def ceiling(number: int, least: int) -> int:
    """The next round number a quarter, and ``least``, above: it changes once in several releases, not in each."""
    wanted = max(number * _ROOM, number + least)
    unit = 10 ** math.floor(math.log10(max(wanted, 1)))
    return math.ceil(next(nice for nice in _NICE if nice * unit >= wanted) * float(unit))


def lock_of(snapshots: Sequence[Snapshot], old: Lock | None = None) -> Lock:
    """The lock of artifacts of one package and kind. What ``old`` has stays as it is where it still fits."""
    files = _files(snapshots, old)
    packed, unpacked = (max(getattr(each, key) for each in snapshots) for key in ("packed", "unpacked"))
    names = {name for each in snapshots for name in locked.compiled(each)}
    known = old.compiled if old else frozenset()
    kept = names if all(name in known for name in names) else locked.places(names)
    return Lock(
        label="",
        packed=old.packed if old and packed <= old.packed else ceiling(packed, _BYTES),
        unpacked=old.unpacked if old and unpacked <= old.unpacked else ceiling(unpacked, _BYTES),
        files=files,
        runs={name: run for each in snapshots for name, run in locked.runs(each).items()},
        compiled=frozenset(kept),
        commands=frozenset(name for each in snapshots for name in each.commands),
        needs=frozenset(name for each in snapshots for name in locked.needs(each)),
        can=frozenset(name for each in snapshots for name in each.can),
    )


def _files(snapshots: Sequence[Snapshot], old: Lock | None) -> dict[str, Room]:
    """Patterns that match every file of every artifact, each with room for the fullest of the artifacts."""
    patterns = dict(old.files) if old else {}
    for each in snapshots:
        left = [held.path for held in locked.counted(each) if not _matching(held.path, patterns)]
        for directory in {path.rpartition("/")[0] for path in left}:
            if directory.endswith(_BUNDLED):
                pattern = f"{literal(directory)}/*"
                patterns[pattern] = Room(Patterns((pattern,)), 0, 0)
        left = [path for path in left if not _matching(path, patterns)]
        made = [text for text in expected(left, each.version, each.kind) if not text.startswith("!")] if left else []
        patterns.update((text, Room(Patterns((text,)), 0, 0)) for text in made if text not in patterns)
        for path in [path for path in left if not _matching(path, patterns)]:
            patterns[literal(path)] = Room(Patterns((literal(path),)), 0, 0)
    found: dict[str, Room] = {}
    for text, room in patterns.items():
        sums = [[held.size for held in locked.counted(each) if room.matcher.matches(held.path)] for each in snapshots]
        count, size = max(map(len, sums)), max(map(sum, sums))
        if not count:
            continue
        fits = count <= room.files and size <= room.size
        most = 1 if count == 1 and not room.files > 1 else ceiling(count, _FILES)
        found[text] = room if fits else Room(room.matcher, max(most, room.files), max(ceiling(size, _BYTES), room.size))
    return found


def _matching(path: str, patterns: Mapping[str, Room]) -> bool:
    return any(room.matcher.matches(path) for room in patterns.values())


def text_of(locks: Locks) -> str:
    """The whole file, sorted, so that the same locks are the same text."""
    lines = ["lock: 1", "packages:"]
    for name in sorted({name for name, _ in locks}):
        lines.append(f"  {scalar(name)}:")
        for kind in Kind:
            if (name, kind) in locks:
                lines += [f"    {kind}:", *(f"      {line}" for line in _section(locks[name, kind]))]
    return HEAD + "\n".join(lines) + "\n"


def _section(lock: Lock) -> Iterator[str]:
    yield f"packed: {units.exact(lock.packed)}"
    yield f"unpacked: {units.exact(lock.unpacked)}"
    yield "files:" if lock.files else "files: {}"
    for pattern, room in sorted(lock.files.items()):
        count = f"{room.files} files, " if room.files != 1 else ""
        yield f"  {scalar(pattern)}: {count}{units.exact(room.size)}"
    if lock.runs:
        yield "runs:"
        yield from (f"  {scalar(name)}: {quoted(run)}" for name, run in sorted(lock.runs.items()))
    for key, names in (("compiled", lock.compiled), ("commands", lock.commands), ("needs", lock.needs)):
        if names:
            yield from _list(key, sorted(names))
    if lock.can is not None:
        yield from _list("can", sorted(lock.can))


def _list(key: str, names: list[str]) -> Iterator[str]:
    flow = f"{key}: [{', '.join(map(scalar, names))}]"
    if len(flow) <= _WIDTH - 6:
        yield flow
    else:
        yield f"{key}:"
        yield from (f"  - {scalar(name)}" for name in names)
