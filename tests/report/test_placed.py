"""Advice knows the file that it changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from pkglint.model import Finding, Fix, FixAction, Judged, Kind, Level, Package, Project, Report, Result
from pkglint.report.advice.fixes import Advice, lines
from pkglint.report.advice.placed import Ledger
from pkglint.report.advice.plan import plan
from tests.report import sample

WHEEL = Kind.WHEEL


def result(
    packer: str,
    kind: Kind,
    gone: Mapping[str, str],
    texts: Mapping[str, str],
    *,
    files: tuple[str, ...] = (),
    action: FixAction = FixAction.EXCLUDE,
    there: frozenset[str] = frozenset(),
) -> Result:
    """One artifact with a finding for each file of ``gone``, which come from these files of the project."""
    rows = tuple(sample.row(path, 10) for path in (*gone, *files))
    project = Project("", texts, gone, there=there, found=True)
    found = [
        Judged(Finding("rule", path, "x", fix=Fix(action, (path,))), Level.ERROR, f"{i:032}")
        for i, path in enumerate(gone)
    ]
    artifact = sample.artifact("demo-1.tgz", kind, 1)
    return Result(artifact, Package("demo", "1", packer=packer), rows, tuple(found), project=project)


def reported(made: Result) -> list[str]:
    return lines(Advice(made).steps(made.judged))


def after(made: Result, name: str) -> str:
    [(_, _, text)] = [entry for entry in plan(Report((made,)), Level.WARNING).files() if entry[0] == name]
    return text


PYTHON = {
    "a table that is there": (
        "poetry-core",
        '[tool.poetry]\nname = "n"\n',
        '[tool.poetry]\nname = "n"\nexclude = ["src/a/x.env"]\n',
        "Keep it out, in pyproject.toml, under [tool.poetry]:",
    ),
    "a list that is there": (
        "maturin",
        '[tool.maturin]\nexclude = ["b"]\n',
        '[tool.maturin]\nexclude = ["b", "src/a/x.env"]\n',
        "Keep it out, in pyproject.toml, where `exclude` of [tool.maturin] becomes:",
    ),
    "a list for all targets": (
        "hatchling",
        '[tool.hatch.build]\nexclude = ["b"]\n',
        '[tool.hatch.build]\nexclude = ["b", "src/a/x.env"]\n',
        "Keep it out, in pyproject.toml, where `exclude` of [tool.hatch.build] becomes:",
    ),
    "a file that is forced in": (
        "hatchling",
        '[tool.hatch.build.targets.wheel.force-include]\n"src/a/x.env" = "a/x.env"\n"b" = "b"\n',
        '[tool.hatch.build.targets.wheel.force-include]\n"b" = "b"\n',
        'Remove "src/a/x.env" from [tool.hatch.build.targets.wheel.force-include], in pyproject.toml',
    ),
    "an include of Poetry": (
        "poetry-core",
        '[tool.poetry]\ninclude = ["c", "src/a/x.env"]\n',
        '[tool.poetry]\ninclude = ["c"]\n',
        'Remove "src/a/x.env" from `include` of [tool.poetry], in pyproject.toml:\n    include = ["c"]',
    ),
    "setuptools' own table": (
        "setuptools",
        '[tool.setuptools.exclude-package-data]\na = ["b"]\n',
        '[tool.setuptools.exclude-package-data]\na = ["b", "x.env"]\n',
        "Keep it out, in pyproject.toml, where `a` of [tool.setuptools.exclude-package-data] becomes:",
    ),
}


@pytest.mark.parametrize("name", PYTHON)
def test_the_key_that_is_there_is_the_one_that_changes(name: str) -> None:
    packer, before, wanted, said = PYTHON[name]
    made = result(packer, WHEEL, {"a/x.env": "src/a/x.env"}, {"pyproject.toml": before}, files=("a/m.py",))
    assert after(made, "pyproject.toml") == wanted
    assert said in "\n".join(reported(made))


def test_a_data_scheme_goes_with_its_only_file_and_stays_with_another() -> None:
    text = '[tool.uv.build-backend]\nmodule-name = "a"\ndata = { purelib = "hooks" }\n'
    gone = {"a-1.data/purelib/a.pth": "hooks/a.pth"}
    made = result("uv-build", WHEEL, gone, {"pyproject.toml": text}, files=("a/m.py",))
    assert after(made, "pyproject.toml") == '[tool.uv.build-backend]\nmodule-name = "a"\n'
    made = result("uv-build", WHEEL, gone, {"pyproject.toml": text}, files=("a-1.data/purelib/b.txt",))
    assert plan(Report((made,)), Level.WARNING).files() == []
    assert "Delete hooks/a.pth" in reported(made)[0]


def test_a_script_says_which_flag_becomes_which() -> None:
    manifest = {"name": "demo", "bin": "dist/cli.js", "scripts": {"build": "esbuild a.ts --sourcemap=inline"}}
    texts = {"package.json": json.dumps(manifest)}
    made = result("npm-files", Kind.NPM, {"dist/cli.js": ""}, texts, action=FixAction.STRIP_MAPS)
    made = replace(made, package=replace(made.package, tools=("esbuild",)))
    assert reported(made) == [
        'Keep sources out of the maps, in package.json: in the script "build", replace --sourcemap=inline with:',
        "    --sourcemap=inline --sources-content=false",
        "No pattern keeps dist/cli.js out (`bin` names it): change how it is made.",
    ]
    assert plan(Report((made,)), Level.WARNING).by_hand == []
    assert "--sourcemap=inline --sources-content=false" in after(made, "package.json")


def test_two_rules_may_ask_for_the_same_entry_to_go() -> None:
    made = npm(["index.js", ".env"], (".env",), "index.js")
    [one] = made.judged
    made = replace(made, judged=(one, replace(one, finding=replace(one.finding, rule="secret"))))
    done = plan(Report((made,)), Level.WARNING)
    assert done.by_hand == []
    assert len(done.fixed) == 2


def test_packages_that_setuptools_finds_lists_or_guesses() -> None:
    gone = {"tests/a.py": "src/tests/a.py", "tests/b.py": "src/tests/b.py"}

    def change(text: str) -> str:
        made = result("setuptools", WHEEL, gone, {"pyproject.toml": text}, files=("demo/m.py",))
        judged = Judged(Finding("rule", "tests/", "x", fix=Fix(FixAction.EXCLUDE, ("tests/",))), Level.ERROR, "f" * 32)
        made = Result(made.artifact, made.package, made.rows, (judged,), project=made.project)
        return after(made, "pyproject.toml")

    find = '[tool.setuptools.packages.find]\nwhere = ["src"]\n'
    assert change(find) == find + 'exclude = ["tests*"]\n'
    listed = '[tool.setuptools]\npackages = ["demo", "tests", "tests.more", "testsuite"]\n'
    assert change(listed) == '[tool.setuptools]\npackages = ["demo", "testsuite"]\n'
    assert change('[project]\nname = "demo"\n').endswith(
        '[tool.setuptools.packages.find]\nwhere = ["src"]\nexclude = ["tests*"]\n'
    )


def test_many_files_of_one_name_are_one_line_of_setuptools() -> None:
    gone = {f"{path}.DS_Store": f"{path}.DS_Store" for path in ("a/", "a/b/", "a/b/c/")}
    made = result("setuptools", WHEEL, gone, {"pyproject.toml": ""}, files=("a/m.py",))
    assert reported(made)[1:] == ["    [tool.setuptools.exclude-package-data]", '    "*" = ["*.DS_Store"]']


def npm(files: list[str] | None, gone: tuple[str, ...], *others: str, **more: object) -> Result:
    manifest = {"name": "demo", **({"files": files} if files is not None else {}), **more}
    texts = {"package.json": json.dumps(manifest), ".gitignore": "node_modules\n"}
    packer = "npm-ignore" if files is None else "npm-files"
    return result(packer, Kind.NPM, {path: path for path in gone}, texts, files=("package.json", *others))


@pytest.mark.parametrize(
    ("files", "gone", "wanted"),
    [
        (["index.js", ".env"], (".env",), ["index.js"]),
        (["index.js", "./.env"], (".env",), ["index.js"]),
        (["*", ".env"], (".env",), ["*", "!/.env"]),
        (["lib", "coverage/"], ("coverage/a", "coverage/b"), ["lib"]),
        (["lib"], ("lib/.env",), ["lib", "!lib/.env"]),
        (["lib", "lib/.env"], ("lib/.env",), ["lib", "!lib/.env"]),
    ],
)
def test_an_entry_of_files_goes_where_a_pattern_would_do_nothing(
    files: list[str], gone: tuple[str, ...], wanted: list[str]
) -> None:
    assert json.loads(after(npm(files, gone, "lib/a.js", "index.js"), "package.json"))["files"] == wanted


def test_what_always_ships_is_never_left_out() -> None:
    for path, why in (
        ("package.json", "npm always ships it"),
        ("LICENSE.md", "npm always ships it"),
        ("cli.js", "bin"),
    ):
        made = npm(["cli.js"], (path,), bin="./cli.js")
        assert plan(Report((made,)), Level.WARNING).files() == []
        assert why in reported(made)[0]
        assert not any("!" in line for line in reported(made))


def test_without_files_an_npmignore_begins_as_a_copy_of_gitignore() -> None:
    assert after(npm(None, (".env",)), ".npmignore") == "node_modules\n/.env\n"


def test_a_file_that_was_never_built_is_not_to_be_listed() -> None:
    texts = {"package.json": '{"name": "demo", "files": ["dist"], "types": "./dist/index.d.ts"}'}
    made = result(
        "npm-files", Kind.NPM, {"dist/index.d.ts": ""}, texts, files=("dist/index.js",), action=FixAction.INCLUDE
    )
    assert reported(made) == [
        "dist/index.d.ts was not built: build it before packing, or correct `types`, in package.json."
    ]
    there = result(
        "npm-files",
        Kind.NPM,
        {"index.d.ts": ""},
        texts,
        action=FixAction.INCLUDE,
        there=frozenset({"index.d.ts"}),
    )
    assert json.loads(after(there, "package.json"))["files"] == ["dist", "index.d.ts"]


def test_a_list_of_all_that_ships_has_what_the_manifest_names() -> None:
    texts = {"package.json": '{"name": "demo", "main": "dist/a.js", "bin": {"b": "./bin/b.js"}}'}
    made = result(
        "npm-ignore",
        Kind.NPM,
        {"index.d.ts": ""},
        texts,
        action=FixAction.INCLUDE,
        there=frozenset({"index.d.ts"}),
    )
    assert reported(made)[-1].strip() == '"files": ["bin", "dist", "index.d.ts"]'


def test_nothing_is_reported_to_be_written_twice() -> None:
    made = result(
        "pdm-backend", WHEEL, {"a/x.env": "a/x.env"}, {"pyproject.toml": '[tool.pdm.build]\nexcludes = ["q"]\n'}
    )
    [step] = Advice(made).plan(made.judged)
    ledger = Ledger()
    first, second = ledger.once(step, made.project), ledger.once(step, made.project)
    assert first.code == ('excludes = ["q", "a/x.env"]',)
    assert second.code == ()
    assert second.say == "Keep it out, in pyproject.toml, as shown above"
    done = result(
        "pdm-backend", WHEEL, {"a/x.env": "a/x.env"}, {"pyproject.toml": '[tool.pdm.build]\nexcludes = ["a/x.env"]\n'}
    )
    assert reported(done) == ["Build again: it is excluded already."] or "excluded already" in reported(done)[0]


def test_without_a_project_nothing_is_changed() -> None:
    made = result("hatchling", WHEEL, {"a/x.env": "a/x.env"}, {})
    lost = Result(made.artifact, made.package, made.rows, made.judged)
    planned = plan(Report((lost,)), Level.WARNING)
    assert planned.files() == []
    assert [item.rule for item in planned.by_hand] == ["rule"]


def test_esbuild_is_switched_in_the_script_that_calls_it() -> None:
    build = "esbuild a.ts --sourcemap=inline --outfile=cli.js"
    manifest = {"name": "demo", "bin": "cli.js", "scripts": {"build": build, "x": "esbuild a"}}
    made = result("npm-ignore", Kind.NPM, {"cli.js": "cli.js"}, {"package.json": json.dumps(manifest)})
    found = Judged(
        Finding("source-map", "cli.js", "x", fix=Fix(FixAction.STRIP_MAPS, ("cli.js",))), Level.ERROR, "f" * 32
    )
    package = Package("demo", "1", packer="npm-ignore", tools=("esbuild",))
    made = Result(made.artifact, package, made.rows, (found,), project=made.project)
    scripts = json.loads(after(made, "package.json"))["scripts"]
    assert scripts == {"build": build.replace("inline", "inline --sources-content=false"), "x": "esbuild a"}


def test_a_file_is_not_built_where_others_of_its_directory_ship() -> None:
    texts = {"package.json": '{"name": "demo", "typings": "./esm/a.d.ts"}'}
    made = result("npm-ignore", Kind.NPM, {"esm/a.d.ts": ""}, texts, files=("esm/a.js",), action=FixAction.INCLUDE)
    gone = tuple(row for row in made.rows if row.path != "esm/a.d.ts")
    made = replace(made, rows=gone, project=Project(), package=replace(made.package, packing=texts))
    assert reported(made)[0].startswith("esm/a.d.ts was not built: build it before packing, or correct `typings`")
