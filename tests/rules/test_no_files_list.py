"""Packages without a list of what belongs into them: what entry points lead to, and who is told how loudly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind, Level

LIB = "exports.a = 1\n"


def reported(tree: dict[str, str | bytes], **manifest: Any) -> tuple[Level, tuple[str, ...], list[str]] | None:
    """Level, the list to paste, and some of what went out beside it."""
    text = json.dumps({"name": "demo", "version": "1.0.0", "license": "UNLICENSED", **manifest})
    (result,) = lint(*build(Kind.NPM, {"package.json": text, **tree})).results
    assert not result.crashes
    found = [judged for judged in result.judged if judged.finding.rule == "no-files-list"]
    if not found:
        return None
    (one,) = found
    return one.level, one.finding.fix.paths if one.finding.fix else (), one.finding.details["examples"]


@pytest.mark.parametrize(
    "manifest",
    [
        {"main": "dist/a.js"},
        {"main": "./dist/a"},
        {"module": "dist/a.js"},
        {"exports": {".": {"import": "./dist/a.js"}}},
        {"exports": {"./*": "./dist/*.js"}},
        {"bin": {"demo": "dist/a.js"}},
        {"types": "dist/a.d.ts"},
        {"browser": "dist/a.js"},
        {"react-native": "dist/a.js"},
        {"publishConfig": {"main": "dist/a.js"}},
        {"scripts": {"postinstall": "node ./dist/a.js --quiet"}},
    ],
)
def test_every_kind_of_entry_point_names_what_belongs_in(manifest: dict[str, Any]) -> None:
    tree: dict[str, str | bytes] = {"dist/a.js": LIB, "dist/a.d.ts": LIB, "notes/plan.txt": "x\n"}
    assert reported(tree, **manifest) == (Level.WARNING, ("dist",), ["notes/plan.txt"])


@pytest.mark.parametrize(
    ("code", "also"),
    [
        ("require('../lib/b')", "lib"),
        ('import b from "../util"', "util.js"),
        ("import('../data/x.json')", "data"),
        ("fs.readFileSync(path.join(__dirname, '..', 'assets', 'x.txt'))", "assets"),
        ("fs.readFileSync(__dirname + '/../assets/x.txt')", "assets"),
        ("new URL('../assets/x.txt', import.meta.url)", "assets"),
    ],
)
def test_what_code_asks_for_belongs_in(code: str, also: str) -> None:
    tree: dict[str, str | bytes] = {
        "dist/a.js": code,
        "lib/b.js": LIB,
        "util.js": LIB,
        "data/x.json": "{}",
        "assets/x.txt": "x\n",
    }
    found = reported(tree, main="dist/a.js")
    assert found
    assert found[1] == tuple(sorted(("dist", also)))


def test_what_is_asked_for_asks_in_turn_and_nobody_else_does() -> None:
    tree: dict[str, str | bytes] = {
        "index.js": "require('./lib/b')",
        "index.d.ts": "export {}\n",
        "lib/b.js": "require('../more/c')",
        "more/c.js": LIB,
        "test/a.js": "require('../index'); require('../extra/d')",
        "extra/d.js": LIB,
    }
    assert reported(tree) == (Level.WARNING, ("index.d.ts", "index.js", "lib", "more"), ["extra/d.js", "test/a.js"])


def test_a_native_package_keeps_what_it_is_built_from() -> None:
    gyp = "{'targets': [{'sources': ['src/a.cc'], 'include_dirs': ['deps/x']}]}"
    tree: dict[str, str | bytes] = {
        "index.js": LIB,
        "binding.gyp": gyp,
        "src/a.cc": "1\n",
        "deps/x/y.h": "1\n",
        "notes/a.md": "x\n",
    }
    assert reported(tree) == (Level.WARNING, ("binding.gyp", "deps", "index.js", "src"), ["notes/a.md"])


def test_levels() -> None:
    neat: dict[str, str | bytes] = {"dist/a.js": LIB, "README.md": "x\n", "LICENSE": "x\n", "CHANGELOG.md": "x\n"}
    more = {**neat, "test/a.js": LIB}
    opened = {"license": "MIT", "repository": "github:demo/demo", "main": "dist/a.js"}
    assert reported(more, main="dist/a.js") == (Level.WARNING, ("dist",), ["test/a.js"])
    assert reported(neat, main="dist/a.js") == (Level.INFO, ("dist",), [])
    assert reported(more, main="dist/a.js", license="MIT") == (Level.INFO, ("dist",), ["test/a.js"])
    assert reported(more, **opened) == (Level.INFO, ("dist",), ["test/a.js"])
    assert reported({"data/a.txt": "x\n"}) == (Level.INFO, (), [])
    assert reported({"data/a.txt": "x\n"}, license="MIT", repository="github:demo/demo") is None


@pytest.mark.parametrize(
    ("tree", "manifest"),
    [
        ({}, {"files": ["dist"]}),
        ({}, {"files": []}),
        ({}, {"private": True}),
        ({".npmignore": "src\n"}, {}),
    ],
)
def test_who_is_left_alone(tree: dict[str, str | bytes], manifest: dict[str, Any]) -> None:
    assert reported({"dist/a.js": LIB, "test/a.js": LIB, **tree}, main="dist/a.js", **manifest) is None


def test_modules_that_users_import_by_their_path_are_not_left_out() -> None:
    """lodash has a main, no exports, and hundreds of modules of which users take one."""
    opened = {"license": "MIT", "repository": "github:demo/demo", "main": "all.js"}
    tree: dict[str, str | bytes] = {"all.js": "exports.a = 1\n", "chunk.js": "exports.b = 1\n"}
    assert reported(tree, **opened) is None
    listed = reported(tree, **opened, exports={".": "./all.js"})
    assert listed is not None
    assert listed[1] == ("all.js",)
    assert reported(tree, license="UNLICENSED", main="all.js") is not None


def test_everything_is_an_entry_point() -> None:
    assert reported({"a.js": LIB, "b/c.js": LIB}, exports={"./*": "./*"}) == (Level.INFO, (), [])


def test_dependencies_that_are_bundled_are_not_the_packages_own() -> None:
    tree: dict[str, str | bytes] = {"index.js": LIB, "node_modules/left/index.js": LIB}
    assert reported(tree) == (Level.INFO, ("index.js",), [])
