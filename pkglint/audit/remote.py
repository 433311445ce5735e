"""Artifacts behind URLs, by any file system of fsspec (the extra ``audit``): their names, and how they come."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pkglint.archive import LimitExceeded, Unreadable
from pkglint.audit.place import Place
from pkglint.model.units import approximate

if TYPE_CHECKING:
    from typing_extensions import Self

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LINUX = sys.platform == "linux"
_TRIES, _PAUSE = 4, 0.5
_DAV = {"webdav+http", "webdav+https"}
_GONE = {404, 410}
_AGAIN = {408, 429}
T = TypeVar("T")


def is_url(path: str) -> bool:
    """Whether a path is the address of something elsewhere."""
    return bool(_URL.match(path))


def last(address: str) -> str:
    """The last component of an address or a path, without a query."""
    path = address.partition("?")[0] if is_url(address) else address
    return path.replace("\\", "/").rpartition("/")[2]


def place(url: str, filename: str = "", size: int = 0, stamp: int = 0) -> Place:
    """An artifact by its address. Without a ``stamp`` of its listing it is taken for unchanged, as in a registry."""
    return Place(shown(url), size, stamp, url, filename or last(url))


def shown(url: str) -> str:
    """The address without what lets somebody in: no user, and of a query its digest."""
    parts = urlsplit(url)
    query = f"?{hashlib.sha256(parts.query.encode()).hexdigest()[:12]}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"


class Files(NamedTuple):
    """A file system of fsspec. ``top`` is the path in it that an address named, ``start`` begins other addresses."""

    system: Any
    top: str
    start: str

    def address(self, name: str) -> str:
        """The address of a file by its path in the file system."""
        return f"{self.start}{name.lstrip('/')}" if self.start else str(self.system.unstrip_protocol(name))


def files_of(address: str) -> Files:
    """The file system behind an address, as fsspec is configured for it. Raises ``OSError``.

    ``webdav+http://`` and ``webdav+https://`` are WebDAV on that host: fsspec's own addresses of it name none.
    """
    import fsspec

    scheme, _, rest = address.partition("://")
    try:
        if scheme not in _DAV:
            system, path = fsspec.core.url_to_fs(address)
            return Files(system, path, "")
        host, _, path = rest.partition("/")
        system = fsspec.filesystem("webdav", base_url=f"{scheme.removeprefix('webdav+')}://{host}")
        return Files(system, path, f"{scheme}://{host}/")
    except (ImportError, ValueError, TypeError) as error:
        raise OSError(None, str(error)) from None
    except Exception as error:  # noqa: BLE001 - each file system has its own
        raise OSError(None, type(error).__name__) from None


def retried(call: Callable[[], T]) -> T:
    """What a call gives; one that fails is made again, up to four times, where that may help.

    Raises ``FileNotFoundError``, ``Unreadable``, or ``OSError`` that names the error and not the address.
    """
    for left in reversed(range(_TRIES)):
        try:
            return call()
        except (FileNotFoundError, Unreadable, MemoryError):  # noqa: PERF203 - four times
            raise
        except Exception as error:  # noqa: BLE001 - each file system has its own
            status = getattr(error, "status", None)
            reported = f"{type(error).__name__}{f' {status}' if isinstance(status, int) else ''}"
            if status in _GONE:
                raise FileNotFoundError(reported) from None
            refused = isinstance(status, int) and 400 <= status < 500 and status not in _AGAIN
            if not left or refused or isinstance(error, PermissionError):
                raise OSError(None, reported) from None
            time.sleep(_PAUSE * 2 ** (_TRIES - 1 - left))
    raise AssertionError("the last try returns or raises")


def fetch(address: str, most: int) -> BinaryIO:
    """All of a file, by one GET into a temporary one. Raises ``FileNotFoundError`` or :class:`Unreadable`.

    Fetching ends beyond ``most`` bytes.
    """
    try:
        files = files_of(address)
        return retried(lambda: _fetched(files.system, files.top, most))
    except FileNotFoundError:
        raise
    except OSError as error:
        reported = getattr(error, "strerror", None) or type(error).__name__
        raise Unreadable("fetch-failed", f"cannot be fetched: {reported}") from None


def _fetched(files: Any, path: str, most: int) -> BinaryIO:
    from fsspec.asyn import AsyncFileSystem
    from fsspec.callbacks import Callback

    class Bound(Callback):  # type: ignore[misc, unused-ignore]
        """Ends a transfer that is too long."""

        def set_size(self, size: int | None) -> None:
            super().set_size(size)
            _refuse(size or 0, most)

        def relative_update(self, inc: int = 1) -> None:
            super().relative_update(inc)
            _refuse(self.value, most)

    # The asynchronous ones write to a path.
    with _Named() as named:
        into = named.path if isinstance(files, AsyncFileSystem) else named.writable()
        files.get_file(path, into, callback=Bound())
        made = named.taken()
    try:
        _refuse(made.seek(0, os.SEEK_END), most)
        made.seek(0)
    except BaseException:
        made.close()
        raise
    return made


class _Named:
    """A temporary file that has a path while it is written, and none when it is read."""

    def __enter__(self) -> Self:
        self._taken = False
        if _LINUX:
            self._file: BinaryIO = tempfile.TemporaryFile(prefix="pkglint-")
            self.path = f"/proc/self/fd/{self._file.fileno()}"
        else:
            descriptor, self.path = tempfile.mkstemp(prefix="pkglint-")
            self._file = os.fdopen(descriptor, "wb")
        return self

    def writable(self) -> BinaryIO:
        """The file itself."""
        return self._file

    def taken(self) -> BinaryIO:
        """The file, to be read."""
        self._taken = True
        self._file.flush()
        if _LINUX:
            return self._file
        self._file.close()
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_TEMPORARY", 0)
        return os.fdopen(os.open(self.path, flags), "rb")

    def __exit__(self, *_: object) -> None:
        if not self._taken:
            self._file.close()
        if not _LINUX and not (self._taken and sys.platform == "win32"):
            os.unlink(self.path)  # noqa: PTH108


def _refuse(size: int, most: int) -> None:
    if size > most:
        text = f"is {approximate(size)} large, more than {approximate(most)}"
        raise LimitExceeded("limit-packed", text, key="max-packed", limit=most)
