"""What a run imports before it says anything: counted, as time would depend on the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint import __version__
from pkglint.model import Kind

# What no plain run needs: each is imported where it is used.
NEVER = {
    "asyncio", "concurrent.futures", "hyperscan", "secrets", "http.client", "unittest",
    "pkglint.api", "pkglint.workers.pool", "pkglint.project.build", "pkglint.detect.code.python",
    "pkglint.detect.code.javascript", "pkglint.detect.code.pysinks",
    "pkglint.report.formats.sarif", "pkglint.policy.author.draft",
    "yaml", "difflib", "tomllib", "pickletools",
    "pkglint.policy.read.tables", "pkglint.policy.read.from_yaml", "pkglint.report.advice.fixes",
    "pkglint.compare.release", "pkglint.edit",
}  # fmt: skip


def imported(*arguments: str, folder: Path) -> tuple[list[str], str]:
    """The modules that a run imports, and what it writes."""
    command = [sys.executable, "-X", "importtime", "-m", "pkglint", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-500:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return [line.rpartition("|")[2].strip() for line in lines], done.stdout


def test_the_version_needs_nothing(tmp_path: Path) -> None:
    modules, said = imported("--version", folder=tmp_path)
    assert said == f"pkglint {__version__}\n"
    own = [name for name in modules if name.partition(".")[0] == "pkglint"]
    assert len(own) <= 5
    assert not {"click", "yaml", "dataclasses"} & set(modules)


def test_the_version_is_reported_by_the_command_as_well(tmp_path: Path) -> None:
    """With more arguments it is the command that answers, in the same words."""
    _, said = imported("check", "--help", folder=tmp_path)
    assert said.startswith("Usage: pkglint check")


def test_a_small_run_looks_for_no_rings_of_objects(tmp_path: Path) -> None:
    filename, data = build(Kind.WHEEL, {"demo/__init__.py": "x = 1\n"})
    (tmp_path / filename).write_bytes(data)
    code = (
        "import atexit, gc, sys; from pkglint.__main__ import main;"
        f"sys.argv[1:] = ['check', '--no-config', {filename!r}]; before = gc.get_stats();"
        "atexit.register(lambda: sys.stderr.write(str(sum(s['collections'] for s in gc.get_stats()))"
        " + ' ' + str(sum(s['collections'] for s in before)))); main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    after, before = map(int, done.stderr.split())
    assert after - before < 20


@pytest.mark.parametrize("files", [{"demo/__init__.py": "x = 1\n", "demo/a.py": "import os\n"}], ids=["small"])
def test_a_small_wheel_needs_little(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    filename, data = build(Kind.WHEEL, files)
    (tmp_path / filename).write_bytes(data)
    modules, _ = imported("check", "--no-config", filename, folder=tmp_path)
    own = [name for name in modules if name.partition(".")[0] == "pkglint"]
    assert not NEVER & set(modules)
    assert len(own) <= 175
