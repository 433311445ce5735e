"""The tables as Parquet, and every question of docs/audit.md asked of them with DuckDB."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fixtures.build import build
from fixtures.inline import audits_run_here
from pkglint.cli import run as command
from pkglint.model import Kind

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"
QUESTIONS = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    audits_run_here(monkeypatch)
    Path("mirror").mkdir()
    for kind in Kind:
        for version in ("1.0.0", "1.1.0"):
            files: dict[str, str | bytes] = {"demo/.env": "PASSWORD=hunter2hunter2\n", "demo/a.py": "1\n"}
            name, data = build(kind, files, version=version)
            Path("mirror", name).write_bytes(data)
    name, data = build(Kind.WHEEL, {"demo/a.py": "1\n"}, name="other")
    Path("mirror", name).write_bytes(data)
    Path("mirror", "broken-1.0.tgz").write_bytes(b"x")
    assert command(["audit", "mirror", "--no-config", "--members", "--export", "out"]) == 3
    return tmp_path / "out"


def asked(tables: Path, question: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    monkeypatch.chdir(tables)
    with duckdb.connect() as database:
        rows: list[tuple[Any, ...]] = database.execute(question).fetchall()
        return rows


def test_every_question_of_the_page_has_an_answer(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, packages, unread, cost, shared = (asked(tables, question, monkeypatch) for question in QUESTIONS)
    assert ("error", "env-file", 6, 1) in rules
    assert packages == [("demo", ["1.0.0", "1.1.0"], ["env-file"])]
    assert [(reason, number) for reason, number, *_ in unread] == [("wrong-magic", 1)]
    assert {kind: number for kind, number, *_ in cost} == {"wheel": 3, "sdist": 2, "npm": 2, None: 1}
    assert "demo/a.py" in {path for _, path, _ in shared}


def test_both_formats_have_the_same_rows(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command(["audit", "export", "out", "-f", "jsonl"]) == 0
    for name in ("artifacts", "findings", "members"):
        both = [
            asked(tables, f"select * from '{name}.{end}' order by all", monkeypatch) for end in ("parquet", "jsonl")
        ]
        assert both[0]
        assert both[0] == both[1]


def test_an_export_of_nothing_is_tables_without_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    assert command(["audit", "empty", "--no-config", "--export", "out"]) == 3
    assert asked(tmp_path / "out", "select count(*) from 'findings.parquet'", monkeypatch) == [(0,)]
