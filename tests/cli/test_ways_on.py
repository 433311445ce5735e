"""What a newcomer is told when there is nothing yet: where to look, what to run, and what to write."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(args: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(args) == code
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


def test_a_tarball_beside_the_output_of_the_compiler_is_pointed_at(capsys: pytest.CaptureFixture[str]) -> None:
    Path("dist").mkdir()
    for index in range(5):
        Path(f"dist/{index}.js").write_text("")
    name, data = build(Kind.NPM, {"dist/0.js": "1;\n"})
    Path(name).write_bytes(data)
    reported = said(["check"], 3, capsys)
    assert "0.js, dist/1.js, dist/2.js and 2 more)" in reported.replace("\\", "/")
    assert f"found {name} here: run `pkglint check *.tgz`" in reported
    assert "`pkglint init *.tgz`" in said(["init"], 3, capsys)
    assert run(["init", "*.tgz"]) == 0, "globs are expanded here"


@pytest.mark.parametrize(
    ("files", "way"),
    [
        ([], "build first, or name the artifacts"),
        (["setup.py"], "build first, with `python -m build`, or let `pkglint check --build auto`"),
        (["package.json"], "build first, with `npm pack`, or"),
        (["package.json", "pyproject.toml"], "build first, with `python -m build` or `npm pack`, or"),
    ],
)
def test_the_way_to_build_is_that_of_the_project(
    files: list[str], way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in files:
        Path(name).write_text("{}" if name.endswith("json") else "")
    assert way in said(["check"], 3, capsys)
    assert way in said(["init"], 3, capsys)
    assert way not in said(["check", "*.whl"], 3, capsys), "who names paths knows the way"


def test_nobody_is_reported_to_delete_the_file_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    name, data = build(Kind.NPM, {"dist/0.js": "1;\n"})
    Path(name).write_bytes(data)
    for policy, text, section in (
        ("pyproject.toml", "[tool.pkglint]\n", "[tool.pkglint]"),
        ("package.json", '{"pkglint": {}}', '"pkglint"'),
    ):
        Path(policy).write_text(text)
        reported = said(["init", name], 2, capsys)
        assert f"'{policy}' holds a policy already, {section}" in reported
        assert "delete" not in reported
        assert "version: 1" in said(["init", name, "-o", "-"], 0, capsys)
        Path(policy).unlink()


@pytest.mark.parametrize(
    ("how", "reported"),
    [
        ("npm", "holds no package.json: nothing to build"),
        ("python", "holds no pyproject.toml or setup.py or setup.cfg: nothing to build"),
        ("auto", "holds neither pyproject.toml, setup.py nor package.json"),
    ],
)
def test_nothing_to_build(how: str, reported: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert reported in said(["check", "--build", how], 3, capsys)


@pytest.mark.skipif(sys.platform == "win32", reason="the npm of this test is a shell script")
def test_what_a_quiet_build_prints_is_shown_when_it_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    name, data = build(Kind.NPM, {"dist/0.js": "1;\n"})
    Path("made.tgz").write_bytes(data)
    Path("package.json").write_text('{"name": "made"}')
    npm = Path("bin/npm")
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\necho made with care\ncp made.tgz "$3/{name}" && exit $FAILS\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", "bin", prepend=":")
    monkeypatch.setenv("FAILS", "0")
    assert run(["check", "--build", "npm", "-q"]) == 0
    assert capfd.readouterr() == ("", "")
    assert run(["check", "--build", "npm"]) == 0
    assert "made with care" in capfd.readouterr().err
    monkeypatch.setenv("FAILS", "1")
    assert run(["check", "--build", "npm", "-q"]) == 3
    out, err = capfd.readouterr()
    assert "made with care" in err
    assert "npm pack failed in . with exit code 1, see above" in " ".join(out.split())


def test_explain_finds_and_lists_rules(capsys: pytest.CaptureFixture[str]) -> None:
    reported = said(["explain"], 0, capsys)
    assert "source-map " in reported
    assert "env-file " in reported
    assert "did you mean 'env-file'?" in said(["explain", "env"], 2, capsys)
    assert "did you mean 'bytecode'?" in said(["explain", "bytecod"], 2, capsys)
    assert "`pkglint explain` lists them" in said(["explain", "zzz"], 2, capsys)
    assert "name one rule, or --all" in said(["explain", "env-file", "--all"], 2, capsys)


def test_stray_files_are_not_to_be_built_again(capsys: pytest.CaptureFixture[str]) -> None:
    Path("dist").mkdir()
    Path("dist/NOTES.txt").write_text("later\n")
    reported = said(["check", "dist/*"], 3, capsys)
    assert "do not name it" in reported
    assert "build it again" not in reported


def test_shown_limits_are_sizes_and_load_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "--show"]) == 0
    shown = capsys.readouterr().out
    assert "max-packed: 1 GiB" in shown
    assert "max-extension: 256 KiB" in shown
    assert "max-members: 200000" in shown
    Path(".pkglint.yaml").write_text(shown)
    assert run(["config", "--show"]) == 0
    again = capsys.readouterr().out
    assert [line.split("#")[0] for line in again.splitlines()] == [line.split("#")[0] for line in shown.splitlines()]
