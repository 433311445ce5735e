"""Measure how much of the corpus of breadth the installed pkglint sees.

Usage: ``python -m bench.breadth [--half seen|unseen|fresh|all] [--missed] [--reveal] [--family NAME] [--keep DIR]``

The half is decided by a hash of each expectation's id; ``fresh`` is a third part, written later. What was missed in the
unseen half is counted by family and not named, unless ``--reveal`` is given: whoever builds rules works with the seen
half and is measured on the other.
``should`` counts warnings and infos that a maintainer would want; ``quiet`` the look-alikes that were left alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.breadth.judge import Outcome, measure
from bench.breadth.tables import every

COLUMNS = ("must", "should", "quiet")


def column(outcome: Outcome) -> str:
    return "should" if outcome.expected.level == "note" else outcome.expected.level


def table(outcomes: list[Outcome]) -> list[str]:
    """A line for each family and one for the sum: met of all, by column."""
    lines = [f"{'family':30}" + "".join(f"{name:>20}" for name in COLUMNS)]
    for family in [*sorted({outcome.expected.family for outcome in outcomes}), ""]:
        cells = []
        for name in COLUMNS:
            met = [o.met for o in outcomes if column(o) == name and family in ("", o.expected.family)]
            share = f"{sum(met)}/{len(met)} {sum(met) / len(met):7.1%}" if met else ""
            cells.append(f"{share:>20}")
        lines.append(f"{family or 'all':30}" + "".join(cells))
    return lines


def missed(outcomes: list[Outcome]) -> list[str]:
    """A line for each expectation that was not met: what it wanted and what was said instead."""
    lines = []
    for outcome in outcomes:
        one = outcome.expected
        if not outcome.met:
            wanted = ", ".join(sorted(one.rules)) or "any rule"
            said = "; ".join(f"{rule} {level}: {message}" for rule, level, message in outcome.said) or "nothing"
            shape = f"{one.kind}, {'open' if one.open else 'closed'}"
            lines.append(f"{one.level} {one.id} ({shape}): wanted {wanted}; said {said} [{one.source}]")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("seen", "unseen", "fresh", "all"), default="seen")
    parser.add_argument("--missed", action="store_true", help="list what was not met")
    parser.add_argument("--reveal", action="store_true", help="also for the unseen half")
    parser.add_argument("--family", help="only families whose name begins so")
    parser.add_argument("--keep", type=Path, help="build into this directory and leave it")
    parser.add_argument("--jobs", type=int, default=min(8, os.cpu_count() or 1))
    options = parser.parse_args()
    chosen = [one for one in every() if options.half in ("all", one.half)]
    chosen = [one for one in chosen if one.family.startswith(options.family or "")]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        outcomes = measure(chosen, folder, options.jobs)
    print("\n".join(table(outcomes)))
    print(f"{len(outcomes)} artifacts, {time.perf_counter() - start:.0f} s")
    if options.missed:
        shown = [o for o in outcomes if o.expected.half != "unseen" or options.reveal]
        print("\n".join(missed(shown)))
        if len(shown) < len(outcomes):
            hidden = [o for o in outcomes if o.expected.half == "unseen" and not o.met]
            print(f"{len(hidden)} of the unseen half were not met; they are not named")
    return 0


if __name__ == "__main__":
    sys.exit(main())
