"""Who lints: any ``concurrent.futures.Executor``, made by a factory, as one that broke is of no more use."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

# Calls that wait for each worker: enough to keep it busy, few enough to hold in memory.
WINDOW = 4
_COUNT_AGAIN = 10.0  # seconds


class CrewError(Exception):
    """Nobody is there to lint any more. ``str()`` is a sentence; what was kept stays kept."""


class Crew:
    """Workers behind an executor that ``make`` gives. ``workers`` is how many there are; it may change.

    ``alive`` says whether those who take calls are still there: a scheduler may have gone. ``deaths`` are the
    exceptions that mean that the worker of a call has gone, and nothing of the artifact.
    """

    def __init__(
        self,
        make: Callable[[], Executor],
        workers: Callable[[], int],
        alive: Callable[[], bool] = lambda: True,
        deaths: tuple[type[BaseException], ...] = (),
    ) -> None:
        self._make = make
        self._executor: Executor | None = None
        self.workers = workers
        self._window, self._counted = 0, -_COUNT_AGAIN
        self.alive = alive
        self.deaths: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError, MemoryError, *deaths)

    def submit(self, fn: Any, *args: Any) -> Future[Any]:
        """Call ``fn`` in a worker, of a new executor where the last one broke."""
        if self._executor is None:
            self._executor = self._make()
        try:
            return self._executor.submit(fn, *args)
        except BrokenExecutor:
            self._executor = self._make()
            return self._executor.submit(fn, *args)

    def window(self) -> int:
        """How many calls may be under way at the same time. Workers are counted now and then: some come later."""
        now = time.monotonic()
        if now >= self._counted + _COUNT_AGAIN:
            self._counted, self._window = now, WINDOW * max(self.workers(), 1)
        return self._window

    def close(self, kill: bool) -> None:
        """End the workers; with ``kill`` in the middle of their calls, if they are ours."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        if kill and hasattr(executor, "kill"):
            executor.kill()
        executor.shutdown(wait=not kill or hasattr(executor, "kill"))
