"""The setup.py of an sdist does more than describe the package.

## Why it matters

`pip install` runs the `setup.py` of an sdist to build it, with the rights of whoever types the command. A script that
uses the network, runs decoded code, or writes a `.pth` file does to every user what nobody has reviewed: this is the
oldest way of stealing credentials on the index.

Custom commands (`cmdclass`) and programs that the script starts are common for native packages and only noted.

## How to fix

Move the metadata to `pyproject.toml`. Ship what the script would fetch, or fetch it before the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pkglint.detect.code import payload, syntax
from pkglint.detect.code.language import line_of
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.lazy import lazy

if TYPE_CHECKING:
    import ast

NETWORK = frozenset(
    {
        "urllib.request", "urllib2", "urllib3", "http.client", "httplib", "requests", "httpx", "aiohttp", "socket",
        "ftplib", "smtplib", "telnetlib", "paramiko", "pycurl",
    }
)  # fmt: skip
_FETCHERS = frozenset({"urlopen", "urlretrieve", "urlgrab"})
_PROGRAMS = frozenset({"subprocess", "os.system", "os.popen", "popen2", "commands", "pexpect"})
_FETCHING = lazy(r"(?:^|[\s;&|])(?:curl|wget)\s|\bInvoke-WebRequest\b")
_TEXT = (
    (
        "network",
        lazy(
            rb"^\s{0,80}(?:import|from)\s{1,9}(?:urllib2|urllib\.request|requests|httplib|http\.client|socket)\b",
            re.MULTILINE,
        ),
    ),
    ("pth", lazy(rb"\.pth['\"]")),
    (
        "program",
        lazy(rb"^\s{0,80}(?:import|from)\s{1,9}subprocess\b|\bos\.(?:system|popen)\s{0,9}\(", re.MULTILINE),
    ),
    ("command", lazy(rb"\bcmdclass\s{0,9}=")),
)
WORDS = {
    "payload": "runs decoded code",
    "network": "uses the network",
    "pth": "handles a .pth file",
    "program": "starts programs",
    "command": "defines commands of its own",
}
STRONG = ("payload", "network", "pth")


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.path == "setup.py"


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    data = entry.content.data
    signs = dict(_signs(data))
    hit = payload.find(data, ".py")
    if hit:
        signs["payload"] = line_of(data, hit.offset)
    reported = [sign for sign in WORDS if sign in signs]
    if reported:
        strong = any(sign in STRONG for sign in reported)
        yield scope.found(
            entry,
            f"{' and '.join(WORDS[sign] for sign in reported)} when the package is built",
            line=signs[reported[0]],
            fix=Fix(FixAction.PIN, (), "Move the metadata to pyproject.toml, and ship what the script would fetch."),
            details={"signs": reported},
            grade=None if strong else Level.INFO,
        )


def _signs(data: bytes) -> list[tuple[str, int]]:
    """What the script does, each with its first line, from its syntax or, where that fails, from its text."""
    import ast

    tree = syntax.parse(data)
    if tree:
        found = [(sign, getattr(node, "lineno", 1)) for node in ast.walk(tree) for sign in _node(node)]
    else:
        # Python 2, or made to break the parser: what can be searched for is.
        hits = ((sign, pattern.search(data)) for sign, pattern in _TEXT)
        found = [(sign, line_of(data, match.start())) for sign, match in hits if match]
    return sorted(found, key=lambda pair: -pair[1])


def _node(node: ast.AST) -> Iterator[str]:
    """What a node of the syntax tree shows."""
    import ast

    if isinstance(node, ast.Import):
        yield from _module([alias.name for alias in node.names])
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield from _module([module, *(f"{module}.{alias.name}" for alias in node.names)])
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield from _module([f"{node.value.id}.{node.attr}"])
        if node.attr in _FETCHERS:
            yield "network"
    elif isinstance(node, ast.Call) and _imports(node.func) and node.args and isinstance(node.args[0], ast.Constant):
        yield from _module([str(node.args[0].value)])
    elif isinstance(node, ast.keyword) and node.arg == "cmdclass":
        yield "command"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value.endswith(".pth"):
            yield "pth"
        if len(node.value) < 2000 and _FETCHING.search(node.value):
            yield "network"


def _imports(func: ast.expr) -> bool:
    """Whether it is called to import a module by name."""
    import ast

    name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    return name in {"__import__", "import_module"}


def _module(names: list[str]) -> Iterator[str]:
    for name in names:
        if name in NETWORK or name.partition(".")[0] in NETWORK:
            yield "network"
        elif name in _PROGRAMS or name.partition(".")[0] in _PROGRAMS:
            yield "program"


RULE = Rule(
    id="setup-script",
    summary="The setup.py of an sdist does more than describe the package",
    levels=level(Level.WARNING),
    grades="info for commands of its own and for programs that it starts",
    kinds=(Kind.SDIST,),
    wants=_wants,
    visit=_visit,
    examples=(
        Example(
            "the network",
            {"setup.py": "from setuptools import setup\nfrom urllib.request import urlopen\nurlopen(x)\nsetup()\n"},
            1,
        ),
        Example(
            "decoded code", {"setup.py": "import base64\nexec(base64.b64decode(x))\n"}, 1, also=("encoded-payload",)
        ),
        Example("an import in place", {"setup.py": "__import__('urllib.request').request.urlopen(x)\n"}, 1),
        Example("a start-up file", {"setup.py": "setup(data_files=[(site, ['demo.pth'])])\n"}, 1),
        Example("commands of its own", {"setup.py": "import subprocess\nsetup(cmdclass={'build_ext': Build})\n"}, 1),
        Example("a script for Python 2", {"setup.py": "import urllib2\nprint 'hello'\n"}, 1),
        Example("a plain script", {"setup.py": "from setuptools import setup\n\nsetup(name='demo', version='1.0')\n"}),
        Example("in a test", {"tests/setup.py": "from urllib.request import urlopen\n"}),
    ),
    pin=Pin.DRAFT,
)
