"""A closed package ships the original source beside what was compiled from it.

## Why it matters

npm packs everything in the directory unless `files` says otherwise, and build backends take whole packages: the
TypeScript below `src/`, the `.pyx` beside its extension module and the C that Cython wrote go out with the build. No
source map is needed to read them.

In an npm package, files in a language that is compiled (TypeScript, JSX, Flow, Vue, style sheets of a preprocessor,
what native and WebAssembly modules are made of) and a `src/` tree beside a build are meant when an entry point of
`package.json` names them or code that ships asks for them. In a wheel with extension modules, their sources are never
meant, and neither is what the scripts of its pages were compiled from. Trees of tests, examples and templates are
left to other rules, a file whose first comment states an open licence is published already, and an open package may
ship what it likes.

## How to fix

List what belongs into the package: `files` in `package.json`, packages and package data of the build backend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.detect.code.specifiers import relative
from pkglint.detect.sourcemaps.libraries import HEAD, published
from pkglint.metadata.manifests import package_json
from pkglint.metadata.resolve import normal
from pkglint.metadata.targets import entry_values
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, MemberType, Row, Rule, Scope, level
from pkglint.model.trees import in_dependency, in_scaffold, in_test_tree
from pkglint.model.units import count

_COMPILED_LANGUAGES = {
    "TypeScript": ".ts .tsx .mts .cts",
    "JSX": ".jsx",
    "Flow": ".flow",
    "Vue": ".vue",
    "Svelte": ".svelte",
    "Astro": ".astro",
    "CoffeeScript": ".coffee .litcoffee",
    "a language that compiles to JavaScript": ".ls .elm .res .purs .cljs .imba .civet",
    "a style sheet preprocessor": ".scss .sass .less .styl",
}
_NATIVE_LANGUAGES = {
    "Cython": ".pyx",
    "C or C++": ".c .cc .cpp .cxx",
    "Rust": ".rs",
    "Go": ".go",
    "Zig": ".zig",
    "Fortran": ".f .f90",
    "CUDA": ".cu",
}


def _by_suffix(table: dict[str, str]) -> dict[str, str]:
    return {suffix: language for language, suffixes in table.items() for suffix in suffixes.split()}


_COMPILED = _by_suffix(_COMPILED_LANGUAGES)
_NATIVE = _by_suffix(_NATIVE_LANGUAGES)
_SCRIPTS = frozenset({".js", ".mjs", ".cjs"})
_OUTPUT = _SCRIPTS | {".css"}
_MACHINE_CODE = frozenset({".node", ".wasm"})
_EXTENSIONS = frozenset({".so", ".pyd"})
_READ = _SCRIPTS | _COMPILED.keys() | _NATIVE.keys() | {".py"}
_BUILDS = frozenset("dist build lib out output bundle bundles es esm cjs umd public release min".split())  # noqa: SIM905
_TREES = frozenset({"src", "source", "sources"})
_LEAST_MODULE = 200  # bytes: a smaller __init__.py beside its compiled form says nothing
_LISTED = 20


@dataclass(slots=True)
class State:
    """Paths that code which ships asks for, by the first directory of the code: ``(top, path)``.

    ``licensed`` are paths of sources that state an open licence: they are published already.
    """

    asked: set[tuple[str, str]] = field(default_factory=set)
    licensed: set[str] = field(default_factory=set)


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.suffix in _READ and not in_dependency(entry.path)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    state: State = scope.state
    if published(entry.content.data[:HEAD].decode("utf-8", "replace")):
        state.licensed.add(entry.path)
    if scope.artifact.kind is Kind.NPM and (entry.suffix in _SCRIPTS or _is_declaration(entry.path)):
        directory = entry.path.rpartition("/")[0]
        state.asked |= {(_top(entry.path), path) for path in relative(entry.content.data, directory)}
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    rows = [row for row in scope.rows if row.type is MemberType.FILE and row.size and not _is_left_out(row.path, scope)]
    groups = _in_wheel(rows) if scope.artifact.kind is Kind.WHEEL else _in_npm(scope, rows)
    if scope.package.presumed and scope.artifact.kind is Kind.WHEEL:
        return  # nothing writes a licence into Python projects unasked, as npm does
    listed = _listed(scope)
    whose = "a package that does not say that it is open" if scope.package.presumed else "a closed package"
    for (top, language), found in groups.items():
        where = f" in {top}/" if top else ""
        largest = max(found, key=lambda row: (row.size, row.path))
        yield scope.found(
            largest,
            f"is original source ({language}) of {whose}: {count(len(found), 'file')} of it{where}",
            fix=Fix(FixAction.EXCLUDE, _patterns(top, found, rows)),
            details={
                "files": len(found),
                "bytes": sum(row.size for row in found),
                "examples": [r.path for r in found[:3]],
            },
            lowered=scope.package.presumed or scope.package.readable or top in listed,
        )


def _listed(scope: Scope) -> set[str]:
    """The directories that ``files`` of package.json takes in by name: somebody meant them."""
    files = package_json(scope.kept).data.get("files")
    names = [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
    return {path.partition("/")[0] for path in map(normal, names) if path and not path.startswith("!")}


def _is_left_out(path: str, scope: Scope) -> bool:
    return (
        path in scope.state.licensed
        or in_dependency(path)
        or in_test_tree(path)
        or in_scaffold(path, scope.artifact.kind)
    )


def _patterns(top: str, found: list[Row], rows: list[Row]) -> tuple[str, ...]:
    """The whole directory where nothing else is in it, else the files."""
    if top and sum(_top(row.path) == top for row in rows) == len(found):
        return (f"{top}/**",)
    return tuple(row.path for row in found[:_LISTED])


Groups = dict[tuple[str, str], list[Row]]


def _in_npm(scope: Scope, rows: list[Row]) -> Groups:
    suffixes = {_suffix(row.path) for row in rows}
    if suffixes.isdisjoint(_OUTPUT | _MACHINE_CODE):
        return {}
    entries = _entries(scope)
    languages = _COMPILED | (_NATIVE if suffixes & _MACHINE_CODE else {})
    sources = {path for path in entries if _suffix(path) in languages and not _is_declaration(path)}
    meant = {_top(path) for path in entries if path in sources or _is_open_ended(path)}
    meant |= {_top(path) for top, path in scope.state.asked if _top(path) != top or _suffix(path) in languages}
    groups: Groups = {}
    built = set() if any(_top(path) in _TREES for path in entries) else _built(rows)
    for row in rows:
        top, language = _top(row.path), languages.get(_suffix(row.path), "")
        if not language and (_is_unbuilt(row.path, entries) or _twin(row.path) in built):
            language = "JavaScript"
        if language and top not in meant and not _is_declaration(row.path):
            groups.setdefault((top, language), []).append(row)
    return groups


def _is_unbuilt(path: str, entries: set[str]) -> bool:
    """Whether a script is in a tree of sources while every entry point is in a build."""
    tops = {_top(entry) for entry in entries}
    return _suffix(path) in _SCRIPTS and _top(path) in _TREES and bool(tops) and tops <= _BUILDS


def _built(rows: list[Row]) -> set[str]:
    """The names of scripts that a build made small, up to their first dot."""
    small = [row.path for row in rows if _top(row.path) in _BUILDS and _is_script(row.path) and ".min." in row.path]
    return {_stem(path).rpartition("/")[2] for path in small}


def _is_script(path: str) -> bool:
    return _suffix(path) in _SCRIPTS


def _twin(path: str) -> str:
    """The name that a script in a tree of sources has in a build; empty for other files."""
    return _stem(path).rpartition("/")[2] if _is_script(path) and _top(path) in _TREES else ""


def _entries(scope: Scope) -> set[str]:
    """Every path that package.json names as an entry point."""
    return {path for path in map(normal, entry_values(package_json(scope.kept).data)) if path}


def _is_open_ended(path: str) -> bool:
    """Whether an entry point names all that is in a directory, as in ``./src/*``."""
    return path.endswith(("*", "/")) or "." not in path.rpartition("/")[2]


def _in_wheel(rows: list[Row]) -> Groups:
    pages = any(_is_script(row.path) for row in rows)
    modules = {_stem(row.path) for row in rows if _suffix(row.path) in _EXTENSIONS and ".libs/" not in row.path}
    groups: Groups = {}
    for row in rows if modules or pages else ():
        suffix = _suffix(row.path)
        language = "" if not modules or "/include/" in f"/{row.path}" else _NATIVE.get(suffix, "")
        if pages and not _is_declaration(row.path):
            language = language or _COMPILED.get(suffix, "")
        if suffix in {".py", ".html"} and _stem(row.path) in modules and row.size >= _LEAST_MODULE:
            language = "Python" if suffix == ".py" else "Cython"
        if language:
            groups.setdefault((_top(row.path), language), []).append(row)
    return groups


def _top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    return "." + name.rpartition(".")[2] if "." in name[1:] else ""


def _stem(path: str) -> str:
    """A path up to the first dot of its name: the module of ``core.cpython-312-x86_64-linux-gnu.so``."""
    directory, slash, name = path.rpartition("/")
    return directory + slash + name.partition(".")[0]


def _is_declaration(path: str) -> bool:
    """Whether a file holds types only: ``a.d.ts``, ``a.d.mts``, ``a.d.css.ts``."""
    name = path.rpartition("/")[2].lower()
    return ".d." in name and name.endswith(("ts", "cts", "mts"))


_CLOSED = '{"license":"UNLICENSED","main":"dist/a.js"}'
_BUILT = "exports.a = 1\n"

RULE = Rule(
    id="source-file",
    summary="A closed package ships its original source",
    levels=level(Level.ERROR, Level.NONE),
    grades="warning in a directory that `files` names, and in an npm package with an open licence or repository",
    kinds=(Kind.WHEEL, Kind.NPM),
    state=State,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "TypeScript beside what was made of it",
            {"package.json": _CLOSED, "dist/a.js": _BUILT, "src/a.ts": "export const a = 1\n"},
            1,
            Kind.NPM,
            also=("no-files-list",),
        ),
        Example(
            "a tree of sources beside a bundle",
            {"package.json": _CLOSED, "dist/a.js": _BUILT, "src/a.js": "export const a = 1\n"},
            1,
            Kind.NPM,
            also=("no-files-list",),
        ),
        Example(
            "Cython's source and what it wrote, beside the module",
            {"demo/core.pyx": "x = 1\n", "demo/core.c": "/* */\n", "demo/core.abi3.so": b"\x7fELF" + bytes(60)},
            2,
            Kind.WHEEL,
            policy="visibility: closed",
        ),
        Example(
            "sources that an entry point names, and types",
            {
                "package.json": '{"license":"UNLICENSED","exports":{".":"./dist/a.js","./x":"./src/x.ts"}}',
                "dist/a.js": _BUILT,
                "dist/a.d.ts": "export declare const a: number\n",
                "src/x.ts": "export const a = 1\n",
            },
            kind=Kind.NPM,
        ),
        Example(
            "sources that code asks for",
            {"package.json": _CLOSED, "dist/a.js": "require('../src/b')\n", "src/b.js": _BUILT},
            kind=Kind.NPM,
        ),
    ),
)
