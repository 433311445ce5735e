"""Python's build backends: how each is reported of a project, and how it makes an sdist and a wheel of it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.pack_shapes import write

PYTHON = "3.11"
OLD = "3.8"
SETUP = """\
from {module} import setup
setup(
    name="{name}", version="1.0", description="A shape", author="Someone", author_email="someone@example.org",
    url="https://example.org/", license="MIT", packages=["{package}"], package_data={{"{package}": {globs}}},
)
"""
PROJECT = """\
[project]
name = "{name}"
version = "1.0"
description = "A shape"
authors = [{{name = "Someone", email = "someone@example.org"}}]
"""
FLIT_2 = """\
[tool.flit.metadata]
module = "{package}"
author = "Someone"
home-page = "https://example.org/"
"""
POETRY = """\
[tool.poetry]
name = "{name}"
version = "1.0"
description = "A shape"
authors = ["Someone <someone@example.org>"]
packages = [{{include = "{package}"}}]
"""
CARGO = """\
[package]
name = "{name}"
version = "1.0.0"
edition = "2021"
description = "A shape"
license = "MIT"
"""
MESON = """\
project('{name}', version: '1.0')
py = import('python').find_installation(pure: true)
install_subdir('{package}', install_dir: py.get_install_dir())
"""
CMAKE = """\
cmake_minimum_required(VERSION 3.15)
project({name} LANGUAGES NONE)
"""
HOOKS = {
    "flit_core": "flit_core.buildapi",
    "hatchling": "hatchling.build",
    "poetry-core": "poetry.core.masonry.api",
    "poetry": "poetry.masonry.api",
    "pdm-backend": "pdm.backend",
    "pdm-pep517": "pdm.pep517.api",
    "uv_build": "uv_build",
    "maturin": "maturin",
    "meson-python": "mesonpy",
    "scikit-build-core": "scikit_build_core.build",
}
TABLES = {
    "flit_core": '[tool.flit.module]\nname = "{package}"\n',
    "uv_build": '[tool.uv.build-backend]\nmodule-root = ""\n',
    "maturin": '[tool.maturin]\nbindings = "bin"\n',
    "hatchling": '[tool.hatch.build.targets.wheel]\npackages = ["{package}"]\n',
    "scikit-build-core": '[tool.scikit-build]\nwheel.packages = ["{package}"]\n',
    "pdm-pep517": '[tool.pdm]\nincludes = ["{package}"]\n',
}


@dataclass(frozen=True)
class Backend:
    """A backend in one version, with what is installed beside it and the Python that runs it."""

    tool: str
    version: str
    beside: tuple[str, ...] = ()
    python: str = PYTHON

    @property
    def requires(self) -> list[str]:
        """What to install; nothing for distutils, which comes with Python."""
        return [] if self.tool == "distutils" else [f"{self.tool}=={self.version}", *self.beside]


def _each(tool: str, versions: str, *beside: str, python: str = PYTHON) -> list[Backend]:
    return [Backend(tool, version, beside, python) for version in versions.split()]


BACKENDS = [
    *(Backend("distutils", version, (), version) for version in ("2.7", "3.6", "3.8", "3.11")),
    Backend("setuptools", "36.8.0", ("wheel==0.29.0",), "2.7"),
    Backend("setuptools", "40.9.0", ("wheel==0.33.6",), "3.6"),
    Backend("setuptools", "44.1.1", ("wheel==0.37.1",), "2.7"),
    *_each("setuptools", "50.3.2 60.10.0", "wheel==0.36.2", python=OLD),
    *_each("setuptools", "65.7.0 68.2.2", "wheel==0.41.3"),
    *_each("setuptools", "70.3.0", "wheel==0.45.1"),
    *_each("setuptools", "75.8.2 80.9.0 84.2.1"),
    *_each("flit_core", "2.3.0", "pytoml", python=OLD),
    *_each("flit_core", "3.2.0 3.6.0 3.9.0 3.12.0 4.2.0"),
    *_each("hatchling", "1.0.0 1.8.1 1.18.0 1.21.1 1.27.0 1.33.0"),
    *_each("poetry", "1.0.10", python=OLD),
    *_each("poetry-core", "1.0.8 1.3.2", python=OLD),
    *_each("poetry-core", "1.5.2 1.9.1 2.0.1 2.2.1 2.5.0"),
    *_each("pdm-pep517", "1.1.4"),
    *_each("pdm-backend", "2.0.7 2.1.8 2.3.3 2.4.5"),
    *_each("uv_build", "0.7.22 0.8.24 0.9.30 0.13.6"),
    *_each("maturin", "1.2.3 1.7.8 1.9.6 1.16.0"),
    *_each("meson-python", "0.13.2 0.15.0 0.17.1 0.22.1", "ninja", "meson==1.9.1"),
    *_each("scikit-build-core", "0.5.1 0.8.2 0.10.7 1.1.2", "cmake<4", "ninja", "pathspec", "pyproject-metadata<0.10"),
]


def prepare(backend: Backend, project: Path, name: str) -> Path:
    """Write what the backend reads; the directory of the package, where the shape grows."""
    package = name.replace("-", "_")
    module = "distutils.core" if backend.tool == "distutils" else backend.tool
    words = {"name": name, "package": package, "module": module}
    globs = [f"{'*/' * depth}*" for depth in range(8)]
    write(project / package / "__init__.py", f'"""A shape."""\n\n__version__ = "1.0"\nVALUE = "{name}"\n')
    write(project / "README.md", f"# {name}\n")
    if backend.tool in ("distutils", "setuptools"):
        write(project / "setup.py", SETUP.format(globs=globs, **words))
        write(project / "MANIFEST.in", f"graft {package}\ninclude README.md\n")
        return project / package
    build = f'[build-system]\nrequires = []\nbuild-backend = "{HOOKS[backend.tool]}"\n\n'
    about = POETRY if backend.tool.startswith("poetry") else PROJECT
    table = TABLES.get(backend.tool, "")
    if (backend.tool, backend.version[:1]) == ("flit_core", "2"):
        about, table = FLIT_2, ""
    write(project / "pyproject.toml", (build + about + table).format(**words))
    if backend.tool == "maturin":
        write(project / "Cargo.toml", CARGO.format(**words))
        write(project / "src" / "main.rs", "fn main() {}\n")
    if backend.tool == "meson-python":
        write(project / "meson.build", MESON.format(**words))
    if backend.tool == "scikit-build-core":
        write(project / "CMakeLists.txt", CMAKE.format(**words))
    return project / package


def commands(backend: Backend, python: str, out: Path) -> list[list[str]]:
    """What makes the sdist and the wheel in ``out``, to be run in the project."""
    if backend.tool == "distutils":
        return [[python, "setup.py", "-q", "sdist", "--formats=gztar", "-d", str(out)]]
    if backend.tool == "setuptools":
        sdist = [python, "setup.py", "-q", "sdist", "--formats=gztar", "-d", str(out)]
        return [sdist, [python, "setup.py", "-q", "bdist_wheel", "-d", str(out)]]
    hook = f"import {HOOKS[backend.tool]} as b; b.build_%s({str(out)!r})"
    return [[python, "-c", hook % "sdist"], [python, "-c", hook % "wheel"]]


def commit(project: Path) -> None:
    """Make a git repository of it: meson takes only what is committed."""
    who = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "A shape"]):
        subprocess.run(["git", *command], cwd=project, check=True, capture_output=True)
