"""What files are asked for is there whenever the expressions of the rules match, with the engine and without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.build import build
from fixtures.grammar import sample
from fixtures.lint import lint
from pkglint.detect import words
from pkglint.detect.code import jsfind, payload
from pkglint.detect.code.specifiers import relative
from pkglint.detect.secrets import rawkeys
from pkglint.detect.sieve import Sieve
from pkglint.model import Kind
from pkglint.rules.leaks import machine_path
from pkglint.rules.runs import invisible_code

ASKED = sorted(words._ASKED.items())
PLACED = [b"%s", b"\n%s\n", b"x = %s;", b"'%s'", b"\xe2\x80\x99%s\xff", b"..%s.."]


@pytest.fixture(autouse=True)
def compiled() -> Iterator[None]:
    """The set is compiled for the first byte."""
    kept = words.SIEVE._left
    words.SIEVE._left = 0
    yield
    words.SIEVE._left = kept


def made(expression: bytes, seed: int) -> bytes:
    """A text that an expression matches."""
    plain = expression.decode("latin-1").replace(r"\s", "[ ]").replace(r"\b", "")
    return sample(plain, str(seed)).encode("latin-1")


def test_the_engine_is_there() -> None:
    assert words.SIEVE.marks(b"text") is not None
    assert len(ASKED) > 80


@pytest.mark.parametrize(("key", "asked"), ASKED, ids=lambda value: ascii(value)[2:40])
def test_what_is_asked_for_is_found_wherever_it_stands(key: bytes, asked: tuple[bytes, bytes]) -> None:
    expression, text = asked
    for seed, around in enumerate(PLACED):
        whole = around.replace(b"%s", made(expression, seed))
        assert re.search(expression, whole)
        assert text in whole  # so that it is found without the engine, too
        assert key in words.Words(whole)


def test_a_text_with_nothing_in_it_holds_nothing() -> None:
    there = words.Words(b"%%%")
    assert not [key for key, _ in ASKED if key in there]


@pytest.mark.parametrize("word", [*payload._PYTHON, *payload._SCRIPT], ids=len)
def test_the_expressions_of_payloads_are_what_is_asked_for(word: tuple[payload._Word, ...]) -> None:
    for one in word:
        assert one.pattern.pattern == one.expression


@pytest.mark.parametrize("sink", jsfind._SINKS, ids=lambda sink: ascii(sink.asked))
def test_what_javascript_calls_implies_what_is_asked_for(sink: jsfind._Sink) -> None:
    for rest in (b"", b" (x)", b"('a' + b)", b"(atob(x))", b".constructor(", b";", b"['a']"):
        text = made(sink.asked, 1) + rest
        assert not sink.pattern.search(text) or sink.asked in words.Words(text)
    assert sink.pattern.pattern.startswith(sink.asked)


def test_keys_are_asked_for_by_what_every_key_has() -> None:
    for form in rawkeys._DER:
        for seed in range(20):
            text = made(form + rb"[0-9A-Za-z+/]{80}", seed)
            match = rawkeys._DER_BASE64.search(b"'" + text + b"'")
            assert match
            assert match[0] == text
            assert rawkeys._DER_BEGIN.match(text)
            assert any(asked in words.Words(text) for asked, sort in rawkeys._SORTS if sort is rawkeys._der_in_base64)


@pytest.mark.parametrize("kind", invisible_code._KINDS, ids=lambda kind: kind[0])
def test_a_run_of_what_is_invisible_is_asked_for(kind: tuple[str, bytes, re.Pattern[bytes]]) -> None:
    for seed in range(20):
        text = made(kind[1], seed)
        assert kind[2].fullmatch(text)
        assert kind[1] in words.Words(b"abc" + text + b"abc")
        assert kind in list(invisible_code._possible(text + b" abc", words.Words(text)))


@given(st.text(alphabet="a'\ufe0f\u200b\u200d\ue000\U000e0041\U000e0101é\u3042\uac00", max_size=60))
def test_what_is_invisible_is_the_same_with_both(text: str) -> None:
    data = text.encode()
    there = words.Words(data)
    for _, asked, pattern in invisible_code._KINDS:
        assert not pattern.search(data) or asked in there
    assert not invisible_code._STRAY.search(data) or invisible_code._ANY_STRAY in there


@pytest.mark.parametrize(
    "text",
    [
        "'/home/kmiller/src/a.py'",
        '"file:///Users/k.miller/src/a b/c"',
        "`C:\\\\Users\\\\kmiller\\\\src\\\\a`",
        "'d:/Users/km/x.y/'",
        "'E:\\Users\\km_1\\x@y\\'",
    ],
)
def test_a_home_is_asked_for(text: str) -> None:
    assert machine_path._HOME.search(text.encode())
    assert machine_path._MAY_BE_HOME in words.Words(text.encode())


@given(
    st.lists(
        st.sampled_from(["'", '"', "`", "./", "../", "a", "b/c", " ", "\n", "}", "require('./x')", 'import "../y/z"']),
        max_size=14,
    )
)
def test_specifiers_are_those_of_the_plain_expression(parts: list[str]) -> None:
    data = "".join(parts).encode()
    plain = re.findall(rb"[\"'`](\.{1,2}/[^\"'`\s<>{}*|]{0,200})[\"'`]", data)
    assert len(relative(data, "a/b")) <= len(plain)
    assert relative(data, "a/b") == relative(b" ".join(b"'%s'" % one for one in plain), "a/b")


def test_what_nobody_gave_notice_of_is_searched() -> None:
    assert b"unknown" in words.Words(b"an unknown word")
    assert b"unknown" not in words.Words(b"a word")


@pytest.mark.parametrize("fast", [True, False])
def test_a_verdict_does_not_depend_on_the_engine(monkeypatch: pytest.MonkeyPatch, fast: bool) -> None:
    if not fast:
        monkeypatch.setattr(words, "SIEVE", Sieve(list, after=1 << 60))
    code = "const r = eval; r(atob('YWxlcnQoMSk='));\n"
    filename, data = build(Kind.NPM, {"lib/a.js": code, "lib/b.js": "x = '/home/kmiller/src/a.js'\n"})
    (result,) = lint(filename, data).results
    assert {j.finding.rule for j in result.judged} >= {"encoded-payload", "machine-path"}


@given(st.lists(st.sampled_from([b"ab", b"b", b"cd", b"x1", b"a", b"1", b" "]), max_size=12))
def test_an_expression_led_by_texts_finds_what_it_finds_alone(parts: list[bytes]) -> None:
    data = b"".join(parts)
    pattern = re.compile(rb"[ac]?(?:ab|b|d)\d?\s?(?:x1)?")
    alone = [match.span() for match in pattern.finditer(data)]
    assert [match.span() for match in words.led(pattern, data, (b"ab", b"b", b"d"), before=1)] == alone
