"""Source maps: what is seen, how fast, and in how much memory.

Usage: ``python bench/maps.py ARTIFACT... [--map-size MB]``

For each artifact the maps that ``json.loads`` reads as one are counted against those that the rules recognise, with
the time of both. At the end one map of the given size, with an emoji in it, is read in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pkglint.archive import open_archive
from pkglint.detect.sourcemaps.maps import facts_of, may_hold_map
from pkglint.model import Entry, Limits

_CHILD = """
import json, resource, sys, time
from pkglint.detect.sourcemaps.maps import read
text = "export const value = 'a string';  // \\U0001f600 and some words\\n" * 560
content = json.dumps(text, ensure_ascii=False).encode()
number = max(1, int(float(sys.argv[1]) * 1e6 / len(content)))
names = ",".join('"../src/file%d.ts"' % i for i in range(number)).encode()
contents = b",".join([content] * number)
data = b'{"version":3,"sources":[' + names + b'],"sourcesContent":[' + contents + b'],"mappings":""}'
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
if sys.argv[2] == "json":
    json.loads(data)
else:
    assert len(read(data).maps[0].contents) == number
seconds = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(data), number, seconds, (after - before) * 1024)
"""


@dataclass(slots=True)
class Totals:
    """Sums over one artifact: maps by either reader, bytes of text, seconds."""

    by_json: int = 0
    recognised: int = 0
    missed: list[str] = field(default_factory=list)
    inline: int = 0
    contents: int = 0
    json_bytes: int = 0
    read_bytes: int = 0
    json_seconds: float = 0.0
    rule_seconds: float = 0.0


def members(path: Path) -> Iterator[Entry]:
    """The members of an artifact, each valid until the next."""
    with path.open("rb") as file:
        yield from open_archive(path.name, file, Limits(max_seconds=600))


def is_map(data: bytes) -> bool:
    """Whether the standard library reads it as a map; the keys are looked for first, to be fair on time."""
    if b'"mappings"' not in data:
        return False
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("sections"), list) or (
        isinstance(value.get("mappings"), str) and isinstance(value.get("sources"), list)
    )


def measure(path: Path) -> Totals:
    """One pass over an artifact with both readers."""
    totals = Totals()
    for entry in members(path):
        if not may_hold_map(entry) or entry.content.is_binary:
            continue
        data = entry.content.data
        totals.read_bytes += len(data)
        start = time.perf_counter()
        facts = facts_of(entry)
        totals.rule_seconds += time.perf_counter() - start
        totals.recognised += facts.is_map
        totals.inline += sum(one.inline for one in facts.maps)
        totals.contents += sum(len(one.contents) for one in facts.maps)
        if data[:1] == b"{":
            start = time.perf_counter()
            expected = is_map(data)
            totals.json_seconds += time.perf_counter() - start
            totals.json_bytes += len(data) if expected else 0
            totals.by_json += expected
            if expected and not facts.is_map:
                totals.missed.append(entry.path)
    return totals


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", nargs="+", type=Path)
    parser.add_argument("--map-size", type=float, default=58.0)
    arguments = parser.parse_args()
    print(
        f"{'artifact':40} {'json':>6} {'ours':>6} {'inline':>6} {'texts':>7} {'MB text':>8} {'ours s':>7} {'json s':>7}"
    )
    missed = 0
    for path in arguments.artifacts:
        totals = measure(path)
        missed += len(totals.missed)
        if totals.by_json or totals.recognised or totals.inline:
            print(
                f"{path.name[:40]:40} {totals.by_json:6} {totals.recognised:6} {totals.inline:6} {totals.contents:7}"
                f" {totals.read_bytes / 1e6:8.1f} {totals.rule_seconds:7.2f} {totals.json_seconds:7.2f}"
            )
        for name in totals.missed:
            print(f"  missed: {name}")
    for how in ("pull", "json"):
        command = [sys.executable, "-c", _CHILD, str(arguments.map_size), how]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        length, number, seconds, peak = done.stdout.split()
        print(
            f"{how}: a map of {int(length) / 1e6:.1f} MB with {number} sources in {float(seconds):.2f} s,"
            f" {int(peak) / int(length):.2f} times its size on top"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
