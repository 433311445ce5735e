"""Files that are read: regular ones only, whatever is in their place when they are opened.

Imports the standard library alone: worker processes open artifacts with it.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from typing import BinaryIO

# Who wants to know how far a file has been read: its name and how much of it, 0 to 1; ``None`` when it is closed.
Watcher = Callable[[str, "float | None"], None]
_watchers: list[Watcher] = []


class _Watched(io.FileIO):
    """A file that reports how far it has been read."""

    def __init__(self, descriptor: int, name: str, watcher: Watcher) -> None:
        super().__init__(descriptor, "rb")
        self._named, self._watcher, self._size = name, watcher, os.fstat(descriptor).st_size or 1

    def readinto(self, buffer: object) -> int | None:
        """Read, and say where that was."""
        count = super().readinto(buffer)  # type: ignore[arg-type]
        self._watcher(self._named, self.tell() / self._size)
        return count

    def close(self) -> None:
        """Close, and say so."""
        if not self.closed:
            super().close()
            self._watcher(self._named, None)


def watch(watcher: Watcher | None) -> None:
    """Report every file that is opened from now on in this process; ``None`` ends it."""
    _watchers[:] = [watcher] if watcher else []


def fetch(base: str, path: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that ``base`` names as ``path``, from its own directory. Raises ``OSError``."""
    name = os.path.normpath(os.path.join(os.path.dirname(base), path))  # noqa: PTH118, PTH120 - as it was written
    with open_regular(name) as file:
        return name, file.read()


def open_regular(name: str) -> BinaryIO:
    """Open a regular file to read. A pipe or a device is refused, not waited for. Raises ``OSError``."""
    # O_NONBLOCK lets a pipe without a writer be opened, and so be seen; a regular file takes no notice of it.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(name, flags)
    except ValueError:
        raise OSError(errno.EINVAL, "is no name of a file") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is no regular file", name)
    if _watchers:
        return io.BufferedReader(_Watched(descriptor, name, _watchers[0]), 1 << 17)
    return os.fdopen(descriptor, "rb")
