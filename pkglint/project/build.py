"""Building artifacts the way a release does: ``python -m build`` and ``npm pack``.

Whatever the builder prints goes to standard error, and what was built is found by looking at the output directory:
scripts that run during ``npm pack`` write to its standard output, so its ``--json`` cannot be relied on.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NPM = "npm"
PYTHON = "python"
_PYTHON_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


class BuildError(Exception):
    """A build that failed. ``str()`` is one sentence; the builder's own output went to standard error."""


def ecosystem(project: Path) -> str:
    """``python`` or ``npm``, from the files of the project directory. Raises :class:`BuildError`."""
    python = any((project / name).is_file() for name in _PYTHON_FILES)
    npm = (project / "package.json").is_file()
    if python and npm:
        raise BuildError(f"{project} holds both a Python and an npm project: say --build python or --build npm")
    if not python and not npm:
        raise BuildError(f"{project} holds neither pyproject.toml, setup.py nor package.json: nothing to build")
    return PYTHON if python else NPM


def build(
    project: Path,
    out: Path,
    how: str,
    *,
    isolation: bool = True,
    scripts: bool = True,
    quiet: bool = False,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Build the artifacts of ``project`` into ``out``. Raises :class:`BuildError`.

    ``environment`` replaces the builder's environment; publish credentials have no business in it. What a ``quiet``
    build prints is only shown when it fails.
    """
    how = _buildable(project, how)
    # The Python builder runs outside the project, so that a build.py there cannot be imported in its place.
    command, cwd = (_python(project, out, isolation), out) if how == PYTHON else (_npm(out, scripts), project)
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell; building the user's own project is the point
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else sys.stderr.fileno() if sys.stderr else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if quiet else None,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise BuildError(f"{command[0]} could not be started: {error.strerror}") from None
    called = "python -m build" if how == PYTHON else "npm pack"
    if done.returncode:
        if quiet and sys.stderr:
            sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise BuildError(
            f"{called} failed in {project} with exit code {done.returncode}, see above{_hint(project, how)}"
        )
    if not any(out.iterdir()):
        raise BuildError(f"{called} left no artifact in its output directory")


def _buildable(project: Path, how: str) -> str:
    """The ecosystem to build in, once it is clear that there is something to build. Raises :class:`BuildError`."""
    if not project.is_dir():
        raise BuildError(f"{project} is not a directory")
    how = ecosystem(project) if how == "auto" else how
    names = ("package.json",) if how == NPM else _PYTHON_FILES
    if not any((project / name).is_file() for name in names):
        raise BuildError(f"{project} holds no {' or '.join(names)}: nothing to build")
    return how


def _hint(project: Path, how: str) -> str:
    """The root of a workspace is no package: those below it are."""
    if how == NPM and b'"workspaces"' in (project / "package.json").read_bytes():
        return "; it is the root of a workspace: name its packages, as in `pkglint check --build npm packages/a`"
    return ""


def _python(project: Path, out: Path, isolation: bool) -> list[str]:
    probe = [sys.executable, "-c", "import build"]
    if subprocess.run(probe, capture_output=True, check=False, cwd=out).returncode:  # noqa: S603
        raise BuildError("the package 'build' is not installed beside pkglint: pip install 'pkglint-dist[build]'")
    arguments = ["--outdir", str(out), *([] if isolation else ["--no-isolation"]), str(project.resolve())]
    return [sys.executable, "-m", "build", *arguments]


def _npm(out: Path, scripts: bool) -> list[str]:
    npm = shutil.which(NPM)
    if npm is None:
        raise BuildError("npm was not found: install Node.js, or build with your own tool and lint the tarball")
    return [npm, "pack", "--pack-destination", str(out), *([] if scripts else ["--ignore-scripts"])]


def without_credentials(environment: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """A copy of ``environment`` without the variables in ``names``."""
    return {key: value for key, value in environment.items() if key not in names}


__all__ = ["NPM", "PYTHON", "BuildError", "build", "ecosystem", "without_credentials"]
