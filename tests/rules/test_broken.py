"""What is broken on arrival: markers of a merge, paths of one machine, commands that shadow a tool."""

from __future__ import annotations

import json

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind, Level

CONFLICT = f"{'<' * 7} HEAD\na\n{'=' * 7}\nb\n{'>' * 7} other\n"


def levels(rule: str, files: dict[str, str | bytes], kind: Kind = Kind.NPM, name: str = "demo") -> list[Level]:
    (result,) = lint(*build(kind, files, name=name)).results
    assert not result.crashes
    return [item.level for item in result.active if item.finding.rule == rule]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("lib/a.js", f"x\n{CONFLICT}", [Level.ERROR]),
        ("lib/a.js", CONFLICT.replace("\n", "\r\n"), [Level.ERROR]),
        ("test/a.js", CONFLICT, [Level.WARNING]),
        ("README.md", CONFLICT, [Level.WARNING]),
        ("README.md", f"```\n{CONFLICT}```\n", []),
        ("README.md", f"```\nx\n```\n{CONFLICT}", [Level.WARNING]),
        ("a.py", f'A = """\n{CONFLICT}"""\n', []),
        ("a.py", f"A = 1\n{CONFLICT}", [Level.ERROR]),
        ("lib/a.js", "x = '<<<<<<< '\n", []),
        ("lib/a.js", CONFLICT.replace("=" * 7, "=" * 8), []),
        ("lib/a.js", CONFLICT.replace(">" * 7, " " + ">" * 7), []),
        ("node_modules/a/a.js", CONFLICT, []),
    ],
)
def test_conflicts(path: str, text: str, expected: list[Level]) -> None:
    assert levels("conflict-marker", {path: text}) == expected


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.js", 'require("/home/kmiller/work/a.js")', True),
        ("a.js", "require('file:///Users/kmiller/work/a.js')", True),
        ("a.js", 'x = "C:\\\\Users\\\\kmiller\\\\work\\\\a"', True),
        ("a.json", '{"root": "/home/kmiller/work"}', True),
        ("a.js", 'require("/home/runner/work/a.js")', False),
        ("a.py", "A = open('/home/kmiller/work/a.csv')", True),
        ("a.py", "# it's a comment\nA = open(r'/home/kmiller/work/a.csv')", True),
        ("a.py", "A = 'a quote \\' and ' + '/home/kmiller/work/a.csv'", True),
        ("a.py", 'A = """\nOut[9]: \'/home/kmiller/work/a\'\n"""\n', False),
        ("a.py", "A = 'say \"/home/kmiller/work/\"'\n", False),
        ("a.py", "A = '/home/hadoop/contrib/streaming.jar'\n", False),
        ("a.js", '// require("/home/kmiller/work/a.js")', False),
        ("a.js", ' * "/home/kmiller/work/a.js"', False),
        ("a.js", 'x = "https://demo.example/home/kmiller/a"', False),
        ("a.js", 'x = "/homepage/kmiller/work/"', False),
        ("a.js", f'{"x" * 3000}; y = "/home/kmiller/work/a.js"', False),
        ("test/a.js", 'require("/home/kmiller/work/a.js")', False),
        ("node_modules/b/a.js", 'require("/home/kmiller/work/a.js")', False),
        ("a.md", '"/home/kmiller/work/a.js"', False),
    ],
)
def test_paths_of_one_machine(path: str, text: str, found: bool) -> None:
    assert bool(levels("machine-path", {path: text})) is found


def test_what_installing_left_behind() -> None:
    record = {"demo-1.0.dist-info/direct_url.json": '{"url": "file:///srv/demo", "dir_info": {}}'}
    assert levels("machine-path", {**record}, Kind.WHEEL) == [Level.WARNING]
    assert levels("machine-path", {"demo-1.0.dist-info/direct_url.json": '{"url": "https://a.b/c"}'}, Kind.WHEEL) == []
    assert levels("machine-path", {"__editable___demo_1_0_finder.py": "MAPPING = {}\n"}, Kind.WHEEL) == [Level.WARNING]
    for where, expected in (("/srv/a", [Level.WARNING]), ("C:\\a", [Level.WARNING]), ("", []), (3, [])):
        manifest = json.dumps({"license": "MIT", "_where": where})
        assert levels("machine-path", {"package.json": manifest}) == expected


@pytest.mark.parametrize(
    ("name", "command", "found"),
    [
        ("demo", "node", True),
        ("demo", "npm", True),
        ("demo", "Git.exe", True),
        ("demo", "python3.12", True),
        ("demo", "../../x", True),
        ("demo", "@demo/node", True),
        ("demo", "@demo/demo", False),
        ("demo", "demo", False),
        ("demo", "nodemon", False),
        ("npm", "npx", False),
        ("node-bin-linux", "node", False),
        ("corepack", "yarn", False),
        ("demo", "yarn", True),
        ("busybox-demo", "ls", False),
        ("demo", "gitk2x", False),
    ],
)
def test_commands_of_npm(name: str, command: str, found: bool) -> None:
    manifest = json.dumps({"name": name, "version": "1.0.0", "license": "MIT", "bin": {command: "a.js"}})
    files: dict[str, str | bytes] = {"package.json": manifest, "a.js": "#!/usr/bin/env node\n"}
    assert levels("command-shadow", files, name=name) == [Level.ERROR] * found


@pytest.mark.parametrize(
    ("name", "expected"), [("demo", [Level.ERROR]), ("pip", []), ("pip-tools", []), ("cpython-demo", [Level.ERROR])]
)
def test_commands_of_a_wheel(name: str, expected: list[Level]) -> None:
    path = f"{name.replace('-', '_')}-1.0.dist-info/entry_points.txt"
    text = "[other]\nnode = a:b\n\n[console_scripts]\n# git = a:b\npip = a:b\nmine = a:b\n"
    assert levels("command-shadow", {path: text}, Kind.WHEEL, name) == expected


def test_settings_of_npm() -> None:
    assert levels("command-shadow", {".npmrc": "a=b\nnode-options = --require ./a.js\n"}) == [Level.WARNING]
    assert levels("command-shadow", {".npmrc": "; shell=sh\nregistry=https://a.example/\nshell=\n"}) == []
