"""A long run of mutated inputs: archives through the readers, contents through a whole lint, parsers alone, policies.

    python bench/fuzz.py [RUNS] [FIRST SEED] [--what archives|contents|parsers|policies] [--workers N]

Only typed outcomes may come out: entries, "unreadable" or "limit" for an archive; findings or "not linted" for a lint,
and no rule may crash; a policy or a PolicyError. A failure prints its seed, which ``fixtures.mutations.mutate``,
``fixtures.contents.lot``, ``fixtures.parsers.one`` or ``fixtures.contents.policy`` turns into the input again.
What takes more CPU than ``SLOW`` seconds is a failure too. ``contents`` counts members: one run is an artifact of 24.
"""

from __future__ import annotations

import argparse
import functools
import io
import multiprocessing
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fixtures import contents, mutations, parsers
from fixtures.cases import every
from pkglint.engine import Source, inspect
from pkglint.policy import Policy, PolicyError, default_policy, load_policy
from pkglint.rules import catalogue

SLOW = 2.0
BATCH = 250
TELL = 15.0
TODAY = date(2026, 1, 1)
Input = tuple[str, bytes]


class Batch(NamedTuple):
    """What a range of seeds came to: outcomes, inputs, failures as text, and the slowest seed."""

    counts: Counter[str]
    inputs: int
    failures: list[str]
    worst: tuple[float, int]


def _archive(seed: int) -> tuple[Counter[str], int]:
    return Counter([mutations.outcome(*mutations.mutate(seed, _pool()))]), 1


def _contents(seed: int) -> tuple[Counter[str], int]:
    name, data, members = contents.lot(seed)
    result = inspect(Source(name, lambda: io.BytesIO(data)), _builtin(), TODAY)
    if result.crashes:
        raise AssertionError("; ".join(f"{crash.rule} at {crash.where}: {crash.error}" for crash in result.crashes))
    return Counter(["not linted" if result.not_linted else "findings" if result.judged else "clean"]), len(members)


def _policy(seed: int) -> tuple[Counter[str], int]:
    name, data = contents.policy(seed, _policies())
    try:
        load_policy(name, data, catalogue())
    except PolicyError:
        return Counter(["policy error"]), 1
    return Counter(["policy"]), 1


def _parser(seed: int) -> tuple[Counter[str], int]:
    return Counter([parsers.one(seed)]), 1


@functools.cache
def _pool() -> list[Input]:
    return mutations.samples()


@functools.cache
def _builtin() -> Policy:
    return default_policy(catalogue())


@functools.cache
def _policies() -> Sequence[str]:
    texts = [case.policy for case in every() if case.policy.strip()]
    return tuple(sorted({*texts, *(example.policy for rule in catalogue().values() for example in rule.examples)}))


ONE: dict[str, Callable[[int], tuple[Counter[str], int]]] = {
    "archives": _archive,
    "contents": _contents,
    "parsers": _parser,
    "policies": _policy,
}


def batch(first: int, what: str, end: int) -> Batch:
    """The seeds from ``first``, at most ``BATCH`` of them."""
    counts: Counter[str] = Counter()
    inputs, failures, worst = 0, [], (0.0, -1)
    for seed in range(first, min(first + BATCH, end)):
        began = time.process_time()
        try:
            found, number = ONE[what](seed)
            counts += found
            inputs += number
        except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
            counts["failed"] += 1
            failures.append(f"{what} seed {seed}\n{traceback.format_exc(limit=-4)}")
        took = time.process_time() - began
        worst = max(worst, (took, seed))
        if took > SLOW:
            failures.append(f"{what} seed {seed} took {took:.1f} s of CPU")
    return Batch(counts, inputs, failures, worst)


def batches(options: argparse.Namespace) -> Iterator[Batch]:
    """All batches, as they are done."""
    end = options.first + options.runs
    starts = range(options.first, end, BATCH)
    one = functools.partial(batch, what=options.what, end=end)
    if options.workers < 2:
        yield from map(one, starts)
        return
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        yield from pool.imap_unordered(one, starts)


def main() -> int:
    options = _options()
    counts: Counter[str] = Counter()
    inputs, failures, worst, start = 0, 0, (0.0, -1), time.monotonic()
    shown = start
    for done in batches(options):
        counts += done.counts
        inputs += done.inputs
        failures += len(done.failures)
        worst = max(worst, done.worst)
        for failure in done.failures:
            print(failure, flush=True)
        if time.monotonic() > shown + TELL:
            shown = time.monotonic()
            print(f"{inputs:,} inputs, {failures} failures, {inputs / (time.monotonic() - start):,.0f}/s", flush=True)
    reported = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
    slowest = f"slowest {worst[0]:.2f} s of CPU (seed {worst[1]})"
    seconds = time.monotonic() - start
    print(f"{inputs:,} {options.what} from seed {options.first} in {seconds:.0f} s: {reported}; {slowest}")
    return int(failures > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python bench/{Path(__file__).name}")
    parser.add_argument("runs", type=int, nargs="?", default=100_000)
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("--what", choices=sorted(ONE), default="archives")
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
