"""Advice is exact: lines that a user pastes and that do what they say."""

from __future__ import annotations

import shlex
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from pkglint.model import Evidence, Finding, Fix, FixAction, Judged, Kind, Level, Package, Result
from pkglint.policy.judge.patterns import Patterns
from pkglint.report.advice import packers
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.fixes import Advice, exception, lines
from pkglint.report.advice.step import Step
from pkglint.report.advice.switches import switches
from tests.report import sample

PACKERS = [
    ("hatchling", Kind.WHEEL, ["[tool.hatch.build.targets.wheel]", 'exclude = ["**/demo/.env"]']),
    ("hatchling", Kind.SDIST, ["[tool.hatch.build.targets.sdist]", 'exclude = ["demo/.env"]']),
    ("setuptools", Kind.WHEEL, ["[tool.setuptools.exclude-package-data]", 'demo = [".env"]']),
    ("setuptools", Kind.SDIST, ["exclude demo/.env"]),
    ("poetry-core", Kind.WHEEL, ["[tool.poetry]", 'exclude = ["**/demo/.env"]']),
    ("flit", Kind.WHEEL, ["[tool.flit.sdist]", 'exclude = ["**/demo/.env"]']),
    ("pdm-backend", Kind.WHEEL, ["[tool.pdm.build]", 'excludes = ["**/demo/.env"]']),
    ("uv-build", Kind.WHEEL, ["[tool.uv.build-backend]", 'wheel-exclude = ["demo/.env"]']),
    ("uv-build", Kind.SDIST, ["[tool.uv.build-backend]", 'source-exclude = ["demo/.env"]']),
    ("maturin", Kind.WHEEL, ["[tool.maturin]", 'exclude = ["**/demo/.env"]']),
    ("meson-python", Kind.WHEEL, ["exclude_files: ['.env'],"]),
    ("meson-python", Kind.SDIST, ["demo/.env export-ignore"]),
    ("npm-files", Kind.NPM, ['"!demo/.env"']),
    ("npm-ignore", Kind.NPM, ["demo/.env"]),
    ("", Kind.WHEEL, ["[tool.setuptools.exclude-package-data]", 'demo = [".env"]']),
    ("", Kind.NPM, ["demo/.env"]),
]


def excluding(packer: str, kind: Kind, patterns: Sequence[str]) -> list[Step]:
    return packers.excluding(packer, Ask(kind, tuple(patterns)))


def including(packer: str, kind: Kind, patterns: Sequence[str]) -> list[Step]:
    return packers.including(packer, Ask(kind, tuple(patterns)))


@pytest.mark.parametrize(("packer", "kind", "wanted"), PACKERS)
def test_exclude(packer: str, kind: Kind, wanted: list[str]) -> None:
    assert [line for step in excluding(packer, kind, ["demo/.env"]) for line in step.code] == wanted


@pytest.mark.parametrize("packer", sorted({packer for packer, _, _ in PACKERS if packer}))
@pytest.mark.parametrize("pattern", ["demo/**/*.map", "tests/", ".env", "demo/data/[[]slug].js", "a b.py", "demo/x'y"])
def test_every_pattern_makes_lines(packer: str, pattern: str) -> None:
    for kind in (Kind.WHEEL, Kind.SDIST, Kind.NPM):
        for made in (excluding, including):
            steps = made(packer, kind, [pattern])
            assert steps
            assert all(step.say and step.code and "{" not in step.say for step in steps)


def test_a_name_at_the_root_is_not_left_out_at_every_depth() -> None:
    assert excluding("hatchling", Kind.SDIST, [".env"])[0].code[1] == 'exclude = ["/.env"]'
    assert excluding("npm-ignore", Kind.NPM, ["tests/"])[0].code == ("/tests/",)
    assert excluding("npm-files", Kind.NPM, ["tests/"])[0].code == ('"!/tests/"',)


def test_long_lists_are_arrays_of_lines() -> None:
    code = excluding("pdm-backend", Kind.SDIST, [f"demo/some/very/long/name{i}" for i in range(4)])[0].code
    assert code[1] == "excludes = ["
    assert code[-1] == "]"


def test_switches_name_every_tool_or_the_one_in_use() -> None:
    assert [line.split()[0] for line in switches()] == ["tsc", "esbuild", "vite", "webpack", "rollup", "bun"]
    assert switches(("esbuild",)) == ("--sources-content=false",)
    assert [line.split()[0] for line in switches(("vite", "tsc", "swc"))] == ["tsc", "vite"]
    assert [line.split()[0] for line in switches(("swc",))] == [line.split()[0] for line in switches()]
    assert switches(("webpack",), links=True) == ('devtool: "hidden-source-map"',)


