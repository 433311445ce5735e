"""The hooks, run by the real pre-commit from this checkout, in a green and a red project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.model import Kind

ROOT = Path(__file__).parents[2]
HOOKS = ("pkglint", "pkglint-build", "pkglint-files", "pkglint-config")
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"

[tool.hatch.build.targets.wheel]
packages = ["demo"]
"""


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every wheel that the hooks' environments need, fetched once; the hooks themselves run without an index."""
    house = tmp_path_factory.mktemp("wheelhouse")
    wanted = ["click", "packaging", "pathspec", "pyyaml", "tabulate", "tomli", "hatchling", "build[virtualenv]"]
    command = [sys.executable, "-m", "pip", "download", "-q", "-d", str(house), "--only-binary=:all:", *wanted]
    subprocess.run(command, check=True, capture_output=True)
    return house


def git(place: Path, *args: str) -> None:
    identity = ["-c", "user.name=Demo", "-c", "user.email=demo@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *args], cwd=place, check=True, capture_output=True)


def project(place: Path, *, leak: bool) -> Path:
    """A project with a tracked archive, an ignored dist/ and a policy; red in all four ways if ``leak``."""
    (place / "demo").mkdir(parents=True)
    (place / "dist").mkdir()
    (place / "vendored").mkdir()
    (place / "demo/__init__.py").write_text("")
    (place / "pyproject.toml").write_text(PROJECT)
    (place / ".gitignore").write_text("dist/\n")
    (place / ".pkglint.yaml").write_text("version: 1\n")
    extra = {"demo/.env": "DB_PASSWORD=correct-horse-battery-staple\n"} if leak else {}
    for name, text in extra.items():
        (place / name).write_text(text)
    for directory, kind in (("dist", Kind.WHEEL), ("vendored", Kind.NPM)):
        filename, data = build(kind, {"demo/index.js": "", **extra}, name="demo" if kind is Kind.WHEEL else "other")
        (place / directory / filename).write_bytes(data)
    git(place, "init", "-q")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "A project")
    return place


def pre_commit(place: Path, wheelhouse: Path, home: Path, *args: str) -> dict[str, str]:
    """Run hooks; gives ``Passed``, ``Failed`` or ``Skipped`` by hook id."""
    environment = {
        **os.environ,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheelhouse),
        "PIP_EXTRA_INDEX_URL": "",
        "PRE_COMMIT_HOME": str(home),
        "VIRTUALENV_NO_DOWNLOAD": "1",
    }
    # The environments that a hook builds must not see the one that runs the tests.
    environment.pop("VIRTUAL_ENV", None)
    program = str(Path(sys.executable).with_name("pre-commit"))
    command = [program, *args, "--hook-stage", "manual", "--all-files", "--verbose", "--color=never"]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    text = done.stdout + done.stderr
    verdicts = re.findall(r"\.(Passed|Failed|Skipped)\n- hook id: ([\w-]+)", text)
    assert verdicts, text
    return {hook: verdict for verdict, hook in verdicts}


@pytest.mark.network
def test_green_project(tmp_path: Path, wheelhouse: Path) -> None:
    place = project(tmp_path / "project", leak=False)
    verdicts = pre_commit(place, wheelhouse, tmp_path / "home", "try-repo", str(ROOT))
    assert verdicts == dict.fromkeys(HOOKS, "Passed")


@pytest.mark.network
def test_red_project(tmp_path: Path, wheelhouse: Path) -> None:
    """The hooks as a project configures them: the environments are made once and serve both runs."""
    place = project(tmp_path / "project", leak=True)
    hooks = tmp_path / "hooks"
    subprocess.run(["git", "clone", "-q", "--depth=1", ROOT.as_uri(), str(hooks)], check=True, capture_output=True)
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True, text=True
    ).stdout
    listed = "".join(f"      - id: {hook}\n" for hook in HOOKS)
    config = f"repos:\n  - repo: {hooks.as_uri()}\n    rev: {revision.strip()}\n    hooks:\n{listed}"
    (place / ".pre-commit-config.yaml").write_text(config)
    verdicts = pre_commit(place, wheelhouse, tmp_path / "home", "run")
    assert verdicts == {**dict.fromkeys(HOOKS, "Failed"), "pkglint-config": "Passed"}
    (place / ".pkglint.yaml").write_text("version: 1\nrulez: {}\n")
    git(place, "add", "-A")
    verdicts = pre_commit(place, wheelhouse, tmp_path / "home", "run", "pkglint-config")
    assert verdicts == {"pkglint-config": "Failed"}


def test_manifest_is_valid() -> None:
    pre_commit = str(Path(sys.executable).with_name("pre-commit"))
    manifest = str(ROOT / ".pre-commit-hooks.yaml")
    done = subprocess.run([pre_commit, "validate-manifest", manifest], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
