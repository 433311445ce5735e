"""How loud the comparisons are on consecutive releases: what `check --against` and the lock of the last release say.

Usage: ``python bench/pairs.py PLACE [--half 0|1] [--verbose]``

PLACE holds a directory for each pair, in which ``old`` and ``new`` hold one artifact each; nothing of it belongs into
git. ``--half`` takes the pairs of which the sha256 of the name ends in an even or an odd digit: tune on one of them,
report the other. Printed is what a pair gets from warnings up, by the rules that compare and by the switch for new
findings; then how many pairs are silent, by the step of the version; then how long the locks are, how many of their
lines the new release changes, and what the old lock says of the new release.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pkglint.compare.release import as_release  # noqa: E402 - the repository's root is added above
from pkglint.compare.step import step  # noqa: E402
from pkglint.engine import Source, inspect  # noqa: E402
from pkglint.model import Judged, Level, Result  # noqa: E402
from pkglint.model.reference import Reference  # noqa: E402
from pkglint.policy import Policy, default_policy  # noqa: E402
from pkglint.policy.author.lock import lock_of, text_of  # noqa: E402
from pkglint.policy.read.lock import load_lock  # noqa: E402
from pkglint.rules import catalogue, family  # noqa: E402

TODAY = date(2026, 11, 22)
LOCK = "lock-of-the-pair"  # how messages call it


class Pair(NamedTuple):
    """What was said of one pair; ``lines`` are those of the old lock, ``changed`` those that the new one changes."""

    name: str
    step: str
    release: list[Judged]
    lock: list[Judged]
    lines: int
    changed: int


def source(path: Path) -> Source:
    return Source(str(path), lambda: path.open("rb"), path.stat().st_size)


def loud(result: Result) -> list[Judged]:
    """What a comparison says of the result from warnings up."""
    compares = [j for j in result.active if family(j.finding.rule) == "changes" or "(new:" in j.finding.message]
    return [j for j in compares if j.level >= Level.WARNING]


def compared(place: Path, policy: Policy) -> Pair | None:
    """One pair, ``None`` where something cannot be read."""
    (old,), (new,) = (sorted((place / side).iterdir()) for side in ("old", "new"))
    before = inspect(source(old), policy, TODAY, Reference())
    first = before.snapshot
    if first is None or before.not_linted:
        print(f"{place.name}: not read: {before.not_linted}")
        return None
    key = first.name, first.kind
    text = text_of({key: lock_of([first])})
    lock = load_lock(LOCK, text.encode())[key]
    after = inspect(source(new), policy, TODAY, replace(as_release(before), lock=lock))
    if after.snapshot is None or after.not_linted:
        print(f"{place.name}: not read: {after.not_linted}")
        return None
    later = text_of({key: lock_of([after.snapshot], lock)})
    changed = sum(line[0] in "+-" for line in difflib.ndiff(text.splitlines(), later.splitlines()))
    how = step(before.package.version, after.package.version, after.artifact.kind)
    found = loud(after)
    under = [judged for judged in found if LOCK in judged.finding.message]
    alone = [judged for judged in found if LOCK not in judged.finding.message]
    return Pair(place.name, how, alone, under, len(text.splitlines()), changed)


def chosen(place: Path, half: int | None) -> Iterator[Path]:
    for path in sorted(place.iterdir()):
        if half is None or int(hashlib.sha256(path.name.encode()).hexdigest()[-1], 16) % 2 == half:
            yield path


def told(pair: Pair, verbose: bool) -> None:
    for what, found in (("release", pair.release), ("lock", pair.lock if verbose else [])):
        for judged in found:
            where = f"{judged.finding.path}: " if judged.finding.path else ""
            print(f"{pair.name} ({pair.step}) {what}: {judged.level} {judged.finding.rule}: {where}", end="")
            print(judged.finding.message)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--verbose", action="store_true", help="also what the lock says")
    options = parser.parse_args()
    policy = default_policy(catalogue())
    pairs = []
    for each in chosen(options.place, options.half):
        if pair := compared(each, policy):
            pairs.append(pair)
            told(pair, options.verbose)
            sys.stdout.flush()
    for how in ("patch", "minor", "major"):
        mine = [pair for pair in pairs if pair.step == how]
        errors = sum(any(j.level is Level.ERROR for j in pair.release) for pair in mine)
        print(f"{how}: {len(mine)} pairs, {sum(not pair.release for pair in mine)} silent, {errors} with an error")
    print(f"all: {len(pairs)} pairs, {sum(not pair.release for pair in pairs)} silent")
    lines, changed = sorted(pair.lines for pair in pairs), sorted(pair.changed for pair in pairs)
    middle = len(pairs) // 2
    print(f"locks: {lines[middle]} lines in the middle, at most {lines[-1]}; of these change {changed[middle]}", end="")
    print(f" in the middle, {changed[len(pairs) * 9 // 10]} in nine of ten; unchanged in {changed.count(0)}", end="; ")
    print(f"silent of the new release in {sum(not pair.lock for pair in pairs)}")
    print("by the lock:", dict(Counter(j.finding.rule for pair in pairs for j in pair.lock)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
