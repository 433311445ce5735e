"""``init``, ``ignore`` and ``config`` as a maintainer meets them in a fresh project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind

POLICY = Path(".pkglint.yaml")
CLEAN: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n", "demo/more.py": "MORE = 2\n"}
HOOK: dict[str, str | bytes] = {**CLEAN, "demo.pth": "import demo\n"}
REASON = ("--reason", "The hook is what the package is for")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(files: dict[str, str | bytes], kind: Kind = Kind.WHEEL, version: str = "1.0") -> Path:
    name, data = build(kind, files, version=version)
    target = Path("dist") / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    return target


def test_init_then_check_is_green_and_a_new_file_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    put(CLEAN)
    put(CLEAN, Kind.SDIST)
    assert run(["init"]) == 0
    assert "wrote .pkglint.yaml from 2 artifacts" in capsys.readouterr().out
    assert run(["config"]) == 0
    assert run(["check"]) == 0
    put({**CLEAN, "demo/notes.txt": "later\n"})
    capsys.readouterr()
    assert run(["check"]) == 1
    assert "unexpected-file" in capsys.readouterr().out


def test_init_refuses_to_overwrite_any_policy_that_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    put(CLEAN)
    Path("pyproject.toml").write_text("[tool.pkglint]\nversion = 1\n")
    assert run(["init"]) == 2
    assert "pyproject.toml" in capsys.readouterr().err
    assert not POLICY.exists()
    Path("pyproject.toml").write_text("[tool.other]\nversion = 1\n")
    POLICY.write_text("version: 1\n")
    assert run(["init"]) == 2
    assert run(["init", "-o", ".pkglint.yaml"]) == 2
    assert POLICY.read_text() == "version: 1\n"
    capsys.readouterr()
    assert run(["init", "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("# yaml-language-server: $schema=")


def test_init_in_a_package_below_a_policy_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    POLICY.write_text("version: 1\n")
    Path("packages/demo").mkdir(parents=True)
    monkeypatch.chdir("packages/demo")
    put(CLEAN)
    assert run(["init"]) == 0
    assert POLICY.is_file()


def test_init_without_artifacts_or_with_broken_ones_is_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init"]) == 3
    assert "build first" in capsys.readouterr().err
    put(CLEAN).write_bytes(b"PK\x03\x04 not much of a wheel")
    assert run(["init"]) == 3
    assert not POLICY.exists()
    put(CLEAN, Kind.SDIST)
    assert run(["init"]) == 3
    assert POLICY.exists()
    assert "was not linted" in capsys.readouterr().err


def test_init_then_pin_then_green(capsys: pytest.CaptureFixture[str]) -> None:
    put(HOOK)
    assert run(["init"]) == 0
    assert "1 finding to fix or to justify" in capsys.readouterr().out
    assert run(["check"]) == 1
    assert run(["ignore", "pth-hook", "demo.pth", "--pin", *REASON]) == 0
    assert run(["check"]) == 0
    put({**HOOK, "demo.pth": "import os\n"})
    capsys.readouterr()
    assert run(["check"]) == 1, "other content is not what was pinned"
    assert "the exception pins other content than what is there now" in capsys.readouterr().out
    put(CLEAN)
    capsys.readouterr()
    run(["check"])
    assert "the exception silenced nothing" in capsys.readouterr().out


def test_ignore_makes_a_policy_where_there_is_none() -> None:
    put(HOOK)
    assert run(["ignore", "pth-hook", "demo.pth", *REASON, "--expires", "2999-01-01", "--artifact", "wheel"]) == 0
    assert run(["check"]) == 0
    assert run(["check", "--no-ignores"]) == 1
    assert "expires: 2999-01-01" in POLICY.read_text()


def test_ignore_edits_the_policy_that_check_uses(capsys: pytest.CaptureFixture[str]) -> None:
    put(HOOK)
    for name, text in (("pyproject.toml", "[tool.pkglint]\n"), ("package.json", '{"pkglint": {}}')):
        Path(name).write_text(text)
        assert run(["ignore", "pth-hook", "demo.pth", *REASON]) == 0
        assert f"to {name}" in capsys.readouterr().out
        assert run(["check"]) == 0
        Path(name).unlink()
    assert not POLICY.exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["pth-hok", "demo.pth", *REASON], "did you mean `pth-hook`?"),
        (["pth-hook", "demo.pth", "--reason", "short"], "ten characters"),
        (["pth-hook", "./demo.pth", *REASON], "cannot match"),
        (["pth-hook", "demo.pth", *REASON, "--expires", "soon"], "not a day"),
        (["pth-hook", "demo.pth", *REASON, "--expires", "2020-01-01"], "has passed"),
        (["secret", "demo.pth", *REASON], "or a sha256"),
        (["unused-ignore", *REASON], "cannot be ignored"),
        (["pth-hook", "other.pth", "--pin", *REASON], "nothing to pin"),
        (["pth-hook", "demo.pth", "--pin", "--from", "dist/*.tgz", *REASON], "nothing to pin"),
        (["pth-hook", "demo.pth"], "--reason"),
    ],
)
def test_ignore_refuses(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(HOOK)
    assert run(["ignore", *args]) == 2
    reported = capsys.readouterr().err
    assert said in reported
    assert f"{POLICY}:" not in reported, "nobody can open a line that was not written"
    assert not POLICY.exists()


def test_ignore_leaves_a_broken_policy_alone(capsys: pytest.CaptureFixture[str]) -> None:
    POLICY.write_text("fail-on: eror\n")
    assert run(["ignore", "pth-hook", "demo.pth", *REASON]) == 2
    assert ".pkglint.yaml:1:10: error: `eror`" in capsys.readouterr().err
    assert POLICY.read_text() == "fail-on: eror\n"


def test_config_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config"]) == 0
    assert "no policy file; preset recommended applies" in capsys.readouterr().out
    POLICY.write_text("preset: [strict, open-source]\n")
    assert run(["config", "--check"]) == 0
    assert ".pkglint.yaml is valid: presets strict, open-source, 0 exceptions" in capsys.readouterr().out
    POLICY.write_text("expected-files: [*.map, !x]\nrules: {source-mapp: off}\n")
    assert run(["config"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("error: ") == 3


def test_two_policies_in_one_directory_are_both_named(capsys: pytest.CaptureFixture[str]) -> None:
    POLICY.write_text("version: 1\n")
    Path("pyproject.toml").write_text("[tool.pkglint]\nversion = 1\n")
    assert run(["config"]) == 2
    said = capsys.readouterr().err
    assert ".pkglint.yaml" in said
    assert "pyproject.toml" in said


def test_config_shows_origins(capsys: pytest.CaptureFixture[str]) -> None:
    POLICY.write_text("preset: strict\nbudgets: {packed: 5 MB}\n")
    assert run(["config", "--show"]) == 0
    shown = capsys.readouterr().out
    assert "  packed: 5 MB" in shown
    assert "# .pkglint.yaml:2" in shown
    assert "# preset strict" in shown
    Path("shown.yaml").write_text(shown)
    assert run(["config", "-c", "shown.yaml"]) == 0


def test_config_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    POLICY.write_text("broken: yes\n")
    assert run(["config", "--schema"]) == 0, "the schema does not depend on the policy"
    schema = json.loads(capsys.readouterr().out)
    assert schema["properties"]["rules"]
    assert "source-map" in schema["definitions"]["rules"]["properties"]


def test_pass_over_names_what_is_no_artifact_and_hides_no_artifact(capsys: pytest.CaptureFixture[str]) -> None:
    put(HOOK)
    Path("dist/notes.md").write_text("# notes\n")
    Path("dist/demo-1.0-py3-none-any.whl.asc").write_text("signature\n")
    assert run(["check", "dist/notes.md"]) == 3
    assert run(["check", "dist/*.asc"]) == 3
    assert "nothing to lint" in capsys.readouterr().out
    POLICY.write_text('pass-over: ["*.md", "*.whl"]\n')
    assert run(["check", "dist/notes.md"]) == 3
    assert "nothing to lint" in capsys.readouterr().out
    assert run(["check", "dist"]) == 1
