"""``pkglint diff`` and ``pkglint fetch``: one screen, and one command that starts a client."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run

OLD: dict[str, str | bytes] = {"package.json": '{"name": "demo", "license": "MIT"}\n', "a.js": "1\n", "b.js": "2\n"}
SCRIPTS = '"scripts": {"postinstall": "node \\u001b[31ma.js"}, "dependencies": {"x": "1"}, "bin": {"run": "a.js"}'
NEW: dict[str, str | bytes] = {
    "package.json": f'{{"name": "demo", "license": "MIT", {SCRIPTS}}}\n',
    "a.js": "3\n",
    "scratch/\x1b[31m.env": "DB_PASSWORD=correct-horse-battery-staple\n",
    "scratch/c.png": b"\x89PNG\r\n" + bytes(5000),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, files, version in (("old.tgz", OLD, "1.0.0"), ("new.tgz", NEW, "1.0.1")):
        Path(name).write_bytes(build("npm", files, version=version)[1])


def diff(*arguments: str) -> int:
    return run(["diff", "--no-config", *arguments])


def test_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("old.tgz", "new.tgz") == 0
    out = capsys.readouterr().out
    assert out.startswith("demo 1.0.0 -> 1.0.1 (npm, patch)\n")
    for line in ("+ x", "+ run", "+ scratch", "+ .png", "2 new, 1 gone, 2 changed", "scripts.postinstall: node"):
        assert line in out
    assert "error new-hook: package.json" in out
    assert "\x1b" not in out


def test_markdown_and_json_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("-f", "markdown", "old.tgz", "new.tgz") == 0
    text = capsys.readouterr().out
    assert "| needs | + | x |" in text
    assert "\x1b" not in text
    assert diff("-f", "json", "old.tgz", "new.tgz") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["name"], made["step"], made["old"]["version"], made["new"]["version"]) == (
        *("demo", "patch"),
        *("1.0.0", "1.0.1"),
    )
    assert made["changes"]["needs"] == [{"sign": "+", "text": "x"}]
    assert made["files"]["gone"] == ["b.js"]
    assert {f["rule"] for f in made["findings"]} >= {"new-hook", "new-dependency"}


def test_the_page_shows_what_came_and_went(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("-f", "html", "old.tgz", "new.tgz") == 0
    text = capsys.readouterr().out
    assert "<p>Compared with old.tgz: 2 new, 1 gone and 1 grown; " in text
    assert "b.js <i>gone, was 2 B</i>" in text
    assert '<a href="#r-new-hook">new-hook</a>' in text
    assert "\x1b" not in text


def test_it_judges_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("--fail-on", "error", "old.tgz", "new.tgz") == 1
    assert diff("--fail-on", "warning", "old.tgz", "old.tgz") == 0
    assert "0 new, 0 gone, 0 changed" in capsys.readouterr().out


def test_what_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    filename, data = build("wheel", {"a.py": ""})
    Path(filename).write_bytes(data)
    assert diff("old.tgz", filename) == 2
    assert "an npm tarball and a wheel cannot be compared" in capsys.readouterr().err
    filename, data = build("sdist", {"a.py": ""})
    Path(filename).write_bytes(data)
    assert diff(filename, "old.tgz") == 2
    assert "an sdist and an npm tarball cannot be compared" in capsys.readouterr().err
    Path("other.tgz").write_bytes(build("npm", {}, name="other")[1])
    assert diff("old.tgz", "other.tgz") == 2
    assert "are two packages" in capsys.readouterr().err
    Path("cut.tgz").write_bytes(Path("old.tgz").read_bytes()[:90])
    assert diff("cut.tgz", "new.tgz") == 3
    captured = capsys.readouterr()
    assert "nothing was compared: cut.tgz:" in captured.err
    assert not captured.out


@pytest.mark.parametrize("name", ["--index-url=x", "a b", "../a", "git+https://x", "a;b", ""])
@pytest.mark.parametrize("kind", ["wheel", "npm"])
def test_fetch_takes_only_names(capsys: pytest.CaptureFixture[str], name: str, kind: str) -> None:
    assert run(["fetch", "-k", kind, "--to", "previous", "--", name]) == 3
    assert "is not the name of" in capsys.readouterr().err
    assert not Path("previous").exists()


def test_fetch_says_what_it_runs_and_what_came_of_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert run(["fetch", "no-such-package", "--to", "previous"]) == 3
    err = capfd.readouterr().err
    assert "-m pip download --no-deps --only-binary :all:" in err
    assert "nothing was fetched: the client failed with exit code" in err


def test_nothing_else_starts_a_client() -> None:
    """Only the module of ``fetch`` names one."""
    package = Path(__file__).parents[2] / "pkglint"
    named = [path for path in package.rglob("*.py") if '"download"' in path.read_text(encoding="utf-8")]
    assert [path.name for path in named] == ["fetch.py"]
