"""What an artifact was compared with is in the JSON report, with what makes it certain: digests and the commit."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pkglint.cli import run
from tests.compare.built import put

LOCK, KNOWN = ".pkglint-lock.yaml", "known.json"
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[list[dict[str, Any]]]:
    capsys.readouterr()
    assert run(["check", "--no-progress", "-f", "json", *arguments]) == 0
    artifacts = json.loads(capsys.readouterr().out)["artifacts"]
    return [artifact["compared_with"] for artifact in artifacts]


def of_file(kind: str, path: Path | str) -> dict[str, Any]:
    """An entry for what lies in a file; paths are as they were found."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return {"kind": kind, "name": Path(path).name, "path": str(path), "sha256": digest, "commit": None}


def test_every_reference_is_named_by_its_content(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", "1.1", {"demo/a.py": "A = 1\n"})
    assert told(capsys, "--no-config") == [[]]
    old = put("old", "1.0", {"demo/a.py": "A = 0\n"})
    sdist = put("dist", "1.1", {"demo/a.py": "A = 1\n"}, "sdist")
    put("old", "1.0", {"demo/a.py": "A = 0\n"}, "sdist")
    Path("demo").mkdir()
    Path("demo/a.py").write_bytes(b"A = 1\n")
    for line in (("init", "-q"), ("add", "demo"), ("commit", "-qm", "x")):
        subprocess.run([*GIT, *line], check=True)
    commit = subprocess.run([*GIT, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert run(["lock", "--update"]) == 0
    assert run(["check", "--no-progress", "--write-baseline", KNOWN]) == 0
    tree = {"kind": "tree", "name": f"HEAD ({commit[:10]})", "path": ".", "sha256": None, "commit": commit}
    wheels = [each for each in told(capsys, "--against", "old", "--source", ".", "--baseline", KNOWN) if each]
    assert [
        of_file("release", old),
        tree,
        of_file("lock", LOCK),
        of_file("sdist", sdist),
        of_file("baseline", KNOWN),
    ] in (wheels)
    assert told(capsys, "--against", "old", "--no-lock", str(sdist)) == [[of_file("release", "old/demo-1.0.tar.gz")]]
