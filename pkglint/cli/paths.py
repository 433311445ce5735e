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

from pkglint.cli import files, policies
from pkglint.engine import Source
from pkglint.model import PathMatcher, Rule
from pkglint.model.kinds import SUFFIXES
from pkglint.policy import Policy, PolicyError, default_policy, load_policy

# What uploaders take besides these (twine's DIST_EXTENSIONS, npm publish, older indexes), and nobody here looks into.
_PACKED = tuple(f".{tar}{end}" for tar in ("tar.", "t") for end in ("bz2", "xz", "lzma", "z", "zst"))
UPLOADABLE = (".zip", ".egg", ".exe", ".msi", ".rpm", ".deb", ".dmg", ".tar", ".tbz", ".tzst", *_PACKED)
DEFAULT_PATH = "dist"


@dataclass(frozen=True, slots=True)
class Found:
    """The artifacts that the paths name, what was skipped, and where it looked.

    ``uploadable`` is what is beside them, is no artifact, and would go out all the same with ``dist/*``.
    """

    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]
    looked_for: str
    uploadable: tuple[Source, ...] = ()


def find(paths: Iterable[str], pass_over: PathMatcher | None = None) -> Found:
    """Expand files, directories (not recursive) and globs. Raises ``click.UsageError`` for what does not exist.

    ``pass_over`` is the policy's list of names that are no artifacts (attestations, signatures), by default that of
    the preset. What is named like an artifact is one, whatever the list says.
    """
    named = list(paths) or [DEFAULT_PATH]
    companions = pass_over or default_policy({}).pass_over
    chosen: dict[str, None] = {}
    passed_over: list[str] = []
    uploadable: dict[str, None] = {}
    for name in named:
        for path, explicit in _expand(name, is_default=not paths):
            lower = path.name.lower()
            if not lower.endswith(SUFFIXES) and (companions.matches(path.name) or companions.matches(lower)):
                continue
            if explicit or lower.endswith(SUFFIXES):
                chosen[str(path)] = None
            elif lower.endswith(UPLOADABLE):
                uploadable[str(path)] = None
            else:
                passed_over.append(str(path))
    if not paths and not chosen:
        chosen.update(dict.fromkeys(_beside_manifests()))
    looked_for = f"looked for *{', *'.join(SUFFIXES)} in {', '.join(named)}"
    sources, others = (tuple(_source(name) for name in names) for names in (chosen, uploadable))
    return Found(sources, tuple(passed_over), looked_for, others)


def _beside_manifests() -> Iterator[str]:
    """Where npm, pnpm, yarn and bun put tarballs: here, beside the manifest of each package, or in its ``dist``.

    Only those that are named as the manifest names its package: what was left from an earlier version is not meant.
    """
    from pkglint.project.packers import tarballs
    from pkglint.project.workspace import members, one

    here = Path()
    if not ((here / "package.json").is_file() or (here / "pnpm-workspace.yaml").is_file()):
        return
    for member in members(here) or (one(here),):
        for place in dict.fromkeys((here, member.root, member.root / "dist")):
            for name in tarballs(member.name, member.version, alone=place != here or member.root == here):
                if member.is_npm and (place / name).is_file():
                    yield str(place / name)


def way_on(command: str, paths: Iterable[str] = ()) -> str:
    """What to do where nothing is in ``dist``: name the artifacts that are here, or build. Empty, or after "; "."""
    if list(paths):
        return ""
    here = sorted(path.name for path in Path().iterdir() if path.name.lower().endswith(SUFFIXES))
    if here:
        end = next(end for end in SUFFIXES if here[0].lower().endswith(end))
        return f"; found {_show(here[0])} here: run `pkglint {command} *{end}`"
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
    if config is not None:
        for given, option in ((no_config, "--no-config"), (presets, "--preset")):
            if given:
                raise click.UsageError(f"{option} has no effect beside --config: leave one of them out")
        return load_policy(config, policies.read(Path(config)), catalogue, fetch=files.fetch)
    found = None if no_config else policies.discover(Path.cwd())
    if found is not None and presets:
        raise click.UsageError(
            f"--preset has no effect: the policy '{found}' is used. Name the preset in it, or use --no-config"
        )
    if found is not None:
        return load_policy(str(found), policies.read(found), catalogue, fetch=files.fetch)
    return default_policy(catalogue, presets or ("recommended",))


__all__ = ["Found", "PolicyError", "find", "load"]
