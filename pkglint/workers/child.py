"""The other end: a process that reads calls from its standard input and writes outcomes to its standard output.

A frame is eight bytes of length and a pickle. The first frame out says ``READY``, then there is one for every call:
``(True, value)``, or ``(False, exception)``.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from pkglint.workers import COLLECT

READY = "pkglint-worker-1"
_LENGTH = struct.Struct(">Q")


def send(pipe: BinaryIO, value: Any) -> None:
    """Write one frame."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """Read one frame. Raises ``EOFError`` when the other end has gone, in the middle of one too."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - the other end is this program, over a pipe that nobody else has


def main() -> None:
    """Serve until standard input ends. An interrupt of the terminal reaches this process too and ends it at once."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(*COLLECT)
    calls, answers = _take(0), _take(1)
    with calls, answers:
        queue: SimpleQueue[Any] = SimpleQueue()
        send(answers, READY)
        Thread(target=_listen, args=(calls, queue), daemon=True).start()
        while True:
            send(answers, _outcome(*queue.get()))


def _take(descriptor: int) -> BinaryIO:
    """Keep one standard stream for this program alone: what else prints or reads meets the null device."""
    kept = os.fdopen(os.dup(descriptor), "rb" if descriptor == 0 else "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, descriptor)
    os.close(null)
    return kept


def _listen(calls: BinaryIO, queue: SimpleQueue[Any]) -> None:
    """Read ahead, so that the end of the parent is noticed in the middle of a call: nothing outlives it."""
    with suppress(EOFError, OSError):
        while True:
            queue.put(receive(calls))
    os._exit(1)


def _outcome(call: Any, args: Any, kwargs: Any) -> tuple[bool, Any]:
    try:
        return True, call(*args, **kwargs)
    except MemoryError:
        # Nothing can be relied on in a process that has none left; the exit status says why it went.
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - it is raised again where the call came from
        return False, error


OUT_OF_MEMORY = 77
