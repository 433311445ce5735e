"""Audits: nothing is lost, nothing is judged twice, nothing is clean that was not read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.fakes import fake
from fixtures.lint import TODAY, lint, policy_of
from pkglint.audit import answers, journal, task
from pkglint.audit.outcome import Outcome
from pkglint.audit.store import Store, StoreError
from pkglint.audit.task import Copy, ruleset
from pkglint.cli import run as command
from pkglint.model import Crash, Kind, Level
from tests.audit.common import CLEAN, LEAK, Here, jobs, last, once, put
from tests.report.test_escape import assert_harmless


def test_verdicts_are_those_of_check(place: Path, store: Store) -> None:
    path = put(place / "mirror" / "a", LEAK)
    npm_path = put(place / "mirror" / "b", {"index.js": "1;\n"}, Kind.NPM)
    list(once(store, jobs(place / "mirror"), Here()))
    results = [lint(each.name, each.read_bytes()).results[0] for each in (path, npm_path)]
    wanted = {(j.finding.rule, int(j.level), j.finding.path, j.fingerprint) for r in results for j in r.active}
    assert wanted
    assert set(store.ask("select rule, level, path, fingerprint from finding")) == wanted
    wheel, npm = store.ask(
        "select filename, kind, name, version, size, unpacked, members, status from artifact order by 1"
    )
    sizes = (path.stat().st_size, results[0].unpacked, len(results[0].rows))
    assert wheel == (path.name, "wheel", "demo", "1.0", *sizes, "findings")
    assert npm[:4] == (npm_path.name, "npm", "demo", "1.0.0")


def test_a_run_that_was_ended_goes_on_where_it_was(place: Path, store: Store) -> None:
    for number in range(6):
        put(place / "mirror", LEAK if number % 2 else CLEAN, version=f"1.{number}")
    work = jobs(place / "mirror")
    begun = once(store, work, Here())
    for _ in range(2):
        next(begun)
    begun.close()
    assert store.ask("select count(*) from artifact") == [(2,)]
    again = Here()
    assert len(list(once(store, work, again))) == 4
    assert len(again.asked) == 4
    assert store.ask("select count(*), count(distinct filename) from artifact") == [(6, 6)]
    assert answers.counts(last(store)).files == 6
    assert list(once(store, work, Here())) == []


def test_a_coordinator_that_is_killed_loses_no_verdict(place: Path) -> None:
    for number in range(4):
        put(place / "mirror", CLEAN, version=f"1.{number}")
    killed = (
        "import os, sys; from pkglint.audit import journal; from pkglint.cli import run; seen = [];"
        "record = journal.record;"
        "journal.record = lambda *a: (record(*a), seen.append(1), len(seen) == 2 and os._exit(137));"
        "run(['audit', 'mirror', '-j', '1', '--no-config'])"
    )
    assert subprocess.run([sys.executable, "-c", killed], cwd=place, check=False, capture_output=True).returncode == 137
    done = subprocess.run(
        [sys.executable, "-m", "pkglint", "audit", "mirror", "-j", "1", "--no-config"],
        cwd=place,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "4 artifacts: 4 clean\n", "2 known, 0 copies, 2 linted\n")


def test_a_file_or_a_policy_that_changed_is_judged_again(place: Path, store: Store) -> None:
    path = put(place / "mirror", CLEAN)
    list(once(store, jobs(path), Here()))
    put(place / "mirror", LEAK)
    [made] = once(store, jobs(path), Here())
    assert isinstance(made, Outcome)
    assert made.status == "findings"
    other = policy_of("version: 1\nrules: {env-file: none}\n")
    assert len(list(once(store, jobs(path), Here(), other))) == 1
    assert list(once(store, jobs(path), Here(), other)) == []
    assert list(once(store, jobs(path), Here())) == []


def test_a_ruleset_knows_which_exceptions_have_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "version: 1\nignore: [{rule: env-file, paths: [x], reason: A reason that is long, expires: %s}]\n"
    past, future = (policy_of(text % day) for day in ("2026-06-30", "2026-07-02"))
    late = TODAY.replace(day=9)
    assert ruleset(past, TODAY) == ruleset(past, late)
    assert ruleset(future, TODAY) != ruleset(future, late)
    before = ruleset(past, TODAY)
    monkeypatch.setattr(task, "__version__", "2")
    assert ruleset(past, TODAY) != before


def test_copies_are_linted_once_and_no_other_file_is_taken_for_one(place: Path, store: Store) -> None:
    first = put(place / "mirror" / "a", CLEAN)
    put(place / "mirror" / "b", CLEAN)
    same_size = bytearray(put(place / "mirror" / "c", CLEAN).read_bytes())
    same_size[40] ^= 1
    (place / "mirror" / "c" / first.name).write_bytes(same_size)
    renamed = place / "mirror" / "other-1.0-py3-none-any.whl"
    renamed.write_bytes(first.read_bytes())
    here = Here()
    made = list(once(store, jobs(place / "mirror"), here))
    assert sum(isinstance(each, Copy) for each in made) == 1
    assert sorted(here.asked) == [first.name, first.name, first.name, renamed.name]
    assert answers.counts(last(store)).files == 4
    assert store.ask("select count(*) from artifact") == [(3,)]
    assert store.ask("select count(*) from finding where filename = ?", renamed.name) != [(0,)], "its name is no match"


def test_what_vanishes_or_cannot_be_read_is_not_clean(place: Path, store: Store) -> None:
    work = jobs(put(place / "mirror", CLEAN))
    (place / "mirror" / work[0].filename).unlink()
    list(once(store, work, Here()))
    [(reason,)] = store.ask("select reason from artifact")
    assert reason == "vanished"
    assert answers.counts(last(store)).exit_code(None) == 3


def test_a_second_audit_of_one_journal_is_refused(
    place: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StoreError, match="in use by another audit"):
        Store(str(place / "journal"))
    put(place / "mirror", CLEAN)
    assert command(["audit", "mirror", "--store", "journal", "--no-config"]) == 2
    assert "'journal' is in use by another audit" in capsys.readouterr().err
    assert journal.last(store) is None


@pytest.mark.parametrize("path", ["gone/journal", "."])
def test_a_journal_that_cannot_be_opened_is_a_usage_error(
    place: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(place / "mirror", CLEAN)
    assert command(["audit", "mirror", "--store", path, "--no-config"]) == 2
    assert f"'{path}' cannot be used: unable to open database file" in capsys.readouterr().err


def test_what_is_no_journal_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "notes").write_text("my notes, and nothing else\n" * 99)
    before = (place / "notes").read_bytes()
    assert command(["audit", ".", "--store", "notes", "--no-config"]) == 2
    assert "'notes' is no journal of an audit" in capsys.readouterr().err
    assert (place / "notes").read_bytes() == before
    newer = Store("newer")
    newer.ask("pragma user_version = 7")
    newer.close()
    with pytest.raises(StoreError, match="has version 7"):
        Store("newer")


def test_a_full_disk_ends_the_run_and_keeps_what_was_written(place: Path, store: Store) -> None:
    for number in range(40):
        put(place / "mirror", LEAK, version=f"1.{number}")
    [(pages,)] = store.ask("pragma page_count")
    store.ask(f"pragma max_page_count = {pages + 1}")
    made: list[Outcome | Copy] = []
    with pytest.raises(StoreError, match="full"):
        made.extend(once(store, jobs(place / "mirror"), Here()))
    kept = len(made)
    assert 0 < kept < 40
    assert store.ask("select count(*) from artifact") == [(kept,)]
    store.ask("pragma max_page_count = 100000")
    list(once(store, jobs(place / "mirror"), Here()))
    assert store.ask("select count(*), sum(status = 'findings') from artifact") == [(40, 40)]


@pytest.mark.parametrize(("files", "code"), [(CLEAN, 0), (LEAK, 1), (None, 3)])
def test_the_exit_code_is_that_of_check(place: Path, files: dict[str, str | bytes] | None, code: int) -> None:
    path = put(place / "mirror" / "deep" / "er", files or CLEAN)
    if files is None:
        path.write_bytes(path.read_bytes()[:-30])
    for _ in range(2):  # of what is known, too
        assert command(["audit", "mirror", "--no-config", "-j", "1"]) == code


def test_nothing_to_lint_and_a_place_that_is_not_there_are_no_success(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "empty").mkdir()
    assert command(["audit", "empty", "--no-config"]) == 3
    put(place / "mirror", CLEAN)
    assert command(["audit", "mirror", "gone", "--no-config", "-j", "1"]) == 3
    assert "'gone' cannot be listed, or is not there" in capsys.readouterr().err


def test_a_rule_that_crashed_is_exit_code_4(store: Store, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Any = vars(task)["inspect"]

    def crashed(*args: Any) -> Any:
        from dataclasses import replace

        return replace(whole(*args), crashes=(Crash("secret", None, "x", "y"),))

    monkeypatch.setattr(task, "inspect", crashed)
    work = jobs(put(place / "mirror", CLEAN))
    list(once(store, work, Here()))
    assert answers.counts(last(store)).exit_code(Level.ERROR) == 4
    monkeypatch.undo()
    assert len(list(once(store, work, Here()))) == 1, "it is asked again"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_hostile_names_are_reported_harmlessly(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(place / "mirror", {**LEAK, "a\x1b[2J\n::error::\u202e##[x].pyc": "1"})
    names = [b"\x1b[31m-1.0-py3-none-any.whl", b"a\n::error::x-1.0.tgz", b"\xff-1.0.tar.gz", b"##[error]-1.0.tgz"]
    for raw in names:
        Path(os.fsdecode(os.fsencode(place / "mirror") + b"/" + raw)).write_bytes(path.read_bytes())
    assert command(["audit", "mirror", "--no-config", "-j", "1"]) == 3
    capsys.readouterr()
    assert command(["audit", "report"]) == 0
    assert command(["audit", "export", "out", "-f", "jsonl"]) == 0
    assert_harmless(capsys.readouterr().out)
    for name, lines in (("artifacts", 5), ("findings", None)):
        text = (place / "out" / f"{name}.jsonl").read_text(encoding="utf-8")
        assert_harmless(text)
        rows = [json.loads(line) for line in text.splitlines()]
        assert rows
        assert lines is None or len(rows) == lines


def test_a_report_names_what_stands_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(place / "mirror", LEAK, version="1.0")
    put(place / "mirror", LEAK, version="1.1")
    put(place / "mirror", CLEAN, version="1.2")
    bad = put(place / "mirror", CLEAN, Kind.SDIST)
    bad.write_bytes(b"nothing")
    assert command(["audit", "mirror", "--no-config", "-j", "1"]) == 3
    capsys.readouterr()
    assert command(["audit", "report"]) == 0
    reported = capsys.readouterr().out
    assert reported.startswith("4 artifacts: 1 clean, 2 findings, 1 not-linted, 2 with errors\n")
    words = [line.replace("│", " ").split() for line in reported.splitlines()]
    assert ["error", "env-file", "2", "2", "1"] in words
    assert ["demo", "1.0", "1", "0"] in words
    assert "did not end" not in reported
    with_hole = Store(".pkglint-audit.sqlite")
    with_hole.ask("update run set ended = null")
    with_hole.close()
    command(["audit", "report"])
    assert "The last run did not end" in capsys.readouterr().out


def test_the_journal_holds_no_secret(place: Path, store: Store) -> None:
    token = fake("npm")
    put(place / "mirror", {"demo/a.py": f"TOKEN = '{token}'\n", "demo/.env": f"NPM_TOKEN={token}\n"})
    list(once(store, jobs(place / "mirror"), Here()))
    assert store.ask("select count(*) from finding") != [(0,)]
    store.close()
    assert token.encode()[8:] not in (place / "journal").read_bytes()


def test_asking_without_a_journal_says_how_one_is_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["report"], ["export", "out", "-f", "jsonl"]):
        assert command(["audit", *args, "--store", "none"]) == 2
        assert "`pkglint audit PATHS --store none` writes it" in capsys.readouterr().err
    assert list(place.iterdir()) == []
