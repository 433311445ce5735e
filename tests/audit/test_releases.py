"""``--against-releases``: each release compared with the one before, once."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fixtures.build import build
from pkglint.audit import step
from pkglint.audit.place import Place
from pkglint.audit.releases import steps
from pkglint.audit.step import Release
from pkglint.audit.store import Store
from pkglint.cli import run as command
from pkglint.cli.files import open_regular
from pkglint.engine import Source
from pkglint.model import Kind
from tests.cli.screen import Terminal

GOOD: dict[str, str | bytes] = {
    "index.js": "1;\n",
    "package.json": '{"name": "demo", "version": "%s", "license": "MIT"}',
}
HOOK = '{"name": "demo", "version": "%s", "license": "MIT", "scripts": {"postinstall": "node setup.js"}}'


pytestmark = pytest.mark.usefixtures("place")


def put(version: str, manifest: str | bytes = GOOD["package.json"], **more: str | bytes) -> None:
    files = {"index.js": "1;\n", "package.json": str(manifest) % version, **more}
    name, data = build(Kind.NPM, files, version=version)
    Path("mirror").mkdir(exist_ok=True)
    Path("mirror", name).write_bytes(data)


def audited(*args: str) -> int:
    return command(["audit", "mirror", "--no-config", "--against-releases", *args])


def rows(question: str) -> list[tuple[Any, ...]]:
    store = Store(".pkglint-audit.sqlite")
    found = store.ask(question)
    store.close()
    return found


def test_a_release_that_runs_something_new_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    for version in ("1.0.0", "1.9.0", "1.10.0"):
        put(version)
    assert audited() == 0
    assert "2 releases compared with the one before: clean" in capsys.readouterr().out
    assert rows("select old_version, filename from step order by 2") == [
        ("1.9.0", "demo-1.10.0.tgz"),
        ("1.0.0", "demo-1.9.0.tgz"),
    ]
    put("1.11.0", HOOK, **{"setup.js": "1;\n"})
    assert audited() == 1
    assert "3 releases compared with the one before: 1 with errors" in capsys.readouterr().out
    assert rows("select filename, level from change where rule = 'new-hook'") == [("demo-1.11.0.tgz", 3)]
    assert command(["audit", "report"]) == 0
    reported = capsys.readouterr().out
    assert "Changed since the release before" in reported
    assert "new-hook" in reported
    assert command(["audit", "export", "out", "-f", "jsonl"]) == 0
    changes = [json.loads(line) for line in Path("out/changes.jsonl").read_text().splitlines()]
    assert {(each["rule"], each["old_version"]) for each in changes} >= {("new-hook", "1.10.0")}


def test_what_was_compared_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0.0", "1.2.0"):
        put(version)
    read: list[str] = []
    whole: Any = vars(step)["inspect"]

    def noted(source: Source, *args: Any) -> Any:
        read.append(source.filename)
        return whole(source, *args)

    monkeypatch.setattr(step, "inspect", noted)
    assert audited() == 0
    assert len(read) == 2
    assert audited() == 0
    assert len(read) == 2
    put("1.1.0")
    assert audited() == 0
    assert rows("select old_version, filename from step order by 2") == [
        ("1.0.0", "demo-1.1.0.tgz"),
        ("1.1.0", "demo-1.2.0.tgz"),
    ]
    assert len(read) == 5, "each release of a chain is read once"


def test_what_cannot_be_compared_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    put("1.0.0")
    put("1.1.0")
    assert command(["audit", "mirror", "--no-config"]) == 0
    whole: Any = vars(step)["inspect"]

    def gone(source: Source, *args: Any) -> Any:
        return whole(Source(f"{source.path}.gone", partial(open_regular, f"{source.path}.gone")), *args)

    monkeypatch.setattr(step, "inspect", gone)
    assert audited() == 3
    assert rows("select reason, stands from step") == [("vanished", 0)]
    assert rows("select count(*) from change") == [(0,)]


def test_progress_counts_what_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        put(version)
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    assert audited() == 0
    assert "3 of 3 linted, " in stream.getvalue()
    assert "2 of 2 releases compared, " in stream.getvalue()


def release(filename: str, version: str) -> Release:
    return Release(Place(filename, 1, 1), filename, filename, version, lambda: None)  # type: ignore[arg-type, return-value]


def test_wheels_are_compared_with_those_of_their_platform() -> None:
    names = [
        ("a-1.0-cp311-cp311-linux_x86_64.whl", "1.0"),
        ("a-1.0-cp311-cp311-win_amd64.whl", "1.0"),
        ("a-1.1rc1-cp311-cp311-win_amd64.whl", "1.1rc1"),
        ("a-1.1-cp311-cp311-linux_x86_64.whl", "1.1"),
        ("a-1.1-cp312-cp312-win_amd64.whl", "1.1"),
        ("a-x-cp312-cp312-win_amd64.whl", "unknown"),
    ]
    made = steps([release(*each) for each in names], Kind.WHEEL)
    assert [(old.version, new.filename) for old, new in made] == [
        ("1.0", "a-1.1rc1-cp311-cp311-win_amd64.whl"),
        ("1.0", "a-1.1-cp311-cp311-linux_x86_64.whl"),
        ("1.1rc1", "a-1.1-cp312-cp312-win_amd64.whl"),
    ]
