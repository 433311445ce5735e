"""Whatever is compared with, an interpreter's own audit events show no connection, and no program but git."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind
from tests.compare.test_source import repository
from tests.test_promises import HOOK

GIT = {"rev-parse", "ls-tree", "cat-file", "ls-files"}
OLD: dict[str, str | bytes] = {"demo/__init__.py": "A = 1\n", "demo/b.py": "B = 2\n"}
NEW: dict[str, str | bytes] = {**OLD, "demo/__pycache__/a.cpython-311.pyc": "x"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a release, the one before it, a lock, a baseline and the repository that it came from."""
    monkeypatch.chdir(tmp_path)
    repository("repo")
    for folder, version, files in (("old", "1.0", OLD), ("dist", "1.1", NEW)):
        name, data = build(Kind.WHEEL, files, version=version)
        Path(folder).mkdir()
        Path(folder, name).write_bytes(data)
    assert run(["lock", "--update", "old"]) == 0
    assert run(["check", "-q", "--no-lock", "--write-baseline", "known.json", "old"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "programs"),
    [
        (["check", "--no-lock", "--against", "old"], set()),
        (["check", "--baseline", "known.json"], set()),
        (["check", "--no-lock", "--source", "repo"], GIT),
        (["check", "--against", "old", "--baseline", "known.json", "--source", "repo", "-f", "markdown"], GIT),
        (["diff", "old/demo-1.0-py3-none-any.whl", "dist/demo-1.1-py3-none-any.whl"], set()),
    ],
    ids=["against", "lock-and-baseline", "source", "all", "diff"],
)
def test_no_connection_and_no_program_but_git(place: Path, arguments: list[str], programs: set[str]) -> None:
    log = place / "events"
    start = f"LOG = {str(log)!r}\n{HOOK}\nfrom pkglint.__main__ import main\nmain()\n"
    done = subprocess.run([sys.executable, "-I", "-c", start, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert not [
        event for event in events if event[0].startswith(("socket.", "urllib.", "http.", "os.system", "os.exec"))
    ]
    started = [ast.literal_eval(event[2]) for event in events if event[0] == "subprocess.Popen"]
    assert all(Path(words[0]).stem == "git" for words in started)
    assert {word for words in started for word in words[1:] if word in GIT} <= programs | {"ls-files"}
    assert bool(started) >= bool(programs)
    assert all(set(words) & GIT for words in started)
