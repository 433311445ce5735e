"""Edits keep everything but what they change, and say exactly what was meant."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.edit import Change, apply
from pkglint.edit.change import meant

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TOML = "pyproject.toml"
JSON = "package.json"
POETRY = ("tool", "poetry", "exclude")

CASES = {
    "a short list": ('[tool.poetry]\nexclude = ["a"] # why\n', '[tool.poetry]\nexclude = ["a", "x"] # why\n'),
    "an empty list": ("[tool.poetry]\nexclude = []\n", '[tool.poetry]\nexclude = ["x"]\n'),
    "a list of lines": (
        '[tool.poetry]\nexclude = [\n    "a",  # one\n    "b"  # two\n]\nname = "n"\n',
        '[tool.poetry]\nexclude = [\n    "a",  # one\n    "b",  # two\n    "x"\n]\nname = "n"\n',
    ),
    "a comma at the end": (
        '[tool.poetry]\nexclude = [\n  "a",\n]\n',
        '[tool.poetry]\nexclude = [\n  "a",\n  "x",\n]\n',
    ),
    "a table without the key": (
        '[tool.poetry]\nname = "n"\n\n# next\n[other]\n',
        '[tool.poetry]\nname = "n"\nexclude = ["x"]\n\n# next\n[other]\n',
    ),
    "no table": ('[project]\nname = "n"\n', '[project]\nname = "n"\n\n[tool.poetry]\nexclude = ["x"]\n'),
    "nothing": ("", '[tool.poetry]\nexclude = ["x"]\n'),
    "dotted keys": ('[tool]\npoetry.exclude = ["a"]\n', '[tool]\npoetry.exclude = ["a", "x"]\n'),
    "quoted keys": ('["tool"."poetry"]\n"exclude" = ["a"]\n', '["tool"."poetry"]\n"exclude" = ["a", "x"]\n'),
    "braces": ('tool.poetry = { exclude = ["a"], n = 1 }\n', 'tool.poetry = { exclude = ["a", "x"], n = 1 }\n'),
    "line ends of Windows": (
        '[tool.poetry]\r\nexclude = [\r\n  "a",\r\n]\r\n',
        '[tool.poetry]\r\nexclude = [\r\n  "a",\r\n  "x",\r\n]\r\n',
    ),
    "strings that look like lists": (
        '[tool.poetry]\ndescription = """\n[tool.poetry]\nexclude = ["no"]\n"""\nexclude = ["#]"]\n',
        '[tool.poetry]\ndescription = """\n[tool.poetry]\nexclude = ["no"]\n"""\nexclude = ["#]", "x"]\n',
    ),
    "a bracket on the last line": (
        '[tool.poetry]\nexclude = ["a",\n           "b"]  # c\n',
        '[tool.poetry]\nexclude = ["a",\n           "b",\n           "x"]  # c\n',
    ),
    "a list of comments": (
        "[tool.poetry]\nexclude = [\n  # none yet\n]\n",
        '[tool.poetry]\nexclude = [\n  # none yet\n  "x",\n]\n',
    ),
    "braces without the key": (
        "[tool]\npoetry = { n = 1 } # c\nb = 1\n",
        '[tool]\npoetry = { n = 1, exclude = ["x"] } # c\nb = 1\n',
    ),
    "braces with nothing": ("tool = { poetry = {} }\n", 'tool = { poetry = { exclude = ["x"] } }\n'),
    "braces above": ("tool = { b = { c = 1 } }\n", 'tool = { b = { c = 1 }, poetry.exclude = ["x"] }\n'),
    "dotted keys beside": (
        "[tool]\n  poetry.n = 1\n  poetry.m = 2\nb = 3\n",
        '[tool]\n  poetry.n = 1\n  poetry.m = 2\n  poetry.exclude = ["x"]\nb = 3\n',
    ),
    "dotted keys without an end": ("tool.b = 1", 'tool.b = 1\ntool.poetry.exclude = ["x"]\n'),
    "there already": ('[tool.poetry]\nexclude = ["x"]\n', '[tool.poetry]\nexclude = ["x"]\n'),
}


@pytest.mark.parametrize("name", CASES)
def test_a_list_of_toml_grows_in_its_own_way(name: str) -> None:
    before, after = CASES[name]
    assert apply(Change(TOML, POETRY, add=("x",)), {TOML: before}) == after


@pytest.mark.parametrize(
    "text",
    [
        "[tool.poetry\n",
        '[tool.poetry]\nexclude = "a"\n',
        "[[tool.poetry]]\nexclude = []\n",
        "tool.poetry = 1\n",
    ],
)
def test_what_cannot_be_edited_for_certain_is_left_alone(text: str) -> None:
    assert apply(Change(TOML, POETRY, add=("x",)), {TOML: text}) is None


def test_a_long_line_becomes_lines() -> None:
    long = [f"some/long/directory/{i}/**" for i in range(4)]
    text = f"[tool.poetry]\nexclude = {json.dumps(long)}\n"
    made = apply(Change(TOML, POETRY, add=("x",)), {TOML: text})
    assert made is not None
    assert made.splitlines()[1:3] == ["exclude = [", f'  "{long[0]}",']


def test_an_entry_takes_the_place_of_the_one_that_goes() -> None:
    text = '[tool.poetry]\npackages = [{include = "a"}, {include = "tests"}] # c\n'
    change = Change(
        TOML,
        ("tool", "poetry", "packages"),
        add=({"include": "tests", "format": "sdist"},),
        remove=({"include": "tests"},),
    )
    made = '[tool.poetry]\npackages = [{include = "a"}, { include = "tests", format = "sdist" }] # c\n'
    assert apply(change, {TOML: text}) == made
    assert apply(change, {TOML: made}) == made, "it is made already"
    assert apply(change, {TOML: text.replace("tests", "other")}) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[b]\ndata = { purelib = "h", scripts = "s" }\n', '[b]\ndata = { scripts = "s" }\n'),
        ('[b]\ndata = { scripts = "s", purelib = "h" }\n', '[b]\ndata = { scripts = "s" }\n'),
        ('[b]\nx = 1\ndata = { purelib = "h" } # gone\n', "[b]\nx = 1\n"),
        ('[b.data]\n# here\npurelib = "h"\nscripts = "s"\n', '[b.data]\n# here\nscripts = "s"\n'),
    ],
)
def test_a_key_goes(before: str, after: str) -> None:
    assert apply(Change(TOML, ("b", "data", "purelib"), drop=True), {TOML: before}) == after


PACKAGE = '{\n\t"name": "n",\n\t"files": [\n\t\t"a",\n\t\t".env"\n\t],\n\t"v": 1\n}\n'


def test_json_keeps_its_indent() -> None:
    added = apply(Change(JSON, ("files",), add=("!b",)), {JSON: PACKAGE})
    assert added == PACKAGE.replace('\t\t".env"\n', '\t\t".env",\n\t\t"!b"\n')
    removed = apply(Change(JSON, ("files",), remove=(".env",)), {JSON: PACKAGE})
    assert removed == PACKAGE.replace('"a",\n\t\t".env"\n', '"a"\n')
    new = apply(Change(JSON, ("files",), add=("a",)), {JSON: '{\n  "name": "n"\n}\n'})
    assert new == '{\n  "name": "n",\n  "files": ["a"]\n}\n'
    assert apply(Change(JSON, ("files",), add=("b",)), {JSON: '{"files":["a"]}'}) == '{"files":["a", "b"]}'


def test_a_script_is_changed_only_where_it_is_the_one_that_was_seen() -> None:
    text = '{"scripts": {"build": "esbuild a"}}'
    change = Change(JSON, ("scripts", "build"), swap=("esbuild a", 'esbuild "b"'))
    made = apply(change, {JSON: text})
    assert made is not None
    assert json.loads(made) == {"scripts": {"build": 'esbuild "b"'}}
    assert apply(change, {JSON: made}) == made, "it is made already"
    assert apply(change, {JSON: text.replace("esbuild a", "rollup")}) is None
    assert apply(change, {JSON: "{}"}) is None
    assert apply(change, {}) is None


def test_lines_are_appended_once_and_a_new_file_begins_as_a_copy() -> None:
    change = Change(".npmignore", add=("/a", "b"), base=".gitignore")
    assert apply(change, {".gitignore": "dist\nb"}) == "dist\nb\n/a\n"
    assert apply(change, {".npmignore": "x\r\n", ".gitignore": "dist\n"}) == "x\r\n/a\r\nb\r\n"
    assert apply(change, {}) == "/a\nb\n"


def test_names_that_are_no_plain_text_stay_on_their_line() -> None:
    hostile = 'a"\n[tool.x]\u202e\\'
    made = apply(Change(TOML, POETRY, add=(hostile,)), {TOML: ""})
    assert made is not None
    assert made.isprintable() or made.replace("\n", "").isprintable()
    assert tomllib.loads(made)["tool"]["poetry"]["exclude"] == [hostile]
    made = apply(Change(JSON, ("files",), add=(hostile,)), {JSON: "{}"})
    assert made is not None
    assert made.isprintable()


KEYS = st.sampled_from(["a", "b-c", "tool", 'x"y', "poetry"])
PLAIN = st.one_of(st.integers(), st.booleans(), st.text(max_size=6))
DATA = st.recursive(
    st.one_of(PLAIN, st.lists(st.text("ab#]},'\"\\\n", max_size=5), max_size=4)),
    lambda inner: st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(KEYS, DATA, max_size=4), st.lists(KEYS, min_size=1, max_size=3), st.sampled_from([None, 2, "\t"])
)
def test_json_of_any_shape_says_what_was_meant_or_is_left_alone(data: object, path: list[str], indent: object) -> None:
    change = Change(JSON, tuple(path), add=("new",))
    text = json.dumps(data, indent=indent)  # type: ignore[arg-type]
    made = apply(change, {JSON: text})
    try:
        wanted = meant(data, change)
    except ValueError:
        assert made is None
        return
    if made is not None:
        assert json.loads(made) == wanted
    elif len(path) == 1:
        pytest.fail(f"not edited: {text}")


DEEP = ("tool", "hatch", "build", "targets", "wheel", "exclude")


@pytest.mark.parametrize("header", [0, 2, 3, 4, 5])
@pytest.mark.parametrize("dotted", [0, 1, 2])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_table_may_be_written_in_any_way(header: int, dotted: int, end: str) -> None:
    """A header of so many names, then so many dotted ones, the rest between braces."""
    rest = list(DEEP[header:-1])
    keys, inner = rest[: dotted + 1], rest[dotted + 1 :]
    value = "".join(f"{{ {name} = " for name in inner) + '{ packages = ["a"] }' + " }" * len(inner)
    line = f"{'.'.join(keys)} = {value}" if keys else 'packages = ["a"]'
    text = (f"[{'.'.join(DEEP[:header])}]{end or chr(10)}" if header else "") + line + end
    made = apply(Change(TOML, DEEP, add=("x",)), {TOML: text})
    assert made is not None
    data = tomllib.loads(made)
    for key in DEEP[:-1]:
        data = data[key]
    assert data == {"packages": ["a"], "exclude": ["x"]}
