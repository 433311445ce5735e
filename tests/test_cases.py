"""Every case in fixtures/cases, in every kind it names: exactly what it expects, and its goldens."""

from __future__ import annotations

import dataclasses
import importlib
from functools import cache
from typing import Any

import pytest

from fixtures import cases
from fixtures.cases import Case
from fixtures.lint import lint, triples
from pkglint.engine import documentation
from pkglint.model import Kind, Report
from pkglint.report import Style, render

CASES = cases.every()
EACH = [pytest.param(case, kind, id=f"{case.id}-{kind}") for case in CASES for kind in case.kinds]
GOLDEN = [
    pytest.param(case, kind, form, id=f"{case.id}-{kind}-{form}")
    for case in CASES
    for kind in case.kinds
    for form in case.goldens
]


@cache
def report_of(index: int, kind: Kind) -> Report:
    """The report on a case; kept, because some artifacts weigh 70 MB and have a golden in every format."""
    case = CASES[index]
    filename, data = case.build(kind)
    return lint(filename, data, case.policy)


def report_on(case: Case, kind: Kind) -> Report:
    return report_of(CASES.index(case), kind)


@pytest.mark.parametrize(("case", "kind"), EACH)
def test_case(case: Case, kind: Kind) -> None:
    report = report_on(case, kind)
    (result,) = report.results
    assert not result.crashes
    code = result.not_linted.code if result.not_linted else None
    assert code == case.not_linted
    assert triples(result.judged + report.about_policy) == set(case.expected[kind])
    if case.exit_code is not None:
        assert report.exit_code == case.exit_code


@pytest.mark.parametrize(("case", "kind", "form"), GOLDEN)
def test_golden(case: Case, kind: Kind, form: str, file_regression: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pkglint"), "__version__", "0.0.0")
    report = dataclasses.replace(report_on(case, kind), policy_digest="0" * 64)
    fired = {judged.finding.rule for judged in (*report.results[0].judged, *report.about_policy)}
    docs = [doc for doc in documentation() if doc.id in fired]
    text = render(form, report, Style(width=100, token="random"), docs)
    beside = cases.FOLDER / f"{case.id}.{kind}.{form}"
    file_regression.check(text, fullpath=beside, encoding="utf-8")


def test_every_golden_belongs_to_a_case() -> None:
    wanted = {f"{case.id}.{kind}.{form}" for case in CASES for kind in case.kinds for form in case.goldens}
    assert {path.name for path in cases.FOLDER.iterdir() if path.suffix != ".txt"} == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds: wheel\n", "story"),
        ("A story.\n\nkinds: wheel\nkinds: npm\n", "twice"),
        ("A story.\n\nexpect:\n    env-file error\n", "expectation"),
        ("A story.\n\n-- a --\n1\n-- a --\n2\n", "two sections"),
        ("A story.\n\nkinds: egg\n", "egg"),
    ],
)
def test_a_broken_case_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cases.parse("broken", text)


def test_a_case_is_read_as_written() -> None:
    case = cases.parse(
        "sample",
        'A story.\n\nkinds: npm\npolicy:\n    version: 1\nexpect npm:\n    link error "a\\nb"\n'
        '-- bin/x mode=755 --\n#!x\n\n-- "a\\nb" symlink --\n../up\n-- e --\n-- b base64 --\n/w==\n-- d/ --\n',
    )
    assert case.story == "A story."
    assert case.files == {"bin/x": "#!x\n\n", "a\nb": "../up", "e": "", "b": b"\xff", "d/": ""}
    assert case.modes == {"bin/x": 0o755, "a\nb": 0o120777}
    assert case.policy == "version: 1\n"
    assert case.expected == {Kind.NPM: frozenset({("link", "error", "a\nb")})}
