"""The last release of a package, fetched by the client of its registry: the only code here that lets one run.

An sdist is not fetched: pip runs its build to learn its name, even with ``--no-deps`` (pip #1884).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pkglint.model.lazy import lazy

# PEP 508 and the rules of npm for names, each with an exact version behind it where one is wanted.
_WHEEL = lazy(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?(?:==[A-Za-z0-9][A-Za-z0-9._+!-]{0,60})?")
_NPM = lazy(r"(?:@[a-z0-9~-][a-z0-9._~-]{0,100}/)?[a-z0-9~-][a-z0-9._~-]{0,100}(?:@[A-Za-z0-9][A-Za-z0-9._+-]{0,60})?")


class FetchError(Exception):
    """Nothing was fetched. ``str()`` is one sentence."""


def command(name: str, kind: str, out: Path) -> list[str]:
    """What will be run. Raises :class:`FetchError` for what is no name of a package, or without a client."""
    if not (_WHEEL if kind == "wheel" else _NPM).fullmatch(name):
        raise FetchError(f"'{name}' is not the name of a {'Python' if kind == 'wheel' else 'npm'} package")
    if kind == "wheel":
        options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input"]
        return [sys.executable, "-m", "pip", "download", *options, "--dest", str(out), name]
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError("npm was not found")
    wanted = name if "@" in name[1:] else f"{name}@latest"
    return [npm, "pack", wanted, "--ignore-scripts", "--pack-destination", str(out)]


def fetch(line: list[str], environment: Mapping[str, str]) -> None:
    """Run it; what it prints goes to standard error. Raises :class:`FetchError` when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command and a checked name, no shell
            line,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno() if sys.stderr else None,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise FetchError(f"{os.path.basename(line[0])} could not be started: {error.strerror}") from None  # noqa: PTH119
    if done.returncode:
        raise FetchError(f"the client failed with exit code {done.returncode}, see above")
