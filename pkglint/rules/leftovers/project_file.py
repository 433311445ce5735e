"""A file that only the project itself needs is in the artifact.

## Why it matters

Settings of continuous integration, linters and editors, lock files and notes for contributors are of no use to those
who install the package. They cost bytes and say how and where it is built. In a wheel they land in `site-packages`.

## How to fix

Keep them out of the artifact: list what is shipped (`files` in package.json), or exclude them by name. In an sdist
they may stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Row, Rule, Scope, level
from pkglint.model.lookup import Names
from pkglint.model.trees import in_test_tree
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import file_found, files, named, tree_found, trees, visitor

NAMES = Names(__package__, "project_file.tsv")
# In a wheel also what builds it: at the top of site-packages, setup.py belongs to nobody.
_WHEEL_ONLY = frozenset({"setup.py", "setup.cfg", "pyproject.toml", "requirements.txt", "makefile", "package.json"})
_CODE = (".py", ".js", ".ts")


def _finish(scope: Scope) -> Iterator[Finding]:
    """Trees and files at the top only: deeper, they are forms, test data or copies of whole projects.

    The top of a wheel is also the directory of a package, for what is no module of it.
    """
    wheel = scope.artifact.kind is Kind.WHEEL
    covered: set[str] = set()
    for tree, name in trees(scope.rows, NAMES):
        if _at_top(tree.directory, wheel=wheel):
            covered.update(row.raw for row in tree.rows)
            message = f"belongs to {name.title} ({count(len(tree.files), 'file')} in {tree.directory}/)"
            yield tree_found(scope, tree, message)
    for row in files(scope):
        what = "" if row.raw in covered or not _at_top(row.path, wheel=wheel) else _what(row, scope)
        if what:
            yield file_found(scope, row, f"is {what}")


def _what(row: Row, scope: Scope) -> str:
    if scope.artifact.kind is Kind.WHEEL and row.path.lower() in _WHEEL_ONLY:
        return "a settings file of the build"
    name = named(row, scope, NAMES)
    return name.title if name else ""


def _at_top(path: str, *, wheel: bool) -> bool:
    above, slash, name = path.partition("/")
    inside = wheel and "/" not in name and not above.endswith((".data", ".dist-info")) and not name.endswith(_CODE)
    return not slash or (inside and not in_test_tree(path))


RULE = Rule(
    id="project-file",
    summary="A file that only the project itself needs is in the artifact",
    levels=level(Level.INFO),
    kinds=(Kind.WHEEL, Kind.NPM),
    state=dict,
    wants=NAMES.asks,
    visit=visitor(NAMES),
    finish=_finish,
    examples=(
        Example(
            "workflows, one finding", {".github/workflows/ci.yml": "on: push\n", ".github/FUNDING.yml": "a: b\n"}, 1
        ),
        Example("a lock file and settings", {"yarn.lock": "# yarn\n", ".eslintrc.json": "{}", "tox.ini": "[tox]\n"}, 3),
        Example("what installs the package, in a wheel", {"setup.py": "from setuptools import setup\n"}, 1, Kind.WHEEL),
        Example("the same names deeper", {"demo/data/.github/a.yml": "a: b\n", "demo/template/tox.ini": "[tox]\n"}),
    ),
)
