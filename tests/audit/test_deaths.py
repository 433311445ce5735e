"""Workers that die, executors that break, schedulers that go: the rest is judged, and nothing is judged twice."""

from __future__ import annotations

import os
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from fixtures.inline import Inline
from fixtures.lint import TODAY
from pkglint.audit import answers, journal, todo
from pkglint.audit.crew import Crew, CrewError
from pkglint.audit.outcome import Outcome
from pkglint.audit.place import Place
from pkglint.audit.run import audit
from pkglint.audit.store import Store
from pkglint.audit.task import Order, rules
from pkglint.workers.pool import Pool
from tests.audit.common import CLEAN, POLICY, Here, jobs, last, once, opener, put


def test_who_kills_its_process_is_not_linted_and_the_rest_is(place: Path, store: Store) -> None:
    for number in range(3):
        put(place / "mirror", CLEAN, version=f"1.{number}")
    work = jobs(place / "mirror")
    list(once(store, work, Here("demo-1.1")))
    counts = answers.counts(last(store))
    assert counts.statuses == {"clean": 2, "not-linted": 1}
    assert counts.exit_code(None) == 3
    assert store.ask("select reason from artifact where status = 'not-linted'") == [("worker-died",)]
    again = Here()
    list(once(store, work, again))
    assert len(again.asked) == 1, "it is tried again, and only it"
    assert answers.counts(last(store)).statuses == {"clean": 3}


def test_a_process_that_really_dies_takes_one_artifact_with_it(place: Path, store: Store) -> None:
    for number in range(3):
        put(place / "mirror", CLEAN, version=f"1.{number}")
    work = jobs(place / "mirror")

    def poisoned(place: Place) -> Any:
        return partial(os._exit, 9) if place == work[0] else opener(place)

    with Pool(1) as pool:
        made = list(once(store, work, pool, opened=poisoned))
    assert sorted(each.status for each in made if isinstance(each, Outcome)) == ["clean", "clean", "not-linted"]


def test_a_call_that_was_lost_is_made_again_alone(place: Path, store: Store) -> None:
    """A worker that is killed from outside, or one that held several calls: who was innocent has a verdict."""

    class Once(Here):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if args[0].place.filename in self.asked or "1.1" not in args[0].place.filename:
                return super().submit(fn, *args, **kwargs)
            self.asked.append(args[0].place.filename)
            future: Future[Any] = Future()
            future.set_exception(CancelledError())
            return future

    for number in range(3):
        put(place / "mirror", CLEAN, version=f"1.{number}")
    here = Once()
    assert [made.status for made in once(store, jobs(place / "mirror"), here) if isinstance(made, Outcome)] == [
        "clean"
    ] * 3
    assert [name.partition("-py")[0] for name in here.asked].count("demo-1.1") == 2
    assert here.asked[-1].startswith("demo-1.1"), "it goes after all the others"


def test_a_scheduler_that_has_gone_ends_the_run_and_keeps_what_was_made(place: Path, store: Store) -> None:
    put(place / "mirror", CLEAN)
    run = journal.begin(store, "x", "1", "2026-07-01")
    todo.plan(run, jobs(place / "mirror"))

    class Gone(Here):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(CancelledError())
            return future

    crew = Crew(Gone, lambda: 1, lambda: False)
    with pytest.raises(CrewError, match="the scheduler has gone"):
        list(audit(run, opener, Order(POLICY, TODAY, rules()), crew))
    assert store.ask("select count(*) from artifact") == [(0,)]


def test_a_worker_of_another_version_judges_nothing(place: Path, store: Store) -> None:
    put(place / "mirror", CLEAN)
    run = journal.begin(store, "x", "1", "2026-07-01")
    todo.plan(run, jobs(place / "mirror"))
    with pytest.raises(CrewError, match="install one version everywhere"):
        list(audit(run, opener, Order(POLICY, TODAY, "other"), Crew(Inline, lambda: 1)))
    assert store.ask("select count(*) from artifact") == [(0,)]


def test_any_executor_fits_and_one_that_broke_is_made_anew(place: Path, store: Store) -> None:
    """The standard pool breaks as a whole with one worker: all its calls go again, in a new one."""
    for number in range(4):
        put(place / "mirror", CLEAN, version=f"1.{number}")
    run = journal.begin(store, "x", "1", "2026-07-01")
    work = jobs(place / "mirror")
    todo.plan(run, work)

    def poisoned(place: Place) -> Any:
        return partial(os._exit, 9) if place == work[1] else opener(place)

    made: list[ProcessPoolExecutor] = []

    def make() -> Executor:
        made.append(ProcessPoolExecutor(2, get_context("spawn")))
        return made[-1]

    crew = Crew(make, lambda: 2)
    kept = list(audit(run, poisoned, Order(POLICY, TODAY, rules()), crew))
    crew.close(kill=False)
    assert len(made) > 1
    statuses = {each.place: each.made.status for each in kept if isinstance(each.made, Outcome)}
    assert statuses == {place: "not-linted" if place == work[1] else "clean" for place in work}
