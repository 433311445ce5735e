"""pkglint lints what it would publish of itself, and finds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.lint import lint

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel and the sdist, built from the tree with the backend that is installed."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(folder.iterdir())


def test_both_are_clean(built: list[Path]) -> None:
    assert [path.name.rpartition(".")[2] for path in built] == ["whl", "gz"]
    for path in built:
        (result,) = lint(path.name, path.read_bytes()).results
        assert result.not_linted is None
        assert [(j.finding.rule, j.finding.path) for j in result.active] == []
        assert result.package.name == "pkglint-dist"


def test_the_wheel_holds_the_package_and_nothing_else(built: list[Path]) -> None:
    wheel = next(path for path in built if path.suffix == ".whl")
    (result,) = lint(wheel.name, wheel.read_bytes()).results
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pkglint").rglob("*.py")}
    paths = {row.path for row in result.rows}
    assert modules <= paths
    assert "pkglint/py.typed" in paths
    assert {path.partition("/")[0] for path in paths} == {"pkglint", wheel.name.partition("-py3")[0] + ".dist-info"}
