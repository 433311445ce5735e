"""One run over many artifacts: what has a verdict is left out, the biggest go first, each result is kept at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from datetime import date
from typing import NamedTuple

from pkglint.archive.source import Source
from pkglint.audit.outcome import Outcome, lint, outcome
from pkglint.audit.store import Place, Store
from pkglint.model import Artifact, NotLinted, Package, Result
from pkglint.policy import Policy
from pkglint.report.kit import escape
from pkglint.rules import catalogue

_WINDOW = 4  # Calls that wait for each process: enough to keep it busy, few enough to hold in memory.


class Job(NamedTuple):
    """A file to lint: where it is, and how it is opened."""

    place: Place
    source: Source


def ruleset(policy: Policy, version: str, today: date) -> str:
    """What verdicts depend on besides the bytes: the version, its rules, the policy, and which exceptions expired."""
    expired = [index for index, each in enumerate(policy.ignores) if each.expires and each.expires < today]
    text = repr((version, sorted(catalogue()), policy.digest, expired))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def audit(
    jobs: Sequence[Job], policy: Policy, today: date, store: Store, run: int, executor: Executor, processes: int
) -> Iterator[Outcome | None]:
    """Lint what has no verdict yet. Yields each outcome once it is kept, ``None`` for a copy of a file that has one.

    Of files with the same name and size one goes first; the others are linted only where their bytes differ.
    """
    first: dict[tuple[str, int], Job] = {}
    ordered = sorted(jobs, key=lambda each: -each.place.size)
    twins = [job for job in ordered if first.setdefault((job.source.filename, job.place.size), job) is not job]
    yield from _linted(first.values(), policy, today, store, run, executor, processes)
    other: list[Job] = []
    for job in twins:
        name = escape.terminal(job.source.filename)
        digest = _digest(job.source)
        if digest and store.has(run, digest, name):
            store.same(run, job.place, digest, name)
            yield None
        else:
            other.append(job)
    yield from _linted(other, policy, today, store, run, executor, processes)


def _linted(
    jobs: Iterable[Job], policy: Policy, today: date, store: Store, run: int, executor: Executor, processes: int
) -> Iterator[Outcome]:
    waiting: dict[Future[Outcome], Job] = {}
    left = iter(jobs)
    while True:
        for job in left:
            waiting[executor.submit(lint, job.source, policy, today)] = job
            if len(waiting) >= _WINDOW * processes:
                break
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            job = waiting.pop(future)
            made = _awaited(job, future.result)
            store.record(run, job.place, made)
            yield made


def _awaited(job: Job, result: Callable[[], Outcome]) -> Outcome:
    """What came of one artifact; the process that died reading it judged nothing, and says nothing of the others."""
    try:
        return result()
    except BrokenExecutor as error:
        why = NotLinted("worker-died", str(error) or "the process that read it has gone")
        artifact = Artifact(job.source.path, job.source.filename, None, job.place.size)
        return outcome(Result(artifact, Package(), (), (), why))


def _digest(source: Source) -> str:
    """The sha256 of a file, empty where it cannot be read: linting it will say why."""
    digest = hashlib.sha256()
    try:
        with source.open() as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
