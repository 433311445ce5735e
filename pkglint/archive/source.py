"""An artifact as a file: where it is, whether it stayed the same while it was read, and its digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Source:
    """An artifact to lint: ``path`` as the user named it, ``open`` gives a seekable binary file.

    ``size`` in bytes only helps to plan the work; what is read counts. ``name`` is what the file is called, where its
    path does not say it.
    """

    path: str
    open: Callable[[], BinaryIO]
    size: int = 0
    name: str = ""

    @property
    def filename(self) -> str:
        """What the file is called: its name, else the last component of the path."""
        return self.name or self.path.replace("\\", "/").rpartition("/")[2]


def state_of(file: BinaryIO) -> tuple[int, ...]:
    """What changes when a file is written to. Some readers go back and read a part again: it must be the same."""
    try:
        now = os.fstat(file.fileno())
    except (OSError, AttributeError):
        return ()  # bytes in memory
    return (now.st_size, now.st_mtime_ns, now.st_ctime_ns if os.name == "posix" else 0)


def digest_of(file: BinaryIO) -> str:
    """The sha256 of a file that could not be opened as an archive: a report must say which file it speaks of."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()
