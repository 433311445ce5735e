"""The long run: workers take ranges of seeds and hand back counts and disagreements."""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.differ import tar_ways, zip_ways
from bench.differ.compare import differences
from bench.differ.minimise import Mutant, smallest
from bench.differ.readers import Panel
from bench.differ.tars import Tarball
from bench.differ.verdict import FORMS, judge
from bench.differ.zips import Zipped

BATCH = 500
TELL = 15.0
UNPACKED = 6


@dataclass
class Case:
    """One disagreement: how it was made, and who saw what."""

    data: bytes
    seed: int
    done: tuple[str, ...]
    seen: dict[str, str]

    @property
    def readers(self) -> str:
        """Who differs, and in which way."""
        refuses = {reader: reported.startswith("refuses") for reader, reported in self.seen.items()}
        return " ".join(sorted(f"{reader}:{'refuses' if no else 'differs'}" for reader, no in refuses.items()))

    @property
    def deceives(self) -> bool:
        """Whether a reader sees other content, and does not just refuse."""
        return any(not reported.startswith("refuses") for reported in self.seen.values())

    @property
    def key(self) -> str:
        """What makes two disagreements one."""
        return self.readers + " | " + " + ".join(sorted(set(self.done)))


@dataclass
class Tally:
    mutants: int = 0
    accepted: int = 0
    distinct: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)
    refuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    cases: dict[str, Case] = field(default_factory=dict)
    refused: dict[str, Case] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.mutants += other.mutants
        self.accepted += other.accepted
        self.distinct += other.distinct
        for own, more in ((self.asked, other.asked), (self.differs, other.differs), (self.refuses, other.refuses)):
            own.update(more)
        self.codes.update(other.codes)
        self.ways.update(other.ways)
        self.crashes += other.crashes
        for own_cases, cases in ((self.cases, other.cases), (self.refused, other.refused)):
            for key, case in cases.items():
                if key not in own_cases or len(case.data) < len(own_cases[key].data):
                    own_cases[key] = case


def made(form: str, seed: int) -> Tarball | Zipped:
    """The mutant that belongs to a seed."""
    chance = random.Random(f"{form} {seed}")
    return tar_ways.damaged(chance) if form == "tar" else zip_ways.damaged(chance)


