"""One file runs without pip and without site-packages, and the image is one that a cautious person would run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.model import Kind
from tools import zipapp

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("zipapp") / "pkglint.pyz"
    zipapp.write(made)
    return made


def run(packed: Path, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(packed), *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def test_one_file_lints_without_anything_installed(packed: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        file, data = build(Kind.WHEEL, {"demo/__init__.py": "", "evil.pth": "import os; os.system('true')\n"})
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_bytes(data)
    done = run(packed, tmp_path, "check", "one", "two", "--jobs", "2", "-f", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("error: pth-hook") == 2, "its workers run out of the file, too"
    assert "## Why it matters" in run(packed, tmp_path, "explain", "pth-hook", "-f", "markdown").stdout
    assert run(packed, tmp_path, "config", "--show", "--preset", "strict").returncode == 0, "presets are in it"


def test_the_same_tree_gives_the_same_file_without_compiled_parts(packed: Path, tmp_path: Path) -> None:
    zipapp.write(tmp_path / "again.pyz")
    assert (tmp_path / "again.pyz").read_bytes() == packed.read_bytes()
    assert not [name for name, _ in zipapp.members() if name.endswith((".so", ".pyd", ".pyc"))]


def test_the_image_runs_as_nobody_and_holds_what_is_named() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER [1-9]\d+$", text, re.MULTILINE)
    assert '"-I", "-m", "pkglint"' in text, "nothing is imported from the directory that is mounted"
    assert "--require-hashes" in text
    copied = {word for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE) for word in line.split()}
    named = (ROOT / ".dockerignore").read_text("utf-8")
    assert copied == set(re.findall(r"^!(.+)$", named, re.MULTILINE))
