"""With a sieve the same is found as without it: whatever an expression finds, its coarse form marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.fakes import KINDS, fake
from fixtures.grammar import sample
from pkglint.detect import sieve
from pkglint.detect.secrets import find, near, urls
from pkglint.detect.secrets.coarse import coarse
from pkglint.detect.secrets.scan import Scan, search
from pkglint.detect.secrets.token import Token, rows, spelled
from pkglint.detect.secrets.tokens import every

AROUND = [
    b"%s",
    b"x = '%s'\n",
    b'{"key":"%s","n":1}',
    b"a\\n%s\\n",
    b"https://demo.invalid/?a=%s&b",
    b"# %s\n" + b"words and more words\n" * 40,
    b"-%s-%s",
]
# What stands before values that only a name tells.
NAMES = [
    b"twilio_auth_token = '%s'",
    b'"algoliaAdminKey": "%s"',
    b"ENV DATADOG_API_KEY %s",
    b"--cloudflare-token  %s",
    b"<mistralApiKey>%s</mistralApiKey>",
    b'key="clientSecret" value="%s"',
    b"twilio: { authToken: `%s` }",
    b"config['appSecret'] => '%s'",
    b"service_token:=\t%s",
    b'name: TWILIO_AUTH_TOKEN\n    value: "%s"',
    b'setPassword(b"%s")',
    b'{\\"app_secret\\": \\"%s\\"}',
    b"label = '%s'",
]


@pytest.fixture(autouse=True)
def compiled() -> Iterator[None]:
    """The sieves are compiled for the first byte."""
    kept = find.SIEVE._left, find.PROVEN._left
    find.SIEVE._left = find.PROVEN._left = 0
    yield
    find.SIEVE._left, find.PROVEN._left = kept


def both(text: bytes, *, proven: bool = False) -> tuple[Scan, Scan]:
    """What is found with the sieve and without it."""
    assert find.SIEVE.marks(text) is not None
    with_it = search(text, proven=proven)
    find.SIEVE._left = find.PROVEN._left = 1 << 40
    scans = find.SIEVE._scan, find.PROVEN._scan
    find.SIEVE._scan = find.PROVEN._scan = None
    try:
        return with_it, search(text, proven=proven)
    finally:
        find.SIEVE._left = find.PROVEN._left = 0
        find.SIEVE._scan, find.PROVEN._scan = scans


@pytest.mark.parametrize("kind", every(), ids=lambda kind: f"{kind.kind}-{kind.grammar}"[:40])
def test_a_coarse_form_matches_wherever_its_grammar_does(kind: Token) -> None:
    form = coarse(kind)
    for seed in range(20):
        text = b"..." + sample(kind.grammar, str(seed)).encode() + b"..."
        match = kind.compiled.search(text)
        assert match
        marks = [mark.end() for at in range(len(text)) if (mark := re.compile(form.expression).match(text, at))]
        # The token begins, and its anchor is, in what is looked at around one of the marks.
        assert any(end - form.back <= match.start() <= end for end in marks)
        assert any(match.start() + kind.lead <= end + form.ahead for end in marks)


@pytest.mark.parametrize("kind", every(), ids=lambda kind: f"{kind.kind}-{kind.grammar}"[:40])
def test_no_kind_is_lost(kind: Token) -> None:
    for seed, around in enumerate(AROUND):
        text = around.replace(b"%s", sample(kind.grammar, f"sieve{seed}").encode())
        with_it, without = both(text)
        assert with_it == without, text


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_made_up_secret_is_lost(name: str) -> None:
    for around in AROUND[:5]:
        for proven in (False, True):
            with_it, without = both(around.replace(b"%s", fake(name).encode()), proven=proven)
            assert with_it == without


@pytest.mark.parametrize("name", NAMES)
def test_no_value_that_a_name_tells_is_lost(name: bytes) -> None:
    forms = {form for row in rows("near.tsv") for form in row[3].split()} | {"{alnum}{24}", "{word}{40}", "0x{hex}{64}"}
    for form in sorted(forms):
        with_it, without = both(name.replace(b"%s", sample(spelled(form), "near").encode()))
        assert with_it == without


def test_the_names_of_the_samples_are_found_at_all() -> None:
    texts = [name.replace(b"%s", sample("[0-9a-f]{32}", "near").encode()) for name in NAMES]
    assert sum(bool(both(text)[0].hits) for text in texts) >= 8


@given(
    st.lists(
        st.one_of(
            st.sampled_from([sample(kind.grammar, "mixed").encode() for kind in every()]),
            st.sampled_from([name.partition(b"%s")[0] for name in NAMES]),
            st.sampled_from(
                [b"://", b"https://u1:9dZk2Lq7Xw" + b"@db.demo.org/", b"\\n", b"%2F", b"-", b".", b"=", b" ", b"\n"]
            ),
            st.sampled_from(
                [sample(form, "run").encode() for form in ("[0-9a-f]{32}", "[0-9A-Za-z]{40}", "[a-z]{30}")]
            ),
            st.binary(max_size=6),
        ),
        max_size=12,
    )
)
def test_any_mixture_is_the_same_with_both(parts: list[bytes]) -> None:
    with_it, without = both(b"".join(parts))
    assert with_it == without


def test_the_places_are_a_part_of_those_everywhere() -> None:
    text = b"\n".join(sample(kind.grammar, "places").encode() for kind in every())
    places = list(find.places(text))
    assert set(places) <= set(find.everywhere(text))
    assert places == sorted(places)


def test_far_apart_means_little_is_looked_at() -> None:
    words = b"words of a text that says nothing\n" * 3000
    text = words + sample("npm_[0-9A-Za-z]{36}", "far").encode() + b"\n" + words
    marks = find.SIEVE.marks(text)
    assert marks
    ((start, end),) = find.windows(text, marks)
    assert start < len(words) < end
    assert end - start < 300


def test_too_many_marks_are_none() -> None:
    """Where nearly everything is marked, looking everywhere costs less than to look around each mark."""
    assert find.SIEVE.marks(b"pat" * 40_000) is None
    assert search(b"pat" * 40_000) == Scan()


def test_nothing_is_compiled_for_a_little_text() -> None:
    made: list[bytes] = []

    def make() -> list[bytes]:
        made.append(b"a")
        return made

    small = sieve.Sieve(make, after=10)
    assert small.marks(b"a" * 10) is None
    assert not made
    assert small.marks(b"bab") == [(0, 2)]
    assert made == [b"a"]


def test_without_the_extra_everything_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "engine", lambda: None)
    assert sieve.Sieve(lambda: [b"a"], after=0).marks(b"aaa") is None


def test_an_expression_that_the_engine_refuses_is_none() -> None:
    assert sieve.Sieve(lambda: [rb"(a)\1"], after=0).marks(b"aaa") is None


def test_what_is_no_token_has_a_coarse_form_too() -> None:
    expressions = {form.expression for form in find.expressions()}
    assert {near.KEY_NAME.expression, urls.PASSWORD.expression} <= expressions
    assert {re.escape(text) for text in find.KEYS} <= expressions


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_anchors_that_are_there_find_what_all_anchors_find(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for around in AROUND[:5]:
        text = around.replace(b"%s", fake(kind).encode())
        found = []
        for left in (0, 1 << 30):
            monkeypatch.setattr(find.STARTS, "left", left)
            found.append(list(find.everywhere(text)))
        assert found[0] == found[1]
