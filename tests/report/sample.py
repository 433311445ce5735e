"""Reports for the tests of formats: real runs over cases and small trees, each linted once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from fixtures import cases
from fixtures.build import build
from fixtures.lint import lint
from pkglint.engine import documentation
from pkglint.model import Artifact, Crash, Kind, MemberType, Report, Result, Row

DOCS = documentation()
MAP = '{"version":3,"file":"m.js","sources":["../src/m.ts"],"sourcesContent":["%s"],"mappings":"AAAA"}'
POLICY = """\
version: 1
preset: [recommended, closed-source]
budgets: {packed: 9 KB, files: 100}
ignore:
  - {rule: source-map, paths: [demo/vendor.js.map], expires: 2027-03-31, reason: Vendored from a public MIT project}
  - {rule: bytecode, paths: [dist/old/**], reason: A vendored module without source}
"""
WRONG: Mapping[str, str] = {
    "demo/.env": "DATABASE_PASSWORD=Tr0ub4dor-and-3\n",
    "demo/settings.py": "import os\nTOKEN = '${fake:npm}'\n",
    "evil.pth": "import os; os.getcwd()\n",
    "demo/a\x1b[31m\n::error::x\u202e##[group]`|<b>&%2F,:'\".js": "1\n",
    **{f"tests/test_{i}.py": f"def test() -> None:\n    assert {i} == {i}\n" for i in range(12)},
    "demo/vendor.js.map": MAP % "export const vendored = 1;\\n",
    "demo/x.js.map": '{"version":3,"sources":["../src/x.ts"],"mappings":"AAAA"}',
}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row(path: str, size: int) -> Row:
    return Row(path, path, size, 0o644, MemberType.FILE, None, sha(path))


def artifact(filename: str, kind: Kind | None, size: int) -> Artifact:
    return Artifact(f"dist/{filename}", filename, kind, size, sha(filename))


@cache
def case(name: str, kind: Kind) -> Report:
    """The report on one of ``fixtures/cases``."""
    [found] = [each for each in cases.every() if each.id == name]
    return lint(*found.build(kind), found.policy)


def clean_wheel() -> Result:
    [result] = case("clean_wheel_hatchling", Kind.WHEEL).results
    return result


def clean() -> Report:
    report = case("clean_sdist_hatchling", Kind.SDIST)
    return replace(report, results=(*report.results, clean_wheel()))


def one_leak() -> Report:
    return case("ignored_finding", Kind.NPM)


@cache
def many_maps() -> Report:
    """Some 1,200 maps in one tarball of an open package."""
    paths = [f"dist/{part}/module-{i}.js.map" for i in range(411) for part in ("client", "server", "compiled/x/dist")]
    texts = {
        path: MAP % ("export const m = 1;\\n" * (1 + i % 9)) for i, path in enumerate([*paths, "dist/index.js.map"])
    }
    return lint(*build(Kind.NPM, texts, name="next", version="16.0.1"))


@cache
def not_linted() -> Report:
    """One that is cut off, one that is clean, one over a limit."""
    filename, data = build(Kind.SDIST, {"src/demo/app.py": "x = 1\n" * 5000})
    cut = lint(filename, data[:-200])
    return replace(cut, results=(*cut.results, clean_wheel(), *case("not_linted_over_a_limit", Kind.NPM).results))


def nothing() -> Report:
    return Report((), None, ("recommended",), problem="nothing to lint: dist/ holds no wheel, sdist or npm tarball")


@cache
def mixed() -> Report:
    """One of everything, a hostile name and a rule that failed included."""
    report = lint(*build(Kind.WHEEL, WRONG, level=9), POLICY)
    crash = Crash("secret", "demo/settings.py", "ValueError at scan.py:12", "Traceback ...")
    first = replace(report.results[0], crashes=(crash,))
    return replace(report, results=(first, *one_leak().results, not_linted().results[0]))


ALL: dict[str, Callable[[], Report]] = {
    "clean": clean,
    "one_leak": one_leak,
    "many_maps": many_maps,
    "not_linted": not_linted,
    "nothing": nothing,
    "mixed": mixed,
}
