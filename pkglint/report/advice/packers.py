"""How each packer is told to leave a file out, or to take one in: its own keys, in lines to paste.

Sources: the user guides of Hatch (build configuration), setuptools (data files, MANIFEST.in), Poetry (pyproject), Flit
(sdist section), PDM (build configuration), uv (build backend), Maturin (configuration), Meson-Python, and npm
(package.json "files", npmignore). A path in a wheel does not say whether the project keeps its code under ``src/``,
so patterns look for both. Tried with each packer in both layouts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pkglint.model import Kind
from pkglint.model.kinds import is_npm
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

Lines = tuple[str, ...]

# The pattern of a name with a special character spells it as a set of one: ``[[]slug].js``.
_BRACKETED = re.compile(r"\[([*?[])\]")
_LONE = re.compile(r"(\[\w+\])|\]")
_OUT = "Keep {} out"
_IN = "Take it in"
_BY_SDIST = "Keep {} out of the sdist and build the wheel from that (python -m build)"
_PYPROJECT = "pyproject.toml"
_MANIFEST = "MANIFEST.in"
_PACKAGE = "package.json"


def excluding(packer: str, kind: Kind | None, patterns: Sequence[str], what: str = "it") -> list[Step]:
    """What keeps ``patterns`` out: sentences about ``what`` and lines, for the packer in use."""
    make = _EXCLUDE.get(packer)
    if make is None:
        make = _npm_ignore if is_npm(kind) else _setuptools
    return [step.of(what) for step in make(kind, patterns)]


def including(packer: str, kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    """What takes ``patterns`` in."""
    make = _INCLUDE.get(packer)
    if make is None:
        make = _npm_unignore if is_npm(kind) else _setuptools_in
    return make(kind, patterns)


def switches(tools: Sequence[str] = (), *, links: bool = False) -> Lines:
    """The line that turns embedded sources off, or links to maps: that of the one tool in use, else of each."""
    every = _NO_LINKS if links else _NO_SOURCES
    lines = {name: line for name, line in every.items() if name in tools} or every
    if len(lines) == 1:
        return tuple(lines.values())
    width = max(map(len, lines))
    return tuple(f"{name:<{width}}  {line}" for name, line in lines.items())


_NO_SOURCES = {
    "tsc": '"sourceMap": false, "inlineSources": false',
    "esbuild": "--sources-content=false",
    "vite": "build: { sourcemap: false }",
    "webpack": "devtool: false",
    "rollup": "output: { sourcemap: false }",
    "bun": "--sourcemap=none",
}
_NO_LINKS = {
    "tsc": '"sourceMap": false',
    "esbuild": "--sourcemap=external",
    "vite": 'build: { sourcemap: "hidden" }',
    "webpack": 'devtool: "hidden-source-map"',
    "rollup": 'output: { sourcemap: "hidden" }',
    "bun": "--sourcemap=external",
}


def _array(key: str, values: Sequence[str]) -> Lines:
    """A TOML array, on one line while it is short."""
    strings = [escape.quoted(value) for value in values]
    line = f"{key} = [{', '.join(strings)}]"
    if len(line) <= 72:
        return (line,)
    return (f"{key} = [", *(f"  {string}," for string in strings), "]")


def _roots(kind: Kind | None, pattern: str) -> list[str]:
    """A pattern from the root of the project, for packers without anchors.

    An sdist has the project's own layout. A wheel may come from ``src/``: a path with a directory is looked for
    anywhere, a name at the root of the wheel in the two places where it can come from.
    """
    if kind is Kind.SDIST or pattern.startswith("**/"):
        return [pattern]
    return [f"**/{pattern}"] if "/" in pattern.rstrip("/") else [pattern, f"src/{pattern}"]


def _source(kind: Kind | None, patterns: Sequence[str]) -> list[str]:
    """Plain globs from the root of the project."""
    return [_tree(made) for pattern in patterns for made in _roots(kind, pattern)]


def _anchored(kind: Kind | None, patterns: Sequence[str]) -> list[str]:
    """Gitignore patterns: one without a slash inside would match at every depth."""
    made = [each for pattern in patterns for each in _roots(kind, pattern)]
    return [each if "/" in each.rstrip("/") or "*" in each else f"/{each}" for each in made]


def _tree(pattern: str) -> str:
    """A directory as a pattern for what lies in it."""
    return f"{pattern}**" if pattern.endswith("/") else pattern


def _blankless(pattern: str) -> str:
    """A pattern for files whose lines are split at blanks."""
    return escape.terminal(pattern).replace(" ", "?")


def _hatchling(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    """A file at the top of a wheel is there because it is forced in, and what is forced in is never excluded."""
    target = "sdist" if kind is Kind.SDIST else "wheel"
    forced = kind is Kind.WHEEL and any("/" not in pattern for pattern in patterns)
    lines = (f"[tool.hatch.build.targets.{target}]", *_array("exclude", _anchored(kind, patterns)))
    return [Step(_OUT, lines, _PYPROJECT, ", and take it off force-include there" if forced else "")]


def _setuptools(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    if kind is Kind.SDIST:
        return [Step(_OUT, tuple(map(_manifest_line, patterns)), _MANIFEST)]
    trees = [p for p in patterns if p.endswith("/")]
    data = [p for p in patterns if not p.endswith("/") and "/" in p and not p.endswith(".py")]
    made: list[Step] = []
    packages = [p for p in trees if not p.endswith("__pycache__/")]
    if packages:
        names = sorted({name for p in packages for name in _modules(p)})
        where = 'where = ["src"]  # not without a src directory'
        made.append(Step(_OUT, ("[tool.setuptools.packages.find]", where, *_array("exclude", names)), _PYPROJECT))
    data += [f"{p}*" for p in trees if "/" in p.rstrip("/")]
    if data:
        made.append(Step(_OUT, ("[tool.setuptools.exclude-package-data]", *_package_data(data)), _PYPROJECT))
    modules = [p for p in patterns if p not in trees and p not in data]
    if modules:
        lines = tuple(f"exclude {_blankless(p)} src/{_blankless(p)}" for p in modules)
        made.append(Step(_BY_SDIST, lines, _MANIFEST))
    return made


def _modules(tree: str) -> tuple[str, ...]:
    """A directory as packages: itself and all below, at every depth if that is what the pattern says."""
    name = f"{tree.rstrip('/').removeprefix('**/').replace('/', '.')}*"
    return (name, f"*.{name}") if tree.startswith("**/") else (name,)


def _package_data(patterns: Sequence[str]) -> Lines:
    """Patterns by package. A directory may be a package of its own or data of the one above: both are told."""
    by_package: dict[str, list[str]] = {}
    for pattern in patterns:
        _, deep, rest = pattern.partition("**/")
        if deep:
            # Compared with whole names: a star goes over slashes, and nothing else goes down.
            by_package.setdefault("*", []).extend([rest] if rest.startswith("*") else [rest, f"*/{rest}"])
            continue
        parts = pattern.split("/")
        for cut in range(1, len(parts)):
            package = ".".join(parts[:cut])
            by_package.setdefault(package, []).append("/".join(parts[cut:]))
    return tuple(
        line
        for package, values in by_package.items()
        for line in _array(package if package.isidentifier() else escape.quoted(package), list(dict.fromkeys(values)))
    )


def _manifest_line(pattern: str) -> str:
    """One line of MANIFEST.in: its commands are prune, global-exclude, recursive-exclude and exclude."""
    shown = _blankless(pattern)
    if pattern.endswith("/"):
        return f"prune {shown.rstrip('/')}"
    directory, deep, rest = shown.partition("**/")
    if deep:
        return f"recursive-exclude {directory.rstrip('/')} {rest}" if directory else f"global-exclude {rest}"
    return f"exclude {shown}"


def _poetry(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    """A directory at the top of a wheel is one of ``packages``, and none of those may be left with nothing in it."""
    tops = [p for p in patterns if kind is Kind.WHEEL and p.endswith("/") and "/" not in p.rstrip("/")]
    made: list[Step] = []
    if tops:
        entries = (f'{{ include = {escape.quoted(p.rstrip("/"))}, format = "sdist" }},' for p in tops)
        act = "Ship {} in the sdist at most, in `packages` of [tool.poetry]"
        made.append(Step(act, tuple(entries), _PYPROJECT))
    rest = [p for p in patterns if p not in tops]
    if rest:
        made.append(Step(_OUT, ("[tool.poetry]", *_array("exclude", _source(kind, rest))), _PYPROJECT))
    return made


def _flit(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    lines = ("[tool.flit.sdist]", *_array("exclude", _source(kind, patterns)))
    return [Step(_OUT if kind is Kind.SDIST else _BY_SDIST, lines, _PYPROJECT)]


def _pdm(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    return [Step(_OUT, ("[tool.pdm.build]", *_array("excludes", _source(kind, patterns))), _PYPROJECT)]


def _uv(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    """Globs that match at every depth unless a slash stands first, and that know no sets of special characters."""
    globs = [_tree(p if "/" in p.rstrip("/") or "*" in p else f"/{p}") for p in patterns]
    key = "source-exclude" if kind is Kind.SDIST else "wheel-exclude"
    plain = [_LONE.sub(lambda found: found[1] or "?", _BRACKETED.sub("?", p)) for p in globs]
    return [Step(_OUT, ("[tool.uv.build-backend]", *_array(key, plain)), _PYPROJECT)]


def _maturin(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    return [Step(_OUT, ("[tool.maturin]", *_array("exclude", _source(kind, patterns))), _PYPROJECT)]


def _meson(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    if kind is Kind.SDIST:
        lines = tuple(f"{_blankless(_tree(p))} export-ignore" for p in _anchored(kind, patterns))
        return [Step("Keep {} out of what git archives", lines, ".gitattributes", ", and commit that")]
    globs = [p for p in patterns if "*" in p.removeprefix("**/") or (p.startswith("**/") and not p.endswith("/"))]
    made: list[Step] = []
    for option, names in (
        ("exclude_files", [p for p in patterns if p not in globs and not p.endswith("/")]),
        ("exclude_directories", [p.rstrip("/") for p in patterns if p.endswith("/")]),
    ):
        inside = ", ".join(f"'{_literal(p.partition('/')[2] or p)}'" for p in names)
        if inside:
            at = " at the install_subdir() that takes it along"
            made.append(Step(_OUT, (f"{option}: [{inside}],",), "meson.build", at))
    if globs:
        lines = ("[tool.meson-python.wheel]", *_array("exclude", [f"**/{p.removeprefix('**/')}" for p in globs]))
        note = "; what install_subdir() takes along is listed in its exclude_files"
        made.append(Step(_OUT, lines, _PYPROJECT, note))
    return made


def _literal(pattern: str) -> str:
    """The name that a pattern without wildcards stands for, in a string of Meson's."""
    return escape.terminal(_BRACKETED.sub(r"\1", pattern)).replace("'", "\\'")


