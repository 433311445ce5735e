"""The corpus of breadth: its tables are whole, it is made alike every time, and its halves stay what they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.breadth.__main__ import missed, table
from bench.breadth.fill import fill
from bench.breadth.judge import Outcome, judge, measure
from bench.breadth.pack import build, place
from bench.breadth.tables import FOLDER, every
from pkglint.rules import catalogue

CORPUS = list(every())


def test_there_is_enough_of_it() -> None:
    levels = Counter(one.level for one in CORPUS)
    assert levels.total() - levels["quiet"] >= 1000
    assert levels["quiet"] >= 250
    halves = Counter(one.half for one in CORPUS)
    assert 0.4 < halves["seen"] / halves.total() < 0.6


def test_every_entry_names_its_source_and_rules_that_exist() -> None:
    known = set(catalogue())
    for one in CORPUS:
        assert one.source, one.id
        assert one.rules <= known, one.id


def test_every_artifact_is_built_and_alike() -> None:
    names = Counter(build(one)[0] for one in CORPUS)
    assert [name for name, count in names.items() if count > 1] == []
    assert build(CORPUS[0]) == build(CORPUS[0])


def test_an_unknown_maker_is_an_error() -> None:

    with pytest.raises(KeyError):
        fill("«nothing:1»", Random(1))


def test_a_finding_meets_an_expectation_of_its_level_and_rule() -> None:
    one = next(one for one in CORPUS if one.level == "must" and one.rules)
    finding = {"rule": min(one.rules), "level": "error", "member": place(one, one.files[0].path), "path": ""}
    finding["message"] = "is"
    assert judge(one, {"findings": [finding]}).met
    assert not judge(one, {"findings": [finding | {"level": "warning"}]}).met
    assert not judge(one, {"findings": [finding | {"rule": "junk-file"}]}).met
    assert not judge(one, {"findings": [finding | {"member": "elsewhere"}]}).met
    quiet = replace(one, level="quiet")
    assert not judge(quiet, {"findings": [finding]}).met
    assert judge(quiet, {"findings": []}).met


def test_the_corpus_is_linted_as_one_run(tmp_path: Path) -> None:
    github = [one for one in CORPUS if one.id.startswith("tokens-code-hosting/github-classic")]
    outcomes = measure(github, tmp_path, 1)
    assert [outcome.met for outcome in outcomes] == [True] * len(github)
    assert "tokens-code-hosting" in "\n".join(table(outcomes))
    assert missed(outcomes) == []
    lost = [Outcome(one, False, ()) for one in github]
    assert len(missed(lost)) == len(github)


def test_no_token_stands_in_the_tables() -> None:
    prefixes = ("ghp_", "npm_", "sk_live_", "xoxb-", "AKIA", "glpat-")
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8")
        for prefix in prefixes:
            for piece in text.split(prefix)[1:]:
                assert not piece[:16].isalnum(), f"{path.name}: {prefix}"


def test_ids_are_unique() -> None:
    assert len({one.id for one in CORPUS}) == len(CORPUS)


def test_a_finding_on_the_manifest_or_above_concerns_the_file() -> None:
    one = next(one for one in CORPUS if one.id == "broken/file-dependency")
    found = {"rule": "local-dependency", "level": "error", "message": "is"}
    assert judge(one, {"findings": [found | {"member": "package.json", "path": "package.json"}]}).met
    assert judge(one, {"findings": [found | {"member": None, "path": None}]}).met
    assert judge(one, {"findings": [found | {"member": "package/", "path": ""}]}).met
    assert not judge(one, {"findings": [found | {"member": "package/index.js", "path": "index.js"}]}).met
