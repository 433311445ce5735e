"""How each packer is told to leave a file out, or to take one in: its own keys, in lines to paste.

Sources: the user guides of Hatch (build configuration), setuptools (data files, MANIFEST.in), Poetry (pyproject), Flit
(sdist section), PDM (build configuration), uv (build backend), Maturin (configuration), Meson-Python, and npm
(package.json "files", npmignore). A path in a wheel does not say whether the project keeps its code under ``src/``,
so patterns start with ``**/`` wherever the packer reads patterns from the project's root.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pkglint.model import Kind
from pkglint.report import escape

Lines = tuple[str, ...]
Made = tuple[str, Lines]

_PYPROJECT = "Keep it out, in pyproject.toml"
_MANIFEST = "Keep it out, in MANIFEST.in"
_PYPROJECT_IN = "Take it in, in pyproject.toml"
_MANIFEST_IN = "Take it in, in MANIFEST.in"


def excluding(packer: str, kind: Kind | None, patterns: Sequence[str], what: str = "it") -> list[Made]:
    """What keeps ``patterns`` out: sentences about ``what`` and lines, for the packer in use."""
    make = _EXCLUDE.get(packer)
    if make is None:
        make = _npm_ignore if kind is Kind.NPM else _setuptools
    return [(say.replace("Keep it", f"Keep {what}"), lines) for say, lines in make(kind, patterns)]


def including(packer: str, kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    """What takes ``patterns`` in."""
    make = _INCLUDE.get(packer)
    if make is None:
        make = _npm_unignore if kind is Kind.NPM else _setuptools_in
    return make(kind, patterns)


def switches(tool: str) -> Lines:
    """The line that turns embedded sources off, for one tool if it is known, else for each."""
    known = _SWITCHES.get(tool.strip().lower())
    if known:
        return (known,)
    width = max(map(len, _SWITCHES))
    return tuple(f"{name:<{width}}  {line}" for name, line in _SWITCHES.items())


_SWITCHES = {
    "tsc": '"sourceMap": false, "inlineSources": false',
    "esbuild": "--sources-content=false",
    "vite": "build: { sourcemap: false }",
    "webpack": "devtool: false",
    "rollup": "output: { sourcemap: false }",
    "bun": "--sourcemap=none",
}


def _array(key: str, values: Sequence[str]) -> Lines:
    """A TOML array, on one line while it is short."""
    strings = [escape.quoted(value) for value in values]
    line = f"{key} = [{', '.join(strings)}]"
    if len(line) <= 72:
        return (line,)
    return (f"{key} = [", *(f"  {string}," for string in strings), "]")


def _anywhere(pattern: str) -> str:
    """The pattern wherever the project keeps its code."""
    return pattern if pattern.startswith(("/", "**/")) else f"**/{pattern}"


def _source(kind: Kind | None, patterns: Sequence[str]) -> list[str]:
    """Patterns from the root of the project: an sdist has the project's own layout, a wheel may not."""
    return list(patterns) if kind is Kind.SDIST else [_anywhere(pattern) for pattern in patterns]


