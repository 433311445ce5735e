"""An exception appended to a policy: everything else stays as it was, and the result loads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.model import Kind
from pkglint.policy import PolicyError, load_policy
from pkglint.policy.author.edit import EditError, Entry, add_ignore, written
from pkglint.rules import catalogue
from tests.policy.broken_policies import name_of, valid

ENTRY = Entry("env-file", ("demo/.env",), reason="A fixture of the tests")


def add(text: str, entry: Entry = ENTRY, name: str = ".pkglint.yaml") -> str:
    return add_ignore(name, text, entry, catalogue())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "version: 1 # first\n",
            (
                'version: 1 # first\n\nignore:\n  - rule: env-file\n    paths: ["demo/.env"]\n'
                "    reason: A fixture of the tests\n"
            ),
        ),
        (
            "ignore: [] # none yet\n# the end\nfail-on: error\n",
            (
                'ignore: # none yet\n  - rule: env-file\n    paths: ["demo/.env"]\n'
                "    reason: A fixture of the tests\n# the end\nfail-on: error\n"
            ),
        ),
        (
            "ignore:\n- rule: pth-hook\n  reason: It is meant to be # really\n\n# of the next key\nfail-on: error",
            (
                "ignore:\n- rule: pth-hook\n  reason: It is meant to be # really\n"
                '- rule: env-file\n  paths: ["demo/.env"]\n  reason: A fixture of the tests\n'
                "\n# of the next key\nfail-on: error\n"
            ),
        ),
        (
            "ignore:\n    - {rule: pth-hook, reason: It is meant to be}\n",
            (
                "ignore:\n    - {rule: pth-hook, reason: It is meant to be}\n"
                '    - rule: env-file\n      paths: ["demo/.env"]\n      reason: A fixture of the tests\n'
            ),
        ),
        (
            "ignore:\n  - rule: pth-hook\n    reason: >-\n      It is meant\n      to be\n    # not yet\n",
            (
                "ignore:\n  - rule: pth-hook\n    reason: >-\n      It is meant\n      to be\n    # not yet\n"
                '  - rule: env-file\n    paths: ["demo/.env"]\n    reason: A fixture of the tests\n'
            ),
        ),
    ],
)
def test_yaml(before: str, after: str) -> None:
    assert add(before) == after


def test_windows_line_ends_stay() -> None:
    after = add("version: 1\r\nignore: []\r\n")
    assert "\n" not in after.replace("\r\n", "")


def test_toml() -> None:
    before = '[tool.pkglint]\nfail-on = "error" # why\n\n[tool.other]\nx = 1\n'
    after = add(before, replace(ENTRY, expires=date(2099, 1, 2)), "pyproject.toml")
    assert after == before + (
        '\n[[tool.pkglint.ignore]]\nrule = "env-file"\npaths = ["demo/.env"]\n'
        'reason = "A fixture of the tests"\nexpires = 2099-01-02\n'
    )


def test_json() -> None:
    before = '{\n  "name": "demo",\n  "pkglint": {\n    "fail-on": "error"\n  }\n}\n'
    item = '{"rule": "env-file", "paths": ["demo/.env"], "reason": "A fixture of the tests"}'
    once = add(before, name="package.json")
    assert once == before.replace('"error"\n', f'"error",\n    "ignore": [{item}]\n')
    twice = add(once, Entry("pth-hook", reason="It is meant to be"), "package.json")
    assert twice == once.replace(f"[{item}]", f'[{item}, {{"rule": "pth-hook", "reason": "It is meant to be"}}]')
    assert '"pkglint": {"ignore": [' in add('{"pkglint": {}}', name="package.json")


@pytest.mark.parametrize("file", valid())
def test_every_valid_policy_can_be_added_to(file: str) -> None:
    before = valid()[file].decode()
    after = add(before, name=name_of(file))
    kept = [line for line in before.splitlines() if "ignore" not in line]
    rows = after.splitlines()
    assert [line for line in kept if line in rows or line + "," in rows or line.strip("}") in rows] == kept


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            ".pkglint.yaml",
            "ignore: [{rule: pth-hook, reason: It is meant to be}] # c\n",
            "ignore: [\n  {rule: pth-hook, reason: It is meant to be},\n  NEW\n] # c\n",
        ),
        (
            ".pkglint.yaml",
            "ignore: [\n  {rule: pth-hook, reason: It is meant to be}, # c\n]\nfail-on: error\n",
            "ignore: [\n  {rule: pth-hook, reason: It is meant to be}, # c\n  NEW\n]\nfail-on: error\n",
        ),
        (
            "pyproject.toml",
            '[tool.pkglint]\nignore = [{rule = "pth-hook", reason = "It is meant to be"}] # c\n',
            '[tool.pkglint]\nignore = [\n  {rule = "pth-hook", reason = "It is meant to be"},\n  NEW,\n] # c\n',
        ),
        ("pyproject.toml", "[tool]\npkglint = {version = 1}\n", "[tool]\npkglint = {version = 1, ignore = [NEW]}\n"),
        ("package.json", '\ufeff{"pkglint": {"version": 1}}', '\ufeff{"pkglint": {"version": 1, "ignore": [NEW]}}'),
    ],
)
def test_lists_between_brackets_grow(name: str, before: str, after: str) -> None:
    as_json = '{"rule": "env-file", "paths": ["demo/.env"], "reason": "A fixture of the tests"}'
    as_toml = '{ rule = "env-file", paths = ["demo/.env"], reason = "A fixture of the tests" }'
    assert add(before, name=name) == after.replace("NEW", as_toml if name.endswith("toml") else as_json)


def test_what_is_to_be_pasted_is_in_the_words_of_the_file() -> None:
    for name, text, start in (
        ("package.json", '{"pkglint": {"ignore": [], "ignore": []}}', '{"rule": "env-file"'),
        ("pyproject.toml", '[tool]\n"pkglint" = {"ignore" = []}\n', '[[tool.pkglint.ignore]]\nrule = "env-file"'),
    ):
        assert written(name, text, ENTRY).startswith(start)


@pytest.mark.parametrize("text", ["ignore: &a [{rule: pth-hook, reason: It is meant to be}]\n", "{version: 1}\n"])
def test_what_only_a_person_can_edit_is_refused_with_the_entry(text: str) -> None:
    try:
        after = add(text)
    except (EditError, PolicyError) as error:
        assert not isinstance(error, EditError) or "rule: env-file" in error.entry  # noqa: PT017
    else:
        assert len(load_policy(".pkglint.yaml", after.encode(), catalogue()).ignores) == 2


def test_a_broken_policy_or_entry_is_an_error() -> None:
    with pytest.raises(PolicyError):
        add("fail-on: eror\n")
    with pytest.raises(PolicyError):
        add("version: 1\n", Entry("env-file", reason="short"))
    with pytest.raises(PolicyError):
        add("version: 1\n", Entry("secret", ("a",), reason="It is meant to be"))
    with pytest.raises(PolicyError):
        add("version: 1\n", Entry("env-file", ("./a",), reason="It is meant to be"))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=10, max_size=40).filter(
    lambda t: len(t.strip()) >= 10
)


@given(reason=TEXT, path=st.text(st.sampled_from("abc.*!#&@%` :-'\"0é\u2028"), min_size=1, max_size=12))
def test_any_text_survives_the_edit(reason: str, path: str) -> None:
    entry = Entry("env-file", (path,), (Kind.NPM,), "@demo/ui", "0" * 64, reason, date(2099, 1, 1))
    for name, text in (
        (".pkglint.yaml", "version: 1\n"),
        ("pyproject.toml", "[tool.pkglint]\n"),
        ("package.json", '{"pkglint": {}}'),
    ):
        try:
            after = add(text, entry, name)
        except PolicyError:
            return  # the pattern cannot match
        (ignore,) = load_policy(name, after.encode(), catalogue()).ignores
        assert (ignore.reason, ignore.paths and ignore.paths.sources) == (reason, (path,))