@pytest.mark.parametrize(
    ("path", "word"),
    [("a/b.js", "a/b.js"), (".env", "/.env"), ("a b", "'/a b'"), ("a/[x].js", "'a/[[]x].js'"), ("#a/b", "'/#a/b'")],
)
def test_exceptions_match_one_path_and_survive_a_shell(path: str, word: str) -> None:
    assert exception(path) == word
    assert Patterns((shlex.split(word)[0],)).matches(path)
    assert not Patterns((shlex.split(word)[0],)).matches(f"x/{path}")


def test_a_pattern_for_every_depth_works_at_every_depth() -> None:
    deep = ["**/__pycache__/", "**/*.py[co]"]
    assert excluding("setuptools", Kind.SDIST, deep)[0].code == ("prune **/__pycache__", "global-exclude *.py[co]")
    [step] = excluding("setuptools", Kind.WHEEL, deep)
    assert step.say == "Keep it out, in pyproject.toml"
    assert step.code == (
        "[tool.setuptools.exclude-package-data]",
        '"*" = ["*.py[co]", "__pycache__/*", "*/__pycache__/*"]',
    )
    assert excluding("setuptools", Kind.WHEEL, ["**/tests/"])[0].code[-1] == 'exclude = ["*.tests*", "tests*"]'
    assert excluding("uv-build", Kind.WHEEL, deep)[0].code[1] == 'wheel-exclude = ["**/__pycache__/**", "**/*.py[co]"]'
    meson = [line for step in excluding("meson-python", Kind.WHEEL, deep) for line in step.code]
    assert meson == ["exclude_directories: ['__pycache__'],", "[tool.meson-python.wheel]", 'exclude = ["**/*.py[co]"]']


def test_what_hatchling_is_forced_to_take_is_not_excluded_by_a_pattern() -> None:
    assert "force-include" in excluding("hatchling", Kind.WHEEL, ["demo.pth"])[0].say
    assert "force-include" not in excluding("hatchling", Kind.WHEEL, ["demo/a.txt", "tests/"])[0].say
    assert "force-include" not in excluding("hatchling", Kind.SDIST, ["demo.pth"])[0].say


def test_a_package_of_poetry_is_not_emptied() -> None:
    made = excluding("poetry-core", Kind.WHEEL, ["tests/", "demo/tests/"])
    assert [step.code for step in made] == [
        ('{ include = "tests", format = "sdist" },',),
        ("[tool.poetry]", 'exclude = ["**/demo/tests/**"]'),
    ]
    assert excluding("poetry-core", Kind.SDIST, ["tests/"])[0].code[1] == 'exclude = ["tests/**"]'


def test_what_gitignore_leaves_out_is_taken_in_by_a_list() -> None:
    assert including("npm-ignore", Kind.NPM, ["dist/index.js", "dist/index.d.ts"]) == [
        Step("Name all that ships", ('"files": ["dist"]',), "package.json")
    ]


def advice(action: FixAction, *paths: str, text: str = "", files: tuple[str, ...] = ()) -> list[str]:
    package = Package("demo", "1.0", packer="npm-ignore")
    rows = tuple(sample.row(path, 10) for path in files)
    result = Result(sample.artifact("demo-1.0.tgz", Kind.NPM, 1), package, rows, ())
    found = [
        Finding("rule", path, "x", fix=Fix(action, (path,), text), evidence=Evidence.of("npm-token", "npm_abcdefgh"))
        for path in paths
    ]
    return lines(Advice(result).steps([Judged(finding, Level.ERROR, "f" * 32) for finding in found]))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("npm", "the npm credential"), ("private-key", "the private key"), ("url-password", "the url password")],
)
def test_what_is_to_be_revoked_is_a_thing(kind: str, said: str) -> None:
    finding = Finding("secret", "a.js", "x", fix=Fix(FixAction.ROTATE), evidence=Evidence.of(kind, "abcdefgh"))
    result = Result(sample.artifact("a-1.tgz", Kind.NPM, 1), Package(), (), ())
    (step,) = Advice(result).steps([Judged(finding, Level.ERROR, "f" * 32)])
    assert f"revoke {said} first" in step.say


def test_rotate_says_what_to_revoke() -> None:
    told = advice(FixAction.ROTATE, ".env")
    assert told[0].startswith("If this was ever uploaded, revoke the npm token first")
    assert told[1:] == ["Keep it out, in .npmignore, which begins as a copy of .gitignore:", "    /.env"]


def test_a_secret_is_taken_out_of_code_that_must_ship() -> None:
    told = advice(FixAction.ROTATE, "src/app.js")
    assert told[1:] == ["Remove it from src/app.js: read it when the program runs."]


def test_pin_offers_the_command() -> None:
    reported = advice(FixAction.PIN, "a b.pth", text="move it.")
    assert reported[0] == "Move it."
    assert reported[-1] == "    pkglint ignore rule 'a b.pth' --pin --reason \"why it has to be there\""


