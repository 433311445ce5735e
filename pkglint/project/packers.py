"""The program that packs a project for its registry, as the project itself says, and how it is called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from pkglint.project.find import json_of, top_of

NPM, PNPM, YARN, BUN, UV, PYTHON = "npm", "pnpm", "yarn", "bun", "uv", "python"
NODE = (NPM, PNPM, YARN, BUN)
ALL = (PYTHON, UV, *NODE)
# Files that only one of the tools writes, beside the manifest or at the root of the workspace.
_LOCKS = {
    "pnpm-workspace.yaml": PNPM,
    "pnpm-lock.yaml": PNPM,
    "yarn.lock": YARN,
    ".yarnrc.yml": YARN,
    "bun.lock": BUN,
    "bun.lockb": BUN,
    "package-lock.json": NPM,
    "npm-shrinkwrap.json": NPM,
}


class BuildError(Exception):
    """A build that failed. ``str()`` is one sentence; the builder's own output went to standard error."""


class Command(NamedTuple):
    """``line`` is started in ``cwd``; ``called`` is how a person calls it."""

    line: list[str]
    cwd: Path
    called: str


def node_packer(project: Path) -> str:
    """Who packs an npm package: what ``packageManager`` names (Corepack), else the lock file, else npm."""
    top = top_of(project.resolve())
    for directory in (project.resolve(), *project.resolve().parents):
        named = json_of(directory / "package.json").get("packageManager")
        if isinstance(named, str) and named.partition("@")[0] in NODE:
            return named.partition("@")[0]
        for file, tool in _LOCKS.items():
            if (directory / file).is_file():
                return tool
        if directory == top:
            break
    return NPM


def python_packer(project: Path) -> str:
    """The tool uv where its lock file is in the project or above it, and uv is there; else build."""
    top = top_of(project.resolve())
    for directory in (project.resolve(), *project.resolve().parents):
        if (directory / "uv.lock").is_file():
            return UV if shutil.which(UV) else PYTHON
        if directory == top:
            break
    return PYTHON


def command(tool: str, project: Path, out: Path, *, isolation: bool, scripts: bool) -> Command:
    """What packs ``project`` into ``out``. Raises :class:`BuildError` for a tool that is not there or cannot do it."""
    if tool == PYTHON:
        return _python(project, out, isolation)
    found = shutil.which(tool)
    if found is None:
        way = "install Node.js" if tool == NPM else f"install {tool}"
        raise BuildError(f"{tool} was not found: {way}, or build with your own tool and lint what it made")
    program = str(Path(found).absolute())
    if tool == UV:
        more = [] if isolation else ["--no-build-isolation"]
        return Command([program, "build", "--out-dir", str(out), *more], project, "uv build")
    if tool == YARN:
        return _yarn(program, project, out, scripts)
    line = [program, "pack", "--pack-destination", str(out), *([] if scripts else ["--ignore-scripts"])]
    if tool == PNPM and not scripts:
        line[-1] = "--config.ignore-scripts=true"
    if tool == BUN:
        line = [program, "pm", "pack", "--destination", str(out), *line[4:]]
    return Command(line, project, f"{tool} pm pack" if tool == BUN else f"{tool} pack")


def _yarn(program: str, project: Path, out: Path, scripts: bool) -> Command:
    """Yarn writes to a file that is named, as npm would name it."""
    if not scripts:
        raise BuildError("yarn pack runs the scripts of a package in any case: --ignore-scripts cannot be had with it")
    reported = subprocess.run([program, "--version"], capture_output=True, check=False, cwd=project)  # noqa: S603
    if reported.returncode:
        said = reported.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BuildError(f"yarn --version failed in {project}: {said[-1] if said else 'it says nothing'}")
    manifest = json_of(project / "package.json")
    name = f"{slug(str(manifest.get('name', '')))}-{slug(str(manifest.get('version', '')))}.tgz"
    option = "--filename" if reported.stdout.strip().startswith(b"1.") else "--out"
    return Command([program, "pack", option, str(out / name)], project, "yarn pack")


def _python(project: Path, out: Path, isolation: bool) -> Command:
    # The Python builder runs outside the project, so that a build.py there cannot be imported in its place.
    probe = [sys.executable, "-c", "import build"]
    if subprocess.run(probe, capture_output=True, check=False, cwd=out).returncode:  # noqa: S603
        raise BuildError("the package 'build' is not installed beside pkglint: pip install 'pkglint-dist[build]'")
    arguments = ["--outdir", str(out), *([] if isolation else ["--no-isolation"]), str(project.resolve())]
    return Command([sys.executable, "-m", "build", *arguments], out, "python -m build")


def slug(name: str) -> str:
    """How npm writes the name of a package into a file name: ``@scope/name`` is ``scope-name``."""
    return name.removeprefix("@").replace("/", "-")


def tarballs(name: str, version: str, *, alone: bool) -> tuple[str, ...]:
    """The files that packers make of a package: npm, pnpm and bun; Yarn 1; and later ones, where it is ``alone``."""
    if not name or not version:
        return ()
    usual = (f"{slug(name)}-{version}.tgz", f"{slug(name)}-v{version}.tgz")
    return (*usual, "package.tgz") if alone else usual
