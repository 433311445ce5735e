"""What an audit answers: rules, packages, what was not linted, what another ruleset said, costs, members."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.build import build
from fixtures.inline import audits_run_here
from pkglint.audit.store import Store
from pkglint.cli import run as command
from pkglint.model import Kind
from tests.report.test_escape import assert_harmless

CLEAN: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n"}
LEAK: dict[str, str | bytes] = {"demo/__init__.py": "", "demo/.env": "PASSWORD=hunter2hunter2\n"}


@pytest.fixture(autouse=True)
def _mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    audits_run_here(monkeypatch)
    Path("mirror").mkdir()
    for version, files in (("1.0", LEAK), ("1.1", LEAK), ("1.2", CLEAN)):
        name, data = build(Kind.WHEEL, files, version=version)
        Path("mirror", name).write_bytes(data)


def audited(*args: str) -> int:
    return command(["audit", "mirror", "--no-progress", *args])


def rows(question: str) -> list[tuple[Any, ...]]:
    store = Store(".pkglint-audit.sqlite")
    found = store.ask(question)
    store.close()
    return found


def words(text: str) -> list[list[str]]:
    return [line.replace("│", " ").split() for line in text.splitlines()]


def test_two_rulesets_are_compared_over_what_both_have_judged(capsys: pytest.CaptureFixture[str]) -> None:
    Path("policy.yaml").write_text("version: 1\nrules: {env-file: none, junk-file: none}\n")
    assert audited("-c", "policy.yaml") == 0
    name, data = build(Kind.WHEEL, {**CLEAN, "demo/.DS_Store": "x"}, version="1.2")
    Path("mirror", name).write_bytes(data)
    assert audited("--no-config") == 1
    capsys.readouterr()
    assert command(["audit", "report"]) == 0
    reported = capsys.readouterr().out
    assert "Artifacts by rule since 20" in reported
    assert ["env-file", "0", "2", "2", "0"] in words(reported)
    assert ["junk-file", "0", "1", "1", "0"] not in words(reported), "one ruleset alone has judged it"
    assert audited("-c", "policy.yaml") == 0
    capsys.readouterr()
    command(["audit", "report"])
    reported = capsys.readouterr().out
    assert ["junk-file", "1", "0", "0", "1"] in words(reported)
    assert ["env-file", "2", "0", "0", "2"] in words(reported)


def test_the_page_has_what_the_text_has_and_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    name, data = build(Kind.WHEEL, {**LEAK, "demo/<script>.pyc": "x"}, version="2.0")
    Path("mirror", name).write_bytes(data)
    Path("mirror", "<b>&-1.0.tar.gz").write_bytes(b"nothing")
    assert audited("--no-config") == 3
    assert command(["audit", "report", "-f", "html", "-o", "out/report.html"]) == 0
    page = Path("out/report.html").read_text("ascii")
    assert "<script>" not in page
    assert "<b>" not in page
    for part in ("<h2>Rules</h2>", "<h2>Not linted</h2>", "&lt;b&gt;&amp;-1.0.tar.gz", "<h2>Cost</h2>", "env-file"):
        assert part in page
    assert "default-src 'none'" in page
    capsys.readouterr()
    assert command(["audit", "report", "--statistics"]) == 0
    reported = capsys.readouterr().out
    assert_harmless(reported)
    assert ["wrong-magic", "<b>&-1.0.tar.gz", "7", "B"] in [line[:4] for line in words(reported)]


def test_statistics_say_what_each_kind_cost(capsys: pytest.CaptureFixture[str]) -> None:
    name, data = build(Kind.NPM, {"index.js": "1;\n"})
    Path("mirror", name).write_bytes(data)
    audited("--no-config", "--statistics")
    reported = words(capsys.readouterr().out)
    assert ["wheel", "3"] in [line[:2] for line in reported]
    assert ["npm", "1"] in [line[:2] for line in reported]


def test_members_are_kept_where_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    audited("--no-config")
    assert rows("select count(*) from member") == [(0,)]
    audited("--no-config", "--members")
    assert "0 known, 0 copies, 3 linted" in capsys.readouterr().err, "their members are not known"
    audited("--no-config", "--members")
    assert "3 known, 0 copies, 0 linted" in capsys.readouterr().err
    paths = rows("select path, size, type, length(digest) from member where path like '%.env'")
    assert paths == [("demo/.env", 24, "file", 64)] * 2
    assert rows("select sum(a.members) = (select count(*) from member) from artifact a") == [(1,)]
    assert command(["audit", "export", "out", "-f", "jsonl"]) == 0
    lines = [json.loads(line) for line in Path("out/members.jsonl").read_text().splitlines()]
    assert sum(line["path"] == "demo/.env" for line in lines) == 2


def test_an_export_that_cannot_be_written_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    audited("--no-config")
    Path("taken").write_text("a file")
    assert command(["audit", "export", "taken", "-f", "jsonl"]) == 2
    assert "cannot write 'taken" in capsys.readouterr().err
    assert Path("taken").read_text() == "a file"


def test_without_its_extra_an_option_says_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    for args in (["--dask", "local"], ["--export", "out"]):
        assert audited("--no-config", *args) == 2
        assert "pip install 'pkglint-dist[audit]'" in capsys.readouterr().err
    assert command(["audit", "https://index.example/", "--no-config"]) == 2
    assert "pip install 'pkglint-dist[audit]'" in capsys.readouterr().err
    audited("--no-config")
    assert command(["audit", "export", "out"]) == 2
    assert "pip install 'pkglint-dist[audit]'" in capsys.readouterr().err
    assert not Path("out").exists()
