"""What code can do: words that are there, in code that runs, and no words that only look like them."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.lint import released
from pkglint.detect.code.capable import NAMES
from pkglint.model import Kind

PYTHON = {
    "import subprocess": "process",
    "os.system(x)": "process",
    "exec(text)": "eval",
    "from urllib.request import urlopen": "network",
    "import socket": "network",
    "base64.b64decode(x)": "decode",
    "import ctypes": "native",
    "os.environ.get('A')": "environ",
    "'~/.bashrc'": "persist",
    "model.eval()": "",
    "ast.literal_eval(x)": "",
    "requests = []": "",
    "asyncio.open_socket_of(x)": "",
}
SCRIPT = {
    "require('child_process')": "process",
    "new Function(text)": "eval",
    "import x from 'node:https'": "network",
    "fetch(address)": "network",
    "atob(text)": "decode",
    "process.env.A": "environ",
    'require("fs")': "files",
    "'.npmrc'": "persist",
    "cursor.fetch(1)": "",
    "a.eval(1)": "",
    "protocols = ['http', 'https']": "",
}


def can(path: str, text: str) -> frozenset[str]:
    """What an artifact can do that holds one more file."""
    release = released(*build(Kind.SDIST if path.endswith(".py") else Kind.NPM, {path: text})).release
    return release.can if release else frozenset("?")


@pytest.mark.parametrize(("text", "name"), PYTHON.items())
def test_python(text: str, name: str) -> None:
    assert can("demo/a.py", text) == {name} - {""}


@pytest.mark.parametrize(("text", "name"), SCRIPT.items())
def test_javascript(text: str, name: str) -> None:
    assert can("lib/a.js", text) == {name} - {""}


def test_only_code_that_runs_counts() -> None:
    text = "import subprocess"
    for path in ("README.md", "demo/data.bin", "tests/test_a.py", "demo/a.pyi"):
        assert can(path, text) == set(), path
    assert can("index.d.ts", "require('fs')") == set()
    assert can("bin/run", f"#!/usr/bin/env python3\n{text}") == {"process"}
    assert {*PYTHON.values(), *SCRIPT.values()} - {""} == set(NAMES)
