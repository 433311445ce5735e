"""Tests, documentation or tools are installed along with the package.

## Why it matters

A wheel's top-level directory becomes a top-level module for everybody who installs it: two packages that bring
`tests/` overwrite each other, and `import tests` finds the wrong one. In an npm tarball tests only cost bytes, so that
is an info. In an sdist they belong.

Recognised by directory, never by the suffix of a file: core-js ships a module called `es.regexp.test.js`.

## How to fix

Name the packages that go into the wheel instead of searching for them, or exclude these. In package.json, list what is
shipped under `files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.metadata.names import normalize
from pkglint.model import Example, Finding, Kind, Level, Row, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.trees import TESTS_ONLY
from pkglint.model.units import count, size
from pkglint.rules.leftovers._rows import Tree, files, tree_found

_TOP = (
    "test tests testing doc docs example examples build src script scripts tool tools benchmark benchmarks bench ci e2e"
)
WHEEL_DIRECTORIES = frozenset(f"{_TOP} notebooks".split())
# Fixtures of a test runner that a package offers are in such directories too; code in them makes them tests.
_TEST_FILE = lazy(
    r"(?:.+[._-])?(?:test|tests|spec|e2e)s?\.[cm]?[jt]sx?|(?:test|spec)[._-].+\.[cm]?[jt]sx?|.+\.snap|.+_test\.\w+"
    r"|(?:index|main|run|runner|all|setup)\.[cm]?[jt]sx?|.+\.[cm]?js",
    re.IGNORECASE,
)


def _finish(scope: Scope) -> Iterator[Finding]:
    wheel = scope.artifact.kind is Kind.WHEEL
    found: dict[str, Tree] = {}
    for row in files(scope):
        directory = _wheel_directory(row, scope) if wheel else _test_directory(row)
        if directory:
            found.setdefault(directory, Tree(directory, directory.rpartition("/")[2], [])).rows.append(row)
    for tree in found.values():
        weight = f"{count(len(tree.rows), 'file')}, {size(sum(row.size for row in tree.rows))}"
        if wheel:
            yield tree_found(scope, tree, f"is installed as the top-level directory {tree.directory}/ ({weight})")
        elif any(_is_test(row) for row in tree.rows):
            yield tree_found(scope, tree, f"is a test file ({tree.directory}/: {weight})")


def _wheel_directory(row: Row, scope: Scope) -> str:
    """The top-level directory, also of ``x.data/purelib``, when its name is none that a package should claim."""
    parts = row.path.split("/")
    base = 2 if len(parts) > 3 and parts[0].endswith(".data") and parts[1] in {"purelib", "platlib"} else 0
    top = parts[base]
    if len(parts) < base + 2 or top.lower() not in WHEEL_DIRECTORIES or normalize(top) == normalize(scope.package.name):
        return ""
    return "/".join(parts[: base + 1])


def _test_directory(row: Row) -> str:
    parts = row.path.split("/")[:-1]
    for index, part in enumerate(parts):
        if part.lower() in TESTS_ONLY:
            return "/".join(parts[: index + 1])
    return ""


def _is_test(row: Row) -> bool:
    name = row.path.rpartition("/")[2]
    return bool(_TEST_FILE.fullmatch(name)) and not name.endswith((".d.ts", ".d.mts", ".d.cts"))


RULE = Rule(
    id="test-files",
    summary="Tests, documentation or tools are installed along with the package",
    levels=level(Level.WARNING, npm=Level.INFO),
    kinds=(Kind.WHEEL, Kind.NPM),
    finish=_finish,
    examples=(
        Example("tests at the top of a wheel", {"tests/test_a.py": "", "tests/test_b.py": ""}, 1, Kind.WHEEL),
        Example("tests in an npm tarball", {"test/index.js": "run()\n", "lib/__tests__/a.js": "run()\n"}, 2, Kind.NPM),
        Example("tests inside the package", {"demo/tests/test_a.py": "", "demo/docs/a.txt": "a\n"}, 0, Kind.WHEEL),
        Example("a module that is called test", {"modules/es.regexp.test.js": "a\n", "test.d.ts": ""}, 0, Kind.NPM),
    ),
)
