"""What examples cannot say about the rules for what runs by itself: words, details, hostile input, several files."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.code import gyp, payload, shell
from pkglint.model import Finding, FixAction, Kind, Level
from pkglint.report import Style, render
from pkglint.rules._stdlib import STDLIB

LONG = "aGVsbG8sIHdvcmxkISBh" * 60


def found(kind: Kind, files: Mapping[str, str | bytes], *rules: str, filename: str | None = None) -> list[Finding]:
    name, data = build(kind, files, filename=filename)
    (result,) = lint(name, data).results
    assert not result.crashes
    assert not result.not_linted
    return [judged.finding for judged in result.judged if judged.finding.rule in rules]


def levels(kind: Kind, files: Mapping[str, str | bytes], rule: str) -> list[Level]:
    name, data = build(kind, files)
    (result,) = lint(name, data).results
    return [judged.level for judged in result.judged if judged.finding.rule == rule]


def test_a_hook_is_reported_in_words() -> None:
    run = "exec"  # assembled, so that the test does not hold what the rule looks for
    code = f"import os, subprocess; {run}(__import__('base64').b64decode('{LONG}'))\n"
    (finding,) = found(Kind.WHEEL, {"demo.pth": code}, "pth-hook")
    for words in ("executes text as code", "decodes hidden text", "starts a process", "characters long"):
        assert words in finding.message
    assert LONG[:40] not in repr(finding)
    assert finding.details["imports"] == ["os", "subprocess"]
    assert finding.fix is not None
    assert finding.fix.action is FixAction.PIN


HOOK = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);"
    "p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('zope', 'demo'));"
    "importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');"
    "m = has_mfs and sys.modules.setdefault('zope.demo', importlib.util.module_from_spec("
    "importlib.machinery.PathFinder.find_spec('zope.demo', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('zope.demo', types.ModuleType('zope.demo'));"
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p);"
    "m and setattr(sys.modules['zope'], 'demo', m)\n"
)
OLD_HOOK = (
    "import sys,new,os; p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('demo',)); "
    "ie = os.path.exists(os.path.join(p,'__init__.py')); "
    "m = not ie and sys.modules.setdefault('demo',new.module('demo')); "
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]); (p not in mp) and mp.append(p)\n"
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (HOOK, Level.WARNING),
        (HOOK + OLD_HOOK, Level.WARNING),
        (OLD_HOOK, Level.WARNING),
        (HOOK + "import demo\n", Level.ERROR),
        (HOOK.replace("'importlib.util'", "'demo_hook'"), Level.ERROR),
        (HOOK.replace("m and setattr", "run() and setattr"), Level.ERROR),
        (HOOK.strip() + ";run()\n", Level.ERROR),
        (HOOK.replace("types, os", "types, demo_os"), Level.ERROR),
        (HOOK.replace("'zope', 'demo'", "run()"), Level.ERROR),
    ],
)
def test_the_line_of_setuptools_for_a_namespace_word_for_word(text: str, level: Level) -> None:
    assert levels(Kind.WHEEL, {"demo-1.0-py3.9-nspkg.pth": text}, "pth-hook") == [level]


def test_a_hook_is_reported_once_with_the_ignore_to_paste() -> None:
    name, data = build(Kind.WHEEL, {"distutils-precedence.pth": "import os; __import__('_distutils_hack')\nsub\n"})
    report = lint(name, data)
    assert [judged.finding.rule for judged in report.results[0].judged] == ["pth-hook"]
    text = render("full", report, Style(width=120), ())
    assert "pkglint ignore pth-hook distutils-precedence.pth --pin --reason" in text


def test_names_that_start_with_a_dot_are_read_by_older_releases() -> None:
    (finding,) = found(Kind.WHEEL, {".demo.pth": "import os\n"}, "pth-hook")
    assert "newer patch releases skip" in finding.message


def test_a_start_file_that_disagrees_with_the_hook_beside_it() -> None:
    files = {"demo.start": "other.boot:run\n", "demo.pth": "import demo\n", "demo/__init__.py": ""}
    (finding,) = found(Kind.WHEEL, files, "start-file")
    assert "does not hold the module of other.boot:run" in finding.message
    assert "something else in older Pythons" in finding.message
    files = {"demo.start": "demo:run\n", "demo.pth": "import demo\n", "demo/__init__.py": ""}
    (finding,) = found(Kind.WHEEL, files, "start-file")
    assert "older Pythons" not in finding.message
    assert levels(Kind.WHEEL, {"demo.start": "", "demo.pth": "import demo\n"}, "start-file") == [Level.ERROR]
    assert levels(Kind.WHEEL, {"demo.start": "# nothing\n"}, "start-file") == [Level.WARNING]
    assert levels(Kind.WHEEL, {"demo.start": b"\xff"}, "start-file") == [Level.WARNING]


@pytest.mark.parametrize(
    ("code", "strong"),
    [
        ("exec(base64.b64decode('{0}'))", True),
        ("exec(zlib.decompress(bytes.fromhex('{0}')))", True),
        ("eval(compile(codecs.decode(x, 'rot13'), 'x', 'exec'))", True),
        ("exec(''.join(map(chr, [105, 109])))", True),
        ("__builtins__.exec(bytes([105, 109]))", True),
        ("x = base64.b64decode('{0}')\nexec(x)", True),
        ("x = '{0}'\nwith tempfile.TemporaryFile() as f: f.write(base64.b64decode(x))", True),
        ("x = base64.b64decode('{1}')\nos.system(x)", False),
        ("x = base64.b64decode('iVBORw0KGgo{0}')\nexec(y)", None),
        ("x = base64.b64decode('{0}')", None),
        ("conn.exec(base64.b64decode(x))\nre.compile(base64.b64decode(x))", None),
    ],
)
def test_payloads_in_python(code: str, strong: bool | None) -> None:
    hit = payload.find(code.format(LONG, LONG[:400]).encode(), ".py")
    assert (hit.strong if hit else None) is strong


@pytest.mark.parametrize(
    ("code", "fires"),
    [
        ("eval(atob('eA=='))", True),
        ("(0, eval)(atob(x))", True),
        ("new Function(Buffer.from('{0}', 'base64').toString())()", True),
        ("vm.runInThisContext(zlib.inflateSync(Buffer.from(x, 'hex')))", True),
        ("globalThis.eval(decodeURIComponent(escape(atob(x))))", True),
        ("const c = '{0}'; eval(load(c)); const d = atob(c)", True),
        ("const p = Buffer.from('{0}', 'base64'); require('child_process').spawn(p)", True),
        ("const p = Buffer.from('{0}', 'base64'); {1} require('child_process').spawn(q)", False),
        ("/x/.exec(atob(y)); medieval(atob(z)); o.eval(atob(z))", False),
        ("eval('1 + 1'); atob(x)", False),
    ],
)
def test_payloads_in_scripts(code: str, fires: bool) -> None:
    data = code.replace("{0}", LONG).replace("{1}", "f();" * 40_000).encode()
    assert (payload.find(data, ".js") is not None) is fires


@pytest.mark.parametrize(
    "data",
    [
        b"eval(" * 300_000,
        b"exec(" + b"(" * 1_000_000 + b"b64decode",
        b"base64.b64decode(" * 100_000 + b"subprocess",
        (b"A" * 39 + b"\n") * 30_000 + b"exec b64decode(",
        (b"a1B" * 90 + b"'\n'") * 5_000 + b"b64decode(",
        b"Buffer.from(" * 80_000 + b"'base64'",
        b"exec" + b" " * 1_000_000 + b"(b64decode",
    ],
)
@pytest.mark.parametrize("suffix", [".py", ".js", ".sh"])
def test_hostile_text_ends(data: bytes, suffix: str) -> None:
    hit = payload.find(data, suffix)
    assert hit is None or 0 <= hit.offset < len(data)


def test_one_finding_for_each_hook_of_a_package() -> None:
    files = {
        "package.json": '{"name": "demo", "version": "1.0.0", "scripts": '
        '{"install": "node a.js", "postinstall": "node b.js || true", "preinstall": " "}}',
        "a.js": "",
    }
    first, second = found(Kind.NPM, files, "install-script")
    assert "(install)" in first.message
    assert "(postinstall)" in second.message
    assert second.grade is None


def test_a_command_is_never_quoted_where_it_could_hold_a_secret() -> None:
    assert shell.shown("node install.js") == "`node install.js`"
    assert shell.shown("curl -H 'Authorization: abc' example.invalid") == "`curl ...`"
    assert shell.shown("TOKEN=abc node x") == "a command"
    assert "0123456789" not in shell.shown("echo a0123456789b0123456789")


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("node scripts/a", ["scripts/a"]),
        ("NODE_ENV=x node -r ./hook ./b.js && sh c.sh", ["./b.js", "c.sh"]),
        ("npm run setup", ["d.js"]),
        (":; (node ./a.js > /dev/null 2>&1 || true)", ["", "./a.js", "", ""]),
        ("(cd b && node c.js)", ["", "c.js"]),
        ("node -e \"require('./x')\"", [""]),
        ("node-gyp-build || exit 0", ["", ""]),
    ],
)
def test_steps_of_a_command(command: str, files: list[str]) -> None:
    assert [step.file for step in shell.steps(command, {"setup": "node d.js", "loop": "npm run loop"})] == files
    assert shell.steps("npm run loop", {"loop": "npm run loop"}) != []


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("node -p \"require('node-addon-api').include\"", False),
        ("node -e \"require('nan')\"", False),
        ("pkg-config --cflags libsass 2>/dev/null", False),
        ("node ./util/has_lib.js jpeg", False),
        ("node util/has_lib.js jpeg 2>/dev/null", False),
        ("node index.js > /dev/null 2>&1 && echo stub.c", True),
        ("node index.js & echo stub.c", True),
        ("node -e \"require('./index.js')\" ; echo x.c", True),
        ("curl -s example.invalid", True),
        ('node -e "eval(x)"', True),
        ("which brew >/dev/null 2>&1 && eval $(brew --env) && echo $PKG_CONFIG_LIBDIR || true", False),
        ('eval "$(opam env)"; opam --version', False),
        ("eval $(brew --env); eval $(cat data)", True),
        ("eval $(brew --env | sed s/a/b/)", True),
        ("eval $(brew-demo --env)", True),
        ("eval $(cat data)", True),
    ],
)
def test_commands_of_build_files(command: str, wrong: bool) -> None:
    assert (gyp.suspicion(command) is not None) is wrong


def test_a_condition_that_escapes() -> None:
    data = b"{'conditions': [['().__class__.__base__', {}]]}"
    assert [what for _, what in gyp.wrong(data)] == ["escapes from a condition"]
    assert list(gyp.wrong(b"{'conditions': [['OS==\"mac\"', {'x': 'y'}]]}")) == []


def test_a_broken_build_file_is_searched_as_text() -> None:
    data = b"{'sources': ['<!(node a.js >/dev/null; echo b.c)'], oops"
    assert [line for line, _ in gyp.wrong(b"# top\n\n" + data)] == [3]


def test_a_setup_script_that_breaks_the_parser() -> None:
    files = {"setup.py": "import urllib2\nx = " + "-" * 200_000 + "1\n"}
    (finding,) = found(Kind.SDIST, files, "setup-script")
    assert "network" in finding.message


def test_programs_among_scripts_weigh_by_platform() -> None:
    files = {"demo-1.0.data/scripts/demo": b"\x7fELF\x02\x01\x01" + bytes(60)}
    assert [f.grade for f in found(Kind.WHEEL, files, "data-scheme")] == [None]
    platform = "demo-1.0-py3-none-manylinux_2_17_x86_64.whl"
    assert [f.grade for f in found(Kind.WHEEL, files, "data-scheme", filename=platform)] == [Level.INFO]


def test_the_frozen_table_knows_this_python() -> None:
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    if sys.version_info < (3, 15):
        assert public - {"test"} <= STDLIB


@pytest.mark.parametrize("text", ["'sources':['<!(" * 200_000, "['<!(" * 30_000])
def test_a_build_file_made_to_cost_time_is_an_error(text: str) -> None:
    """Neither is read to the end: the first is too long, the second holds too many commands."""
    found = list(gyp.wrong(text.encode()))
    assert found
    assert "may hide" in found[-1][1]
