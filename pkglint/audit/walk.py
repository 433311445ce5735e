"""Artifacts below directories, by their names or by what they start with, as the file system knows them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

from pkglint.audit.place import Place
from pkglint.model import magic
from pkglint.model.kinds import is_artifact

# Endings of files in content stores: Nexus, pip and what exports blobs. Others say what a file is.
_STORED = ("", ".bytes", ".body", ".blob", ".bin")
_LONGEST = 6
# The start of a zip archive or of a gzip stream.
_STARTS = (magic.ZIP, magic.GZIP)
_NEXUS, _BLOB_NAME = ".properties", "@BlobStore.blob-name="
_MOST = 1 << 16

Open = Callable[[str], BinaryIO]


def places(paths: Iterable[str], names: Mapping[str, str], opened: Open, unread: list[str]) -> Iterator[Place]:
    """Every artifact below ``paths``, and every file that is named itself, whatever it is called.

    ``names`` says what files are called, by path or by the last component of it. A file whose name says nothing is one
    that may be an artifact by its first bytes. Links to directories are not followed. Directories that cannot be
    listed, and what is not there, go to ``unread``.
    """
    for top in paths:
        if os.path.isdir(top):  # noqa: PTH112 - the path stays as it was typed
            yield from _below(top, names, opened, unread)
        elif os.path.lexists(top):
            yield place(top, names.get(top) or names.get(_last(top)) or _last(top))
        else:
            unread.append(top)


def place(path: str, filename: str) -> Place:
    """Size and time are 0 of what cannot be asked: reading it will say why."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return Place(path, 0, 0, "", filename)
    return Place(path, found.st_size, found.st_mtime_ns, "", filename)


def says_nothing(name: str) -> bool:
    """Whether the name of a file does not say what it is: a digest, an id, with the ending of a store or none."""
    return os.path.splitext(name)[1].lower() in _STORED  # noqa: PTH122


def _below(top: str, names: Mapping[str, str], opened: Open, unread: list[str]) -> Iterator[Place]:
    for directory, directories, files in os.walk(top, onerror=lambda error: unread.append(str(error.filename))):
        directories.sort()
        for name in sorted(files):
            path = os.path.join(directory, name)  # noqa: PTH118
            given = names.get(path) or names.get(name)
            if given or is_artifact(name):
                yield place(path, given or name)
            elif says_nothing(name) and _may_be_one(path, opened):
                yield place(path, _blob_name(path, opened))


def _may_be_one(path: str, opened: Open) -> bool:
    """What cannot be opened may be one: reading it will say why not. Links that end nowhere and pipes are none."""
    if not os.path.isfile(path):  # noqa: PTH113
        return False
    try:
        with opened(path) as file:
            return file.read(4).startswith(_STARTS)
    except OSError:
        return True


def _blob_name(path: str, opened: Open) -> str:
    """The name that Nexus keeps in a file beside a blob, empty where there is none."""
    try:
        with opened(os.path.splitext(path)[0] + _NEXUS) as file:  # noqa: PTH122
            lines = file.read(_MOST).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    said = next((line[len(_BLOB_NAME) :] for line in lines if line.startswith(_BLOB_NAME)), "")
    name = _last(said.strip())
    return name if is_artifact(name) else ""


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
