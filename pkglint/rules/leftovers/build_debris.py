"""What a build leaves on its way is in the artifact.

## Why it matters

Object files, compiler state and caches make the package larger, work nowhere else, and name the machine where they
were made. A stale one can even be picked up by the next build.

## How to fix

Keep the pattern out of the artifact, or build in a clean directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Kind, Level, Row, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.magic import OBJECTS
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import Tree, file_found, files, meant, name_of, tree_found, trees

DIRECTORIES = {
    "obj.target": "object files of node-gyp",
    "CMakeFiles": "the state of CMake",
    ".turbo": "a cache of Turborepo",
    ".parcel-cache": "a cache of Parcel",
    ".rollup.cache": "a cache of Rollup",
    ".rpt2_cache": "a cache of Rollup",
    ".svelte-kit": "the build directory of SvelteKit",
    ".nuxt": "the build directory of Nuxt",
    ".docusaurus": "the build directory of Docusaurus",
    ".angular": "a cache of Angular",
    ".gradle": "a cache of Gradle",
    ".cxx": "the build directory of the Android tools",
    ".swc": "a cache of SWC",
    ".wireit": "a cache of Wireit",
    ".doctrees": "a cache of Sphinx",
    "DerivedData": "the build directory of Xcode",
    "xcuserdata": "the settings of one user of Xcode",
}
# A directory named like this is debris only below the other one.
NESTED = {
    ("cache", ".next"): "a cache of Next.js",
    ("cache", ".nx"): "a cache of Nx",
    ("temp", ".rush"): "a cache of Rush",
}
FILES = {
    "cmakecache.txt": "the state of CMake",
    ".ninja_log": "the state of Ninja",
    ".ninja_deps": "the state of Ninja",
    ".tsbuildinfo": "the state of the TypeScript compiler",
}
_EGG_INFO = ".egg-info"
_TEMPLATE = lazy(r".+\.(?:py|pyi|pyx|pxd|pxi|c|cc|cpp|h|hpp)\.in|.+\.(?:pyx|pxd|pxi)\.tp")
_SETUPTOOLS = lazy(r"(?:^|/)build/(?:bdist\.|temp\.|lib\.)[\w.-]+/")
_COFF = (b"\x64\x86", b"\x4c\x01", b"\x64\xaa", b"\xc4\x01")


def _wants(entry: Entry) -> bool:
    return entry.suffix in {".o", ".obj"} and entry.is_file


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    """Object files by their magic: `.obj` is also the format of 3D models. An sdist may need what it cannot build."""
    head = entry.content.data[:8]
    magic = _COFF + OBJECTS if entry.suffix == ".obj" else OBJECTS + _COFF
    if scope.artifact.kind is not Kind.SDIST and head.startswith(magic):
        scope.state.add(entry.raw)
    return iter(())


def _tree(name: str) -> str:
    if name.endswith(_EGG_INFO):
        return "the metadata that setuptools keeps in a working directory"
    return DIRECTORIES.get(name, "")


def _file(row: Row, scope: Scope, modules: set[str]) -> str:
    name = name_of(row).lower()
    if row.raw in scope.state:
        return "is an object file, which only a linker reads"
    if name in FILES or name.endswith(".tsbuildinfo"):
        return f"is {FILES.get(name, 'the state of the TypeScript compiler')}"
    if row.path.lower().endswith("build/config.gypi"):
        return "is the state of node-gyp"
    template = scope.artifact.kind is Kind.WHEEL and not meant(row.path) and _TEMPLATE.fullmatch(name)
    if template and not _below(row.path, modules):
        return "is a template of source code that the build fills in"
    if _SETUPTOOLS.search(row.path):
        return "lies in the build directory of setuptools"
    parts = row.path.split("/")[:-1]
    pairs = zip(parts[1:], parts, strict=False)
    return next((f"lies in {NESTED[pair]}" for pair in pairs if pair in NESTED), "")


def _below(path: str, directories: set[str]) -> bool:
    """Whether one of the directories holds the member, directly or in a directory of its own."""
    parent = path.rpartition("/")[0]
    return parent in directories or parent.rpartition("/")[0] in directories


def _counts(tree: Tree, scope: Scope) -> bool:
    """An sdist of setuptools holds such metadata always, and tests of packaging tools hold it as data."""
    sdist = scope.artifact.kind is Kind.SDIST
    return not (tree.directory.endswith(_EGG_INFO) and (sdist or meant(f"{tree.directory}/")))


def _finish(scope: Scope) -> Iterator[Finding]:
    covered: set[str] = set()
    # Modules of CMake fill in templates where they are used, which is not here.
    modules = {row.path.rpartition("/")[0] for row in scope.rows if row.path.endswith(".cmake")}
    for tree in trees(scope.rows, _tree):
        covered.update(row.raw for row in tree.rows)
        if _counts(tree, scope):
            yield tree_found(scope, tree, f"is {tree.name} ({count(len(tree.files), 'file')} in {tree.directory}/)")
    for row in files(scope):
        if row.raw not in covered:
            message = _file(row, scope, modules)
            if message:
                yield file_found(scope, row, message)


RULE = Rule(
    id="build-debris",
    summary="What a build leaves on its way is in the artifact",
    levels=level(Level.WARNING),
    state=set,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "object files of node-gyp, told once",
            {"demo/build/Release/obj.target/a.o": b"\x7fELF", "demo/build/Release/obj.target/b.o": b"\x7fELF"},
            1,
        ),
        Example("the state of a compiler", {"dist/tsconfig.tsbuildinfo": '{"program":{}}'}, 1),
        Example("working metadata in a wheel", {"demo.egg-info/PKG-INFO": "Name: demo\n"}, 1, Kind.WHEEL),
        Example("working metadata in an sdist", {"demo.egg-info/SOURCES.txt": "setup.py\n"}, 0, Kind.SDIST),
        Example("a template that the build has filled in", {"demo/version.h.in": "#define V @V@\n"}, 1, Kind.WHEEL),
        Example(
            "templates of a CMake module, which are filled in by its users",
            {"demo/cmake/demo.cmake": "a()\n", "demo/cmake/version.h.in": "#define V @V@\n"},
            0,
            Kind.WHEEL,
        ),
        Example("a model for 3D programs", {"demo/bunny.obj": "v 0.1 0.2 0.3\n"}),
    ),
)
