"""pkglint lints what it would publish of itself, with its own policy, and finds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.lint import lint
from pkglint.model import Report

ROOT = Path(__file__).parents[1]
POLICY = (ROOT / ".pkglint.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The reports on the wheel and the sdist, built from the tree with the backend that is installed."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    built = {path.name.rpartition(".")[2]: path for path in folder.iterdir()}
    return {kind: lint(path.name, path.read_bytes(), POLICY) for kind, path in built.items()}


@pytest.mark.parametrize("kind", ["whl", "gz"])
def test_clean(reports: dict[str, Report], kind: str) -> None:
    report = reports[kind]
    (result,) = report.results
    assert result.not_linted is None
    found = [f"{j.finding.path}:{j.finding.line} {j.finding.rule}" for j in (*result.active, *report.about_policy)]
    assert found == [], "what the rules look for is written apart: see fixtures.fakes"
    assert report.exit_code == 0
    assert result.package.name == "pkglint-dist"


def test_nothing_is_ignored_outside_of_the_tests(reports: dict[str, Report]) -> None:
    assert reports["whl"].results[0].ignored == ()
    assert all((j.finding.path or "").startswith("tests/") for j in reports["gz"].results[0].ignored)


def test_the_wheel_holds_the_package_and_nothing_else(reports: dict[str, Report]) -> None:
    (result,) = reports["whl"].results
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pkglint").rglob("*.py")}
    paths = {row.path for row in result.rows}
    assert modules <= paths
    tops = {path.partition("/")[0] for path in paths}
    assert tops == {"pkglint", f"pkglint_dist-{result.package.version}.dist-info"}
