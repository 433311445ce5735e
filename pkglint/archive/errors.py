"""What reading can end in, and the one place where errors of the standard library become ours."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager


class Unreadable(Exception):  # noqa: N818 - says what the artifact is, not what went wrong
    """The artifact could not all be read, so nothing may be said about it as a whole.

    ``code`` is stable, ``text`` is one sentence without the name of the artifact, ``path`` is the logical path of the
    member where reading ended, if it ended in one.
    """

    def __init__(self, code: str, text: str, path: str | None = None) -> None:
        super().__init__(code, text, path)
        self.code = code
        self.text = text
        self.path = path

    def __str__(self) -> str:
        return self.text


class LimitExceeded(Unreadable):
    """Reading would cost more than the policy allows. ``key`` is the policy key under ``limits`` that raises it."""

    def __init__(self, code: str, text: str, path: str | None = None, *, key: str = "", limit: int = 0) -> None:
        super().__init__(code, text, path)
        self.key = key
        self.limit = limit


class StaleContent(RuntimeError):  # noqa: N818 - says what the content is
    """The content of a member was asked for after the walk had moved on: a mistake of the caller."""


# Everything that half a million mutated archives made zlib, struct, codecs and int() raise.
LEAKS = (OSError, zlib.error, struct.error, EOFError, ValueError, ArithmeticError, LookupError, MemoryError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every error that damaged input can cause into :class:`Unreadable`, see :func:`explained`."""
    try:
        yield
    except LEAKS as error:
        raise explained(error) from error


def explained(error: Exception) -> Unreadable:
    """The one translation point: what an error of the standard library says about the artifact.

    zlib distinguishes a wrong checksum from a wrong stream only in its message.
    """
    if isinstance(error, OSError):
        return Unreadable("read-error", f"cannot be read: {error.strerror or type(error).__name__}")
    message = str(error)
    if isinstance(error, zlib.error) and ("data check" in message or "length check" in message):
        return Unreadable("bad-checksum", "the checksum of its compressed data is wrong: the file is damaged")
    return Unreadable("damaged", "its compressed data is damaged")
