"""What the examples of the rules about leftovers cannot say: large trees, magic bytes, names beside the point."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Finding, Kind, Level


def findings(rule: str, files: dict[str, str | bytes], kind: Kind = Kind.WHEEL, name: str = "demo") -> list[Finding]:
    filename, data = build(kind, files, name=name)
    (result,) = lint(filename, data).results
    assert not result.crashes
    return [judged.finding for judged in result.judged if judged.finding.rule == rule]


@pytest.mark.parametrize(
    "path",
    [
        ".DS_Store",
        "demo/sub/.DS_Store",
        "demo/._icon.png",
        "tests/.DS_Store",
        "Thumbs.db",
        "demo/desktop.ini",
        "demo/app.py~",
        "demo/app.py.orig",
        "demo/app.py.rej",
        "demo/app.bak",
        "demo/.app.py.swp",
        "demo/.#app.py",
        "demo/#app.py#",
        ".coverage",
        ".eslintcache",
        "lcov.info",
        "npm-debug.log",
        "demo/server.log.1",
        "demo.iml",
        ".bash_history",
        "__MACOSX/demo/._a.py",
        "htmlcov/index.html",
        ".tox/py312/bin/python",
    ],
)
def test_junk(path: str) -> None:
    (found,) = findings("junk-file", {path: "x"}, Kind.NPM)
    assert found.path == path


@pytest.mark.parametrize(
    "path",
    [
        "log/index.js",
        "lib/log.js",
        "coverage/index.js",
        "lib/orig/a.js",
        "lib/a.original",
        "test/data/a.log",
        "templates/app/.vscode/settings.json",
        "lib/idea/a.js",
        "share/jupyter/lab/schemas/@a/b/package.json.orig",
        "include/cargo/itoa-1.0/Cargo.toml.orig",
        "node_modules/a/a.log",
        "lib/tilde~name.js",
        "lib/changelog",
    ],
)
def test_no_junk(path: str) -> None:
    assert findings("junk-file", {path: "x"}, Kind.NPM) == []


def test_a_tree_is_reported_once() -> None:
    files: dict[str, str | bytes] = {f".venv/lib/a{i}.py": "x" for i in range(50)}
    (found,) = findings("junk-file", files, Kind.SDIST)
    assert found.details == {
        "directory": ".venv",
        "files": 50,
        "bytes": 50,
        "examples": [".venv/lib/a0.py", ".venv/lib/a1.py", ".venv/lib/a10.py"],
    }
    assert found.fix
    assert found.fix.paths == (".venv/",)


def test_dumps_are_reported_by_their_bytes() -> None:
    sqlite = b"SQLite format 3\0" + bytes(80)
    assert len(findings("data-dump", {"demo/a.db": sqlite})) == 1
    assert findings("data-dump", {"demo/a.db": b"no database"}) == []
    assert findings("data-dump", {"demo/tests/a.db": sqlite})[0].grade is Level.INFO
    assert len(findings("data-dump", {"demo/a.sql": "-- PostgreSQL database dump\n"})) == 1
    assert len(findings("data-dump", {"demo/backup-2024.sql": "INSERT INTO a VALUES (1);\n"})) == 1
    assert findings("data-dump", {"demo/0003_production_users.sql.py": "a = 1\n"}) == []
    assert len(findings("data-dump", {"demo/all.sql.gz": b"\x1f\x8b"})) == 1
    assert len(findings("data-dump", {"demo/t.pcap": b"\xd4\xc3\xb2\xa1\2\0"})) == 1
    assert len(findings("data-dump", {"demo/m.pkl": b"\x80\x04/home/jane/data.csv"})) == 1
    assert findings("data-dump", {"demo/m.pkl": b"\x80\x04data.csv"}) == []
    assert findings("data-dump", {"demo/core": b"\x7fELF\2\1\1" + bytes(9) + b"\3\0"}) == []


@pytest.mark.parametrize(
    ("name", "table", "level"),
    [
        ("proj.db", "CREATE TABLE ellipsoid(name TEXT, radius FLOAT)", Level.INFO),
        ("grids.db", "CREATE TABLE grids(auth_name TEXT, direct_download BOOLEAN)", Level.INFO),
        ("primes.sqlite", "CREATE TABLE factors(number INTEGER) \0CREATE TABLE powers(number INTEGER)", Level.INFO),
        ("primes.sqlite", "CREATE TABLE factors(number INTEGER) \0CREATE TABLE auth_user(name TEXT)", None),
        ("site.db", "CREATE TABLE things(id INTEGER, owner_email TEXT)", None),
        ("db.sqlite3", "CREATE TABLE things(id INTEGER)", None),
        ("things.db", "no table that can be read", None),
    ],
)
def test_a_database_to_look_things_up(name: str, table: str, level: Level | None) -> None:
    data = b"SQLite format 3\0" + bytes(84) + table.encode() + b"\0\0rows"
    (found,) = findings("data-dump", {f"demo/{name}": data})
    assert found.grade is level


def test_memory_images_are_reported_by_the_number_of_a_process() -> None:
    library = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0"
    assert len(findings("data-dump", {"demo/core.4123": library})) == 1
    assert len(findings("data-dump", {"demo/vgcore.4123": library})) == 1
    assert findings("data-dump", {"demo/core.4123": b"text"}) == []
    assert findings("data-dump", {"demo/a.core": library}) == []


def test_object_files_are_reported_by_their_bytes() -> None:
    coff = b"\x64\x86\2\0" + bytes(16)
    assert len(findings("build-debris", {"demo/a.obj": coff})) == 1
    assert findings("build-debris", {"demo/a.obj": "v 1 2 3\n"}) == []
    assert findings("build-debris", {"src/a.obj": coff}, Kind.SDIST) == []
    assert len(findings("build-debris", {"target/doc/a.html": "x"}, Kind.NPM)) == 1
    assert findings("build-debris", {"demo/templates/src/${module}/a.py.in": "x"}) == []
    assert len(findings("build-debris", {"demo/templates/src/module/a.py.in": "x"})) == 1
    assert findings("build-debris", {"include/node/config.gypi": "{}"}) == []
    assert len(findings("build-debris", {"build/config.gypi": "{}"}, Kind.NPM)) == 1
    assert len(findings("build-debris", {".next/cache/a": "x"}, Kind.NPM)) == 1
    assert len(findings("build-debris", {"demo/a.pyx.in": "x"})) == 1
    assert findings("build-debris", {"demo/a.pyx.in": "x", "MANIFEST.in": "x"}, Kind.SDIST) == []


def test_bytecode_is_reported_by_directory() -> None:
    files: dict[str, str | bytes] = {f"demo/__pycache__/a{i}.cpython-312.pyc": b"x" for i in range(20)}
    found = findings("bytecode", {**files, "demo/old.pyo": b"x"})
    assert [item.details["files"] for item in found] == [20, 1]


def test_the_top_of_a_wheel() -> None:
    found = findings("test-files", {"tests/a.py": "", "docs/a.txt": "x", "demo/tests/a.py": "", "tools.py": ""})
    assert sorted(item.details["directory"] for item in found) == ["docs", "tests"]
    assert findings("test-files", {"build/__init__.py": ""}, name="build") == []
    assert findings("test-files", {"tests/a.py": ""}, Kind.SDIST) == []
    (inside,) = findings("test-files", {"demo-1.0.data/purelib/tests/a.py": ""})
    assert inside.details["directory"] == "demo-1.0.data/purelib/tests"


def test_tests_of_an_npm_package() -> None:
    files: dict[str, str | bytes] = {"test/index.d.ts": "", "lib/testing/a.js": "", "modules/es.regexp.test.js": ""}
    assert findings("test-files", files, Kind.NPM) == []
    (found,) = findings("test-files", {**files, "lib/__tests__/a.js": "", "lib/__tests__/b.js": ""}, Kind.NPM)
    assert found.details["files"] == 2


def test_dependencies() -> None:
    files: dict[str, str | bytes] = {
        "package.json": '{"name":"demo","version":"1.0.0","bundledDependencies":["a"]}',
        "node_modules/a/package.json": '{"name":"a","version":"1.0.0","dependencies":{"@b/c":"1"}}',
        "node_modules/@b/c/package.json": '{"name":"@b/c","version":"1.0.0"}',
        "node_modules/a/node_modules/d/package.json": '{"name":"d","version":"1.0.0"}',
        "node_modules/.bin/a": "x",
    }
    assert findings("node-modules", files, Kind.NPM) == []
    (found,) = findings("node-modules", {**files, "lib/node_modules/e/a.js": "x"}, Kind.NPM)
    assert found.details["directory"] == "lib/node_modules"
    assert len(findings("node-modules", {"package.json": '{"name":"demo"', "node_modules/a/b.js": "x"}, Kind.NPM)) == 1
    assert findings("node-modules", {"demo/lib/node_modules/npm/index.js": "x"}) == []
    (hidden,) = findings("node-modules", {"bower_components/a/b.js": "x"}, Kind.NPM)
    assert hidden.details["directory"] == "bower_components"


def test_everything_is_bundled() -> None:
    files: dict[str, str | bytes] = {
        "package.json": '{"name":"demo","version":"1.0.0","bundleDependencies":true,"dependencies":{"a":"1"}}',
        "node_modules/a/package.json": '{"name":"a","version":"1.0.0"}',
    }
    assert findings("node-modules", files, Kind.NPM) == []
    assert len(findings("node-modules", {**files, "node_modules/b/package.json": "{}"}, Kind.NPM)) == 1


@pytest.mark.parametrize(
    "path", [".github/workflows/ci.yml", "yarn.lock", ".eslintrc.cjs", "webpack.config.js", "Dockerfile"]
)
def test_project_files(path: str) -> None:
    assert len(findings("project-file", {path: "x"}, Kind.NPM)) == 1
    assert findings("project-file", {f"lib/deep/{path}": "x"}, Kind.NPM) == []


@pytest.mark.parametrize(
    "path", ["index.js", "README.md", "CHANGELOG.md", "npm-shrinkwrap.json", "config.js", "app.config.js"]
)
def test_no_project_files(path: str) -> None:
    assert findings("project-file", {path: "x"}, Kind.NPM) == []


def test_what_lies_in_an_archive_is_kept_out_with_the_archive() -> None:
    _, inner = build(Kind.NPM, {".env": "API_TOKEN=pz8Hq2vRk5\n", "dist/a.js.map": MAP})
    (found,) = lint(*build(Kind.NPM, {"backup/old.tgz": inner})).results
    inside = {j.finding.rule: j.finding.fix for j in found.active if "!" in (j.finding.path or "")}
    assert inside.keys() == {"env-file", "source-map"}
    assert all(fix and fix.paths == ("backup/old.tgz",) for fix in inside.values())


MAP = '{"version":3,"sources":["a.ts"],"sourcesContent":["plan"],"mappings":"A"}'
