"""Where members of an artifact come from: the files of the project that hold the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from pkglint.project.find import PASSED

_MOST = 200_000  # Files of a project that are looked at.
BUILT = frozenset({"build", "dist", "target", "out"})
# Where code of a wheel is in a project: at the same path, or below one of these.
_LAYOUTS = ("", "src/", "python/", "lib/")


def sources(root: Path, wanted: Mapping[str, tuple[str, int]], tracked: frozenset[str]) -> dict[str, str]:
    """The file below ``root`` for each member, both with ``/``: by its bytes, else by its name where it is usual.

    ``wanted`` gives the sha256 in hex and the size of each member by its logical path. Of several files with the same
    bytes that one is taken whose path ends most like the member's; Git's own come first, what is built last.
    """
    by_size: dict[int, list[str]] = {}
    sizes = {size for _, size in wanted.values()}
    for path, size in _files(root):
        if size in sizes:
            by_size.setdefault(size, []).append(path)
    digests: dict[str, str] = {}
    found = {}
    for member, (digest, size) in wanted.items():
        alike = [path for path in by_size.get(size, ()) if _digest(root, path, digests) == digest]
        alike = [path for path in alike if path.rpartition("/")[2] == member.rpartition("/")[2]]
        if alike:
            found[member] = min(alike, key=lambda path: _far(path, member, tracked))
        else:
            usual = (layout + member for layout in _LAYOUTS)
            there = next((path for path in usual if (root / path).is_file()), None)
            if there:
                found[member] = there
    return found


def _far(path: str, member: str, tracked: frozenset[str]) -> tuple[int, bool, bool, int, str]:
    same = 0
    for one, other in zip(reversed(path.split("/")), reversed(member.split("/")), strict=False):
        if one != other:
            break
        same += 1
    return (-same, path not in tracked, path.partition("/")[0] in BUILT, len(path), path)


def _digest(root: Path, path: str, known: dict[str, str]) -> str:
    if path not in known:
        try:
            with (root / path).open("rb") as file:
                digest = hashlib.sha256()
                for block in iter(lambda: file.read(1 << 20), b""):
                    digest.update(block)
            known[path] = digest.hexdigest()
        except OSError:
            known[path] = ""
    return known[path]


def _files(root: Path) -> Iterator[tuple[str, int]]:
    """Regular files below ``root`` with their sizes; links are not followed."""
    todo, count = [""], 0
    while todo and count < _MOST:
        inside = todo.pop()
        try:
            entries = sorted(os.scandir(root / inside), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            count += 1
            path = f"{inside}/{entry.name}" if inside else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in PASSED:
                    todo.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False).st_size


def tracked(root: Path) -> frozenset[str]:
    """The files below ``root`` that Git's index holds, relative to it; empty where there is no Git or no checkout."""
    # A checkout must not have a program of its own started by this (core.fsmonitor).
    command = ["git", "-C", str(root), "-c", "core.fsmonitor=", "ls-files", "-z", "--cached", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except OSError:
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "surrogateescape").split("\0")) - {""}
