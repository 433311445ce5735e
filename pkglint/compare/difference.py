"""Two artifacts of one package in one value: what `pkglint diff` shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pkglint.compare.listing import Growth, Listing, compare, extensions, growth
from pkglint.compare.step import step
from pkglint.model import Judged, Level, Result
from pkglint.model.reference import Snapshot

_COMPILED = ("ELF", "PE", "Mach-O", "wasm")


class Section(NamedTuple):
    """A heading and its lines: each a sign (``+`` new, ``-`` gone, ``~`` changed) and text of the artifact."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Difference:
    """What changed from ``old`` to ``new``. ``findings`` are those of at least a warning that the old one had not."""

    old: Snapshot
    new: Snapshot
    step: str
    files: Listing
    sections: tuple[Section, ...]
    directories: tuple[Growth, ...]
    findings: tuple[Judged, ...]


def difference(before: Result, after: Result) -> Difference | None:
    """The difference of two results that have snapshots; ``None`` where one has none."""
    if before.snapshot is None or after.snapshot is None:
        return None
    known = {judged.fingerprint for judged in before.judged}
    findings = (j for j in after.active if j.level >= Level.WARNING and j.fingerprint not in known)
    return between(before.snapshot, after.snapshot, tuple(findings))


def between(old: Snapshot, new: Snapshot, findings: tuple[Judged, ...] = ()) -> Difference:
    """The difference of two snapshots."""
    listing = compare(old, new)
    return Difference(
        old,
        new,
        step(old.version, new.version, new.kind),
        listing,
        tuple(section for section in _sections(old, new, listing) if section.lines),
        tuple(growth(old, new)),
        findings,
    )


def _sections(old: Snapshot, new: Snapshot, listing: Listing) -> list[Section]:
    tops = {path.partition("/")[0] for path in old.folded}
    compiled = {held.path for held in listing.came if held.form in _COMPILED}
    ends = extensions(held.path for held in listing.came) - extensions(old.files) - {""}
    came = sorted({path.partition("/")[0] for path in new.folded} - tops)
    said = [
        ("~", f"{what}: {old.identity[what]} -> {new.identity[what]}")
        for what in sorted(old.identity.keys() & new.identity.keys())
        if old.identity[what] != new.identity[what]
    ]
    return [
        Section("runs by itself", _hooks(old, new)),
        Section("needs", _names(set(old.needs), set(new.needs))),
        Section("commands", _names(set(old.commands), set(new.commands))),
        Section("its code can", _names(set(old.can), set(new.can))),
        Section("compiled", tuple(("+", path) for path in sorted(compiled))),
        Section("new at the top", tuple(("+", name) for name in came)),
        Section("new kind of file", tuple(("+", end) for end in sorted(ends))),
        Section("says of itself", tuple(said)),
    ]


def _hooks(old: Snapshot, new: Snapshot) -> tuple[tuple[str, str], ...]:
    lines = [("-", name) for name in old.hooks.keys() - new.hooks.keys()]
    for name, run in new.hooks.items():
        if old.hooks.get(name) != run:
            shown = f"{name}: {run}" if "scripts." in name else name
            lines.append(("~" if name in old.hooks else "+", shown))
    return tuple(sorted(lines, key=lambda line: line[1]))


def _names(old: set[str], new: set[str]) -> tuple[tuple[str, str], ...]:
    return (*(("+", name) for name in sorted(new - old)), *(("-", name) for name in sorted(old - new)))
