"""Files that are read: regular ones only, whatever lies in their place when they are opened.

Imports the standard library alone: worker processes open artifacts with it.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO


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
    return os.fdopen(descriptor, "rb")
