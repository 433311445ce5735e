"""What the tests of audits share: artifacts in folders, executors that fail, a run."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any

from fixtures.build import build
from fixtures.lint import TODAY, policy_of
from pkglint.audit import journal, todo
from pkglint.audit.crew import Crew
from pkglint.audit.journal import Run
from pkglint.audit.outcome import Outcome
from pkglint.audit.place import Place
from pkglint.audit.run import audit
from pkglint.audit.store import Store
from pkglint.audit.task import Copy, Order, rules, ruleset
from pkglint.audit.walk import places
from pkglint.cli.files import open_regular
from pkglint.model import Kind
from pkglint.workers.pool import WorkerDied

CLEAN: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n"}
LEAK: dict[str, str | bytes] = {"demo/__init__.py": "", "demo/.env": "PASSWORD=hunter2hunter2\n"}
POLICY = policy_of("")


class Here(Executor):
    """Calls run at once in this process; those on paths that are ``deadly`` end as if theirs had died."""

    def __init__(self, deadly: str = "\0") -> None:
        self.deadly = deadly
        self.asked: list[str] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append(args[0].place.filename)
        if self.deadly in args[0].place.path:
            future.set_exception(WorkerDied("the process that read it was killed by SIGKILL"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def put(folder: Path, files: dict[str, str | bytes], kind: Kind = Kind.WHEEL, **more: Any) -> Path:
    filename, data = build(kind, files, **more)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / filename).write_bytes(data)
    return folder / filename


def jobs(*paths: Path) -> list[Place]:
    unread: list[str] = []
    found = list(places([str(path) for path in paths], {}, open_regular, unread))
    assert unread == []
    return found


def opener(place: Place) -> Any:
    return partial(open_regular, place.path)


def once(
    store: Store, work: list[Place], executor: Executor, policy: Any = POLICY, opened: Any = opener
) -> Generator[Outcome | Copy, None, None]:
    run = journal.begin(store, ruleset(policy, TODAY), "1", "2026-07-01")
    todo.plan(run, work)
    order = Order(policy, TODAY, rules())
    for kept in audit(run, opened, order, Crew(lambda: executor, lambda: 1)):
        yield kept.made


def last(store: Store) -> Run:
    run = journal.last(store)
    assert run
    return run
