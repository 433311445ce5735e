"""A short mutation run on every push: the same seeds, and as many of them as the time allows.

``bench/fuzz.py`` is the long run. A seed that failed once belongs into ``FOUND``.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest

from fixtures.mutations import mutate, outcome, samples

SECONDS = 5.0
AT_LEAST = 500
MOST = 40_000
POOL = samples()
# A member without any name under a second root had no logical path.
FOUND = (10_346,)


@pytest.mark.parametrize("seed", FOUND)
def test_what_was_found_stays_mended(seed: int) -> None:
    assert outcome(*mutate(seed, POOL)) in {"entries", "unreadable", "limit"}


@pytest.mark.parametrize("worker", range(2))
def test_mutations_have_three_outcomes(worker: int) -> None:
    counts: Counter[str] = Counter()
    end = time.monotonic() + SECONDS
    for seed in range(worker, MOST, 2):
        name, data = mutate(seed, POOL)
        try:
            counts[outcome(name, data)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed} ({name})") from error
        if time.monotonic() > end and counts.total() >= AT_LEAST:
            break
    assert counts.keys() == {"entries", "unreadable", "limit"}
    assert counts["entries"] > counts.total() // 20
