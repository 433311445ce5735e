"""One run over many artifacts: what has a verdict is left out, the biggest go first, each result is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, BinaryIO, NamedTuple, TypeVar

from pkglint.audit import journal, todo
from pkglint.audit.crew import Crew, CrewError
from pkglint.audit.journal import Run
from pkglint.audit.outcome import Outcome, unread
from pkglint.audit.place import Place
from pkglint.audit.task import Copy, Order, Task, WrongWorkerError, work
from pkglint.report.kit import escape

T = TypeVar("T")
R = TypeVar("R")
Opener = Callable[[Place], Callable[[], BinaryIO]]
_GONE = "the scheduler has gone: start it, and run the same command again to go on"
_PATIENCE = 5.0  # Seconds after which somebody looks whether there are still workers.


class Kept(NamedTuple):
    """What became of one file, and is in the journal."""

    place: Place
    made: Outcome | Copy


def audit(run: Run, opener: Opener, order: Order, crew: Crew) -> Iterator[Kept]:
    """Lint what the plan of the run has left, and keep each outcome before it is yielded.

    Of files with the same name and size one goes first; the others are linted only where their bytes differ. Who was
    with a worker that died goes again, alone: who dies alone is not linted. Raises :class:`CrewError` when nobody is
    left to lint.
    """
    suspects: list[Task] = []
    for twins in (False, True):
        tasks = (
            Task(place, opener(place), journal.digests(run, place, filename) if twins else frozenset())
            for place, filename in todo.left(run, twins)
        )
        for task, made in spread(work, tasks, order, crew, crew.window):
            if isinstance(made, str):
                suspects.append(task)
            else:
                yield _kept(run, task, made)
    for task, made in spread(work, suspects, order, crew, lambda: 1):
        yield _kept(run, task, _dead(task.place, made) if isinstance(made, str) else made)


def _dead(place: Place, how: str) -> Outcome:
    return unread(place.path, place.filename, place.size, "worker-died", how)


def _kept(run: Run, task: Task, made: Outcome | Copy) -> Kept:
    if isinstance(made, Copy):
        journal.same(run, task.place, made.sha256, escape.terminal(task.place.filename))
    else:
        journal.record(run, task.place, made)
    return Kept(task.place, made)


def spread(
    call: Callable[[T, Order], R], tasks: Iterable[T], order: Order, crew: Crew, window: Callable[[], int]
) -> Iterator[tuple[T, R | str]]:
    """What came of each task, as it comes, at most ``window()`` at a time: a text says how the worker died."""
    waiting: dict[Future[R], T] = {}
    left = iter(tasks)
    while True:
        for task in left:
            waiting[crew.submit(call, task, order)] = task
            if len(waiting) >= window():
                break
        if not waiting:
            return
        for future in _done(waiting, crew):
            task, made = waiting.pop(future), _result(future, crew)
            yield task, made


def _done(waiting: dict[Future[R], T], crew: Crew) -> set[Future[R]]:
    while True:
        if done := wait(waiting, _PATIENCE, FIRST_COMPLETED).done:
            return done
        if not crew.alive():
            raise CrewError(_GONE)


def _result(future: Future[Any], crew: Crew) -> Any:
    try:
        return future.result()
    except WrongWorkerError as error:
        raise CrewError(str(error)) from None
    except crew.deaths as error:
        if not crew.alive():
            raise CrewError(_GONE) from error
        return str(error) or "the process that read it has gone"
    except Exception as error:
        reported = f"{type(error).__name__}: {error}"
        raise CrewError(
            f"a worker cannot lint: {escape.terminal(reported)}; install the same pkglint everywhere"
        ) from error


__all__ = ["Crew", "CrewError", "Kept", "audit", "spread"]
