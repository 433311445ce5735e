"""The page about incidents says what is so, and every case in it is inert."""

from __future__ import annotations

import base64
import re

import pytest

from fixtures.cases import Case
from tools import incidents

CASES = incidents.incidents()


def test_the_table_is_what_pkglint_says() -> None:
    text = incidents.PAGE.read_text(encoding="utf-8")
    assert text == incidents.page(text), "run: python tools/incidents.py"


def test_every_incident_has_a_case() -> None:
    wanted = "litellm_payload litellm_start_hook telnyx shai_hulud_1 shai_hulud_2 phantom_gyp glassworm axios nx"
    assert {case.id for case in CASES} == {f"incident_{name}" for name in wanted.split()}


def test_the_honest_sentence_stands() -> None:
    text = " ".join(incidents.PAGE.read_text(encoding="utf-8").split())
    assert "does not stop an upload with a stolen token" in text
    assert "Audit what is published" in text
    assert "Compare with the last release" in text


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