def _hatchling(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    target = "sdist" if kind is Kind.SDIST else "wheel"
    return [(_PYPROJECT, (f"[tool.hatch.build.targets.{target}]", *_array("exclude", _source(kind, patterns))))]


def _setuptools(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    if kind is Kind.SDIST:
        return [(_MANIFEST, tuple(map(_manifest_line, patterns)))]
    packages = [p for p in patterns if p.endswith(("/", ".py"))]
    data = [p for p in patterns if p not in packages]
    made: list[Made] = []
    if data:
        made.append((_PYPROJECT, ("[tool.setuptools.exclude-package-data]", *_package_data(data))))
    if packages:
        names = sorted({_package_name(p) for p in packages})
        made.append((_PYPROJECT, ("[tool.setuptools.packages.find]", *_array("exclude", names))))
    return made


def _package_data(patterns: Sequence[str]) -> Lines:
    by_package: dict[str, list[str]] = {}
    for pattern in patterns:
        package, slash, rest = pattern.partition("/")
        key = package if slash and package.isidentifier() else "*"
        by_package.setdefault(key, []).append(rest if key != "*" else pattern)
    return tuple(line for key, values in by_package.items() for line in _array(key if key != "*" else '"*"', values))


def _package_name(pattern: str) -> str:
    directory = pattern.removesuffix("/") if pattern.endswith("/") else pattern.rpartition("/")[0]
    return directory.removeprefix("**/").replace("/", ".") + "*"


def _manifest_line(pattern: str) -> str:
    """One line of MANIFEST.in: its commands are prune, global-exclude, recursive-exclude and exclude."""
    shown = escape.terminal(pattern)
    if pattern.endswith("/"):
        return f"prune {shown.rstrip('/')}"
    directory, deep, rest = shown.partition("**/")
    if deep:
        return f"recursive-exclude {directory.rstrip('/')} {rest}" if directory else f"global-exclude {rest}"
    return f"exclude {shown}" if "/" in shown or "*" not in shown else f"global-exclude {shown}"


def _poetry(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    return [(_PYPROJECT, ("[tool.poetry]", *_array("exclude", [_tree(p) for p in _source(kind, patterns)])))]


def _flit(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    lines = ("[tool.flit.sdist]", *_array("exclude", _source(kind, patterns)))
    say = (
        _PYPROJECT
        if kind is Kind.SDIST
        else "Keep it out of the sdist, in pyproject.toml, and build the wheel from that: python -m build"
    )
    return [(say, lines)]


def _pdm(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    return [(_PYPROJECT, ("[tool.pdm.build]", *_array("excludes", _source(kind, patterns))))]


def _uv(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    key = "source-exclude" if kind is Kind.SDIST else "wheel-exclude"
    return [(_PYPROJECT, ("[tool.uv.build-backend]", *_array(key, patterns)))]


def _maturin(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    return [(_PYPROJECT, ("[tool.maturin]", *_array("exclude", [_tree(p) for p in _source(kind, patterns)])))]


def _meson(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    if kind is Kind.SDIST:
        lines = tuple(f"{escape.terminal(_tree(p))} export-ignore" for p in patterns)
        return [("Keep it out of what git archives, in .gitattributes", lines)]
    names = ", ".join(f"'{escape.terminal(p)}'" for p in patterns)
    return [
        ("Keep it out, in meson.build, at the install_subdir() that takes it along", (f"exclude_files: [{names}],",))
    ]


def _tree(pattern: str) -> str:
    """A directory as a pattern for what lies in it."""
    return f"{pattern}**" if pattern.endswith("/") else pattern


def _items(values: Sequence[str]) -> Lines:
    """Items of a JSON array."""
    return tuple(",\n".join(map(escape.quoted, values)).split("\n"))


def _npm_files(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001 - one shape for all
    return [('Keep it out, in package.json at the end of "files"', _items([f"!{p}" for p in patterns]))]


def _npm_ignore(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    return [("Keep it out, in .npmignore", tuple(map(escape.terminal, patterns)))]


def _hatchling_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    if kind is Kind.SDIST:
        return [(_PYPROJECT_IN, ("[tool.hatch.build.targets.sdist]", *_array("artifacts", patterns)))]
    return [(_PYPROJECT_IN, ("[tool.hatch.build.targets.wheel]", *_array("artifacts", _source(kind, patterns))))]


def _setuptools_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    if kind is Kind.SDIST:
        return [(_MANIFEST_IN, tuple(f"include {escape.terminal(p)}" for p in patterns))]
    return [(_PYPROJECT_IN, ("[tool.setuptools.package-data]", *_package_data(patterns)))]


def _poetry_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    tables = ", ".join(f'{{ path = {escape.quoted(p)}, format = ["sdist", "wheel"] }}' for p in patterns)
    return [(_PYPROJECT_IN, ("[tool.poetry]", f"include = [{tables}]"))]


def _flit_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    return [(_PYPROJECT_IN, ("[tool.flit.sdist]", *_array("include", patterns)))]


def _pdm_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    key = "source-includes" if kind is Kind.SDIST else "includes"
    return [(_PYPROJECT_IN, ("[tool.pdm.build]", *_array(key, patterns)))]


def _uv_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    return [(_PYPROJECT_IN, ("[tool.uv.build-backend]", *_array("source-include", patterns)))]


def _maturin_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:
    form = "sdist" if kind is Kind.SDIST else "wheel"
    tables = ", ".join(f'{{ path = {escape.quoted(p)}, format = "{form}" }}' for p in patterns)
    return [(_PYPROJECT_IN, ("[tool.maturin]", f"include = [{tables}]"))]


def _meson_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    names = ", ".join(f"'{escape.terminal(p)}'" for p in patterns)
    return [("Take it in, in meson.build", (f"py.install_sources([{names}], preserve_path: true)",))]


def _npm_files_in(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    return [('Take it in, in package.json in "files"', _items(patterns))]


def _npm_unignore(kind: Kind | None, patterns: Sequence[str]) -> list[Made]:  # noqa: ARG001
    return [("Take it in, at the end of .npmignore", tuple("!" + escape.terminal(p) for p in patterns))]


_Maker = Callable[[Kind | None, Sequence[str]], list[Made]]
_EXCLUDE: dict[str, _Maker] = {
    "hatchling": _hatchling,
    "setuptools": _setuptools,
    "poetry-core": _poetry,
    "flit": _flit,
    "pdm-backend": _pdm,
    "uv-build": _uv,
    "maturin": _maturin,
    "meson-python": _meson,
    "npm-files": _npm_files,
    "npm-ignore": _npm_ignore,
}
_INCLUDE: dict[str, _Maker] = {
    "hatchling": _hatchling_in,
    "setuptools": _setuptools_in,
    "poetry-core": _poetry_in,
    "flit": _flit_in,
    "pdm-backend": _pdm_in,
    "uv-build": _uv_in,
    "maturin": _maturin_in,
    "meson-python": _meson_in,
    "npm-files": _npm_files_in,
    "npm-ignore": _npm_unignore,
}
