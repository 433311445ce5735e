"""A policy may extend others: local files, in order, with every mistake in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import pkglint
from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind

BASE = "version: 1\nrules: {junk-file: error}\nbudgets: {files: 7}\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "repo").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    name, data = build(Kind.WHEEL, {"demo/__init__.py": "", "demo/.DS_Store": b"\0\0\0\1Bud1"})
    Path(name).write_bytes(data)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert run(["config", "--show"]) == code
    out, err = capsys.readouterr()
    return (out + err).replace("\\", "/")


def test_the_own_text_counts_more_than_what_it_extends(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "org.yaml").write_text(BASE + "preset: strict\n")
    (place / "team.yaml").write_text("version: 1\nextends: org.yaml\nbudgets: {files: 8}\n")
    Path(".pkglint.yaml").write_text("version: 1\nextends: [../team.yaml]\nbudgets: {file: 1 MB}\n")
    reported = shown(capsys)
    assert "files: 8" in reported
    assert "../team.yaml:3" in reported
    assert "../org.yaml:2" in reported
    assert "preset strict" in reported
    assert run(["check", "*.whl"]) == 1
    report = pkglint.check(next(Path().glob("*.whl")), policy=".pkglint.yaml")
    assert not report.ok


def test_missing_files_cycles_and_broken_ones_are_reported_in_their_place(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Path(".pkglint.yaml")
    mine.write_text("version: 1\nextends:\n  - ../gone.yaml\n  - strict\n")
    reported = shown(capsys, 2)
    assert ".pkglint.yaml:3:5: error: cannot read `../gone.yaml`: No such file or directory" in reported
    assert "write `preset: strict`" in reported
    (place / "a.yaml").write_text("version: 1\nextends: b.yaml\n")
    (place / "b.yaml").write_text("version: 1\nextends: a.yaml\n")
    mine.write_text("version: 1\nextends: ../a.yaml\n")
    reported = shown(capsys, 2)
    assert "../b.yaml:2:10: error: `a.yaml` extends itself: ../a.yaml -> ../b.yaml -> ../a.yaml" in reported
    (place / "b.yaml").write_text("version: 1\nrules: {junk: error}\n")
    assert "../b.yaml:2:9" in shown(capsys, 2)
    mine.write_text("version: 1\nextends: https://example.org/a.yaml\n")
    assert "a local file" in shown(capsys, 2)


def test_an_exception_of_another_file_counts_and_is_not_called_unused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = "  - {{rule: {}, paths: ['*'], reason: Meant for all of our packages}}\n"
    (place / "org.yaml").write_text(BASE + "ignore:\n" + entry.format("junk-file") + entry.format("bytecode"))
    Path(".pkglint.yaml").write_text("version: 1\nextends: ../org.yaml\n")
    assert run(["check", "*.whl", "--fail-on", "info"]) == 0
    assert "unused-ignore" not in capsys.readouterr().out
