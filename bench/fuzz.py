"""A long run of mutated archives through the readers: only entries, "unreadable" and "limit" may come out.

Usage: ``python bench/fuzz.py [RUNS] [FIRST SEED]``

A failure prints its seed, which ``fixtures.mutations.mutate`` turns into the archive again.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter

from fixtures.mutations import mutate, outcome, samples

SLOW = 2.0


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    pool = samples()
    counts: Counter[str] = Counter()
    worst = (0.0, -1)
    start = time.perf_counter()
    for seed in range(first, first + runs):
        name, data = mutate(seed, pool)
        began = time.perf_counter()
        try:
            counts[outcome(name, data)] += 1
        except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
            counts["failed"] += 1
            print(f"seed {seed}: {name}\n{traceback.format_exc()}", flush=True)
            if counts["failed"] > 20:
                break
        worst = max(worst, (time.perf_counter() - began, seed))
    seconds = time.perf_counter() - start
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
    slowest = f"slowest {worst[0]:.2f} s (seed {worst[1]})"
    print(f"{sum(counts.values()):,} archives from seed {first} in {seconds:.0f} s: {told}; {slowest}")
    return int(counts["failed"] > 0 or worst[0] > SLOW)


if __name__ == "__main__":
    sys.exit(main())
