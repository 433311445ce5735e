"""Bounds of a worker process that the kernel keeps: memory for all of its life, processor time for each artifact."""

from __future__ import annotations

import sys
import time
from contextlib import suppress


def bound(memory: int, seconds: int) -> None:
    """At most ``memory`` bytes of addresses, and ``seconds`` of processor time from now; 0 sets no bound.

    Linux keeps both, other systems of Unix the second, Windows none. Beyond the first an allocation fails, beyond the
    second the process is killed (SIGXCPU): the limits of the policy end a reading long before.
    """
    threads = _threads()
    if sys.platform == "win32" or not threads:
        return
    import resource

    def lower(what: int, most: int) -> None:
        _, hard = resource.getrlimit(what)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (soft, hard))

    lower(resource.RLIMIT_CORE, 0)
    if memory and sys.platform == "linux":
        lower(resource.RLIMIT_AS, memory)
    if seconds:
        lower(resource.RLIMIT_CPU, int(time.process_time()) + seconds * threads + 1)


def _threads() -> int:
    """How many artifacts this process lints at a time, 0 for one that nobody starts again when it is killed."""
    if "distributed.worker" not in sys.modules:
        return 1
    from distributed import get_worker

    try:
        worker = get_worker()
    except ValueError:
        return 1
    return int(worker.state.nthreads) if worker.nanny else 0
