"""The three outcomes that are never mixed, what was not scanned, and how far archives in archives are looked into."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from fixtures.build import ROOT, build
from fixtures.lint import lint
from pkglint import engine
from pkglint.archive import Unreadable
from pkglint.model import Entry, Finding, Kind, Level, MemberType, Report, Rule, Scope
from pkglint.policy import default_policy
from pkglint.report import FORMATS, Style, render
from pkglint.rules import catalogue

LEAK = {"demo/.env": "TOKEN=${fake:npm}\n", "demo/a.py": "x = 1\n"}
SPOKEN = "the bytes of the artifact"


def fail(*_: Any) -> Iterator[Finding]:
    yield from ()
    raise ValueError(SPOKEN)


def broken(monkeypatch: pytest.MonkeyPatch, **steps: Any) -> None:
    """Let the rule about .git directories fail in the steps that are given."""
    rules: dict[str, Rule] = {**catalogue(), "vcs-directory": replace(catalogue()["vcs-directory"], **steps)}
    monkeypatch.setattr(engine, "catalogue", lambda: rules)
    monkeypatch.setattr(engine, "rules_for", lambda *_: iter(rules.values()))


def found(report: Report) -> dict[str, tuple[Level, str | None]]:
    [result] = report.results
    return {j.finding.rule: (j.level, j.finding.path) for j in result.active}


@pytest.mark.parametrize("step", ["visit", "finish"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_rule_that_raises_is_reported_and_the_others_go_on(
    kind: Kind, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, **{"wants": None, "visit": None, "finish": None, step: fail})
    filename, data = build(kind, LEAK)
    report = lint(filename, data)
    assert report.exit_code == 4
    assert found(report)["env-file"] == (Level.ERROR, "demo/.env")
    [result] = report.results
    assert result.not_linted is None
    crash = result.crashes[0]
    assert crash.rule == "vcs-directory"
    assert (crash.where is None) is (step == "finish")
    assert crash.error.startswith("ValueError at test_engine.py:")
    assert "test_engine.py" in crash.traceback
    if step == "visit":
        assert {each.where for each in result.crashes} == {row.raw for row in result.rows}


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_shows_what_an_exception_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception's text may quote the artifact, and so may hold a secret."""
    broken(monkeypatch, wants=None, visit=fail)
    report = lint(*build(Kind.WHEEL, LEAK))
    assert SPOKEN not in render(name, report, Style(verbose=2), engine.documentation())


def test_a_rule_that_raises_in_a_nested_archive_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(entry: Entry, _: Scope) -> Iterator[Finding]:
        return fail() if entry.name == "inner.txt" else iter(())

    broken(monkeypatch, wants=None, visit=picky)
    inner = build(Kind.NPM, {"inner.txt": "x"})[1]
    report = lint(*build(Kind.WHEEL, {"demo/a.tgz": inner}))
    assert report.exit_code == 4


