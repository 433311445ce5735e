"""The one policy file that holds for the working directory. What cannot be read is never taken for none."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import click

from pkglint.cli import files
from pkglint.policy import holds_policy

NAMES = (".pkglint.yaml", ".pkglint.yml", "pyproject.toml", "package.json")
_ELSEWHERE = {
    ".toml": "move it into [tool.pkglint] of pyproject.toml",
    ".json": 'move it into "pkglint" of package.json',
}
_NEAR = re.compile(
    r"""(?P<hidden>\.?) pkg[-_]?lint
    (?: rc | [-_.]config | [-_.]policy )?                      # as other tools call it
    (?P<form> \. (?: ya?ml | toml | jsonc? | json5 | cfg | ini | conf ) )?""",
    re.VERBOSE | re.IGNORECASE,
)
# A file of that name may be a report or a job of a CI system: a policy has one of these at the start of a line.
_POLICY = re.compile(
    rb"""(?m) ^ [{ \t]* (?:
    \[ (?:tool\.)? pkglint                                     # a table of TOML
    | ["']? version ["']? \s* [:=] \s* 1 \s* (?: [,}\r\n\#] | \Z )
    | (?: preset | extends | visibility | fail-on | rules | budgets | limits | artifacts | pass-over | ignore
        | (?:also-)? (?: expected | required | forbidden ) -files ) \s* [:=]
    )""",
    re.VERBOSE,
)


def discover(start: Path) -> Path | None:
    """The policy file of ``start``, or of the nearest directory above it up to the one that holds ``.git``.

    Outside of a Git checkout only ``start`` itself counts: a policy that somebody left in ``/tmp`` must not disarm
    the gate of a project below it. Raises ``click.UsageError`` for two of them, for one that is no regular file, and
    for one that is called almost like one and would silently not count.
    """
    above = (start, *start.parents)
    root = next((directory for directory in above if os.path.lexists(directory / ".git")), start)
    for directory in above[: above.index(root) + 1]:
        found = held(directory)
        if found:
            return Path(found.name) if directory == start else found
    return None


def held(directory: Path) -> Path | None:
    """The policy file in one directory. Raises as :func:`discover`."""
    found = [path for path in map(directory.joinpath, NAMES) if _is_there(path) and _is_policy(path)]
    if len(found) > 1:
        raise click.UsageError(
            f"two policies in {directory}: {' and '.join(p.name for p in found)}. Keep one, delete the other."
        )
    if not found:
        for path in _near(directory):
            way = _ELSEWHERE.get(path.suffix.lower(), f"call it {NAMES[0]}")
            raise click.UsageError(
                f"'{path}' looks like a policy and is not read: {way}, or use --config or --no-config"
            )
    return found[0] if found else None


def read(path: Path) -> bytes:
    """The bytes of a policy file. Raises ``click.UsageError``."""
    try:
        with files.open_regular(str(path)) as file:
            return file.read()
    except OSError as error:
        raise click.UsageError(f"cannot read the policy '{path}': {error.strerror}") from None


def _is_there(path: Path) -> bool:
    """Whether a name is taken. A link that leads nowhere, a directory or a pipe takes it, too, and cannot be read."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            mode = path.stat().st_mode
    except OSError as error:
        if not os.path.lexists(path) and isinstance(error, FileNotFoundError):
            return False
        raise click.UsageError(f"cannot read the policy '{path}': {error.strerror}") from None
    if not stat.S_ISREG(mode):
        raise click.UsageError(f"cannot read the policy '{path}': is no regular file")
    return True


def _is_policy(path: Path) -> bool:
    return path.name.startswith(".pkglint") or holds_policy(path.name, read(path))


def _near(directory: Path) -> Iterator[Path]:
    """Files that somebody may take for the policy. A hidden one is nothing else; others are known by what they hold."""
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError:
        return  # a directory that can be passed through and not listed
    for entry in entries:
        named = _NEAR.fullmatch(entry.name)
        if named is None or entry.is_dir() or not (named["hidden"] or named["form"]):
            continue
        if named["hidden"] or _POLICY.search(_start(entry.path)):
            yield Path(entry.path)


def _start(path: str) -> bytes:
    try:
        with files.open_regular(path) as file:
            return file.read(1 << 16)
    except OSError:
        return b""
