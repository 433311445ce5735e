"""Which tool packed an artifact: advice is only exact for the tool in use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.metadata.headers import Headers
from pkglint.metadata.npm import Manifest
from pkglint.model.lazy import lazy

# First word of WHEEL's Generator, or top-level module of a build backend -> the packer's name.
_PACKERS = {
    "bazel-wheelmaker": "bazel",
    "bdist_wheel": "setuptools",
    "flit": "flit",
    "flit_core": "flit",
    "flit_scm": "flit",
    "hatchling": "hatchling",
    "jupyter_packaging": "setuptools",
    "maturin": "maturin",
    "meson": "meson-python",
    "meson-python": "meson-python",
    "mesonpy": "meson-python",
    "pbr": "setuptools",
    "pdm": "pdm-backend",
    "pdm-backend": "pdm-backend",
    "pdm-pep517": "pdm-backend",
    "poetry": "poetry-core",
    "poetry-core": "poetry-core",
    "poetry_core": "poetry-core",
    "poetry_dynamic_versioning": "poetry-core",
    "scikit-build": "setuptools",
    "scikit-build-core": "scikit-build-core",
    "scikit_build_core": "scikit-build-core",
    "setuptools": "setuptools",
    "setuptools-rust": "setuptools",
    "skbuild": "setuptools",
    "uv": "uv-build",
    "uv_build": "uv-build",
}
_BACKEND = lazy(rb"""(?m)^[ \t]*(?:build-system\.)?["']?build-backend["']?[ \t]*=[ \t]*["']([\w.:-]+)["']""")


def wheel_packer(wheel: Headers) -> str:
    """The packer that a WHEEL file names as its Generator, empty when it is not a known one."""
    words = wheel.get("generator").lower().split()
    return _PACKERS.get(words[0], "") if words else ""


def sdist_packer(pyproject: bytes | None) -> str:
    """The packer behind an sdist's ``build-backend``; without one the standard says setuptools (PEP 517)."""
    match = _BACKEND.search(pyproject) if pyproject else None
    if not match:
        return "setuptools"
    backend = match[1].decode("ascii", "replace").lower()
    return _PACKERS.get(re.split(r"[.:]", backend)[0], "")


def npm_packer(manifest: Manifest) -> str:
    """``npm-files`` when package.json lists what goes in, ``npm-ignore`` when what stays out is listed elsewhere."""
    return "npm-files" if isinstance(manifest.data.get("files"), list) else "npm-ignore"


# Command or package -> the tool whose switches are known.
_TOOLS = {
    "bun": "bun",
    "esbuild": "esbuild",
    "rollup": "rollup",
    "tsc": "tsc",
    "typescript": "tsc",
    "vite": "vite",
    "webpack": "webpack",
    "webpack-cli": "webpack",
}
_SCRIPT = 4096
_BUILDING = ("build", "compile", "bundle", "prepack", "prepare", "prepublishOnly")
_COMMAND = lazy(
    r"(?:^|&&|[;|&])\s{0,40}(?:(?:npx|bunx|cross-env|[\w.]{1,60}=\S{0,200})\s{1,40}){0,12}([\w@/.-]+)"
    r"(?:\s{1,40}([\w-]+))?"
)
# What a script may do besides making code, and what runs a program of the project that may make some.
_ASIDE = {
    "chmod",
    "cp",
    "cpx",
    "cpy",
    "echo",
    "eslint",
    "mkdir",
    "mv",
    "npm",
    "pnpm",
    "prettier",
    "rimraf",
    "rm",
    "run-s",
    "shx",
}
_RUNNERS = {"bun", "deno", "node", "ts-node", "tsx", "yarn"}


def npm_tools(manifest: Manifest) -> tuple[str, ...]:
    """The tools that make the code, as scripts for building call them or ``devDependencies`` name them.

    Empty when a script calls what is not known here: that may make code too.
    """
    commands = set(_building(manifest))
    called = {_TOOLS[command] for command in commands if command in _TOOLS}
    if commands - _TOOLS.keys() - _ASIDE - _RUNNERS:
        return ()
    if called and not commands & _RUNNERS:
        return tuple(sorted(called))
    dependencies = manifest.data.get("devDependencies")
    there = dependencies if isinstance(dependencies, dict) else {}
    return tuple(sorted(called | {tool for name, tool in _TOOLS.items() if name in there and name != "bun"}))


def _building(manifest: Manifest) -> Iterator[str]:
    """The commands of the scripts that build; of Bun, which runs anything, only its bundler by its own name."""
    scripts = manifest.data.get("scripts")
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(script, str) and name.startswith(_BUILDING):
            for command, argument in _COMMAND.findall(script[:_SCRIPT]):
                yield "node" if command == "bun" and argument != "build" else command
