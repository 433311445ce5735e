"""Workers of Dask, on machines that are there or started here for this run: the extra ``audit``."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from pkglint.audit.crew import Crew, CrewError

LOCAL = "local"
_UNSEEN = "127.0.0.1:0"  # Its server always runs: on any port, for this machine.
_CONNECT = 20  # Seconds that a scheduler has to answer.


@contextmanager
def cluster(address: str, jobs: int, memory: int) -> Iterator[Crew]:
    """Workers of the scheduler at ``address``, or ``jobs`` processes of this machine for the address ``local``.

    ``memory`` in bytes is what a nanny lets each of those have. Raises ``ImportError`` without Dask, and
    :class:`CrewError` where no scheduler answers.
    """
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    settings = {
        # A task is blamed for the first worker that dies of it: who was innocent is asked again, alone.
        "distributed.scheduler.allowed-failures": 0,
        "distributed.comm.timeouts.connect": _CONNECT,
        # What the dashboard shows costs processor time all the while, and nobody looks at it here.
        "distributed.worker.profile.enabled": False,
        "distributed.admin.tick.interval": "1s",
        "distributed.admin.system-monitor.interval": "10s",
        "distributed.admin.system-monitor.gil.enabled": False,
    }
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(settings))
        where: Any = address
        if address == LOCAL:
            limit = memory or "auto"
            where = stack.enter_context(
                LocalCluster(
                    n_workers=jobs, threads_per_worker=1, memory_limit=limit, dashboard_address=_UNSEEN, silence_logs=50
                )
            )
        try:
            client = stack.enter_context(Client(where, timeout=_CONNECT))
            client.wait_for_workers(1, timeout=_CONNECT)
        except (OSError, ValueError, TimeoutError) as error:
            raise CrewError(f"no scheduler with a worker answers: {type(error).__name__}") from None
        yield _crew(client)


def _crew(client: Any) -> Crew:
    from distributed.scheduler import KilledWorker

    def threads() -> int:
        return sum(client.nthreads().values())

    def alive() -> bool:
        return bool(client.status == "running")

    return Crew(lambda: client.get_executor(pure=False), threads, alive, (KilledWorker,))
