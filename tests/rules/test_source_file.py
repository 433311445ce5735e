"""Original source in closed packages: what is meant to ship and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind, Level

CODE = "export const plan = 1\n" * 20
METADATA = "demo-1.0.dist-info/METADATA"
SO = b"\x7fELF" + bytes(60)


def found(tree: dict[str, str | bytes], kind: Kind = Kind.NPM, **manifest: Any) -> list[tuple[str, Level]]:
    text = json.dumps({"name": "demo", "version": "1.0.0", "license": "UNLICENSED", **manifest})
    filename, data = build(kind, {"package.json": text, **tree} if kind is Kind.NPM else tree)
    (result,) = lint(filename, data, "version: 1\nvisibility: closed\n" if kind is Kind.WHEEL else "").results
    assert not result.crashes
    return [(j.finding.path or "", j.level) for j in result.judged if j.finding.rule == "source-file"]


BUILT: dict[str, str | bytes] = {"dist/a.js": "exports.a = 1\n"}


@pytest.mark.parametrize(
    "name", ["a.ts", "a.tsx", "a.mts", "a.jsx", "a.js.flow", "a.vue", "a.svelte", "a.coffee", "a.scss"]
)
@pytest.mark.parametrize("place", ["src/", "dist/", "", "app/deep/"])
def test_what_is_compiled_is_source_wherever_it_lies(name: str, place: str) -> None:
    assert found({**BUILT, place + name: CODE}, main="dist/a.js") == [(place + name, Level.ERROR)]


@pytest.mark.parametrize("name", ["a.d.ts", "a.d.mts", "a.d.css.ts", "a.js", "a.json", "a.css", "a.rs", "a.c"])
def test_what_ships_to_be_used_is_none(name: str) -> None:
    assert found({**BUILT, "dist/" + name: CODE}, main="dist/a.js") == []


def test_a_tree_beside_a_build() -> None:
    files = {**BUILT, "src/a.js": CODE, "src/deep/b.js": CODE + "1\n"}
    assert found(files, main="dist/a.js") == [("src/deep/b.js", Level.ERROR)]
    assert found(files, main="src/a.js") == found(files) == []
    assert found(files, main="dist/a.js", bin="src/deep/b.js") == []
    assert found({**files, "dist/a.js": "require('../src/a')\n"}, main="dist/a.js") == []


@pytest.mark.parametrize(
    "manifest",
    [
        {"exports": {".": "./dist/a.js", "./x": "./src/x.ts"}},
        {"exports": {".": "./dist/a.js", "./x/*": "./src/*"}},
        {"main": "dist/a.js", "types": "src/x.ts"},
        {"main": "dist/a.js", "react-native": "src/index"},
    ],
)
def test_what_an_entry_point_names_is_meant(manifest: dict[str, Any]) -> None:
    assert found({**BUILT, "src/x.ts": CODE, "src/y.ts": CODE}, **manifest) == []


@pytest.mark.parametrize("path", ["test/a.ts", "docs/a.ts", "templates/app/a.ts", "node_modules/x/a.ts"])
def test_trees_of_other_rules_are_left_alone(path: str) -> None:
    assert found({**BUILT, path: CODE}, main="dist/a.js") == []


def test_native_source_counts_beside_machine_code() -> None:
    assert found({"pkg/a.wasm": b"\0asm", "src/lib.rs": CODE}, main="pkg/a.js") == [("src/lib.rs", Level.ERROR)]


def test_nothing_is_built_from_a_package_of_sources() -> None:
    assert found({"src/a.ts": CODE, "lib/b.scss": CODE}) == []


def test_a_source_with_an_open_licence_is_published() -> None:
    banner = "/* Copyright Acme.\n * Licensed under the MIT license. */\n"
    assert found({**BUILT, "src/a.ts": banner + CODE}, main="dist/a.js") == []
    assert found({**BUILT, "src/a.ts": CODE + banner}, main="dist/a.js") == [("src/a.ts", Level.ERROR)]


def test_an_open_licence_without_a_repository_is_no_error() -> None:
    files = {**BUILT, "src/a.ts": CODE}
    assert found(files, main="dist/a.js", license="MIT") == [("src/a.ts", Level.WARNING)]
    filename, data = build(Kind.NPM, {"package.json": '{"name":"demo","version":"1.0.0","license":"MIT"}', **files})
    (result,) = lint(filename, data, "version: 1\nvisibility: closed\n").results
    assert [j.level for j in result.judged if j.finding.rule == "source-file"] == [Level.ERROR]


def test_a_public_repository_without_a_licence_is_no_error() -> None:
    files = {**BUILT, "src/a.ts": CODE}
    repository = "https://github.com/demo/demo"
    assert found(files, main="dist/a.js", license="", repository=repository) == [("src/a.ts", Level.WARNING)]
    assert found(files, main="dist/a.js", license="") == [("src/a.ts", Level.ERROR)]
    assert found(files, main="dist/a.js", license="UNLICENSED", repository=repository) == [("src/a.ts", Level.ERROR)]


def test_a_directory_that_files_names_is_no_error() -> None:
    tree = {**BUILT, "src/a.ts": CODE, "app/b.ts": CODE}
    listed: dict[str, Any] = {"files": ["dist", "./src/", "!app", "../..", 1]}
    assert found(tree, main="dist/a.js", **listed) == [
        ("app/b.ts", Level.ERROR),
        ("src/a.ts", Level.WARNING),
    ]


def test_an_open_licence_of_a_wheel_was_chosen() -> None:
    files: dict[str, str | bytes] = {"demo/core.abi3.so": SO, "demo/core.pyx": CODE}
    filename, data = build(
        Kind.WHEEL, {**files, METADATA: "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense: MIT\n"}
    )
    (result,) = lint(filename, data).results
    assert result.package.presumed
    assert [j for j in result.judged if j.finding.rule == "source-file"] == []


def test_an_open_package_may_ship_what_it_likes() -> None:
    assert found({**BUILT, "src/a.ts": CODE}, main="dist/a.js", license="MIT", repository="github:a/b") == []


@pytest.mark.parametrize(
    ("path", "fires"),
    [
        ("demo/core.pyx", True),
        ("demo/core.c", True),
        ("demo/core.py", True),
        ("demo/core.html", True),
        ("demo/other.cpp", True),
        ("src/lib.rs", True),
        ("demo/other.py", False),
        ("demo/core.pyi", False),
        ("demo/core.pxd", False),
        ("demo/include/api.c", False),
    ],
)
def test_sources_of_extension_modules(path: str, fires: bool) -> None:
    files: dict[str, str | bytes] = {"demo/core.cpython-312-x86_64-linux-gnu.so": SO, "demo/__init__.py": ""}
    assert found({**files, path: CODE}, Kind.WHEEL) == ([(path, Level.ERROR)] if fires else [])
    assert found({"demo/__init__.py": "", path: CODE}, Kind.WHEEL) == []


def test_a_script_beside_its_build_is_source_without_an_entry_point() -> None:
    assert found({"dist/a.min.js": "a()\n", "src/a.js": CODE}) == [("src/a.js", Level.ERROR)]
    assert found({"dist/b.min.js": "a()\n", "src/a.js": CODE}) == []
    assert found({"dist/a.min.js": "a()\n", "src/a.js": CODE, "src/index.js": "a()\n"}, main="src/index.js") == []


def test_what_pages_in_a_closed_wheel_were_compiled_from_is_source() -> None:
    page = {"demo/static/app.js": "a()\n"}
    assert found({**page, "frontend/src/App.tsx": CODE}, Kind.WHEEL) == [("frontend/src/App.tsx", Level.ERROR)]
    assert found({**page, "frontend/app.d.ts": CODE}, Kind.WHEEL) == []
    assert found({"demo/data/App.tsx": CODE}, Kind.WHEEL) == []
