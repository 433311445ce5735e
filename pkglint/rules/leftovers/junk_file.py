"""A file that an operating system, an editor, a cache or a failed run left behind is in the artifact.

## Why it matters

Nobody meant to publish it, so nobody read it: logs and backup copies hold paths, addresses and old code, editor
settings name the machine, and a `.DS_Store` lists files that are not even in the package.

Test data and the forms of scaffolding tools may hold backup and log files on purpose and are left alone; what
operating systems leave behind is not.

## How to fix

Keep the pattern out of the artifact. Better still, let the packer take only what you name.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Rule, Scope, level
from pkglint.model.lookup import Names
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import file_found, files, meant, named, tree_found, trees, visitor

NAMES = Names(__package__, "junk_file.tsv")
# Three tools that mean it: JupyterLab keeps the manifest of an extension under this name and reads it at run time,
# Cargo writes the manifest as its author had it into every crate, and uv_build 0.12 into every sdist.


def _is_meant(path: str, scope: Scope) -> bool:
    """Whether an ``.orig`` is no leftover but what a packer writes, or a schema of a tool."""
    directory, _, name = path.rpartition("/")
    schemas = f"/{directory}".partition("/schemas/")[2]
    if path == "pyproject.toml.orig":
        return scope.artifact.kind is Kind.SDIST and scope.package.packer == "uv-build"
    return name == "Cargo.toml.orig" or (name == "package.json.orig" and bool(schemas))


def _finish(scope: Scope) -> Iterator[Finding]:
    covered: set[str] = set()
    kind = scope.artifact.kind
    for tree, name in trees(scope.rows, NAMES):
        covered.update(row.raw for row in tree.rows)
        if name.system or not meant(f"{tree.directory}/", kind):
            what = f"was left behind by {name.title}" if name.system else f"belongs to {name.title}"
            inside = count(len(tree.files), "file")
            yield tree_found(scope, tree, f"{what} ({inside} in {tree.directory}/)", grade=name.level)
    for row in files(scope):
        found = None if row.raw in covered else named(row, scope, NAMES)
        if found and (found.system or not (meant(row.path, kind) or _is_meant(row.path, scope))):
            what = f"was left behind by {found.title}" if found.system else f"is {found.title}"
            yield file_found(scope, row, what, grade=found.level)


RULE = Rule(
    id="junk-file",
    summary="A file that an operating system, an editor, a cache or a failed run left behind is in the artifact",
    levels=level(Level.WARNING),
    grades="error for the history of a shell or console, info for reports and office documents",
    state=dict,
    wants=NAMES.asks,
    visit=visitor(NAMES),
    finish=_finish,
    examples=(
        Example("what the Finder leaves in every directory", {".DS_Store": b"\0\0\0\1Bud1", "demo/.DS_Store": "x"}, 2),
        Example("a cache, one finding", {"demo/.pytest_cache/README.md": "x", "demo/.pytest_cache/v/a": "{}"}, 1),
        Example("a directory that is empty", {".idea/": ""}, 1),
        Example("a log and a backup copy", {"firebase-debug.log": "[debug]\n", "demo/app.py.orig": "a = 1\n"}, 2),
        Example(
            "what uv_build keeps of the manifest",
            {
                "pyproject.toml": '[build-system]\nbuild-backend = "uv_build"\n',
                "pyproject.toml.orig": '[build-system]\nbuild-backend = "uv_build"\n',
            },
            kind=Kind.SDIST,
        ),
        Example(
            "the same name where nobody writes it",
            {
                "pyproject.toml": '[build-system]\nbuild-backend = "hatchling.build"\n',
                "pyproject.toml.orig": "old\n",
            },
            1,
            kind=Kind.SDIST,
        ),
        Example(
            "names that only look alike",
            {
                "demo/log/__init__.py": "",
                "demo/coverage/__init__.py": "",
                "demo/log.py": "a = 1\n",
                "demo/orig.py": "a = 1\n",
                "demo/tests/data/sample.log": "a line\n",
            },
        ),
    ),
)
