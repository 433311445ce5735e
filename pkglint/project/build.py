"""Building artifacts the way a release does: with the packer of each project, every package of a workspace.

Whatever the builder prints goes to standard error, and what was built is found by looking at the output directory:
scripts that run during ``npm pack`` write to its standard output, so its ``--json`` cannot be relied on.
"""

from __future__ import annotations

import glob
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pkglint.project.packers import ALL, NODE, NPM, PYTHON, UV, BuildError, command, node_packer, python_packer
from pkglint.project.workspace import Member, members, one

WAYS = ("auto", *ALL)
_PYTHON_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


@dataclass(frozen=True, slots=True)
class Job:
    """One package to build, and the tool that builds it; ``whole`` names the workspace that it is one of."""

    project: Path
    tool: str
    whole: str = ""

    @property
    def is_npm(self) -> bool:
        """Whether npm's manifest says what is packed."""
        return self.tool in NODE


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be built, and the packages of workspaces that will not, with the reason."""

    jobs: tuple[Job, ...]
    left_out: tuple[Member, ...] = ()


def plan(projects: Iterable[str], how: str) -> Plan:
    """The packages that ``projects`` name, directories or globs, a workspace standing for its packages.

    ``how`` is ``auto`` or the tool to build with. What a glob matches and holds no project is passed by, and so is
    what it or a workspace names and is private. Raises :class:`BuildError` where there is nothing to build.
    """
    jobs: dict[Path, Job] = {}
    left: dict[Path, Member] = {}
    for name in projects:
        path, many = Path(name), not Path(name).is_dir() and glob.has_magic(name)
        named = [Path(each) for each in sorted(glob.glob(name))] if many else [path]  # noqa: PTH207 - as it was typed
        named = [each for each in named if each.is_dir() and _manifests(each)] if many else named
        if not named:
            raise BuildError(f"{name} matches no directory with a project")
        for each in named:
            _add(each, how, jobs, left, whole=many)
    if not jobs:
        raise BuildError(f"there is nothing to build: {_why(left.values())}")
    return Plan(tuple(jobs.values()), tuple(left.values()))


def _add(project: Path, how: str, jobs: dict[Path, Job], left: dict[Path, Member], *, whole: bool) -> None:
    inside = members(project) if project.is_dir() else None
    if inside is None:
        inside = _alone(project) if whole else ()
    else:
        inside = tuple(each for each in inside if how == "auto" or each.is_npm is (how in NODE))
    if not inside:
        jobs.setdefault(project.resolve(), Job(project, _tool(project, how)))
        return
    for member in inside:
        if member.private:
            left.setdefault(member.root.resolve(), member)
        else:
            tool = how if how != "auto" else node_packer(member.root) if member.is_npm else python_packer(member.root)
            jobs.setdefault(member.root.resolve(), Job(member.root, tool, "" if whole else str(project)))


def _alone(project: Path) -> tuple[Member, ...]:
    """A directory that a glob matched, as if it were one of a workspace: what is private is not meant."""
    return (one(project),) if (project / "package.json").is_file() else ()


def _why(left: Iterable[Member]) -> str:
    return ", ".join(f"{each.name or each.root} is left out ({each.private})" for each in left) or "no package is named"


def _manifests(project: Path) -> bool:
    return any((project / name).is_file() for name in (*_PYTHON_FILES, "package.json"))


def _tool(project: Path, how: str) -> str:
    """The tool to build one project with, once it is clear that there is something to build."""
    if not project.is_dir():
        raise BuildError(f"{project} is not a directory")
    if how == "auto":
        return python_packer(project) if ecosystem(project) == PYTHON else node_packer(project)
    names = ("package.json",) if how in NODE else _PYTHON_FILES
    if not any((project / name).is_file() for name in names):
        raise BuildError(f"{project} holds no {' or '.join(names)}: nothing to build")
    return how


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
    job: Job,
    out: Path,
    *,
    isolation: bool = True,
    scripts: bool = True,
    quiet: bool = False,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Build the artifacts of one package into ``out``. Raises :class:`BuildError`.

    ``environment`` replaces the builder's environment; publish credentials have no business in it. What a ``quiet``
    build prints is only shown when it fails.
    """
    line, cwd, called = command(job.tool, job.project, out, isolation=isolation, scripts=scripts)
    before = {child.name for child in out.iterdir()}
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell; building the user's own project is the point
            line,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else sys.stderr.fileno() if sys.stderr else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if quiet else None,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise BuildError(f"{line[0]} could not be started: {error.strerror}") from None
    if done.returncode:
        if quiet and sys.stderr:
            sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise BuildError(f"{called} failed in {job.project} with exit code {done.returncode}, see above")
    if not {child.name for child in out.iterdir()} - before - {".gitignore"}:
        raise BuildError(f"{called} left no artifact of {job.project} in its output directory")


def without_credentials(environment: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """A copy of ``environment`` without the variables in ``names``."""
    return {key: value for key, value in environment.items() if key not in names}


__all__ = ["NPM", "PYTHON", "UV", "WAYS", "BuildError", "Job", "Plan", "build", "plan", "without_credentials"]
