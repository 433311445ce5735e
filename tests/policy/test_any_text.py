"""Whatever the bytes are: a policy, or problems with their place; nothing else, and nothing slow."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.policy import PolicyError, holds_policy, load_policy
from pkglint.report.policy_errors import render_problems
from pkglint.rules import catalogue
from tests.policy.broken_policies import broken, name_of, valid

NAMES = (".pkglint.yaml", "pyproject.toml", "package.json")
WORDS = [
    *"[]{}:,-?*&!|>'\"%@`#\n\t \\=.~",
    "\n  ",
    "\n- ",
    ": ",
    "rules",
    "ignore",
    "expected-files",
    "artifacts",
    "npm",
    "pkglint",
    "[tool.pkglint]\n",
    "[[tool.pkglint.ignore]]\n",
    '"',
    '"""',
    "'''",
    "&a",
    "*a",
    "<<",
    "null",
    "true",
    "1e9",
    "0x1f",
    "2026-02-30",
    "\ufeff",
    "\u2028",
    "é",
    "\x00",
    "\x85",
    "---\n",
    "...\n",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


def read(name: str, data: bytes) -> None:
    """Load, and look at every problem as the terminal would."""
    holds_policy(name, data)
    try:
        load_policy(name, data, catalogue())
    except PolicyError as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert problem.file == name
        assert problem.line
        assert problem.column
        assert problem.source_line is not None
    screen = render_problems(problems)
    assert all(char.isprintable() or char == "\n" for char in screen)


@pytest.mark.parametrize("name", NAMES)
@given(text=TEXT)
def test_text(name: str, text: str) -> None:
    read(name, text.encode())
    read(name, ("[tool.pkglint]\n" + text if name.endswith("toml") else '{"pkglint": ' + text).encode())


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=60))
def test_bytes(name: str, data: bytes) -> None:
    read(name, data)


@pytest.mark.parametrize("file", [f for f, data in {**broken(), **valid()}.items() if len(data) < 5000])
def test_mutations(file: str) -> None:
    chance = random.Random(file)
    original = {**broken(), **valid()}[file]
    for _ in range(150):
        data = bytearray(original)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) + 1)
            piece = chance.choice(WORDS).encode()
            data[at : at + chance.choice((0, 0, 1, 5))] = piece
        read(name_of(file), bytes(data))
