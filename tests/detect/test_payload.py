"""The windows of the search for hidden payloads: what stands together, and what is too far apart to mean anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pkglint.detect.code import payload
from pkglint.detect.code.payload import NEAR, STRONG, WEAK, WHOLE, WINDOW, find, literals

# Encoded text as base64 gives it: letters in both cases and digits, no run that a picture starts with.
TEXT = b"Zm9vYmFy7QxK2pLw9sTnR4vHc8JdU1eG" * 200
LINE = b"x = y + 1;\n"


def literal(length: int) -> bytes:
    return b'"' + TEXT[:length] + b'"'


def filler(size: int) -> bytes:
    """Harmless code of exactly this many bytes."""
    return (LINE * (size // len(LINE) + 1))[: size - 1] + b"\n" if size else b""


def bundle(before: int, text: bytes, between: int, after: int = 0) -> bytes:
    """Code, a decoded literal, code, ``eval``, code."""
    return filler(before) + b"a = atob(" + text + b");\n" + filler(between) + b"eval(a);\n" + filler(after)


@pytest.mark.parametrize(("before", "after"), [(WHOLE, 0), (WHOLE // 2, WHOLE), (0, WHOLE)])
def test_a_payload_in_a_bundle_is_found_wherever_it_is(before: int, after: int) -> None:
    data = bundle(before, literal(STRONG), 100, after)
    assert len(data) > WHOLE
    hit = find(data, ".js")
    assert hit
    assert (hit.strong, hit.form, hit.literal, hit.offset) == (True, "literal", STRONG, before + 10)


@pytest.mark.parametrize(("length", "strong"), [(STRONG, True), (STRONG - 1, None)])
def test_in_a_bundle_only_long_literals_count(length: int, *, strong: bool | None) -> None:
    hit = find(bundle(WHOLE, literal(length), 100), ".js")
    assert (hit.strong if hit else None) is strong


@pytest.mark.parametrize(("between", "found"), [(NEAR - STRONG - 60, True), (NEAR + 20, False)])
def test_in_a_bundle_the_call_stands_near(between: int, *, found: bool) -> None:
    assert bool(find(bundle(WHOLE, literal(STRONG), between), ".js")) is found


def test_in_a_bundle_the_decoder_stands_near_too() -> None:
    far = filler(WHOLE) + b"atob(x);\n" + filler(2 * NEAR + 100) + b"a = " + literal(STRONG) + b";\neval(a);\n"
    assert find(far, ".js") is None


def test_in_a_bundle_a_decoder_near_the_call_may_be_too_far_from_the_literal() -> None:
    gap = filler(NEAR - 100)
    far = filler(WHOLE) + literal(STRONG) + b";\n" + filler(NEAR - STRONG - 100) + b"eval(a);\n" + gap + b"atob(x);\n"
    assert find(far, ".js") is None


def test_calls_close_together_do_not_cost_more_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that overlap are searched once: otherwise the time would grow with the number of calls."""
    searched = 0

    def counted(data: bytes, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        nonlocal searched
        searched += max(0, high - low)
        return literals(data, low, high)

    monkeypatch.setattr(payload, "literals", counted)
    data = filler(WHOLE) + b"eval(a); atob(x);\n" * 1000
    assert find(data, ".js") is None
    assert NEAR < searched <= len(data)


def test_the_second_of_two_calls_in_a_bundle_is_looked_at_too() -> None:
    data = filler(WHOLE) + b"atob(x); eval(b);\n" + filler(3 * NEAR) + bundle(0, literal(STRONG), 10)
    hit = find(data, ".js")
    assert hit
    assert hit.literal == STRONG


def test_a_process_in_a_bundle_says_nothing() -> None:
    data = filler(WHOLE) + b"a = atob(" + literal(STRONG) + b");\nexecSync(a);\n"
    assert find(data, ".js") is None
    hit = find(data[-WHOLE:], ".js")
    assert hit
    assert hit.text.endswith("starts processes")


@pytest.mark.parametrize(("size", "found"), [(WHOLE, True), (WHOLE + 1, False)])
def test_a_script_up_to_a_size_is_one_module(size: int, *, found: bool) -> None:
    used = len(bundle(0, literal(STRONG), 0))
    data = bundle(0, literal(STRONG), size - used)
    assert len(data) == size
    assert bool(find(data, ".js")) is found


def test_python_is_one_module_at_any_size() -> None:
    data = b"a = b64decode(" + literal(STRONG) + b")\n" + b"x = 1\n" * 50_000 + b"exec(a)\n"
    hit = find(data, ".py")
    assert hit
    assert hit.strong


@pytest.mark.parametrize(("length", "strong"), [(WEAK - 1, None), (WEAK, False), (STRONG - 1, False), (STRONG, True)])
def test_in_a_module_the_length_decides(length: int, *, strong: bool | None) -> None:
    hit = find(bundle(0, literal(length), 10), ".js")
    assert (hit.strong if hit else None) is strong
    assert not hit or hit.literal == length


@pytest.mark.parametrize(("between", "found"), [(NEAR - 60, True), (NEAR + 60, False)])
def test_in_a_module_a_short_literal_stands_near(between: int, *, found: bool) -> None:
    assert bool(find(bundle(0, literal(WEAK), between), ".js")) is found


@pytest.mark.parametrize(("gap", "found"), [(0, True), (220, True), (WINDOW, False)])
def test_what_is_executed_on_the_spot(gap: int, *, found: bool) -> None:
    hit = find(b"eval(" + b" " * gap + b"atob(x))", ".js")
    assert bool(hit) is found
    assert not hit or (hit.form, hit.strong) == ("direct", True)


def test_a_decoder_behind_the_closing_bracket_is_no_argument() -> None:
    assert find(b"eval(a); b = atob(x)", ".js") is None
    assert find(b"eval((a), atob(x))", ".js")


@pytest.mark.parametrize(
    ("data", "lengths"),
    [
        (b'"' + TEXT[:150] + b'"\n+ "' + TEXT[150:300] + b'"', [300]),
        (b'"' + TEXT[:150] + b'" and "' + TEXT[150:300] + b'"', []),
        (b'"' + TEXT[:39] + b'"', []),
        (literal(250) + b";" + literal(300), [250, 300]),
        (b'"' + b"iVBORw0KGgo" + TEXT[:400] + b'"', []),
        (b'"' + b"some/path/of/words7" * 20 + b'"', []),
        (b'"' + b"a_name_of_a_thing_7" * 20 + b'"', []),
        (b'"' + b"abcdefghijklmnopqrstuvwxyz" * 20 + b'"', []),
        (b'"' + b"ABCDEFGHIJ0123456789" * 20 + b'"', []),
        (b'"' + b"abc1def2" * 40 + b'"', []),
    ],
)
def test_what_is_an_encoded_literal(data: bytes, lengths: list[int]) -> None:
    assert [length for _, _, length in literals(data, 0, len(data))] == lengths


@pytest.mark.parametrize(
    ("argument", "found"), [("{code!r}", False), ("%s", False), ("%r", False), ("'{code}'", False), ("code", True)]
)
def test_a_template_for_another_process_hides_nothing(argument: str, *, found: bool) -> None:
    text = f'run = "exec(b64decode({argument}))"\n'
    assert bool(find(text.encode(), ".py")) is found
