"""A line on a terminal says how far the reading of one artifact is, in every command that reads artifacts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import progress, run
from pkglint.model import Kind
from tests.cli.screen import Terminal

COMMANDS = (["check"], ["ls", "dist/demo-1.0.0.tgz"], ["init", "-o", "-"], ["fix"], ["lock", "--update"])


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_WAIT", 0.0)
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    Path("dist").mkdir()
    data = build(Kind.NPM, {"index.js": "1;\n", "data.bin": bytes(range(256)) * 2000})[1]
    Path("dist/demo-1.0.0.tgz").write_bytes(data)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Somebody looks from the first call on; what they have seen. pytest puts its own stream in place for the call."""
    stream = Terminal()

    def look() -> str:
        monkeypatch.setattr("sys.stderr", stream)
        return stream.getvalue()

    return look


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_says_how_far_it_is_and_leaves_nothing_of_it(command: list[str], seen: Callable[[], str]) -> None:
    seen()
    assert run(command) in (0, 1)
    reported = seen()
    assert "demo-1.0.0.tgz 100%" in reported
    assert "%" not in reported.rpartition("\r\x1b[K")[2]


def test_nothing_is_shown_where_nobody_looks_or_nobody_wants_it(
    seen: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen()
    for quiet in (["check", "--no-progress"], ["check", "-q"]):
        assert run(quiet) == 0
    monkeypatch.setenv("TERM", "dumb")
    assert run(["ls", "dist/demo-1.0.0.tgz"]) == 0
    assert seen() == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", plain := io.StringIO())
    assert run(["check"]) == 0
    assert plain.getvalue() == ""


def test_the_number_of_the_artifact_stands_before_its_name(seen: Callable[[], str]) -> None:
    seen()
    assert run(["check"]) == 0
    assert "0/1" not in seen()
    line = progress.Line()
    line.count(12, 3, "dist/demo.whl")
    line.read("dist/demo.whl", 0.415)
    assert "3/12 demo.whl 42%" in seen()


def test_a_line_fits_a_narrow_terminal(seen: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    seen()
    progress.Line().read("x" * 100 + ".whl", 0.5)
    assert len(seen().removeprefix("\r\x1b[K")) <= 40
