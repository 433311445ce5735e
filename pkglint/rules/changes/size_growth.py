"""The artifact is much bigger than the last release.

## Why it matters

plotly.js 3.1.1 was 5.4 times as big as 3.1.0, a closed program that went out with its source map 1.7 times, what the
worm Shai-Hulud infected up to 17 times. Of 162 releases of well-known packages none grew by more than a quarter and by
more than 100 kB at once, packed or unpacked. In a major release it is information up to twice the size. Lists of
components (`.dist-info/sboms/`, PEP 770) do not count.

## How to fix

Look at the directories that grew, and keep out what is not meant. If it is meant, add an exception with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.compare.listing import growth
from pkglint.compare.locked import counted
from pkglint.compare.step import is_major
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.model.reference import Snapshot
from pkglint.rules._quote import quoted

_SHOWN = 6
_MAJOR = 2.0  # A major release may be another thing: up to here its growth is information.
_UPDATE = Fix(FixAction.EDIT, (), "Keep out what is not meant; if it is meant: pkglint lock --update")


@dataclass(frozen=True, slots=True)
class Options:
    """What is much: ``factor``: times the last release. ``floor``: bytes more than it, at least."""

    factor: float = 1.25
    floor: int = field(default=100_000, metadata={"unit": "size"})


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    if lock is None or new is None:
        return
    name = quoted(lock.label)
    over = [("packed", new.packed, lock.packed), ("unpacked", new.unpacked, lock.unpacked)]
    for pattern, room in lock.files.items():
        found = [held for held in counted(new) if room.matcher.matches(held.path)]
        over.append((f"in {quoted(pattern)}", sum(held.size for held in found), room.size))
        if len(found) > room.files:
            message = f"holds {len(found):,} files in {quoted(pattern)}, more than the {room.files:,} of {name}"
            yield scope.found(None, message, fix=_UPDATE, details={"pattern": pattern})
    for what, size, most in over:
        if size > most:
            message = f"has {units.size(size)} {what}, more than the {units.exact(most)} of {name}"
            yield scope.found(None, message, fix=_UPDATE, details={"what": what, "size": size, "most": most})


def _sboms(snapshot: Snapshot) -> int:
    """The bytes of the lists of components that a packer puts beside the metadata (PEP 770)."""
    return sum(held.size for path, held in snapshot.files.items() if ".dist-info/sboms/" in path)


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    grown, times = [], 0.0
    sboms = max(0, _sboms(new) - _sboms(old))
    for before, after, what in ((old.packed, new.packed, "packed"), (old.unpacked, new.unpacked, "unpacked")):
        counted_as = after - sboms * after // max(1, new.unpacked)
        if counted_as > before * scope.options.factor and counted_as - before > scope.options.floor:
            factor = after / max(1, before)
            times = max(times, factor)
            grown.append(f"{factor:,.1f} times as big {what} ({units.size(before)} before, now {units.size(after)})")
    if not grown:
        return
    where = [each for each in growth(old, new) if each.bytes > 0][:_SHOWN]
    text = ", ".join(f"{each.directory} by {units.size(each.bytes)}" for each in where)
    yield scope.found(
        None,
        f"is {' and '.join(grown)}, against {quoted(old.label)}",
        fix=Fix(FixAction.EDIT, (), f"Keep out what is not meant. What grew most: {text}"),
        grade=Level.INFO if is_major(old.version, new.version, new.kind) and times < _MAJOR else None,
        details={
            "packed": [old.packed, new.packed],
            "unpacked": [old.unpacked, new.unpacked],
            "directories": {each.directory: each.bytes for each in where},
        },
    )


RULE = Rule(
    id="size-growth",
    summary="The artifact is much bigger than the last release",
    levels=level(Level.WARNING),
    grades="information in a major release up to twice the size",
    options=Options,
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "a heavy file more",
            {"demo/a.txt": "${text:2KB}", "demo/b.txt": "${text:200KB}"},
            1,
            Kind.NPM,
            before=Before({"demo/a.txt": "${text:2KB}", "demo/b.txt": "1\n"}),
        ),
        Example(
            "a lower floor",
            {"demo/a.txt": "${text:20KB}"},
            1,
            Kind.NPM,
            policy="version: 1\nrules: {size-growth: {floor: 1 KB, factor: 1.1}}\n",
            before=Before({"demo/a.txt": "${text:2KB}"}),
        ),
        Example(
            "the first list of components",
            {"demo/a.txt": "${text:20KB}", "demo-1.1.dist-info/sboms/demo.cdx.json": "${text:700KB}"},
            kind=Kind.WHEEL,
            before=Before({"demo/a.txt": "${text:20KB}"}),
        ),
        Example(
            "a small package that grew",
            {"demo/a.txt": "${text:20KB}"},
            kind=Kind.NPM,
            before=Before({"demo/a.txt": "${text:2KB}"}),
        ),
    ),
)
