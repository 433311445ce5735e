"""The tables of names that are left over: every pattern changes an outcome, and none is in another's way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind, Level
from pkglint.model.lookup import Name, Names, is_binary
from pkglint.model.patterns import hints, spelled
from pkglint.rules.leaks import vcs_directory
from pkglint.rules.leftovers import build_debris, junk_file, project_file

TABLES = {"junk-file": junk_file.NAMES, "build-debris": build_debris.NAMES, "project-file": project_file.NAMES}
LOOKUPS = [lookup for names in TABLES.values() for lookup in (names.files, names.directories)]
PATTERNS = [(lookup, name) for lookup in LOOKUPS for name in lookup.every()]
_BRACES = re.compile(r"\{([^{},]*)[^{}]*\}")
_CLASS = re.compile(r"\[(.)[^\]]*\]")


def sample(pattern: str) -> str:
    """A name that a pattern fits: the first choice, the first of a class, ``a`` for any characters, ``4`` for digits.

    In directories above, ``*`` is ``a`` as well.
    """
    text = pattern.replace(r"\#", "\0").replace(r"\s", " ").replace(r"\r", "\r")
    text = _CLASS.sub(lambda match: match[1], _BRACES.sub(lambda match: match[1], text))
    return text.replace("*", "ab").replace("?", "c").replace("#", "4").replace("\0", "#")


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("*.{log,tmp}", ("log", "tmp")),
        ("a-*.x#", ("a-",)),
        ("{*.a,bb*}", (".a", "bb")),
        ("{a*bb,ccc}", ("bb", "ccc")),
        ("{ab,{cc,dd}ee}", ("",)),
        ("[ab]*", ("",)),
        (r"\#x", ("x",)),
    ],
)
def test_a_text_of_a_pattern_stands_in_all_that_it_fits(pattern: str, texts: tuple[str, ...]) -> None:
    assert hints(pattern) == texts


@settings(max_examples=300, deadline=None)
@given(data=st.data(), asked=st.sampled_from([0, 1 << 20]))
def test_few_and_many_names_are_looked_up_alike(data: st.DataObject, asked: int) -> None:
    lookup, name = data.draw(st.sampled_from(PATTERNS))
    last = data.draw(st.from_regex(spelled(name.pattern.rpartition("/")[2]), fullmatch=True))
    lookup._asked = asked
    assert name in lookup._find(last)


def content(name: Name) -> bytes:
    head = name.head[0] if name.head else b""
    body = name.holds[0] if name.holds else b""
    return head + body + (b"\0\xff" if name.binary else b"") + (b"123" if name.digits else b"") or b"x"


def rows(names: Names) -> list[tuple[str, Name]]:
    files = [("file", name) for lookup in (names.files,) for name in lookup.every()]
    return files + [("dir", name) for name in names.directories.every()]


TABLES["vcs-directory"] = vcs_directory.NAMES
ROWS = [(rule, form, name) for rule, names in TABLES.items() for form, name in rows(names)]


def fired(rule: str, path: str, data: bytes, kind: Kind = Kind.NPM) -> list[Level]:
    (result,) = lint(*build(kind, {path: data})).results
    assert not result.crashes
    return [judged.level for judged in result.judged if judged.finding.rule == rule]


@pytest.mark.parametrize(
    ("rule", "form", "name"), ROWS, ids=lambda value: value.pattern if isinstance(value, Name) else value
)
def test_each_row_finds_its_sample(rule: str, form: str, name: Name) -> None:
    table = TABLES[rule]
    path = sample(name.pattern)
    assert re.fullmatch(spelled(name.pattern), path if form == "dir" or table.cased else path.lower())
    found = table.directory(f"lib/{path}") if form == "dir" else table.file(f"lib/{path}")
    assert name in found
    if form == "file" and name.asks:
        assert name.proven(content(name))
        assert not name.proven(b"surely something else\n")
    assert name.source


CHOSEN = [row for index, row in enumerate(ROWS) if index % 9 == 0 or row[2].asks or row[2].having]


@pytest.mark.parametrize(
    ("rule", "form", "name"), CHOSEN, ids=lambda value: value.pattern if isinstance(value, Name) else value
)
def test_rows_become_findings(rule: str, form: str, name: Name) -> None:
    path = sample(name.pattern)
    if form == "dir":
        member = sample(_first_member(name)) if name.having else "a"
        path = f"{path}/{member}"
    assert fired(rule, path, content(name))
    if name.asks or name.having:
        plain = path if form == "file" else f"{sample(name.pattern)}/other"
        others = [other for other in TABLES[rule].file(plain) if not other.asks]
        assert bool(fired(rule, plain, b"surely something else\n")) == bool(others)


def _first_member(name: Name) -> str:
    return name.members[0]


@pytest.mark.parametrize("rule", TABLES)
def test_no_row_stands_twice(rule: str) -> None:
    names = [(form, name.pattern, name.head, name.holds, name.binary) for form, name in rows(TABLES[rule])]
    assert len(names) == len(set(names))
    assert all(pattern == pattern.lower() for form, pattern, *_ in names if form == "file" and not TABLES[rule].cased)


def test_what_is_text() -> None:
    assert is_binary(b"a\0b")
    assert is_binary(b"\xff\xfe\xfa\xfb\xfc")
    assert not is_binary("naïve café".encode())
    assert not is_binary("naïve caf\u00e9".encode()[:-1])


def test_the_directory_of_a_web_framework_is_no_scaffold() -> None:
    assert fired("junk-file", "demo/templates/base.html.bak", b"x", Kind.WHEEL) == [Level.WARNING]
    assert fired("junk-file", "demo/templates/{{ name }}/base.html.bak", b"x", Kind.WHEEL) == []
    assert fired("junk-file", "demo/skeleton/base.html.bak", b"x", Kind.WHEEL) == []
    assert fired("junk-file", "templates/base.html.bak", b"x", Kind.NPM) == []


def test_deep_paths_cost_no_stack() -> None:
    assert fired("junk-file", "a/" * 1500 + "b.txt", b"x", Kind.NPM) == []