class Worker:
    """One process of a run: its readers stay open between batches."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.panel = Panel(options.modules, options.go, options.python)
        self.seen: set[bytes] = set()
        self.shapes: Counter[tuple[str, ...]] = Counter()

    def batch(self, first: int, count: int) -> Tally:
        tally = Tally()
        for seed in range(first, first + count):
            tally.mutants += 1
            try:
                self._one(seed, tally)
            except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
                tally.crashes.append(f"seed {seed}: {type(error).__name__}: {error}")
        return tally

    def _one(self, seed: int, tally: Tally) -> None:
        mutant = made(self.options.form, seed)
        data, done = mutant.pack(), tuple(mutant.done)
        verdict = judge(mutant.name, data)
        if verdict.codes:
            tally.codes.update(verdict.codes)
            return
        tally.accepted += 1
        known = hashlib.sha256(data).digest()
        if known in self.seen or not verdict.kind:
            return
        self.seen.add(known)
        tally.distinct += 1
        tally.ways.update(set(done))
        shape = tuple(sorted(done))
        self.shapes[shape] += 1
        reported = self.panel.ask(FORMS[verdict.kind], data, self._effort(self.shapes[shape], tally.distinct))
        tally.asked.update(reported.keys())
        seen = differences(verdict, reported)
        for reader, text in seen.items():
            (tally.refuses if text.startswith("refuses") else tally.differs)[reader] += 1
        if seen:
            case = Case(data, seed, done, seen)
            (tally.cases if case.deceives else tally.refused).setdefault(case.key, case)

    def _effort(self, alike: int, number: int) -> int:
        """Programs are started for the first of a shape, files are written for some more and for every fifth."""
        return 3 if alike <= self.options.slow_share else 2 if alike <= UNPACKED or number % 5 == 0 else 1


def _serve(
    options: argparse.Namespace, todo: multiprocessing.Queue[int | None], reported: multiprocessing.Queue[Tally]
) -> None:
    worker = Worker(options)
    while (first := todo.get()) is not None:
        reported.put(worker.batch(first, min(BATCH, options.first + options.count - first)))
    worker.panel.close()


def tallies(options: argparse.Namespace) -> Iterator[Tally]:
    """The tally of each batch, as they come in."""
    starts = list(range(options.first, options.first + options.count, BATCH))
    if options.workers < 2:
        worker = Worker(options)
        for first in starts:
            yield worker.batch(first, min(BATCH, options.first + options.count - first))
        worker.panel.close()
        return
    context = multiprocessing.get_context("fork")
    todo: multiprocessing.Queue[int | None] = context.Queue()
    reported: multiprocessing.Queue[Tally] = context.Queue()
    for first in starts:
        todo.put(first)
    for _ in range(options.workers):
        todo.put(None)
    processes = [context.Process(target=_serve, args=(options, todo, reported)) for _ in range(options.workers)]
    for process in processes:
        process.start()
    for _ in starts:
        yield reported.get()
    for process in processes:
        process.join()


def main() -> int:
    options = _options()
    total, began, shown = Tally(), time.monotonic(), time.monotonic()
    for tally in tallies(options):
        total.add(tally)
        if time.monotonic() > shown + TELL:
            shown = time.monotonic()
            speed = total.mutants / (time.monotonic() - began)
            counted = f"{total.mutants:,} mutants, {total.accepted:,} accepted"
            print(f"{counted}, {len(total.cases)} kinds of disagreement, {speed:.0f}/s", flush=True)
    _report(options.form, total, time.monotonic() - began)
    if options.keep:
        _keep(options, total)
    return int(bool(total.cases or total.crashes))


def _report(form: str, total: Tally, seconds: float) -> None:
    reported = f"{total.accepted:,} accepted, {total.distinct:,} distinct"
    print(f"{form}: {total.mutants:,} mutants in {seconds:.0f} s, {reported}")
    print("reader\tasked\tdiffers\trefuses")
    for reader, asked in sorted(total.asked.items()):
        print(f"{reader}\t{asked:,}\t{total.differs[reader]:,}\t{total.refuses[reader]:,}")
    print("refused for: " + ", ".join(f"{code} {count:,}" for code, count in total.codes.most_common(60)))
    for crash in total.crashes[:20]:
        print(f"crash: {crash}")
    for what, cases in (("disagreements", total.cases), ("refused by a reader", total.refused)):
        shown = distinct(cases.values())
        print(f"{what}: {len(shown) or 'none'}")
        for key, case in list(shown.items())[:120]:
            print(f"seed {case.seed} {key}")
            for reader, reported in case.seen.items():
                print(f"    {reader}: {reported}")


def distinct(cases: Iterable[Case]) -> dict[str, Case]:
    """The cases that no simpler one explains: none with the same readers and a part of the same damage."""
    kept: dict[str, Case] = {}
    for case in sorted(cases, key=lambda one: (len(one.done), len(one.data))):
        ways, readers = set(case.done), case.readers
        if not any(set(other.done) <= ways and other.readers == readers for other in kept.values()):
            kept[case.key] = case
    return kept


def _keep(options: argparse.Namespace, total: Tally) -> None:
    folder = Path(options.keep)
    folder.mkdir(parents=True, exist_ok=True)
    panel = Panel(options.modules, options.go, options.python)
    lines = []
    for key, case in distinct(total.cases.values()).items():
        mutant = made(options.form, case.seed)
        if isinstance(mutant, Tarball):
            small: Mutant = smallest(mutant, tar_ways.simpler, case.seen, panel)
        else:
            small = smallest(mutant, zip_ways.simpler, case.seen, panel)
        stem = f"{options.form}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        suffix = small.name.removeprefix("demo-1.0").removeprefix(".0").removeprefix("-py3-none-any")
        (folder / (stem + suffix)).write_bytes(small.pack())
        seen = "; ".join(f"{reader} {reported}" for reader, reported in sorted(case.seen.items()))
        lines.append(f"{stem + suffix}\t{case.seed}\t{' + '.join(case.done)}\t{seen}\n")
    with (folder / "INDEX.tsv").open("a", encoding="utf-8") as index:
        index.writelines(lines)
    panel.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.differ")
    parser.add_argument("form", choices=("tar", "zip"))
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--modules", default="")
    parser.add_argument("--go", default="")
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--slow-share", type=int, default=2)
    parser.add_argument("--keep", default="")
    return parser.parse_args()