def test_what_cannot_be_read_stays_not_linted_in_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule reads lazily: damage that shows only then belongs to the archive, not to the rule."""

    def reads(*_: Any) -> Iterator[Finding]:
        yield from ()
        raise Unreadable("damaged", "is damaged")

    broken(monkeypatch, wants=None, visit=reads)
    report = lint(*build(Kind.WHEEL, LEAK))
    assert report.exit_code == 3
    assert report.results[0].crashes == ()


@pytest.mark.parametrize("limit", ["max-scan", "max-text"])
@pytest.mark.parametrize(("size", "scanned"), [(999, True), (1000, True), (1001, False)])
def test_content_over_the_scan_limit_is_not_scanned(size: int, limit: str, *, scanned: bool) -> None:
    policy = f"version: 1\nlimits: {{{limit}: 1 KB}}\n"
    report = lint(*build(Kind.SDIST, {"demo/data.txt": "x" * size}), policy)
    hits = [j for j in report.results[0].active if j.finding.rule == "not-scanned"]
    assert [(j.level, j.finding.path) for j in hits] == ([] if scanned else [(Level.WARNING, "demo/data.txt")])
    assert all("1,000 of 1,001" in j.finding.message for j in hits)


def test_a_member_of_a_nested_archive_over_the_scan_limit_is_not_scanned() -> None:
    inner = build(Kind.NPM, {"data.txt": "x" * 5000}, level=9)[1]
    report = lint(*build(Kind.WHEEL, {"demo/a.tgz": inner}), "version: 1\nlimits: {max-scan: 2 KB}\n")
    assert found(report)["not-scanned"] == (Level.WARNING, "demo/a.tgz!package/data.txt")


def test_programs_archives_and_maps_may_be_larger_than_texts() -> None:
    """The rest of a program is machine code; an archive and a map are read as a whole."""
    source_map = json.dumps(
        {"version": 3, "mappings": "A" * 3000, "sources": ["a.ts"], "sourcesContent": ["x = 1\n" * 99]}
    )
    files: dict[str, str | bytes] = {
        "demo/a.so": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
        "demo/a.js.map": source_map,
        "demo/a.zip": build(Kind.WHEEL, {".env": "TOKEN=drawn-9fKq2LmZx7Rw\n", "x": "x" * 9})[1],
    }
    reported = found(lint(*build(Kind.WHEEL, files), "version: 1\nlimits: {max-text: 1 KB}\n"))
    assert "not-scanned" not in reported
    assert reported["source-map"][1] == "demo/a.js.map"


def test_an_archive_that_is_not_held_as_a_whole_is_not_scanned() -> None:
    tarball = gzip.decompress(build(Kind.NPM, {"a.txt": "x\n"})[1])
    report = lint(*build(Kind.WHEEL, {"demo/a.bin": tarball}), "version: 1\nlimits: {max-text: 1 KB}\n")
    assert found(report)["not-scanned"] == (Level.WARNING, "demo/a.bin")


@pytest.mark.parametrize(("size", "scanned"), [(300, True), (3000, False)])
def test_what_is_held_of_archives_in_archives_is_bounded_as_a_whole(size: int, *, scanned: bool) -> None:
    inner = build(Kind.WHEEL, {"a.map": json.dumps({"version": 3, "mappings": "A" * size, "sources": []})}, level=0)[1]
    limits = f"limits: {{max-text: 500 B, max-scan: {len(inner) + 1000} B}}"
    reported = found(lint(*build(Kind.WHEEL, {"demo/a.zip": inner}), f"version: 1\n{limits}\n"))
    assert ("not-scanned" not in reported) is scanned


def test_a_rule_that_is_switched_off_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, wants=None, visit=fail)
    policy = "version: 1\nrules: {vcs-directory: none, env-file: none}\n"
    report = lint(*build(Kind.WHEEL, LEAK), policy)
    assert report.results[0].crashes == ()


def test_what_was_not_searched_counts_in_nested_archives_too() -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    files = {"demo/a.png": image, "demo/a.zip": build(Kind.WHEEL, {"b.png": image, "c.png": image + b"c"})[1]}
    [result] = lint(*build(Kind.WHEEL, files)).results
    assert sorted(count for _, count in result.skipped) == [1, 3]


def test_a_directory_of_any_size_is_no_file_to_scan() -> None:
    report = lint(*build(Kind.WHEEL, {"demo/": "", "demo/a.py": ""}), "version: 1\nlimits: {max-scan: 1 B}\n")
    assert "demo/" not in {j.finding.path for j in report.results[0].active}
    assert {row.type for row in report.results[0].rows} >= {MemberType.DIRECTORY}


TOKEN = {"config.txt": "token = ${fake:npm}\n"}
HOOK = {f"{ROOT}start.pth": "import os; os.getcwd()\n"}


def wheel(files: dict[str, Any]) -> bytes:
    return build(Kind.WHEEL, files)[1]


def test_leaks_are_found_three_levels_deep_and_no_deeper() -> None:
    one = build(Kind.NPM, TOKEN)[1]
    two = build(Kind.NPM, {"one.tgz": one})[1]
    [shallow] = [j for j in lint(*build(Kind.SDIST, {"demo/one.tgz": one})).results[0].active if is_secret(j)]
    assert (shallow.level, shallow.finding.path) == (Level.ERROR, "demo/one.tgz!package/config.txt")
    assert shallow.finding.member == "demo-1.0/demo/one.tgz!package/config.txt"
    assert shallow.finding.fix
    assert shallow.finding.fix.paths == ("demo/one.tgz",)
    three = build(Kind.NPM, {"two.bin": two})[1]
    [deepest] = [j for j in lint(*build(Kind.SDIST, {"demo/three.dat": three})).results[0].active if is_secret(j)]
    assert deepest.finding.path == "demo/three.dat!package/two.bin!package/one.tgz!package/config.txt"
    assert deepest.finding.fix
    assert deepest.finding.fix.paths == ("demo/three.dat",)
    four = lint(*build(Kind.SDIST, {"demo/four.tgz": build(Kind.NPM, {"three.tgz": three})[1]}))
    level, path = found(four)["not-scanned"]
    assert (level, path) == (
        Level.WARNING,
        "demo/four.tgz!package/three.tgz!package/two.bin!package/one.tgz",
    )


def is_secret(judged: Any) -> bool:
    return bool(judged.finding.rule == "secret")


def test_a_leak_in_a_nested_archive_weighs_less_in_a_test_tree_only() -> None:
    one = build(Kind.NPM, TOKEN)[1]
    levels = {
        place: found(lint(*build(Kind.SDIST, {f"{place}/one.tgz": one})))["secret"][0] for place in ("demo", "tests")
    }
    assert levels == {"demo": Level.ERROR, "tests": Level.WARNING}


def test_what_runs_weighs_less_in_a_nested_archive() -> None:
    """Installing the outer artifact does not unpack the inner one."""
    outside = found(lint("demo-1.0-py3-none-any.whl", wheel(HOOK)))["pth-hook"]
    inside = found(lint("demo-1.0-py3-none-any.whl", wheel({"demo/inner-1.0-py3-none-any.whl": wheel(HOOK)})))
    assert outside == (Level.ERROR, "start.pth")
    assert inside["pth-hook"] == (Level.WARNING, "demo/inner-1.0-py3-none-any.whl!start.pth")


def test_leftovers_in_a_nested_archive_are_no_business_of_ours() -> None:
    inner = build(Kind.NPM, {".DS_Store": "x", "a.pyc": "x"})[1]
    rules = set(found(lint(*build(Kind.WHEEL, {"demo/a.tgz": inner}))))
    assert "junk-file" not in rules
    assert "bytecode" not in rules


@pytest.mark.parametrize(("place", "level"), [("demo", Level.WARNING), ("tests", Level.INFO)])
def test_a_nested_archive_that_cannot_be_read_is_not_scanned(place: str, level: Level) -> None:
    inner = build(Kind.NPM, TOKEN)[1][:-20]
    report = lint(*build(Kind.SDIST, {f"{place}/a.tgz": inner}))
    assert found(report)["not-scanned"] == (level, f"{place}/a.tgz")
    assert report.results[0].not_linted is None


def test_an_archive_by_name_only_needs_no_word() -> None:
    report = lint(*build(Kind.WHEEL, {"demo/a.zip": "just text\n"}))
    assert "not-scanned" not in found(report)


def test_a_nested_bomb_stops_the_whole_artifact() -> None:
    inner = build(Kind.NPM, {"zeros": bytes(5 << 20)}, level=9)[1]
    report = lint(*build(Kind.SDIST, {"demo/a.tgz": inner}), "version: 1\nlimits: {max-unpacked: 4 MB}\n")
    assert report.exit_code == 3


def test_a_file_that_cannot_be_read_to_its_end_is_not_linted() -> None:
    class Failing(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            if self.reads > 6:
                raise OSError(5, "Input/output error")
            return super().read(size)

    source = engine.Source("demo-1.0.tar.gz", partial(Failing, build(Kind.SDIST, {"a.txt": "${bytes:3MB}"})[1]))
    result = engine.inspect(source, default_policy(catalogue()), date(2026, 1, 1))
    assert result.not_linted
    assert (result.not_linted.code, result.not_linted.text) == ("read-error", "cannot be read: Input/output error")
