"""Broken policies: every problem at its place, with a caret and a help line, and no valid one refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from pytest_regressions.file_regression import FileRegressionFixture

from pkglint.policy import PolicyError, default_policy, holds_policy, load_policy
from pkglint.policy.read.errors import Problem
from pkglint.report.policy_errors import render_problems
from pkglint.rules import catalogue
from tests.policy.broken_policies import HERE, broken, name_of, valid


def problems(name: str, text: bytes) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        load_policy(name, text, catalogue())
    return caught.value.problems


@pytest.mark.parametrize("file", broken())
def test_screen(file: str, file_regression: FileRegressionFixture) -> None:
    found = problems(name_of(file), broken()[file])
    screen = render_problems(found)
    file_regression.check(screen, encoding="utf-8", fullpath=HERE / "broken" / f"{file}.txt")


@pytest.mark.parametrize("file", broken())
def test_every_problem_has_its_place_and_a_help(file: str) -> None:
    for problem in problems(name_of(file), broken()[file]):
        assert problem.file == name_of(file)
        assert problem.line
        assert problem.column
        assert problem.message
        assert problem.help
        assert problem.source_line is not None
        assert problem.column <= len(problem.source_line) + 1


@pytest.mark.parametrize("file", [f for f in broken() if f.endswith(".yaml")])
def test_both_implementations_of_the_parser_are_explained_alike(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("this PyYAML has one implementation")
    text = broken()[file]
    fast = problems(".pkglint.yaml", text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = problems(".pkglint.yaml", text)
    assert [(p.line, p.message) for p in slow] == [(p.line, p.message) for p in fast]


@pytest.mark.parametrize("file", valid())
def test_valid(file: str) -> None:
    policy = load_policy(name_of(file), valid()[file], catalogue())
    assert policy.source == name_of(file)
    assert holds_policy(name_of(file), valid()[file])


def test_twins_say_the_same() -> None:
    toml, json = (
        load_policy(name_of(file), valid()[file], catalogue()) for file in ("full.pyproject.toml", "full.package.json")
    )
    assert toml.digest == json.digest
    assert toml.settings.keys() == json.settings.keys() | {("version",)} - {("version",)}
    assert toml.ignores[0].expires == json.ignores[0].expires


def test_all_problems_at_once() -> None:
    text = b"fail-on: eror\nrules: {source-mapp: error}\nexpected-files: [*.map, ./x]\nfail-on: error\n"
    assert [(p.line, p.column) for p in problems(".pkglint.yaml", text)] == [(1, 10), (2, 9), (3, 18), (3, 25), (4, 1)]


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    policy = load_policy(".pkglint.yaml", b"\xef\xbb\xbfversion: 1\r\nfail-on: never\r\n", catalogue())
    assert policy.fail_on is None
    (problem,) = problems(".pkglint.yaml", b"\xef\xbb\xbfversion: 1\r\nfail-on: x\r\n")
    assert (problem.line, problem.column, problem.source_line) == (2, 10, "fail-on: x")


def test_deep_toml_and_json_are_refused() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    assert problems("pyproject.toml", b"[tool.pkglint]\nexpected-files = " + deep)
    assert problems("package.json", b'{"pkglint": {"expected-files": ' + deep + b"}}")


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_number_of_many_digits_is_refused(length: int) -> None:
    digits = b"9" * 19 * length
    for name, text in (
        (".pkglint.yaml", b"budgets: {files: " + digits + b"}"),
        ("pyproject.toml", b"[tool.pkglint.budgets]\nfiles = " + digits),
        ("package.json", b'{"pkglint": {"budgets": {"files": ' + digits + b"}}}"),
    ):
        assert problems(name, text), name


def test_an_unknown_preset_is_a_problem_of_the_option() -> None:
    with pytest.raises(PolicyError) as caught:
        default_policy(catalogue(), ("strct",))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.help) == ("--preset", None, "did you mean `strict`?")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (".pkglint.yml", b"", True),
        ("package.json", b'{"name": "pkglint", "devDependencies": {"pkglint": "1"}}', False),
        ("package.json", b'{"pkglint": {}}', True),
        ("package.json", b'{"pkglint": {}, }', True),
        ("package.json", b'{"broken": }', False),
        ("pyproject.toml", b"[tool.pkglint]", True),
        ("pyproject.toml", b"tool.pkglint.version = 1", True),
        ("pyproject.toml", b"[tool.other]\nuses = 'pkglint'", False),
        ("pyproject.toml", b"[tool.pkglint", True),
        ("pyproject.toml", b"[tool.other", False),
    ],
)
def test_holds_policy(name: str, text: bytes, expected: bool) -> None:
    assert holds_policy(name, text) is expected


def test_a_policy_of_another_name_may_be_all_of_a_json_or_toml_file() -> None:
    assert load_policy("policy.json", b'{"fail-on": "never"}', catalogue()).fail_on is None
    assert load_policy("ci/policy.toml", b'fail-on = "never"', catalogue()).fail_on is None
    assert load_policy("ci/policy.toml", b'[tool.pkglint]\nfail-on = "never"', catalogue()).fail_on is None


def test_loading_imports_no_parser_that_it_does_not_need() -> None:
    import subprocess

    code = (
        "import sys; from pkglint.policy import load_policy; load_policy('package.json', b'{\"pkglint\": {}}', {});"
        "assert 'tomllib' not in sys.modules and 'pathspec' not in sys.modules, 'not lazy'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
