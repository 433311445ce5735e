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


class BuildError(Exception):
    """A build that failed. ``str()`` is one sentence; the builder's own output went to standard error."""


def ecosystem(project: Path) -> str:
    """``python`` or ``npm``, from the files of the project directory. Raises :class:`BuildError`."""
    python = any((project / name).is_file() for name in ("pyproject.toml", "setup.py", "setup.cfg"))
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
    environment: Mapping[str, str] | None = None,
) -> None:
    """Build the artifacts of ``project`` into ``out``. Raises :class:`BuildError`.

    ``environment`` replaces the builder's environment; publish credentials have no business in it.
    """
    how = ecosystem(project) if how == "auto" else how
    if not project.is_dir():
        raise BuildError(f"{project} is not a directory")
    # The Python builder runs outside the project, so that a build.py there cannot be imported in its place.
    command, cwd = (_python(project, out, isolation), out) if how == PYTHON else (_npm(out, scripts), project)
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell; building the user's own project is the point
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno(), env=environment, check=False
        )
    except OSError as error:
        raise BuildError(f"{command[0]} could not be started: {error.strerror}") from None
    if done.returncode:
        raise BuildError(f"building with {' '.join(command[:3])} failed with exit code {done.returncode}")
    if not any(out.iterdir()):
        raise BuildError(f"building with {' '.join(command[:3])} left no artifact in its output directory")


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
