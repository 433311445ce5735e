"""``check --against``: the right release is found, what is new fails, and what cannot be compared is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fixtures.build import build
from fixtures.lint import lint, released
from pkglint.cli import run
from pkglint.model import Kind, Level
from pkglint.model.reference import Compared
from pkglint.report.kit.summary import compared
from tests.compare.built import PLAIN, put

ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
LEFT: dict[str, str | bytes] = {**PLAIN, "demo/__pycache__/a.cpython-311.pyc": "x"}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().err.split())


def findings(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    report = json.loads(capsys.readouterr().out)
    return [(f["rule"], f["message"]) for artifact in report["artifacts"] for f in artifact["findings"]]


def test_the_highest_lower_version_of_the_same_name_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.10", {**PLAIN, "demo/b.bin": "1\n"})
    for version in ("0.9", "1.2", "1.9", "1.10", "2.0"):
        put("old", version)
    put("old", "1.9.5", kind="sdist")
    put("old", "1.9.6", name="other")
    assert run(["check", "--no-config", "-f", "json", "--against", "old", "dist"]) == 0
    assert findings(capsys) == [("added-file", "is the only .bin file, of which 1.9 had none")]


def test_a_file_is_taken_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.1", {**PLAIN, "demo/b.bin": "1\n"})
    old = put("old", "0.5")
    assert run(["check", "--no-config", "-f", "json", "--against", str(old), "dist"]) == 0
    assert "0.5" in findings(capsys)[0][1]


def test_no_earlier_release(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.0")
    put("old", "1.0")
    put("old", "1.1")
    arguments = ["check", "--no-config", "--no-progress", "--against", "old", "dist"]
    assert run(arguments) == 3
    out = " ".join(capsys.readouterr().out.split())
    assert "demo-1.0-py3-none-any.whl has no earlier release in old: `--allow-empty` takes a first release" in out
    assert run([*arguments, "--allow-empty"]) == 0


def test_a_file_of_another_kind_or_package_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.1")
    for old in (put("old", "1.0", kind="sdist"), put("old", "1.0", name="other")):
        assert run(["check", "--no-config", "--against", str(old), "dist"]) == 2
        assert "is no earlier release of anything that is linted here" in said(capsys)


def test_a_release_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.1")
    old = put("old", "1.0")
    old.write_bytes(old.read_bytes()[:200])
    assert run(["check", "--no-config", "--against", "old", "dist"]) == 3
    assert "nothing was linted: 'old/demo-1.0-py3-none-any.whl' cannot be compared with" in said(capsys)


def test_a_warning_of_a_rule_that_was_silent_is_an_error() -> None:
    filename, data = build(Kind.WHEEL, LEFT, version="1.1")
    (alone,) = lint(filename, data).results
    assert [(j.finding.rule, j.level) for j in alone.active] == [("bytecode", Level.WARNING)]
    before = released(*build(Kind.WHEEL, PLAIN))
    (result,) = lint(filename, data, "", before).results
    (found,) = [j for j in result.active if j.finding.rule == "bytecode"]
    assert found.level is Level.ERROR
    assert found.finding.message.endswith("(new: 1.0 had none)")
    (result,) = lint(filename, data, "version: 1\nnew-findings: as-is\n", before).results
    assert {j.level for j in result.active if j.finding.rule == "bytecode"} == {Level.WARNING}


@pytest.mark.parametrize("policy", ["", "version: 1\nignore: [{rule: bytecode, reason: it is known for long}]\n"])
def test_known_findings_stay_what_they_are(policy: str) -> None:
    before = released(*build(Kind.WHEEL, LEFT), policy)
    more = {**LEFT, "demo/__pycache__/b.cpython-311.pyc": "x"}
    (result,) = lint(*build(Kind.WHEEL, more, version="1.1"), "", before).results
    assert {j.level for j in result.active if j.finding.rule == "bytecode"} == {Level.WARNING}


def test_an_exception_for_a_rule_that_compares_is_unused_only_where_it_compared() -> None:
    policy = "version: 1\nignore: [{rule: new-hook, reason: known for a long time}]\n"
    assert lint(*build(Kind.WHEEL, PLAIN, version="1.1"), policy).about_policy == ()
    before = released(*build(Kind.WHEEL, PLAIN))
    (unused,) = lint(*build(Kind.WHEEL, PLAIN, version="1.1"), policy, before).about_policy
    assert unused.finding.rule == "unused-ignore"


def test_many_artifacts_in_processes(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b", "c"):
        put("old", "1.0", name=name)
        put("dist", "1.1", {**PLAIN, "demo/b.bin": "1\n"}, name=name)
    assert run(["check", "--no-config", "-j", "2", "-f", "json", "--against", "old", "dist"]) == 0
    assert [rule for rule, _ in findings(capsys)] == ["added-file"] * 3


def manifest(needs: dict[str, str], key: str = "dependencies") -> dict[str, str | bytes]:
    return {"package.json": json.dumps({"name": "demo", "license": "MIT", key: needs}), "a.js": "1\n"}


@pytest.mark.parametrize(
    ("versions", "wanted"),
    [(("1.0.0", "1.0.1"), Level.ERROR), (("1.0.0", "1.1.0"), Level.WARNING), (("1.0.0", "2.0.0"), Level.INFO)],
)
def test_a_new_dependency_by_how_far_the_version_goes(versions: tuple[str, str], wanted: Level) -> None:
    before = released(*build(Kind.NPM, manifest({}), version=versions[0]))
    (result,) = lint(*build(Kind.NPM, manifest({"b": "1"}), version=versions[1]), "", before).results
    assert [(j.finding.rule, j.level) for j in result.active if j.finding.rule == "new-dependency"] == [
        ("new-dependency", wanted)
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("@demo/exe.netbsd-x64", Level.INFO),
        ("@demo/exe.linux-x86_64-gnu", Level.INFO),
        ("@types/node", Level.INFO),
        ("@demo/other.linux-x64", Level.ERROR),
        ("@evil/exe.linux-x64", Level.ERROR),
        ("exe-linux-x64", Level.ERROR),
        ("types-node", Level.ERROR),
    ],
)
def test_builds_for_platforms_and_types_are_reported_from_others(name: str, wanted: Level) -> None:
    known = {"@demo/exe.linux-x64": "1.0.0", "exe-win32-x64": "1.0.0"}
    before = released(*build(Kind.NPM, manifest(known, "optionalDependencies"), version="1.0.0"))
    files = manifest({**known, name: "1.0.0"}, "optionalDependencies")
    (result,) = lint(*build(Kind.NPM, files, version="1.0.1"), "", before).results
    assert [j.level for j in result.active if j.finding.rule == "new-dependency"] == [wanted]


def test_in_a_major_release_commands_code_and_size_weigh_less() -> None:
    elf = b"\x7fELF\x02\x01\x01" + bytes(60)
    old: dict[str, str | bytes] = {"demo/a.txt": "${text:200KB}", "demo.py": ""}
    new: dict[str, str | bytes] = {
        "demo/a.txt": "${text:350KB}",
        "demo.py": "",
        "demo/fast.so": elf,
        "demo-VERSION.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
    }
    levels = {}
    for version in ("1.0.1", "2.0"):
        files = {path.replace("VERSION", version): data for path, data in new.items()}
        (result,) = lint(*build(Kind.WHEEL, files, version=version), "", released(*build(Kind.WHEEL, old))).results
        levels[version] = {j.finding.rule: j.level for j in result.active}
    assert {rule: levels["1.0.1"][rule] for rule in ("new-executable", "new-command", "size-growth")} == {
        "new-executable": Level.ERROR,
        "new-command": Level.WARNING,
        "size-growth": Level.WARNING,
    }
    assert {rule: levels["2.0"][rule] for rule in ("new-executable", "new-command", "size-growth")} == {
        "new-executable": Level.WARNING,
        "new-command": Level.INFO,
        "size-growth": Level.INFO,
    }


def test_relatives_of_a_known_kind_are_no_new_kind() -> None:
    old = released(*build(Kind.NPM, {"dist/a.js": "1\n", "dist/a.png": "1"}, version="1.0.0"))
    new: dict[str, str | bytes] = {"dist/a.js": "1\n", "dist/a.png": "1", "dist/a.mjs": "1\n", "dist/b.svg": "<svg/>"}
    (result,) = lint(*build(Kind.NPM, new, version="1.0.1"), "", old).results
    assert {j.level for j in result.active if j.finding.rule == "added-file"} == {Level.INFO}
    (result,) = lint(*build(Kind.NPM, {**new, "dist/c.zip": "1"}, version="1.0.1"), "", old).results
    assert Level.WARNING in {j.level for j in result.active if j.finding.rule == "added-file"}


@pytest.mark.parametrize(
    ("before", "came", "wanted"),
    [
        ((".eslintrc",), ".nycrc", Level.INFO),
        (("index.js",), ".nycrc", Level.WARNING),
        ((".github/a.yml",), ".github/b.yml", Level.INFO),
        ((".eslintrc", "lib/a.js"), "lib/.cache", Level.WARNING),
        ((".eslintrc",), ".claude/a.json", Level.WARNING),
        (("a.js", "b.js", "c.js"), "d.js", Level.INFO),
        (("a.js", "b.js"), "d.js", Level.WARNING),
        (("index.js",), "index.d.ts", Level.INFO),
        (("src/a.js",), "src/py.typed", Level.INFO),
    ],
)
def test_a_new_place_is_one_that_has_nothing_like_it(before: tuple[str, ...], came: str, wanted: Level) -> None:
    files: dict[str, str | bytes] = dict.fromkeys(before, "1\n")
    old = released(*build(Kind.NPM, files, version="1.0.0"))
    (result,) = lint(*build(Kind.NPM, {**files, came: "1\n"}, version="1.0.1"), "", old).results
    assert {j.level for j in result.active if j.finding.rule == "added-file"} == {wanted}


@pytest.mark.parametrize(("versions", "loud"), [(("1.9.0", "2.0.0"), False), (("1.9.0", "1.9.1"), True)])
def test_a_major_release_may_be_another_thing(versions: tuple[str, str], loud: bool) -> None:
    old = released(*build(Kind.NPM, {"index.js": "1\n"}, version=versions[0]))
    new: dict[str, str | bytes] = {
        "index.js": "1\n",
        "docs/a.svg": "<svg/>\n",
        "docs/b.svg": "<svg/>\n",
        "x.pyc": "1\n",
    }
    (result,) = lint(*build(Kind.NPM, new, version=versions[1]), "", old).results
    raised = [j for j in result.active if "(new:" in j.finding.message]
    assert bool(raised) is loud
    assert ("docs" in {j.finding.path for j in result.active if j.finding.rule == "added-file"}) is loud


def test_one_more_entry_point_of_a_group_that_had_some_is_usual() -> None:
    def released_with(version: str, points: str) -> tuple[str, bytes]:
        return build(Kind.WHEEL, {"demo.py": "", f"demo-{version}.dist-info/entry_points.txt": points}, version=version)

    old = released(*released_with("1.0", "[pytest11]\na = demo\n"))
    for group, wanted in (("pytest11", Level.INFO), ("spacy", Level.WARNING), ("console_scripts", Level.WARNING)):
        (result,) = lint(*released_with("1.0.1", f"[pytest11]\na = demo\n[{group}]\nb = demo\n"), "", old).results
        assert [j.level for j in result.active if j.finding.rule == "new-command"] == [wanted], group


def test_one_more_of_many_compiled_modules_is_usual_but_in_a_patch() -> None:
    many: dict[str, str | bytes] = {f"demo/a{letter}.abi3.so": ELF for letter in "bcdefghijkl"}
    for version, wanted in (("1.1", Level.INFO), ("1.0.1", Level.WARNING)):
        old = released(*build(Kind.WHEEL, many, version="1.0"))
        (result,) = lint(*build(Kind.WHEEL, {**many, "demo/z.abi3.so": ELF}, version=version), "", old).results
        assert [j.level for j in result.active if j.finding.rule == "new-executable"] == [wanted]


def test_reports_say_what_was_compared_with(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.1", {**PLAIN, "demo/b.bin": "1\n"})
    put("old", "1.0")
    assert run(["check", "--no-config", "--no-progress", "dist"]) == 0
    assert "compared with" not in capsys.readouterr().out
    assert run(["check", "--no-config", "--no-progress", "--against", "old", "dist"]) == 0
    assert "compared with demo-1.0-py3-none-any.whl\n" in capsys.readouterr().out
    assert run(["check", "--no-config", "--no-progress", "-f", "markdown", "--against", "old", "dist"]) == 0
    summary = capsys.readouterr().out
    assert "Compared with demo&#45;1.0&#45;py3" in summary or "Compared with demo-1.0-py3" in summary
    assert "<summary>What changed: demo 1.0 -&gt; 1.1 (wheel)</summary>" in summary
    assert "| packed |" in summary
    assert "| new kind of file | + | .bin |" in summary


def test_many_references_are_counted() -> None:
    before = released(*build(Kind.WHEEL, PLAIN))
    report = lint(*build(Kind.WHEEL, PLAIN, version="1.1"), "", before)
    (result,) = report.results
    names = tuple(Compared("release", f"demo-{number}.whl") for number in range(9))
    many = replace(report, results=(replace(result, compared_with=names),))
    assert compared(many) == "demo-0.whl, demo-1.whl, demo-2.whl and 6 others"
    assert compared(replace(report, results=(replace(result, compared_with=names[:4]),))).endswith("and demo-3.whl")
