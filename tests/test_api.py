"""The public interface: what it gives, what it raises, and that a type checker sees all of it."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from mypy import api as mypy

import pkglint
from fixtures.build import build
from fixtures.fakes import fake
from pkglint.model import Kind

CLEAN = {"demo/a.py": "x = 1\n"}
LEAK = {"demo/.env": "API_TOKEN=${fake:npm}\n"}


@pytest.fixture
def artifacts(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for name, files in (("clean", CLEAN), ("leak", LEAK)):
        filename, data = build(Kind.WHEEL, dict(files))
        (tmp_path / name).mkdir()
        found[name] = tmp_path / name / filename
        found[name].write_bytes(data)
    return found


def test_a_clean_artifact_is_ok(artifacts: dict[str, Path]) -> None:
    report = pkglint.check(artifacts["clean"], fail_on="warning")
    assert report.ok
    report.raise_for_findings()
    assert [result.artifact.filename for result in report.results] == [artifacts["clean"].name]


def test_a_leak_is_not(artifacts: dict[str, Path]) -> None:
    report = pkglint.check([str(artifacts["clean"]), artifacts["leak"]])
    assert not report.ok
    assert "env-file" in {judged.finding.rule for judged in report.findings}
    with pytest.raises(pkglint.FindingsError, match=re.escape("demo/.env: error: env-file")) as raised:
        report.raise_for_findings()
    assert raised.value.report is report
    assert "npm_" not in str(raised.value)[40:]


def test_what_cannot_be_read_is_not_ok(tmp_path: Path) -> None:
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    report = pkglint.check(path)
    assert not report.ok
    path.write_bytes(b"no archive")
    with pytest.raises(pkglint.FindingsError, match="not linted"):
        pkglint.check(path).raise_for_findings()


def test_a_policy_and_a_level(artifacts: dict[str, Path], tmp_path: Path) -> None:
    policy = tmp_path / ".pkglint.yaml"
    policy.write_text("version: 1\nrules: {env-file: none, secret: none}\n")
    assert pkglint.check(artifacts["leak"], policy=policy).ok
    assert pkglint.check(artifacts["leak"], policy=pkglint.load_policy(policy), today=date(2026, 1, 1)).ok
    policy.write_text("version: 1\nfail-on: never\n")
    assert pkglint.check(artifacts["leak"], policy=policy).ok
    assert not pkglint.check(artifacts["leak"], policy=policy, fail_on=pkglint.Level.WARNING).ok
    with pytest.raises(ValueError, match="is not a level: error, info, warning"):
        pkglint.check(artifacts["leak"], fail_on="severe")
    policy.write_text("version: 1\nrulse: {}\n")
    with pytest.raises(pkglint.PolicyError):
        pkglint.check(artifacts["leak"], policy=policy)
    with pytest.raises(OSError, match="No such file"):
        pkglint.load_policy(tmp_path / "none.yaml")


def test_names_are_escaped_in_what_is_raised(tmp_path: Path) -> None:
    filename, data = build(Kind.WHEEL, {"demo/\x1b[2J.env": "TOKEN=${fake:npm}\n"})
    (tmp_path / filename).write_bytes(data)
    with pytest.raises(pkglint.FindingsError) as raised:
        pkglint.check(tmp_path / filename).raise_for_findings()
    assert "\x1b" not in str(raised.value)


def test_everything_is_there_and_nothing_else() -> None:
    assert all(getattr(pkglint, name) is not None for name in pkglint.__all__)
    assert dir(pkglint) == sorted(pkglint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = pkglint.nonsense  # type: ignore[attr-defined]


USER = """\
import pkglint

report = pkglint.check("dist/x.whl", policy=".pkglint.yaml", fail_on="warning")
reveal_type(report.findings[0].finding.message)
reveal_type(report.ok)
"""


@pytest.mark.timeout(600)
def test_a_user_under_strict_mypy_sees_types(tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(USER)
    (tmp_path / "wrong.py").write_text("import pkglint\n\npkglint.nonsense(1)\n")
    files = [str(tmp_path / "user.py"), str(tmp_path / "wrong.py")]
    said, problems, code = mypy.run(["--strict", "--config-file=", "--cache-dir", str(tmp_path), *files])
    assert (problems, code) == ("", 1)
    assert re.findall(r"Revealed type is .(?:builtins.)?(\w+)", said) == ["str", "bool"], said
    assert [line for line in said.splitlines() if ": error:" in line and "user.py" in line] == []
    assert re.findall(r"wrong.py:3: error: Module has no attribute .nonsense.", said)


PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "demo"
version = "1.0"
license = "MIT"
[tool.hatch.build.targets.wheel]
packages = ["demo"]
"""


def test_the_example_of_the_page(tmp_path: Path) -> None:
    """It passes on a package that is fit to publish, and fails once a file with a token is in it."""
    page = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
    example = re.search(r"<!-- run: api -->\n```python\n(.*?)```", page, re.DOTALL)
    assert example
    (tmp_path / "test_wheel.py").write_text(example[1])
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "__init__.py").write_text("x = 1\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_wheel.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (tmp_path / "demo" / ".env").write_text(f"API_TOKEN={fake('npm')}\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "demo/.env: error: env-file" in done.stdout
