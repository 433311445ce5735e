"""Paths to artifacts, and the one policy that holds for the working directory."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from pkglint.cli import files
from pkglint.engine import Source
from pkglint.model import PathMatcher, Rule
from pkglint.policy import Policy, PolicyError, default_policy, holds_policy, load_policy

ARTIFACTS = (".whl", ".tar.gz", ".tgz")
DEFAULT_PATH = "dist"


@dataclass(frozen=True, slots=True)
class Found:
    """The artifacts that the paths name, what was passed over, and where was looked."""

    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]
    looked_for: str


def find(paths: Iterable[str], pass_over: PathMatcher | None = None) -> Found:
    """Expand files, directories (not recursive) and globs. Raises ``click.UsageError`` for what does not exist.

    ``pass_over`` is the policy's list of names that are no artifacts (attestations, signatures), by default that of
    the preset. What is named like an artifact is one, whatever the list says.
    """
    named = list(paths) or [DEFAULT_PATH]
    companions = pass_over or default_policy({}).pass_over
    chosen: dict[str, None] = {}
    passed_over: list[str] = []
    for name in named:
        for path, explicit in _expand(name, is_default=not paths):
            lower = path.name.lower()
            if not lower.endswith(ARTIFACTS) and (companions.matches(path.name) or companions.matches(lower)):
                continue
            if explicit or lower.endswith(ARTIFACTS):
                chosen[str(path)] = None
            else:
                passed_over.append(str(path))
    looked_for = f"looked for *{', *'.join(ARTIFACTS)} in {', '.join(named)}"
    return Found(tuple(_source(name) for name in chosen), tuple(passed_over), looked_for)


def way_on(command: str, paths: Iterable[str] = ()) -> str:
    """What to do where nothing lies in ``dist``: name the artifacts that lie here, or build. Empty, or after "; "."""
    if list(paths):
        return ""
    here = sorted(path.name for path in Path().iterdir() if path.name.lower().endswith(ARTIFACTS))
    if here:
        end = next(end for end in ARTIFACTS if here[0].lower().endswith(end))
        return f"; {_show(here[0])} lies here: `pkglint {command} *{end}`"
    ways = [
        f"`{way}`"
        for way, names in (("python -m build", ("pyproject.toml", "setup.py")), ("npm pack", ("package.json",)))
        if any(Path(name).is_file() for name in names)
    ]
    if not ways:
        return "; build first, or name the artifacts"
    return f"; build first, with {' or '.join(ways)}, or let `pkglint check --build auto` build and lint at once"


def _source(name: str) -> Source:
    try:
        found = os.stat(name)  # noqa: PTH116 - the name is kept as it was typed
    except OSError as error:
        raise click.UsageError(f"cannot read '{_show(name)}': {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise click.UsageError(f"'{_show(name)}' is no regular file")
    return Source(name, partial(files.open_regular, name), found.st_size)


def _expand(name: str, is_default: bool) -> Iterator[tuple[Path, bool]]:
    """Yield paths, each with whether the user meant this very file."""
    path = Path(name)
    try:
        if path.is_dir():
            # A dangling link with the name of an artifact is one that cannot be read, not one that is not there.
            yield from ((child, False) for child in sorted(path.iterdir()) if not child.is_dir())
        elif path.exists():
            yield path, True
        elif glob.has_magic(name):
            for match in sorted(glob.glob(name)):  # noqa: PTH207 - the pattern may be absolute
                yield from _expand(match, is_default)
        elif not is_default:
            raise click.UsageError(f"'{_show(name)}' does not exist")
    except OSError as error:
        raise click.UsageError(f"cannot read '{_show(name)}': {error.strerror}") from None


def _show(name: str) -> str:
    from pkglint.report.kit.escape import terminal

    return terminal(name)


def load(catalogue: Mapping[str, Rule], config: str | None, no_config: bool, presets: tuple[str, ...]) -> Policy:
    """The policy of ``--config``, else the one that is found, else the default. Raises ``PolicyError``."""
    if config is not None and not no_config:
        return load_policy(config, _read(Path(config)), catalogue)
    found = None if no_config else discover(Path.cwd())
    if found is not None:
        return load_policy(str(found), _read(found), catalogue)
    return default_policy(catalogue, presets or ("recommended",))


def discover(start: Path) -> Path | None:
    """The policy file of ``start``, or of the nearest directory above it up to the one that holds ``.git``.

    Outside of a Git checkout only ``start`` itself counts: a policy that somebody left in ``/tmp`` must not disarm
    the gate of a project below it.
    """
    above = (start, *start.parents)
    root = next((directory for directory in above if (directory / ".git").exists()), start)
    for directory in above[: above.index(root) + 1]:
        found = [path for path in map(directory.joinpath, _NAMES) if path.is_file() and _is_policy(path)]
        if len(found) > 1:
            raise click.UsageError(
                f"two policies in {directory}: {' and '.join(p.name for p in found)}. Keep one, delete the other."
            )
        if found:
            return Path(found[0].name) if directory == start else found[0]
    return None


_NAMES = (".pkglint.yaml", ".pkglint.yml", "pyproject.toml", "package.json")


def _is_policy(path: Path) -> bool:
    return path.name.startswith(".pkglint") or holds_policy(path.name, _read(path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"cannot read the policy '{path}': {error.strerror}") from None


__all__ = ["Found", "PolicyError", "discover", "find", "load"]
