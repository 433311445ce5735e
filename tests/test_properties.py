"""What must hold for every artifact, not only for those that somebody thought of."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.build import Member, build, default_filename, members, tar_gz_bytes, zip_bytes
from fixtures.lint import lint
from pkglint.archive import open_archive
from pkglint.model import Kind, Limits, MemberType, Report

PART = st.from_regex(r"[a-z][a-z0-9_é-]{0,9}", fullmatch=True)
PATH = st.builds(lambda parts, name: "/".join([*parts, f"{name}.x"]), st.lists(PART, max_size=3), PART)
TREE = st.dictionaries(PATH, st.binary(max_size=300), max_size=8)
KIND = st.sampled_from(list(Kind))

# Trees that fire many rules. None of the files answers another one: a source would make a map harmless.
POOL: Mapping[str, str] = {
    "demo/__init__.py": "VALUE = 1\n",
    "demo/.env": "TOKEN=${fake:npm}\n",
    "demo/.git/config": "[core]\n",
    "demo/app.js": "var a = 1;\n//# sourceMappingURL=app.js.map\n",
    "demo/app.js.map": '{"version":3,"sources":["../src/a.ts"],"sourcesContent":["let a = 1;\\n"],"mappings":"AAAA"}',
    "demo/.DS_Store": "x",
    "demo/__pycache__/a.cpython-311.pyc": "x",
    "start.pth": "import os; os.getcwd()\n",
    "sitecustomize.py": "import sys\n",
    "tests/test_demo.py": "def test():\n    pass\n",
    "demo/big.txt": "${text:11MB}",
    "demo/harmless.txt": "nothing to see\n",
    "README.md": "# demo\n",
}
POOL_TREE = st.lists(st.sampled_from(sorted(POOL)), unique=True, max_size=6)


def verdict(report: Report) -> tuple[Any, ...]:
    (result,) = report.results
    findings = [
        (j.finding.rule, str(j.level), j.finding.path, j.finding.line, j.finding.message) for j in result.judged
    ]
    return result.status, sorted(findings, key=repr), result.not_linted, result.crashes


@given(KIND, TREE)
def test_build_then_walk_gives_the_tree_back(kind: Kind, files: dict[str, bytes]) -> None:
    stored = members(kind, files)
    filename, data = build(kind, files)
    archive = open_archive(filename, io.BytesIO(data), Limits())
    walked = [(entry.raw, entry.content.data, entry.mode, entry.type) for entry in archive]
    assert walked == [(member.name, member.data, member.mode & 0o777, MemberType.FILE) for member in stored]
    assert archive.kind is kind
    assert archive.anomalies == []


@given(KIND, TREE)
def test_logical_paths_are_those_that_were_asked_for(kind: Kind, files: dict[str, bytes]) -> None:
    filename, data = build(kind, files)
    paths = {entry.path for entry in open_archive(filename, io.BytesIO(data), Limits())}
    assert set(files) <= paths


@settings(max_examples=30)
@given(KIND, POOL_TREE, st.randoms(use_true_random=False), st.sampled_from([1, 6, 9]))
def test_verdict_does_not_depend_on_order_or_compression(
    kind: Kind, chosen: list[str], random: Any, level: int
) -> None:
    stored = members(kind, {path: POOL[path] for path in chosen})
    shuffled: list[Member] = list(stored)
    random.shuffle(shuffled)
    pack = zip_bytes if kind is Kind.WHEEL else tar_gz_bytes
    filename = default_filename(kind)
    assert verdict(lint(filename, pack(shuffled, level))) == verdict(lint(filename, pack(stored, 0)))


@settings(max_examples=30)
@given(KIND, POOL_TREE, st.sampled_from(sorted(POOL)))
def test_adding_a_file_never_removes_a_finding(kind: Kind, chosen: list[str], extra: str) -> None:
    def found(paths: list[str]) -> set[tuple[str, str | None]]:
        (result,) = lint(*build(kind, {path: POOL[path] for path in paths})).results
        assert not result.not_linted
        return {(judged.finding.rule, judged.finding.path) for judged in result.judged}

    assert found(chosen) <= found([*chosen, extra])
