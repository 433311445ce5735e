"""The page about incidents says what is so, and every case in it is inert."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest

from fixtures.build import build
from fixtures.cases import Case
from fixtures.lint import committed as tree_of
from fixtures.lint import lint, released
from fixtures.retold import RETOLD, Files, Retelling, after, before, bumped, committed
from pkglint.model import Level
from pkglint.model.reference import Reference
from pkglint.policy.author.lock import lock_of
from pkglint.rules import catalogue, family
from tools import incidents

CASES = incidents.incidents()


def test_the_table_is_what_pkglint_says() -> None:
    text = incidents.PAGE.read_text(encoding="utf-8")
    assert text == incidents.page(text), "run: python tools/incidents.py"


def test_every_incident_has_a_case() -> None:
    wanted = (
        "litellm_payload litellm_start_hook telnyx shai_hulud_1 shai_hulud_2 phantom_gyp glassworm axios nx "
        "ultralytics debug tanstack closed_map xz"
    )
    assert {case.id for case in CASES} == {f"incident_{name}" for name in wanted.split()}


def test_the_honest_sentence_stands() -> None:
    text = " ".join(incidents.PAGE.read_text(encoding="utf-8").split())
    assert "does not stop an upload with a stolen token" in text
    assert "Audit what is published" in text
    assert "Compare with the last release" in text


def compared() -> list[list[str]]:
    """The rows of the second table: incident, what it is laid over, and what each comparison reports."""
    text = incidents.PAGE.read_text(encoding="utf-8").partition("<!-- compared: begin -->\n")[2]
    rows = text.partition("<!-- compared: end -->")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def changes(cell: str | set[tuple[str, str]]) -> set[str]:
    """The rules that compare, without the one that depends on which files a package has."""
    rules = {part.partition(" ")[0] for part in cell.split(", ")} if isinstance(cell, str) else {x[0] for x in cell}
    return {rule for rule in rules if rule in catalogue() and family(rule) == "changes"} - {"added-file"}


def small(reported: Retelling, reference: Reference | None, files: Files) -> set[tuple[str, str]]:
    """Rule and level of what is reported from warnings up."""
    filename, data = build(reported.kind, files, name=reported.name, version=reported.version)
    (result,) = lint(filename, data, "", reference).results
    assert not result.not_linted
    return {(j.finding.rule, str(j.level)) for j in result.active if j.level >= Level.WARNING}


@pytest.mark.parametrize("reported", RETOLD, ids=lambda reported: reported.case)
def test_what_comparisons_report_of_an_incident(reported: Retelling) -> None:
    row = compared()[RETOLD.index(reported)]
    old = before(reported)
    new, clean = bumped(reported, after(reported, old)), bumped(reported, old)
    release = released(*build(reported.kind, old, name=reported.name, version=reported.was))
    assert release.release is not None
    references = [
        release,
        Reference(lock=replace(lock_of([release.release]), label=".pkglint-lock.yaml")),
        Reference(tree=tree_of(committed(clean))),
    ]
    for cell, reference in zip(row[3:], references, strict=True):
        assert changes(small(reported, reference, clean)) == set()
        assert changes(small(reported, reference, new)) == changes(cell)


def test_the_commit_is_the_only_one_for_ultralytics() -> None:
    reported = [each.case for each in RETOLD]
    rows = {case: row[2:] for case, row in zip(reported, compared(), strict=True)}
    assert rows["ultralytics"] == ["nothing", "nothing", "nothing", "modified-file (error)"]
    assert all(row[-1] != "nothing" for row in rows.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_inert(case: Case) -> None:
    """Every long literal decodes to lines that print, and nothing names a network address."""
    for text in case.files.values():
        assert isinstance(text, str)
        joined = re.sub(r'"\n\s*"', "", text)
        for literal in re.findall(r"[A-Za-z0-9+/=]{200,}", joined):
            assert set(base64.b64decode(literal).splitlines()) == {
                b"print('inert: this text stands where the payload stood')"
            }
        assert not re.search(r"https?://", text)