def test_many_members_are_one_pattern() -> None:
    paths = [f"dist/{i % 7}/{i}.js.map" for i in range(50)]
    reported = advice(
        FixAction.EXCLUDE, *paths, files=(*paths, "dist/0/a.js", "dist/b.js", *(f"dist/{i}/c" for i in range(7)))
    )
    assert reported == ["Keep it out, in .npmignore, which begins as a copy of .gitignore:", "    dist/**/*.map"]


def test_a_pattern_never_takes_more_than_was_found() -> None:
    paths = [f"lib/{i}.js" for i in range(12)]
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/good.js"))
    assert reported[1:] == sorted(f"    {path}" for path in paths)


def test_a_directory_that_is_bad_throughout_is_left_out_as_one() -> None:
    paths = [f"lib/.cache/{i}/x{i}.{i}" for i in range(12)]
    assert advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/a"))[1:] == ["    lib/.cache/"]


def test_hundreds_of_patterns_are_counted() -> None:
    paths = [f"lib/{i}/x.js" for i in range(100)]
    files = (*paths, *(f"lib/{i}/y.js" for i in range(100)))
    told = advice(FixAction.EXCLUDE, *paths, files=files)
    assert told[0] == "Keep the first 24 of 100 files out, in .npmignore, which begins as a copy of .gitignore:"
    assert len(told) == 25


def test_a_map_inside_of_code_is_emptied_and_a_link_is_not_written() -> None:
    """Without a link the map would be beside the code, and ship with it."""
    stripped, unlinked = (
        lines(Advice(Result(sample.artifact("a-1.tgz", Kind.NPM, 1), Package(), (), ())).steps([judged]))
        for action in (FixAction.STRIP_MAPS, FixAction.UNLINK_MAPS)
        for judged in [Judged(Finding("rule", "a.js", "x", fix=Fix(action)), Level.ERROR, "f" * 32)]
    )
    assert stripped[0].startswith("Keep sources out of the maps")
    assert not any("hidden" in line or "external" in line for line in stripped)
    assert unlinked[0].startswith("Turn off the sourceMappingURL")
    assert any("hidden" in line for line in unlinked)


def test_what_lies_in_a_nested_archive_is_left_out_with_it() -> None:
    assert advice(FixAction.EXCLUDE, "a/old.tgz!package/.env", files=("a/old.tgz",))[1:] == ["    a/old.tgz"]


def test_names_with_wildcards_are_taken_literally() -> None:
    assert advice(FixAction.EXCLUDE, "app/[slug].js", files=("app/[slug].js",))[1:] == ["    app/[[]slug].js"]


@pytest.mark.parametrize("layout", ["", "src/"])
@pytest.mark.parametrize("pattern", ["demo/.env", "demo/**/*.map", "demo/tests/"])
def test_hatchling_does_what_the_lines_say(layout: str, pattern: str, tmp_path: Path) -> None:
    for name in (".env", "a.js.map", "sub/b.js.map", "tests/c.py", "__init__.py", "app.py"):
        path = tmp_path / layout / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", "utf-8")
    project = (
        '[build-system]\nrequires=["hatchling"]\nbuild-backend="hatchling.build"\n[project]\nname="demo"\nversion="1"\n'
    )
    [step] = excluding("hatchling", Kind.WHEEL, [pattern])
    held = []
    for text in (project, project + "\n".join(step.code)):
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
        build = "import hatchling.build as b; print(b.build_wheel('.'))"
        done = subprocess.run([sys.executable, "-c", build], cwd=tmp_path, check=True, capture_output=True, text=True)
        with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
            held.append({name for name in wheel.namelist() if name.startswith("demo/")})
    gone = {
        "demo/.env": {"demo/.env"},
        "demo/**/*.map": {"demo/a.js.map", "demo/sub/b.js.map"},
        "demo/tests/": {"demo/tests/c.py"},
    }
    assert held[0] - held[1] == gone[pattern]


@pytest.mark.parametrize(
    ("tools", "reported"),
    [
        (("esbuild",), ["Keep sources out of the maps, in the options of esbuild:", "    --sources-content=false"]),
        ((), ["Keep sources out of the maps, where they are made:", '    tsc      "sourceMap": false']),
    ],
)
def test_the_switch_is_that_of_the_tool_in_use(tools: tuple[str, ...], reported: list[str]) -> None:
    result = Result(sample.artifact("demo-1.0.tgz", Kind.NPM, 1), Package("demo", "1.0", tools=tools), (), ())
    finding = Finding("rule", "a.js", "x", fix=Fix(FixAction.STRIP_MAPS))
    made = lines(Advice(result).steps([Judged(finding, Level.ERROR, "f" * 32)]))
    assert made[0] == reported[0]
    assert made[1].startswith(reported[1])
    assert len(made) == (2 if tools else 7)
