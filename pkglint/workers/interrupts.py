"""Signals that end a run: all of them unwind it, so that its workers and half-written files go with it."""

from __future__ import annotations

import signal
from typing import Any

# Numbers of the signals that came. An exception that is raised anywhere may be lost there: until Python 3.12, classes
# that are being made turn it into a RuntimeError, and what is cleaned up by the interpreter ignores it.
_came: list[int] = []
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Interrupted(BaseException):
    """The run was asked to end. ``code`` is its exit code, as shells give it: 128 and the number of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def unwind() -> None:
    """Raise :class:`Interrupted` where one of the signals would end the process; one that is ignored stays so."""
    for number in _numbers():
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, _raise)


def die() -> None:
    """Let the signals end the process at once again: there is nothing left to unwind."""
    for number in _numbers():
        if signal.getsignal(number) in {_raise, _wait}:
            signal.signal(number, signal.SIG_DFL)


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


def _raise(number: int, _frame: Any) -> None:
    # Nobody is helped by a second one that interrupts the cleaning up after the first.
    for other in _numbers():
        if signal.getsignal(other) is _raise:
            signal.signal(other, _wait)
    _came.append(number)
    raise Interrupted(number)


def check() -> None:
    """Raise :class:`Interrupted` again for a signal that came, wherever the first one went."""
    if _came:
        raise Interrupted(_came[0])


def _wait(_number: int, _frame: Any) -> None:
    pass
