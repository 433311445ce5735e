"""Small artifacts that are made to be slow: each is judged, says what is over its maximum, and says it briefly.

That the work is bounded shows in what is refused and in the number of findings; ``bench/slow.py`` measures it.
"""

from __future__ import annotations

import gzip

import pytest

from fixtures.lint import lint
from fixtures.slow import RECIPES, packed
from pkglint import walk
from pkglint.archive import Unreadable
from pkglint.archive.content import gunzip
from pkglint.detect.code import shell, startup, syntax
from pkglint.detect.secrets import scan
from pkglint.detect.sourcemaps import maps
from pkglint.metadata import headers, npm, record
from pkglint.model import Finding, Scope
from pkglint.rules import catalogue
from pkglint.rules.integrity import record_mismatch

MOST = 500


@pytest.mark.parametrize("name", RECIPES)
def test_it_is_judged_and_reported_in_few_words(name: str) -> None:
    result = lint(*packed(name)).results[0]
    assert not result.crashes
    assert result.not_linted is None
    assert len(result.judged) <= MOST
    if RECIPES[name].said:
        assert RECIPES[name].said in {judged.finding.rule for judged in result.judged}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"Name: a\n\n" + b"x" * headers.MAX_BYTES, "is larger than 4 MiB"),
        (b"A: b\n" * (headers.MAX_FIELDS + 1), "has more than 5,000 fields"),
        (b"Summary: " + b"x" * (headers.MAX_VALUE + 1), "has more than 16,384 characters in a field (line 1)"),
        (b"Summary: x\n" + b" x\n" * headers.MAX_VALUE, "has more than 16,384 characters in a field"),
    ],
)
def test_headers_over_a_maximum_are_not_parsed(data: bytes, problem: str) -> None:
    parsed = headers.parse_headers(data)
    assert not parsed.fields
    assert parsed.problems[0].startswith(problem)


def test_headers_at_the_maximum_are() -> None:
    most = b"Name: a\n" + b"Tag: b\n" * (headers.MAX_FIELDS - 1) + b"\n"
    assert len(headers.parse_headers(most).fields) == headers.MAX_FIELDS
    assert not headers.parse_headers(b"Summary: " + b"x" * (headers.MAX_VALUE - 10)).problems
    assert not headers.parse_headers(b"License: " + b"x" * 100_000).problems


@pytest.mark.parametrize(
    "data", [b"a\n" * (record.MAX_LINES + 1), b"\r" * (2 * record.MAX_LINES + 1), b"a," * record.MAX_LINE]
)
def test_a_record_over_a_maximum_has_a_problem_and_no_rows(data: bytes) -> None:
    assert record.parse_record(data).problem.startswith("has ")
    assert not record.parse_record(data).rows


def test_a_manifest_over_a_maximum_is_empty() -> None:
    many = npm.parse_package_json(b'{"bin": {' + b",".join(b'"%d": "a"' % n for n in range(20_001)) + b"}}")
    assert (many.problem, many.data) == ("has more than 20,000 entries in bin", {})
    assert npm.parse_package_json(b'"' + b"a" * npm.MAX_BYTES + b'"').problem == "is larger than 4 MiB"


def test_scripts_that_call_scripts_end() -> None:
    scripts = {name: f"npm run {inner};" * 100 for name, inner in ("ab", "bc", "cd")} | {"d": "node x.js;" * 100}
    found = shell.steps("npm run a", scripts)
    assert len(found) <= shell.MAX_STEPS + 1
    assert found[-1] is shell.MORE
    assert shell.steps("npm run d", scripts)[-1].file == "x.js"


def test_a_start_up_file_is_read_to_its_maximum() -> None:
    hidden = b"#" * startup.MOST + b"\nimport os\n"
    assert startup.read(hidden).cut
    assert not startup.read(b"import os\n").cut
    assert startup.read(b"import os\n" + hidden).runs


def test_a_tree_of_many_marks_is_not_built() -> None:
    assert syntax.parse(b"x=[" + b"1," * syntax.MOST_MARKS + b"]") is None
    assert syntax.parse(b"x=[" + b"1," * 100 + b"]") is not None


def test_gzip_of_many_members_is_read_up_to_a_number() -> None:
    one = gzip.compress(b"ab", mtime=0)
    assert gunzip(one * 50_000, 1 << 20) == b"ab" * 50_000
    assert gunzip(one * 50_001, 1 << 20) is None
    large = gzip.compress(bytes(range(256)) * 10_000, 0, mtime=0)
    assert gunzip(large * 3, 1 << 30) == bytes(range(256)) * 30_000
    assert gunzip(large * 3, 1000) == (bytes(range(256)) * 4)[:1000]


def test_a_search_ends_among_thousands_of_near_misses_and_says_so() -> None:
    near = b"-glagent-" + b"abcdefg" * 10
    assert scan.search(near * (scan.MAX_CHECKS + 1)).excess
    assert not scan.search(near * 100).excess


def test_a_map_keeps_so_many_sources() -> None:
    text = '{"version":3,"mappings":"","sources":[' + ",".join(['"a"'] * (maps.MAX_SOURCES + 1)) + "]}"
    found = maps.parse(text.encode())
    assert found.excess
    assert len(found.names) <= maps.MAX_SOURCES
    assert not maps.parse(b'{"version":3,"mappings":"","sources":["a"]}').excess


@pytest.mark.parametrize("many", [4, 9])
def test_findings_of_a_rule_are_counted_once_they_are_too_many(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST_FINDINGS", 3)
    passed = walk.Pass([])
    for number in range(many):
        passed.add(Finding("secret", str(number), "is one"))
    assert [finding.path for finding in passed.findings] == ["0", "1", "2", None]


@pytest.mark.parametrize(("error", "code"), [(RecursionError, "too-deep"), (MemoryError, "out-of-memory")])
def test_what_python_cannot_hold_is_not_linted(error: type[Exception], code: str) -> None:
    def step() -> list[Finding]:
        raise error

    passed = walk.Pass([])
    with pytest.raises(Unreadable) as raised:
        passed.run(Scope(catalogue()["secret"], None), "a.js", step)  # type: ignore[arg-type]
    assert (raised.value.code, raised.value.path) == (code, "a.js")
    assert not passed.crashes


def test_the_clock_is_looked_at_with_each_finding() -> None:
    ticks: list[int] = []
    passed = walk.Pass([], tick=lambda: ticks.append(1))
    passed.run(Scope(catalogue()["secret"], None), "a.js", lambda: [Finding("secret", "a", "b")] * 3)  # type: ignore[arg-type]
    assert len(ticks) == 4


def test_a_wrong_record_is_reported_in_a_few_hundred_findings() -> None:
    result = lint(*packed("record-gone")).results[0]
    reported = [judged.finding.message for judged in result.judged if judged.finding.rule == "record-mismatch"]
    assert len(reported) == record_mismatch.MOST + 1
    assert any("more differences" in message for message in reported)