def _items(values: Sequence[str]) -> Lines:
    """Items of a JSON array."""
    return tuple(",\n".join(map(escape.quoted, values)).split("\n"))


def _npm_files(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001 - one shape for all
    """A pattern takes back what another pattern lets in, but not a file that is listed by its own name."""
    globs = _anchored(Kind.SDIST, patterns)
    named = any("*" not in p and not p.endswith("/") for p in globs)
    more = ", or take its own name off that list" if named else ""
    return [Step(_OUT, _items([f"!{p}" for p in globs]), _PACKAGE, f' at the end of "files"{more}')]


def _npm_ignore(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    """As soon as there is an .npmignore, npm no longer reads .gitignore: what only that kept out would ship."""
    globs = _anchored(Kind.SDIST, patterns)
    lines = tuple(escape.terminal(f"/{p}" if p.startswith(("#", "!")) else p) for p in globs)
    return [Step(_OUT, lines, ".npmignore", " (begun as a copy of .gitignore)")]


def _hatchling_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    if kind is Kind.SDIST:
        return [Step(_IN, ("[tool.hatch.build.targets.sdist]", *_array("artifacts", patterns)), _PYPROJECT)]
    lines = ("[tool.hatch.build.targets.wheel]", *_array("artifacts", _anchored(kind, patterns)))
    return [Step(_IN, lines, _PYPROJECT)]


def _setuptools_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    if kind is Kind.SDIST:
        return [Step(_IN, tuple(f"include {_blankless(p)}" for p in patterns), _MANIFEST)]
    return [Step(_IN, ("[tool.setuptools.package-data]", *_package_data(patterns)), _PYPROJECT)]


def _poetry_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    tables = ", ".join(f'{{ path = {escape.quoted(p)}, format = ["sdist", "wheel"] }}' for p in patterns)
    return [Step(_IN, ("[tool.poetry]", f"include = [{tables}]"), _PYPROJECT)]


def _flit_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    return [Step(_IN, ("[tool.flit.sdist]", *_array("include", patterns)), _PYPROJECT)]


def _pdm_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    key = "source-includes" if kind is Kind.SDIST else "includes"
    return [Step(_IN, ("[tool.pdm.build]", *_array(key, patterns)), _PYPROJECT)]


def _uv_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    return [Step(_IN, ("[tool.uv.build-backend]", *_array("source-include", patterns)), _PYPROJECT)]


def _maturin_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:
    form = "sdist" if kind is Kind.SDIST else "wheel"
    tables = ", ".join(f'{{ path = {escape.quoted(p)}, format = "{form}" }}' for p in patterns)
    return [Step(_IN, ("[tool.maturin]", f"include = [{tables}]"), _PYPROJECT)]


def _meson_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    names = ", ".join(f"'{escape.terminal(p)}'" for p in patterns)
    return [Step(_IN, (f"py.install_sources([{names}], preserve_path: true)",), "meson.build")]


def _npm_files_in(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    return [Step(_IN, _items(patterns), _PACKAGE, ' in "files"')]


def _npm_unignore(kind: Kind | None, patterns: Sequence[str]) -> list[Step]:  # noqa: ARG001
    """Without "files", what .gitignore names stays out: a list of what ships takes its place."""
    tops = dict.fromkeys(p.partition("/")[0] for p in patterns)
    return [Step("Name all that ships", (_array('"files"', list(tops))[0].replace(" =", ":"),), _PACKAGE)]


_Maker = Callable[[Kind | None, Sequence[str]], list[Step]]
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
