"""The near end: an executor whose processes are this interpreter, isolated, started one by one as calls come.

A process of ``multiprocessing`` that is not forked looks for its modules in the working directory first. These are
started with ``-I -S``: they import from the standard library, then from where this process does, and the working
directory is none of that. One that dies takes only its own call with it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, cast

from pkglint.workers import path
from pkglint.workers.child import OUT_OF_MEMORY, READY, receive, send

# The very package that this process runs is loaded, whatever else is installed under its name.
_START = """
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
home, *rest = sys.argv[1:]
sys.path += rest
spec = PathFinder.find_spec("pkglint", [home])
sys.modules["pkglint"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["pkglint"])
from pkglint.workers.child import main
main()
"""


class WorkerDied(BrokenExecutor):
    """The process that worked on this call has gone. ``str()`` is one sentence that says how."""


class Pool(Executor):
    """Up to ``jobs`` processes. Leaving the ``with`` block by an exception ends them in the middle of their calls."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._queue: SimpleQueue[tuple[Future[Any], Any] | None] = SimpleQueue()
        self._keepers: list[_Keeper] = []
        self._closed = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn`` in a process. The future raises :class:`WorkerDied` when that process dies of it."""
        if self._closed:
            raise RuntimeError("the pool was shut down")
        future: Future[Any] = Future()
        self._queue.put((future, (fn, args, kwargs)))
        if len(self._keepers) < self._jobs:
            self._keepers.append(_Keeper(self._queue))
            self._keepers[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once every call has ended, or, with ``cancel_futures``, those that have begun."""
        self._closed = True
        if cancel_futures:
            with suppress(Empty):
                while True:
                    entry = self._queue.get_nowait()
                    if entry:
                        entry[0].cancel()
        for _ in self._keepers:
            self._queue.put(None)
        if wait:
            for keeper in self._keepers:
                keeper.join()

    def kill(self) -> None:
        """End every process now."""
        for keeper in self._keepers:
            keeper.kill()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.kill()
        self.shutdown(wait=True, cancel_futures=kind is not None)


class _Keeper(Thread):
    """Keeps one process at work; a new one takes the place of one that died."""

    def __init__(self, queue: SimpleQueue[tuple[Future[Any], Any] | None]) -> None:
        super().__init__(daemon=True)
        self._queue = queue
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def run(self) -> None:
        while entry := self._queue.get():
            future, call = entry
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worked, value = self._ask(call)
            except Exception as error:  # noqa: BLE001 - whoever waits for the future gets it
                worked, value = False, error
            if worked:
                future.set_result(value)
            else:
                future.set_exception(value)
        self._end()

    def kill(self) -> None:
        with self._lock:
            self._ended = True
            if self._process:
                self._process.kill()

    def _ask(self, call: Any) -> tuple[bool, Any]:
        process = self._start()
        try:
            send(_pipe(process.stdin), call)
            return cast("tuple[bool, Any]", receive(_pipe(process.stdout)))
        except (EOFError, OSError):
            raise WorkerDied(f"the process that read it {_how(self._end())}") from None

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise WorkerDied("the run was ended before it was read")
            if self._process is None:
                try:
                    self._process = subprocess.Popen(  # noqa: S603 - this interpreter, no shell
                        _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                    )
                except OSError as error:
                    raise WorkerDied(f"no process could be started to read it: {error.strerror}") from None
            else:
                return self._process
        try:
            greeting = receive(_pipe(self._process.stdout))
        except (EOFError, OSError):
            greeting = None
        if greeting != READY:
            raise WorkerDied(f"the process that was to read it {_how(self._end())} before it was ready")
        return self._process

    def _end(self) -> int:
        """Close the pipes, which ends the process, and return its exit status."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                _pipe(pipe).close()
        return process.wait()


def _command() -> list[str]:
    """The interpreter of this process: no PYTHON* variables, no user site, no site hooks, same text encoding."""
    home = path.home()
    quiet = ["-B"] if sys.dont_write_bytecode else []
    options = ["-I", "-S", *quiet, "-X", f"utf8={sys.flags.utf8_mode}"]
    return [sys.executable, *options, "-c", _START, home, *path.clean(sys.path, home)]


def _how(status: int) -> str:
    if status == OUT_OF_MEMORY:
        return "ran out of memory"
    if status >= 0:
        return f"ended with status {status}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-status).name}"
    return f"was killed by signal {-status}"


def _pipe(pipe: Any) -> Any:
    """A pipe of a process that was started with one: ``Popen`` cannot say so in its type."""
    return pipe


__all__ = ["Pool", "WorkerDied"]
