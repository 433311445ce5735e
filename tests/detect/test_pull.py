"""The pull reader agrees with ``json`` on what is JSON, and ends on what is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.detect.sourcemaps.pull import ARRAY, OBJECT, QUOTE, NotJsonError, Reader

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


def everything(reader: Reader) -> object:
    """The value at the reader, as ``json.loads`` would give it."""
    kind = reader.peek()
    if kind == QUOTE:
        return reader.string()
    if kind == ARRAY:
        return [everything(reader) for _ in reader.items()]
    if kind == OBJECT:
        return {key: everything(reader) for key in reader.members()}
    start, end = reader.span()
    return json.loads(reader.data[start:end])


@given(TREES, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_json_wrote(tree: object, ascii_only: bool, indent: int | None) -> None:
    data = json.dumps(tree, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    again = json.loads(data.decode("utf-8", "replace"))
    assert everything(Reader(data)) == again


@given(TREES)
def test_a_span_is_the_whole_value(tree: object) -> None:
    data = json.dumps(tree).encode()
    assert Reader(b"  " + data + b" ,").span() == (2, 2 + len(data))


@given(st.binary(max_size=60))
def test_any_bytes_end(data: bytes) -> None:
    reader = Reader(b'{"a":' + data)
    try:
        everything(reader)
    except (NotJsonError, ValueError):
        assert reader.pos <= len(reader.data)


@given(TREES, st.integers(min_value=0, max_value=200))
def test_a_cut_is_noticed(tree: object, cut: int) -> None:
    data = json.dumps({"a": tree, "b": "c"}).encode()
    with pytest.raises(ValueError):  # noqa: PT011 - from the reader, or from json on a scalar
        everything(Reader(data[: min(cut, len(data) - 1)]))


def test_depth_is_no_danger() -> None:
    depth = 200_000
    data = b'{"x":' + b"[" * depth + b"]" * depth + b',"y":"z"}'
    reader = Reader(data)
    assert [(key, reader.span()[1] - reader.pos) for key in reader.members()] == [("x", 0), ("y", 0)]


def test_values_that_nobody_consumes_are_skipped() -> None:
    assert list(Reader(b'{"a": {"b": ["\\"]}"]}, "c": -1.5e3, "d": null}').members()) == ["a", "c", "d"]


@pytest.mark.parametrize("data", [b'{"a":1,}', b'{"a":[1,],}', b'{"a":"\t"}', b'{"a":1} trailing'])
def test_small_faults_are_forgiven(data: bytes) -> None:
    assert list(Reader(data).members()) == ["a"]
