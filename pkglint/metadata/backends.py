"""Files that build back ends make, by their own settings: those that hold the version, and so are in no commit.

Read are the settings of setuptools-scm, hatch-vcs, hatch-build-scripts, scikit-build-core, pdm-backend, versioningit,
versioneer and poetry-dynamic-versioning, as their documentation names them.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator
from typing import Any

from pkglint.model.lazy import lazy

# Where in pyproject.toml a path of a generated file stands.
_KEYS = (
    ("tool", "setuptools_scm", "write_to"),
    ("tool", "setuptools_scm", "version_file"),
    ("tool", "hatch", "build", "hooks", "vcs", "version-file"),
    ("tool", "hatch", "build", "hooks", "version", "path"),
    ("tool", "hatch", "build", "targets", "wheel", "hooks", "vcs", "version-file"),
    ("tool", "hatch", "build", "targets", "sdist", "hooks", "vcs", "version-file"),
    ("tool", "pdm", "version", "write_to"),
    ("tool", "versioningit", "write", "file"),
    ("tool", "versioneer", "versionfile_source"),
    ("tool", "versioneer", "versionfile_build"),
)
# The same in setup.cfg and setup.py: `versionfile_source = src/demo/_version.py`, `"write_to": "demo/_version.py"`.
_WRITTEN = lazy(
    rb"""\b(?:versionfile_source|versionfile_build|write_to|version_file)["']?\s*[=:]\s*["']?([\w./-]{1,200})"""
)


def generated(path: str, data: bytes) -> Iterator[str]:
    """The paths that the settings in ``path`` (pyproject.toml, setup.cfg, setup.py) name, from the tree's root."""
    directory, _, name = path.rpartition("/")
    if name == "pyproject.toml":
        found = _of_pyproject(data)
    elif name in ("setup.cfg", "setup.py"):
        found = (match[1].decode("ascii", "replace") for match in _WRITTEN.finditer(data))
    else:
        return
    for each in found:
        yield posixpath.normpath(posixpath.join(directory, each))


def _of_pyproject(data: bytes) -> Iterator[str]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        settings = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):  # what no back end could read either
        return
    for key in _KEYS:
        value = _at(settings, key)
        if isinstance(value, str):
            yield value
    for each in _list(_at(settings, ("tool", "scikit-build", "generate"))):
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            yield each["path"]
    dynamic = _at(settings, ("tool", "poetry-dynamic-versioning"))
    if isinstance(dynamic, dict):
        substitution = _at(dynamic, ("substitution", "files"))
        yield from (each for each in _list(substitution) if isinstance(each, str))
        files = dynamic.get("files")
        yield from files if isinstance(files, dict) else ()


def _at(settings: Any, key: tuple[str, ...]) -> Any:
    for part in key:
        if not isinstance(settings, dict):
            return None
        settings = settings.get(part)
    return settings


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
