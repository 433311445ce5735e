"""The directory that an artifact was built from: the one whose manifest has its name."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pkglint.metadata.names import normalize
from pkglint.model import Kind
from pkglint.model.kinds import is_npm

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_TEXT = 1 << 20
_DEPTH = 4
_MOST = 20_000  # Directories that are looked at for the packages of a workspace.
PASSED = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", ".tox", ".nox", "__pycache__", ".yarn"})


def project_of(kind: Kind, name: str, artifact: Path, start: Path) -> Path | None:
    """The directory of the package ``name``: around the artifact, around ``start``, or below that in a workspace.

    ``start`` is the working directory. What is not named like the package is none of its projects.
    """
    wanted = name if is_npm(kind) else normalize(name)
    seen: set[Path] = set()
    for directory in _around(artifact, start):
        if directory not in seen and named(kind, directory) == wanted:
            return directory
        seen.add(directory)
    top = top_of(start)
    return next((found for found in below(top) if found not in seen and named(kind, found) == wanted), None)


def named(kind: Kind, directory: Path) -> str:
    """What the project in ``directory`` calls itself, empty when it holds none or says it in a program."""
    if is_npm(kind):
        found = json_of(directory / "package.json").get("name")
        return found if isinstance(found, str) else ""
    data = toml_of(directory / "pyproject.toml")
    for path in (("project", "name"), ("tool", "poetry", "name"), ("tool", "flit", "metadata", "module")):
        value: Any = data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            return normalize(value)
    return _in_setup_cfg(directory / "setup.cfg")


def text_of(path: Path) -> str | None:
    """The text of a regular file, line ends as they are; ``None`` when it is none, too large, or no UTF-8."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_TEXT:
            return None
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _around(artifact: Path, start: Path) -> Iterator[Path]:
    """The directory of the artifact and those above it inside of the checkout, then the working directory's."""
    for place in (artifact.parent, start):
        top = top_of(place)
        for directory in (place, *place.parents):
            yield directory
            if directory == top:
                break


def top_of(place: Path) -> Path:
    """The root of the checkout, or the directory itself."""
    return next((d for d in (place, *place.parents) if os.path.lexists(d / ".git")), place)


def below(top: Path, deepest: int = _DEPTH, most: int = _MOST) -> Iterator[Path]:
    """``top`` and the directories below it, those that are higher first, without those that hold no sources."""
    todo, count = deque([(top, 0)]), 0
    while todo and count < most:
        directory, depth = todo.popleft()
        count += 1
        yield directory
        if depth < deepest:
            todo += [(child, depth + 1) for child in _children(directory)]


def _children(directory: Path) -> list[Path]:
    try:
        with os.scandir(directory) as entries:
            return sorted(Path(e.path) for e in entries if e.is_dir(follow_symlinks=False) and e.name not in PASSED)
    except OSError:
        return []


def json_of(path: Path) -> dict[str, Any]:
    """The object in a JSON file, empty where there is none."""
    from pkglint.metadata.npm import parse_package_json

    text = text_of(path)
    return dict(parse_package_json(text.encode()).data) if text else {}


def toml_of(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, empty where there are none."""
    text = text_of(path)
    try:
        return tomllib.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}


def _in_setup_cfg(path: Path) -> str:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text_of(path) or "")
    except configparser.Error:
        return ""
    return normalize(parser.get("metadata", "name", fallback=""))
