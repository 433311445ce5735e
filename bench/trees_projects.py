"""Eight small projects, each built by another tool, that `check --source` has to be silent on: see bench/trees.py."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MODULE = "export const {0}: number = {1};\n"
# What is changed and what is added, in this order, in the directory of the code.
TAMPERED = {
    "python": {"core.py": "def f():\n    return 2\n", "extra.py": "B = 1\n"},
    "tsc": {"b.ts": MODULE.format("b", 2), "c.ts": MODULE.format("c", 1)},
    "pnpm": {"x.js": "module.exports = 3;\n", "y.js": "module.exports = 4;\n"},
}
_IGNORE = {
    ".gitignore": "dist/\n_version.py\nbuild/\nnode_modules/\n*.tgz\n",
    "README.md": "# demo\n",
    "LICENSE": "MIT\n",
}
_PYTHON = {
    **_IGNORE,
    "src/demo/__init__.py": '"""Demo."""\n\n__version__ = "1.0"\n',
    "src/demo/core.py": "def f():\n    return 1\n",
    "src/demo/data.json": '{"a": 1}\n',
    "src/demo/py.typed": "",
    "tests/test_a.py": "def test(): pass\n",
}
_STATIC = 'version = "1.0"\n'
_DYNAMIC = 'dynamic = ["version"]\n'
_MESON = """\
project('demo', 'c', version: '1.0')
py = import('python').find_installation(pure: false)
py.install_sources(['src/demo/__init__.py', 'src/demo/core.py', 'src/demo/data.json'], subdir: 'demo')
conf = configuration_data()
conf.set('V', '1.0')
configure_file(input: 'src/demo/_conf.py.in', output: '_conf.py', configuration: conf, install: true,
  install_dir: py.get_install_dir(pure: false) / 'demo')
py.extension_module('_fast', 'src/fast.c', install: true, subdir: 'demo')
"""
_C = """\
#include <Python.h>
static struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "_fast", 0, -1, 0};
PyMODINIT_FUNC PyInit__fast(void) { return PyModule_Create(&m); }
"""


@dataclass(frozen=True)
class Project:
    """``kind`` says how it is built, ``generated`` what its policy declares, ``source`` the directory to compare with.

    ``code`` is where what is tampered with lies; ``edits`` are texts of other files that name what was added.
    """

    name: str
    kind: str
    files: Mapping[str, str]
    generated: tuple[str, ...] = ()
    source: str = "."
    code: str = "src/demo"
    edits: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _python(name: str, backend: str, requires: list[str], rest: str, **files: str) -> Project:
    lines = (
        *("[build-system]", f"requires = {json.dumps(requires)}", f'build-backend = "{backend}"', "", "[project]"),
        *(
            'name = "demo"',
            'description = "d"',
            'readme = "README.md"',
            'license = "MIT"',
            'requires-python = ">=3.10"',
        ),
    )
    return Project(name, "python", {**_PYTHON, "pyproject.toml": "\n".join(lines) + f"\n{rest}", **files})


def _json(**values: object) -> str:
    return json.dumps(values, indent=2) + "\n"


_SCM = '[tool.setuptools_scm]\nversion_file = "src/demo/_version.py"\n'
_VCS = '[tool.hatch.version]\nsource = "vcs"\n[tool.hatch.build.hooks.vcs]\nversion-file = "src/demo/_version.py"\n'
_POETRY = '[tool.poetry]\npackages = [{include = "demo", from = "src"}]\n'
_OPTIONS = {"outDir": "dist", "rootDir": "src", "declaration": True, "module": "nodenext", "target": "es2022"}
PROJECTS = (
    _python("setuptools-scm", "setuptools.build_meta", ["setuptools>=80", "setuptools-scm>=8"], _DYNAMIC + _SCM),
    _python("hatch-vcs", "hatchling.build", ["hatchling", "hatch-vcs"], _DYNAMIC + _VCS),
    _python("poetry", "poetry.core.masonry.api", ["poetry-core>=2"], _STATIC + _POETRY),
    _python("flit", "flit_core.buildapi", ["flit_core>=3.11"], _STATIC),
    _python("uv_build", "uv_build", ["uv_build"], _STATIC),
    Project(
        "meson",
        "python",
        {
            **_python("", "mesonpy", ["meson-python"], _STATIC).files,
            "meson.build": _MESON,
            "src/demo/_conf.py.in": "V = '@V@'\n",
            "src/fast.c": _C,
        },
        ("demo/_conf.py",),
        edits={"meson.build": ("'src/demo/core.py',", "'src/demo/core.py', 'src/demo/extra.py',")},
    ),
    Project(
        "tsc",
        "tsc",
        {
            **_IGNORE,
            "package.json": _json(
                name="demo", version="1.0.0", license="MIT", main="dist/index.js", files=["dist", "src"]
            ),
            "tsconfig.json": _json(compilerOptions=_OPTIONS, include=["src"]),
            "src/index.ts": MODULE.format("a", 1),
            "src/b.ts": MODULE.format("b", 1),
        },
        ("dist/**",),
        code="src",
    ),
    Project(
        "pnpm",
        "pnpm",
        {
            **_IGNORE,
            "package.json": _json(name="root", private=True),
            "pnpm-workspace.yaml": "packages: ['packages/*']\ncatalog:\n  ms: ^2.1.3\n",
            "packages/a/package.json": _json(
                name="@demo/a",
                version="1.0.0",
                license="MIT",
                main="index.js",
                files=["index.js", "lib"],
                dependencies={"@demo/b": "workspace:^", "ms": "catalog:"},
                publishConfig={"main": "./lib/x.js"},
            ),
            "packages/a/index.js": "module.exports = require('@demo/b');\n",
            "packages/a/lib/x.js": "module.exports = 1;\n",
            "packages/b/package.json": _json(name="@demo/b", version="2.3.4", license="MIT", main="index.js"),
            "packages/b/index.js": "module.exports = 2;\n",
        },
        source="packages/a",
        code="packages/a/lib",
    ),
)


def tools(place: Path) -> Path:
    """Where tsc and pnpm are, installed below PLACE when they are not."""
    programs = place / "tools" / "node_modules" / ".bin"
    if not (programs / "pnpm").exists():
        (place / "tools").mkdir(exist_ok=True)
        run("npm", "install", "--silent", "--prefix", str(place / "tools"), "typescript@5", "pnpm@10", cwd=place)
    return programs


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def built(project: Project, home: Path, programs: Path, *, tampered: bool = False) -> list[str]:
    """Build the project; the artifacts. Of a tree that is not as committed only the wheel: meson packs the commit."""
    shutil.rmtree(home / "dist", ignore_errors=True)
    if project.kind == "python":
        run("uv", "build", "-q", *(["--wheel"] if tampered else []), "--out-dir", "dist", cwd=home)
    elif project.kind == "tsc":
        run(str(programs / "tsc"), cwd=home)
        run("npm", "pack", "--silent", cwd=home)
    else:
        run(str(programs / "pnpm"), "install", "--silent", "--ignore-scripts", cwd=home)
        run(str(programs / "pnpm"), "pack", "--pack-destination", "../..", cwd=home / project.source)
    found = [*home.glob("dist/*.whl"), *home.glob("dist/*.tar.gz"), *home.glob("*.tgz")]
    return sorted(str(path.relative_to(home)) for path in found)
