"""Artifacts below directories, by their names, with what the file system says of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from pkglint.audit.store import Place
from pkglint.model.kinds import is_artifact


def places(paths: Iterable[str], unread: list[str]) -> Iterator[Place]:
    """Every artifact below ``paths``, each path once, and every file that is named itself, whatever it is called.

    Links to directories are not followed. Directories that cannot be listed, and what is not there, go to ``unread``.
    """
    seen: set[str] = set()
    for top in paths:
        for path in _below(top, unread):
            if path not in seen:
                seen.add(path)
                yield _place(path)


def _below(top: str, unread: list[str]) -> Iterator[str]:
    if not os.path.isdir(top):  # noqa: PTH112 - the path stays as it was typed
        if os.path.lexists(top):
            yield top
        else:
            unread.append(top)
        return
    for directory, directories, names in os.walk(top, onerror=lambda error: unread.append(str(error.filename))):
        directories.sort()
        yield from (os.path.join(directory, name) for name in sorted(names) if is_artifact(name))  # noqa: PTH118


def _place(path: str) -> Place:
    """Size and time are 0 of what cannot be asked: reading it will say why."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return Place(path, 0, 0)
    return Place(path, found.st_size, found.st_mtime_ns)
