"""Where an artifact is, and what it is called."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A file as its file system knows it.

    ``path`` is what reports show and the journal keeps, ``size`` is in bytes, 0 where nobody knows it. ``address`` is
    what is opened, where that is not the path: it may hold a login, and no journal keeps it. ``mtime`` is any number
    that changes with the file. ``filename`` is empty where the name says nothing of the content.
    """

    path: str
    size: int
    mtime: int
    address: str = ""
    filename: str = ""

    @property
    def opened(self) -> str:
        """What is opened."""
        return self.address or self.path
