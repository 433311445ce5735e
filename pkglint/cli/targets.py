"""Where a report goes: a file replaced as a whole, or something that is written into, such as a pipe or a device.

A link is followed to what it points to, as a shell does, and only where nobody else could have put it. What is
followed is decided here, once, before anything is read; what is written to in the end is what was decided on.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_MOST_LINKS = 40  # as Linux: path_resolution(7)
# What a process has open, by number: the names that /dev/stdout and its like lead to.
_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?P<process>\d+))/fd/(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class Target:
    """``name`` as it was typed. A ``descriptor`` is one of this process; else ``path`` is free of links.

    ``into`` says that what is at ``path`` is no regular file and is written into; all else is replaced.
    """

    name: str
    path: str = ""
    descriptor: int | None = None
    into: bool = False

    @property
    def identity(self) -> tuple[int, int] | str | None:
        """What two names of one thing have in common; ``None`` for a device, which takes any number of reports."""
        try:
            there = os.stat(self.path) if self.descriptor is None else os.fstat(self.descriptor)
        except OSError:
            return os.path.normcase(self.path)
        return None if stat.S_ISCHR(there.st_mode) else (there.st_dev, there.st_ino)


def target(name: str) -> Target:
    """Decide where ``name`` leads; ``-`` is standard output. Raises ``OSError`` where no report can or may go."""
    if name == "-":
        return Target(name, descriptor=1)
    if os.name != "posix":
        return _kind(name, os.path.realpath(name))
    at, left, links = _start(name), _parts(name), 0
    while left:
        part = left.pop(0)
        if part == "..":
            at = os.path.dirname(at)
            continue
        candidate = os.path.join(at, part)
        opened = _DESCRIPTOR.fullmatch(candidate)
        if opened and not left and opened["process"] in {None, str(os.getpid())}:
            return _descriptor(name, int(opened["number"]))
        there = _lstat(candidate)
        if there is None or not stat.S_ISLNK(there.st_mode):
            at = candidate
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        _trust(at, there, "link")
        leads = os.readlink(candidate)
        at, left = _start(leads, at), [*_parts(leads), *left]
    return _kind(name, at)


def _start(name: str, at: str = "") -> str:
    return "/" if name.startswith("/") else at or os.getcwd()


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part not in {"", "."}]


def _lstat(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _trust(directory: str, there: os.stat_result, what: str) -> None:
    """Refuse what somebody else may have put there to be written through, as Linux does with protected_symlinks."""
    ours = {0, os.geteuid()}
    holder = os.stat(directory)
    closed = holder.st_uid in ours and not holder.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if there.st_uid not in ours and not closed:
        raise OSError(errno.EACCES, f"leads through a {what} of another user, in a directory that others may write")


def _descriptor(name: str, number: int) -> Target:
    os.fstat(number)
    return Target(name, descriptor=number)


def _kind(name: str, path: str) -> Target:
    there = _lstat(path)
    if name.endswith(("/", os.sep)) or (there and stat.S_ISDIR(there.st_mode)):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if there is None or stat.S_ISREG(there.st_mode):
        return Target(name, path)
    if os.name == "posix":
        _trust(os.path.dirname(path), there, "pipe or device")
    return Target(name, path, into=True)


def write(goal: Target, text: str) -> None:
    """Write all of ``text``. Raises ``OSError``, and then leaves no part of it in a file.

    The reader of a pipe may go away before the end: that changes nothing about the outcome.
    """
    data = text.encode("utf-8", "backslashreplace")
    if goal.descriptor is not None or goal.into:
        with contextlib.suppress(BrokenPipeError), _opened(goal) as descriptor:
            _all(descriptor, data)
        return
    directory = os.path.dirname(goal.path)
    os.makedirs(directory, exist_ok=True)
    mode = _lstat(goal.path)
    temporary = os.path.join(directory, f".pkglint-{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        try:
            _all(descriptor, data)
        finally:
            os.close(descriptor)
        if mode is not None:
            os.chmod(temporary, mode.st_mode & 0o777)
        os.replace(temporary, goal.path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def _opened(goal: Target) -> Iterator[int]:
    if goal.descriptor is not None:
        yield goal.descriptor
        return
    descriptor = os.open(goal.path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
