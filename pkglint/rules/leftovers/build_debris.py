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
from pkglint.model.lookup import Names
from pkglint.model.magic import OBJECTS
from pkglint.model.trees import DEPENDENCIES
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import Tree, file_found, files, meant, name_of, named, tree_found, trees, visitor

NAMES = Names(__package__, "build_debris.tsv")
_EGG_INFO = ".egg-info"
_METADATA = "the metadata that setuptools keeps in a working directory"
_TEMPLATE = lazy(r".+\.(?:py|pyi|pyx|pxd|pxi|c|cc|cpp|h|hpp)\.in|.+\.(?:pyx|pxd|pxi)\.tp")
_COFF = (b"\x64\x86", b"\x4c\x01", b"\x64\xaa", b"\xc4\x01")


def _is_object(entry: Entry) -> bool:
    return entry.suffix in {".o", ".obj"} and entry.is_file


def _wants(entry: Entry) -> bool:
    return _is_object(entry) or NAMES.asks(entry)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    """Object files by their magic: `.obj` is also the format of 3D models. An sdist may need what it cannot build."""
    if not _is_object(entry):
        return _keep(entry, scope)
    head = entry.content.data[:8]
    magic = _COFF + OBJECTS if entry.suffix == ".obj" else OBJECTS + _COFF
    if scope.artifact.kind is not Kind.SDIST and head.startswith(magic):
        scope.state[entry.raw] = None
    return iter(())


_keep = visitor(NAMES)


def _is_template(row: Row, scope: Scope, modules: set[str]) -> bool:
    kind = scope.artifact.kind
    return (
        kind is Kind.WHEEL
        and not meant(row.path, kind)
        and _TEMPLATE.fullmatch(name_of(row).lower()) is not None
        and not _below(row.path, modules)
    )


def _file(row: Row, scope: Scope, modules: set[str]) -> tuple[str, Level | None]:
    if row.raw in scope.state and scope.state[row.raw] is None:
        return "is an object file, which only a linker reads", None
    if _is_template(row, scope, modules):
        return "is a template of source code that the build fills in", None
    name = None if meant(row.path, scope.artifact.kind) else named(row, scope, NAMES)
    return (f"is {name.title}", name.level) if name else ("", None)


def _below(path: str, directories: set[str]) -> bool:
    """Whether one of the directories holds the member, directly or in a directory of its own."""
    parent = path.rpartition("/")[0]
    return parent in directories or parent.rpartition("/")[0] in directories


def _egg_info(scope: Scope, covered: set[str]) -> Iterator[Finding]:
    """Working metadata. An sdist of setuptools holds it always, and tests of packaging tools hold it as data."""
    found: dict[str, Tree] = {}
    for row in scope.rows:
        parts = row.path.split("/")
        at = next((index for index, part in enumerate(parts[:-1]) if part.endswith(_EGG_INFO)), None)
        if at is not None and row.raw not in covered and DEPENDENCIES.isdisjoint(parts[:at]):
            directory = "/".join(parts[: at + 1])
            found.setdefault(directory, Tree(directory, _METADATA, [])).rows.append(row)
    for tree in found.values():
        covered.update(row.raw for row in tree.rows)
        kind = scope.artifact.kind
        if kind is not Kind.SDIST and not meant(f"{tree.directory}/", kind):
            yield _tree_found(scope, tree, None)


def _tree_found(scope: Scope, tree: Tree, grade: Level | None) -> Finding:
    message = f"is {tree.name} ({count(len(tree.files), 'file')} in {tree.directory}/)"
    return tree_found(scope, tree, message, grade=grade)


def _finish(scope: Scope) -> Iterator[Finding]:
    covered: set[str] = set()
    # Modules of CMake fill in templates where they are used, which is not here.
    modules = {row.path.rpartition("/")[0] for row in scope.rows if row.path.endswith(".cmake")}
    for tree, name in trees(scope.rows, NAMES):
        covered.update(row.raw for row in tree.rows)
        if not meant(tree.directory, scope.artifact.kind):
            yield _tree_found(scope, tree, name.level)
    yield from _egg_info(scope, covered)
    for row in files(scope):
        if row.raw not in covered:
            message, grade = _file(row, scope, modules)
            if message:
                yield file_found(scope, row, message, grade=grade)


RULE = Rule(
    id="build-debris",
    summary="What a build leaves on its way is in the artifact",
    levels=level(Level.WARNING),
    grades="info for what some packages ship on purpose, such as compiled Java",
    state=dict,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "object files of node-gyp, one finding",
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
