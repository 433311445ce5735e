"""Reading source maps: what is one, every text of it, and that no bytes raise or cost more than their length."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.detect.sourcemaps.inline import payloads
from pkglint.detect.sourcemaps.links import link_of
from pkglint.detect.sourcemaps.maps import parse, read
from pkglint.detect.sourcemaps.sources import is_third_party
from pkglint.detect.sourcemaps.texts import is_normal, normal_form, text_of

SOURCE = "export const plan = 'x'\nexport const more = 1\n"
TEXT = json.dumps(
    {"version": 3, "sources": ["../lib/app.ts"], "sourcesContent": [SOURCE], "names": [], "mappings": "AAAA"}
)


# The forms of the test cases of ECMA-426: every valid map is recognised, and so is what a strict reader refuses.
@pytest.mark.parametrize(
    "text",
    [
        '{"version":3,"names":["a"],"sources":[null],"mappings":"AAAA,SAASA"}',
        '{"version":3,"names":[],"sources":[null],"sourcesContent":[null],"mappings":""}',
        '{"version":3,"sources":["a.js"],"mappings":""}',
        '{"version":3,"sources":[3,{},true,false,[]],"names":[""],"mappings":"A"}',
        '{"version":3,"names":[],"sources":[],"mappings":";;;;,,","ignoreList":[],"x_other":{"a":[]}}',
        '{"version":3,"mappings":"AAAA","sections":[{"offset":{"line":0},"map":{"sources":["a"],"mappings":"A"}}]}',
        '{"version":3,"sections":[]}',
        '{"version":3,"sources":["a"],"mappings":"","scopes":["BCAAA"],"ranges":"ECAAA"}',
        '{"version":3,"sources":[],"names":[],"mappings":"",}',
        '{"version":"3foo","sources":[],"names":[],"mappings":""}',
    ],
)
def test_recognised(text: str) -> None:
    assert read(text.encode(), named=True).is_map


@pytest.mark.parametrize("text", ['{"mappings":3,"sources":[]}', '{"sources":"a","mappings":""}', '{"sections":3}'])
def test_not_recognised(text: str) -> None:
    assert not read(text.encode(), named=True).is_map


@given(st.lists(st.text(max_size=40), max_size=6), st.lists(st.none() | st.text(max_size=40), max_size=6))
def test_every_text_is_found(sources: list[str], contents: list[str | None]) -> None:
    text = json.dumps({"version": 3, "sources": sources, "sourcesContent": contents, "mappings": ""})
    found = parse(text.encode())
    own = [content for content in found.contents if content.text.digest]
    texts = [text_of(content) for content in contents if content and not content.isspace()]
    assert len(found.contents) == len(texts)
    assert {content.text for content in own} <= set(texts)
    assert all(is_third_party(content.source) for content in found.contents if not content.text.digest)
    assert found.names == sources
    assert not found.broken


@given(st.integers(min_value=0, max_value=len(TEXT)), st.binary(max_size=3))
def test_damage_never_raises(at: int, junk: bytes) -> None:
    data = TEXT.encode()
    read(data[:at] + junk + data[at:], named=True)
    read(data[:at] + junk, named=True)


@given(st.binary(max_size=80))
def test_any_payload_ends(data: bytes) -> None:
    list(payloads(b"//# sourceMappingURL=data:;base64," + data))
    list(payloads(b"//# sourceMappingURL=data:," + data))


@given(st.text(alphabet=" \t\r\nab\ufeff", max_size=30))
def test_the_normal_form_is_its_own(text: str) -> None:
    form = normal_form(text.encode())
    assert normal_form(form) == form
    assert is_normal(form) or not form.strip()
    if "\r" not in text:
        assert normal_form(text.replace("\n", " \r\n").encode()) == form


HOSTILE = {
    "lists in lists": b'{"mappings":"","sources":[],' + b'"sourcesContent":[{' * 200_000,
    "names in names": b'{"mappings":"",' + b'"sources":[{' * 200_000 + b'"sourcesContent"',
    "sections in sections": b'{"sections":[{"map":' * 100_000,
    "links in links": b"#sourceMappingURL=data:," * 200_000,
    "links to base64": b"//# sourceMappingURL=data:;base64,A" * 100_000,
    "backslashes": b'{"sourcesContent":["' + b"\\" * 2_000_001 + b'"',
    "quotes": b'{"sourcesContent":["' + b'\\"' * 1_000_000,
    "blanks": b'{"mappings":"","sources":[' + b" " * 4_000_000,
    "links and blanks": b"//# sourceMappingURL=x" + b" " * 60_000 + b"y\n" + b" " * 60_000 + b"/**/ /*" + b"*" * 900,
}


@pytest.mark.parametrize("form", HOSTILE)
def test_hostile_bytes_cost_linear_time(form: str) -> None:
    """Quadratic work would take hours on these sizes: that the test ends is the assertion."""
    facts = read(HOSTILE[form], named=True)
    assert len(facts.maps) <= 1
    assert link_of(HOSTILE[form]) is None
