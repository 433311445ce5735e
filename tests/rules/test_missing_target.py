"""Entry points of package.json: our answer beside that of Node itself, and the fields that Node does not know."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.metadata.resolve import Listing, normal
from pkglint.metadata.targets import How
from pkglint.model import Kind, Level


def reported(manifest: dict[str, Any], files: list[str]) -> list[tuple[Level, str]]:
    text = json.dumps({"name": "demo", "version": "1.0.0", "license": "MIT", **manifest})
    filename, data = build(Kind.NPM, {"package.json": text, **dict.fromkeys(files, "1\n")})
    (found,) = lint(filename, data).results
    assert not found.crashes
    assert not found.not_linted
    return [(j.level, j.finding.message) for j in found.judged if j.finding.rule == "missing-target"]


class Case(NamedTuple):
    """A package, what is asked of it (``demo`` plus ``sub``), and whether that is there."""

    manifest: dict[str, Any]
    files: list[str]
    there: bool
    sub: str = ""


NODE_CASES = [
    Case({"main": "a.js"}, ["a.js"], True),
    Case({"main": "./a"}, ["a.js"], True),
    Case({"main": "a"}, ["a.json"], True),
    Case({"main": "a"}, ["a.mjs"], False),
    Case({"main": "lib"}, ["lib/index.js"], True),
    Case({"main": "lib/"}, ["lib/index.js"], True),
    Case({"main": "lib/"}, ["lib.js"], True),
    Case({"main": "lib/../a.js"}, ["a.js"], True),
    Case({"main": "A.js"}, ["a.js"], False),
    Case({"main": "dist\\a.js"}, ["dist/a.js"], False),
    Case({"main": ""}, ["index.js"], True),
    Case({"main": "."}, ["index.js"], True),
    Case({"main": "gone.js"}, ["other.js"], False),
    Case({"exports": "./a.js"}, ["a.js"], True),
    Case({"exports": "./a"}, ["a.js"], False),
    Case({"exports": "a.js"}, ["a.js"], False),
    Case({"exports": {"require": "./a.cjs", "default": "./a.mjs"}}, ["a.cjs", "a.mjs"], True),
    Case({"exports": {"require": "./a.cjs", "default": "./a.mjs"}}, ["a.mjs"], False),
    Case({"exports": {".": {"node": {"require": "./n.cjs"}}}}, ["n.cjs"], True),
    Case({"exports": {".": ["./a.js", "./b.js"]}}, ["a.js"], True),
    Case({"exports": {"./x": "./lib/x.js"}}, ["lib/x.js"], True, "/x"),
    Case({"exports": {"./*": "./lib/*.js"}}, ["lib/x.js"], True, "/x"),
    Case({"exports": {"./*": "./lib/*/*.js"}}, ["lib/x/x.js"], True, "/x"),
    Case({"exports": {"./*": "./lib/*.js"}}, ["lib/y/x.js"], True, "/y/x"),
    Case({"exports": ["a.js", "./b.js"]}, ["b.js"], True),
    Case({"exports": "./node_modules/x.js"}, ["node_modules/x.js"], False),
    Case({"exports": {"./x": "../x.js"}}, ["x.js"], False, "/x"),
    Case({"exports": {".": "./a.js", "require": "./a.js"}}, ["a.js"], False),
]

ASK = """
const {createRequire} = require('module');
const ask = JSON.parse(require('fs').readFileSync(0));
console.log(JSON.stringify(ask.map(([dir, spec]) => {
  try { createRequire(dir + '/x.js').resolve(spec); return true; } catch { return false; }
})));
"""


@pytest.mark.parametrize("case", NODE_CASES, ids=lambda case: json.dumps(case.manifest))
def test_what_node_finds(case: Case) -> None:
    assert (not reported(case.manifest, case.files)) is case.there


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node_says_the_same(tmp_path: Path) -> None:
    ask = []
    for number, case in enumerate(NODE_CASES):
        package = tmp_path / str(number) / "node_modules" / "demo"
        for path in case.files:
            (package / path).parent.mkdir(parents=True, exist_ok=True)
            (package / path).write_text("1\n")
        (package / "package.json").write_text(json.dumps({"name": "demo", **case.manifest}))
        ask.append([str(tmp_path / str(number)), f"demo{case.sub}"])
    node = shutil.which("node") or ""
    done = subprocess.run([node, "-e", ASK], input=json.dumps(ask), capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)
    assert [(c.manifest, a) for c, a in zip(NODE_CASES, answers, strict=True)] == [
        (c.manifest, c.there) for c in NODE_CASES
    ]


@pytest.mark.parametrize(
    ("manifest", "files"),
    [
        ({"types": "a"}, ["a.d.ts"]),
        ({"types": "dir"}, ["dir/index.d.ts"]),
        ({"typings": "a.js"}, ["a.d.ts"]),
        ({"types": "gone.d.ts", "typesVersions": {"*": {"*": ["ts/*"]}}}, ["ts/a.d.ts"]),
        ({"module": "esm/index"}, ["esm/index.mjs"]),
        ({"style": "css/a"}, ["css/a.css"]),
        ({"unpkg": "umd/a", "jsdelivr": "umd/a.js"}, ["umd/a.js"]),
        ({"browser": {"./a.js": False, "fs": "browser-fs", "./b.js": "./c"}}, ["c.js"]),
        ({"bin": {"a": "./bin\\a.js"}}, ["bin/a.js"]),
        ({"bin": "../../bin/a.js"}, ["bin/a.js"]),
        ({"man": ["./man/a.1"], "directories": {"bin": "bin"}}, ["man/a.1", "bin/x"]),
        ({"exports": {"./internal/*": None, ".": {"types": "./a.d.ts", "default": "./a.js"}}}, ["a.d.ts", "a.js"]),
        ({"exports": {".": {"types@>=4.2": "./a.d.ts", "default": "./a.js"}}}, ["a.d.ts", "a.js"]),
        ({"imports": {"#x": {"node": "node:fs", "default": "other-package"}}}, []),
        ({"exports": {"./": "./lib/"}}, ["lib/a.js"]),
        ({"exports": {}}, []),
        ({"exports": False, "main": 3, "bin": [], "browser": None, "imports": "x", "man": {}}, []),
    ],
    ids=json.dumps,
)
def test_what_others_find(manifest: dict[str, Any], files: list[str]) -> None:
    assert reported(manifest, files) == []


E, W, INFO = Level.ERROR, Level.WARNING, Level.INFO


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({"main": "x.js", "exports": "./a.js"}, [W]),
        ({"main": "x.js", "module": "y.js", "exports": {"import": "./a.js", "default": "./a.js"}}, [W, W]),
        ({"main": "x.js", "exports": {".": {"import": "./a.js"}, "./b": "./gone.js"}}, [E, W]),
        ({"main": "x.js", "exports": {".": {"import": "./a.js", "require": "./gone.js"}}}, [E, E]),
        ({"main": "x.js", "exports": {"./b": "./a.js"}}, [E]),
        ({"main": "x.js", "exports": {".": {"acme": "./a.js"}}}, [E]),
        ({"types": "x.d.ts", "bin": "x.js", "exports": "./a.js"}, [E, E]),
    ],
)
def test_exports_that_answer_in_place_of_older_fields(manifest: dict[str, Any], expected: list[Level]) -> None:
    assert [level for level, _ in reported(manifest, ["a.js"])] == expected


@pytest.mark.parametrize(
    ("manifest", "files", "expected"),
    [
        ({"types": "a.d.ts"}, ["a.js"], [E]),
        ({"module": "a.js"}, [], [E]),
        ({"style": "a.css"}, [], [E]),
        ({"unpkg": "a.js", "jsdelivr": "a.js"}, [], [E]),
        ({"unpkg": "a.js", "jsdelivr": "b.js"}, [], [E, E]),
        ({"browser": "a.js"}, [], [E]),
        ({"browser": {"./b.js": "./c.js"}}, ["b.js"], [E]),
        ({"browser": {"./b.js": "./c.js"}}, [], [INFO]),
        ({"bin": {"a": "a.js", "b": "b.js"}}, [], [E, E]),
        ({"man": "a.1"}, [], [W]),
        ({"directories": {"man": "man"}}, [], [W]),
        ({"main": "gone.js"}, ["index.js"], [W]),
        ({"exports": {".": {"types": "./a.d.ts", "default": "./a.js"}}}, ["a.js"], [E]),
        ({"exports": {"./*": "./lib/*.js"}}, ["lib/a.ts"], [W]),
        ({"exports": {".": {"@own/source": "./src/a.ts", "default": "./a.js"}}}, ["a.js"], [INFO]),
        ({"exports": {".": ["./a.js", "./b.js"]}}, [], [E]),
        ({"imports": {"#x": "./x.js"}}, [], [W]),
        ({"imports": {"#x/*": "./x/*.js"}}, [], [INFO]),
        ({"main": "a.js", "publishConfig": {"main": "dist/a.js"}}, ["a.js"], [E]),
        ({"main": "src/a.ts", "publishConfig": {"main": "dist/a.js"}}, ["dist/a.js"], [W]),
        ({"main": "a.js", "publishConfig": {"main": "dist/a.js"}}, ["a.js", "dist/a.js"], []),
    ],
    ids=json.dumps,
)
def test_weights(manifest: dict[str, Any], files: list[str], expected: list[Level]) -> None:
    assert [level for level, _ in reported(manifest, files)] == expected


def test_names_over_100_characters() -> None:
    """The tar header has 100 bytes for a name: longer ones are stored in two other ways."""
    long = "/".join(["directory" * 3] * 4) + "/" + "n" * 80 + ".js"
    longer = "d" * 120 + "/" + "n" * 120 + ".js"
    assert reported({"main": long, "bin": longer}, [long, longer]) == []
    assert [level for level, _ in reported({"main": long}, [longer])] == [E]


def test_one_finding_for_one_file_that_many_fields_name() -> None:
    ((_, message),) = reported(
        {"main": "d.js", "exports": {"import": "./d.js", "require": "./d.js"}, "unpkg": "./d.js"}, []
    )[:1]
    assert message == "main names d.js, which is not in the tarball"
    messages = [m for _, m in reported({"exports": {"import": "./d.js", "require": "./d.js"}, "unpkg": "./d.js"}, [])]
    assert messages == ["unpkg and 2 more name ./d.js, which is not in the tarball"]


def test_links_are_no_files() -> None:
    """npm drops links when it unpacks, so that a target which is one is missing."""
    filename, data = build(
        Kind.NPM, {"package.json": '{"main": "a.js"}', "a.js": "b.js", "b.js": "1\n"}, modes={"a.js": 0o120777}
    )
    (found,) = lint(filename, data).results
    assert "missing-target" in {j.finding.rule for j in found.judged}


@pytest.mark.parametrize(
    ("value", "path"),
    [("./a//b/./c", "a/b/c"), ("a/../b", "b"), ("../a", None), ("", ""), (".", ""), ("/a", "a"), ("a/", "a")],
)
def test_normal(value: str, path: str | None) -> None:
    assert normal(value) == path


def test_a_pattern_needs_a_character_and_repeats_it() -> None:
    listing = Listing(["lib/.js", "lib/a/b.js", "lib/x[1].js"])
    assert listing.has("./lib/*.js", How.PATTERN)
    assert not Listing(["lib/.js"]).has("./lib/*.js", How.PATTERN)
    assert not listing.has("./lib/*/*.js", How.PATTERN)
    assert listing.has("./lib/x[*].js", How.PATTERN)
    assert not listing.has("./lib/../../*", How.PATTERN)


def test_hostile_manifests() -> None:
    deep: Any = "./a.js"
    for _ in range(60):
        deep = {"node": deep}
    assert reported({"exports": deep}, []) == []  # deeper than anybody follows
    wide = {f"./{number}": f"./{number}.js" for number in range(3000)}
    assert len(reported({"exports": wide}, [])) == 3000
    stars = {f"./{number}/*": "./" + "*/" * 30 + "x" for number in range(20)}
    assert len(reported({"exports": stars}, ["a/" * 61 + "x"])) == 1


@pytest.mark.parametrize(
    ("manifest", "files", "fix"),
    [
        ({"exports": "index.js"}, ["index.js"], "write ./index.js"),
        ({"exports": "./lib"}, ["lib/index.js"], "write ./lib/index.js"),
        ({"exports": {".": "./lib/a"}}, ["lib/a.cjs"], "write ./lib/a.cjs"),
        ({"bin": {"demo": "bin/demo"}}, ["bin/demo.js"], "write ./bin/demo.js"),
        ({"main": "./Lib/Index.js"}, ["lib/index.js"], "write ./lib/index.js"),
        ({"exports": {".": "./a.js", "import": "./a.js"}}, ["a.js"], 'below the path "."'),
    ],
)
def test_a_file_that_is_there_under_another_name_is_named(manifest: dict[str, Any], files: list[str], fix: str) -> None:
    assert fix in advice(manifest, files)


def test_a_file_that_is_not_there_at_all_is_to_be_taken_in() -> None:
    assert advice({"main": "dist/main.js"}, ["src/main.ts"]) == "dist/main.js"


def advice(manifest: dict[str, Any], files: list[str]) -> str:
    text = json.dumps({"name": "demo", "version": "1.0.0", "license": "MIT", **manifest})
    (found,) = lint(*build(Kind.NPM, {"package.json": text, **dict.fromkeys(files, "1\n")})).results
    (fix,) = (j.finding.fix for j in found.judged if j.finding.rule == "missing-target")
    assert fix
    return fix.text or fix.paths[0]
