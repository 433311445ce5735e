"""What a screen shows of many artifacts and of large ones: rows that fold, lists that end, links where they work."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run, terminal
from pkglint.model import Kind
from tests.cli.screen import Terminal

JUNK = b"\0\0\0\1Bud1"
LINKS = ("VTE_VERSION", "TERM_PROGRAM", "WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM", "CI")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*LINKS, "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def artifact(tree: dict[str, str | bytes]) -> str:
    name, data = build(Kind.NPM, {"index.js": "1;\n", **tree})
    Path(name).write_bytes(data)
    return name


def test_many_clean_artifacts_share_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    clean = Path(artifact({})).read_bytes()
    for index in range(20):
        Path(f"a{index}-1.0.0.tgz").write_bytes(clean)
    Path("zzz-1.0.0.tgz").write_bytes(build(Kind.NPM, {"index.js": "1;\n", ".DS_Store": JUNK})[1])
    assert run(["check", "*.tgz", "--ignore", "name-mismatch,no-files-list"]) == 0
    reported = capsys.readouterr().out
    assert "21 more artifacts" in reported
    assert "zzz-1.0.0.tgz" in reported
    assert "a7-1.0.0.tgz" not in reported
    assert run(["check", "a*.tgz", "--ignore", "name-mismatch,no-files-list"]) == 0
    reported = capsys.readouterr().out
    assert "a7-1.0.0.tgz" in reported
    assert run(["check", "*.tgz", "-v", "--ignore", "name-mismatch,no-files-list"]) == 0
    assert "a7-1.0.0.tgz" in capsys.readouterr().out


def test_ls_shows_the_heaviest_or_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    name = artifact({f"data/{index}.json": "1" * index for index in range(30)} | {"data/.DS_Store": JUNK})
    assert run(["ls", name, "--top", "2"]) == 0
    reported = capsys.readouterr().out
    assert "2 of 33 members" in reported
    assert "data/29.json" not in reported.splitlines()[3]
    assert run(["ls", name, "--findings"]) == 0
    reported = capsys.readouterr().out
    assert ".DS_Store" in reported
    assert "29.json" not in reported
    assert run(["ls", name, "--findings", "--tree"]) == 0
    assert "29.json" not in capsys.readouterr().out
    assert run(["ls", name, "--tree", "-f", "json"]) == 2
    assert "--tree has no effect with --format json" in capsys.readouterr().err
    assert run(["ls", name, "--findings", "-f", "json"]) == 0
    members = json.loads(capsys.readouterr().out)["members"]
    assert all(member["findings"] for member in members)


def test_rules_are_links_where_the_terminal_follows_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = artifact({".DS_Store": JUNK})
    assert run(["check", name]) == 0
    assert "\x1b]8" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert run(["check", name, "-o", "report.txt"]) == 0
    assert "\x1b]8" not in Path("report.txt").read_text(), "a file is no terminal"
    assert run(["check", name]) == 0
    reported = capsys.readouterr().out
    assert "/junk-file" in reported
    assert "\x1b\\junk-file\x1b]8;;\x1b\\  .DS_Store" in reported


@pytest.mark.parametrize(
    ("name", "value", "follows"),
    [
        ("VTE_VERSION", "7200", True),
        ("VTE_VERSION", "4200", False),
        ("TERM_PROGRAM", "iTerm.app", True),
        ("TERM_PROGRAM", "Apple_Terminal", False),
        ("WT_SESSION", "1", True),
        ("TERM", "xterm-kitty", True),
        ("TERM", "linux", False),
    ],
)
def test_links_are_for_terminals_that_are_known(
    name: str, value: str, follows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert terminal.follows_links(Terminal()) is follows
    assert not terminal.follows_links(io.StringIO())
    monkeypatch.setenv("CI", "true")
    assert not terminal.follows_links(Terminal())
    monkeypatch.setenv("FORCE_HYPERLINK", "0")
    monkeypatch.delenv("CI")
    assert not terminal.follows_links(Terminal())
