"""`pkglint fix`: a diff by default, edits with --write, and nothing outside of the project."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from fixtures.build import build
from fixtures.fakes import fake
from pkglint.cli import run
from pkglint.model import Kind

PACKAGE = {"name": "demo", "version": "1.0.0", "license": "MIT", "files": ["index.js", ".env"]}
FILES: dict[str, str | bytes] = {
    "package.json": json.dumps(PACKAGE, indent=2) + "\n",
    "index.js": "module.exports = 1;\n",
    ".env": "PORT=80\nDATABASE_PASSWORD=correct-horse-battery-staple\n",
    "README.md": "x\n",
    "LICENSE": "MIT\n",
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def packed(root: Path, files: dict[str, str | bytes] = FILES) -> str:
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    name, data = build(Kind.NPM, files)
    Path(name).write_bytes(data)
    return name


def test_the_default_is_a_diff_that_git_applies(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tarball = packed(place)
    assert run(["fix", tarball]) == 1
    out, err = capsys.readouterr()
    assert (place / "package.json").read_text() == FILES["package.json"]
    assert '-    ".env"\n' in out
    assert "by hand: env-file" in err
    assert "correct-horse" not in out + err
    (place / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-"], input=out.encode(), check=True)
    assert json.loads((place / "package.json").read_text())["files"] == ["index.js"]


def test_write_changes_the_files_and_says_what_comes_next(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tarball = packed(place)
    before = sorted(place.iterdir())
    assert run(["fix", "--write", tarball]) == 1, "what was exposed is to be revoked by hand"
    assert "1 file changed for 1 finding: build again" in capsys.readouterr().err
    assert json.loads((place / "package.json").read_text()) == {**PACKAGE, "files": ["index.js"]}
    assert sorted(place.iterdir()) == before


def test_a_diff_shows_no_secret_that_stands_beside_the_change(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = fake("npm")
    manifest = json.dumps({**PACKAGE, "publishConfig": {"//r.example.com/:_authToken": token}}, indent=2)
    tarball = packed(place, {**FILES, "package.json": manifest})
    assert run(["fix", tarball, "--rule", "env-file"]) == 1
    out, err = capsys.readouterr()
    assert '-    ".env"' in out
    assert token not in out + err
    assert "a secret is hidden in this diff" in err
    assert run(["fix", "--write", tarball, "--rule", "env-file"]) == 1
    assert token in (place / "package.json").read_text()


def test_a_clean_artifact_needs_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**FILES, "package.json": json.dumps({**PACKAGE, "files": ["index.js"]})}
    del files[".env"]
    assert run(["fix", packed(place, files)]) == 0
    assert "nothing to change" in capsys.readouterr().err


def test_only_what_was_asked_for_is_fixed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tarball = packed(place)
    assert run(["fix", "--write", "--rule", "junk-file", tarball]) == 0
    assert run(["fix", "--write", "--rule", "junk", tarball]) == 2
    assert "junk-file" in capsys.readouterr().err
    assert json.loads((place / "package.json").read_text()) == PACKAGE


def test_a_package_of_a_workspace_is_changed_in_its_own_directory(place: Path) -> None:
    (place / "package.json").write_text('{"name": "root", "private": true}')
    (place / "packages").mkdir()
    tarball = packed(place / "packages/demo")
    assert run(["fix", "--write", tarball]) == 1
    assert json.loads((place / "packages/demo/package.json").read_text())["files"] == ["index.js"]
    assert (place / "package.json").read_text() == '{"name": "root", "private": true}'


def test_without_its_project_nothing_is_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tarball = packed(place)
    (place / "package.json").write_text('{"name": "another"}')
    assert run(["fix", "--write", tarball]) == 1
    assert "looked for by the package's name" in capsys.readouterr().err
    assert (place / "package.json").read_text() == '{"name": "another"}'


@pytest.mark.skipif(os.name == "nt", reason="Windows has no links for everybody")
def test_a_link_that_leads_out_is_not_written_through(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tarball = packed(place)
    outside = tmp_path_factory.mktemp("out") / "package.json"
    (place / "package.json").rename(outside)
    (place / "package.json").symlink_to(outside)
    assert run(["fix", "--write", tarball]) == 2
    assert outside.read_text() == FILES["package.json"]


def test_there_is_nothing_to_fix_in_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fix"]) == 3
    assert "nothing to fix: looked for" in capsys.readouterr().err


def test_a_directory_of_the_project_is_not_one_that_was_never_built(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = json.dumps({"name": "demo", "version": "1.0.0", "license": "MIT", "main": "lib/index.js"}, indent=2)
    (place / "lib").mkdir()
    files: dict[str, str | bytes] = {
        "package.json": manifest,
        "lib/index.js": "module.exports = 1;\n",
        "notes/plan.bin": b"\1\2\3" * 50,
    }
    (place / "notes").mkdir()
    name = packed(place, files)
    assert run(["check", name]) == 0
    reported = capsys.readouterr().out
    assert "no-files-list" in reported
    assert "not built" not in reported
    assert '"files": ["lib"]' in reported
