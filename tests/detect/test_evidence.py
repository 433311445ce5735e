"""No Python module in which the syntax shows a hidden payload is passed over by the search that comes before it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pkglint.detect.code import python
from pkglint.detect.code.evidence import is_worth_parsing
from tests.rules.test_python_payloads import HIDDEN

RUN = "exec"
LONG = "QUJD" * 60
# Ways to reach what runs, ways to hide what is run, and how they are joined; each in several spellings of its blanks.
RUNNERS = [
    RUN,
    "(eval)",
    "run",
    "builtins.exec",
    "__builtins__ . eval",
    "builtins\\\n .exec",
    "__builtins__.__dict__['ex' + 'ec']",
    "vars(builtins)[ # that\n 'cexe'[::-1]]",
    "globals()['__builtins__'][('eval')]",
    "globals()['\\x5f_builtins__'].exec",
    "getattr(__builtins__, 'ex' + 'ec')",
    "getattr\\\n(builtins, ''.join(['e', 'val']))",
    "getattr (__import__('builtins'), 'exec')",
    "(exec if a else b)",
    "types.FunctionType",
    "pickle.loads",
    "getattr(dill, 'lo' 'ads')",
    "\U0001d41e\U0001d431\U0001d41e\U0001d41c",
]
HIDERS = [
    "base64.b64decode(x)",
    "q(x)",
    "getattr(b, 'b64' + 'decode')(x)",
    "getattr(marshal, 'l' 'oads')(x)",
    "marshal . loads(x)",
    "codecs.decode(x, 'rot13')",
    "codecs\\\n.getdecoder('hex')(x)[0]",
    "x.decode('base64')",
    "x . decode( # so\n 'ROT13')",
    "x.decode(u'hex')",
    "bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])",
    "bytes ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))",
    "bytearray(c ^ 7 for c in x)",
    "bytes( # so\n [c ^ 7 for c in x])",
    "''.join(chr(c) for c in x)",
    "''.join([ chr (c) for c in x])",
    "''.join(map(chr, x))",
    "map((chr), x)",
    "chr(101) + chr(120)",
    "chr(101) + \\\n builtins.chr(120)",
    "int.to_bytes(1234567890123456789012345678901234567890, 20, 'big')",
    "(0x31323334353637383930_31323334353637383930).to_bytes(20, 'big')",
    "'dlrow olleh tnirp'[::-1]",
    "('dlrow olleh tnirp'\n)[::-1]",
    "'\\x65\\x78\\x65\\x63\\x28\\x31\\x2b\\x31\\x29\\x3b\\x31\\x31'",
    "'\\145\\170\\145\\143\\050\\061\\053\\061\\051\\073\\061\\061'",
    "'\\u0065\\u0078\\u0065\\u0063\\u0028\\u0031\\u002b\\u0031\\u0029\\u003b\\u0031\\u0031'",
    "open(p + '.PNG').read()",
    "io . open('logo.jpeg', 'rb').read()",
    "urlopen(u).read()",
    "getattr(urllib.request, 'url' + 'open')(u).read()",
    "requests.get(u).text",
    "c.post(u).text",
    "zlib.decompress(x)",
    "key.decrypt(x)",
]
BEFORE = [
    "",
    "from base64 import b64decode as q\n",
    "import requests as c, base64 as b\n",
    f"blob = '{LONG}'\n",
    "blob = (\n" + "\n".join(f"  '{LONG[:70]}'  # {n}" for n in range(4)) + "\n)\n",
    "run = getattr(builtins, 'ex' + 'ec')\n",
    "run = exec\n",
    "def run(x):\n    return 1\n",
    "# exec is quoted: 'exec', eval.\n",
]
JOINED = [
    "{run}({hide})\n",
    "a = {hide}\nb = a\n{run}(b)\n",
    "def f(x):\n    y = {hide}\n    return y\n\n{run}(f(1))\n",
    "list(map({run}, [{hide}]))\n",
    "Thread(target={run}, args=({hide},))\n",
    "if 1:\n    r = {run}\n    r ({hide})\n",
    "class A:\n    def m(self):\n        s = {run}\n        return s({hide})\n",
]


@given(
    st.lists(st.sampled_from(BEFORE), max_size=3),
    st.sampled_from(RUNNERS),
    st.sampled_from(HIDERS),
    st.sampled_from(JOINED),
)
@example([], RUN, "base64.b64decode(x)", JOINED[0])
def test_no_payload_is_passed_over(before: list[str], run: str, hide: str, joined: str) -> None:
    module = ("".join(before) + joined.replace("{run}", run).replace("{hide}", hide)).encode()
    assert is_worth_parsing(module) or python.find(module) is None


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("hide", HIDERS)
def test_every_pair_of_ways(run: str, hide: str) -> None:
    module = (BEFORE[2] + BEFORE[1] + BEFORE[5] + BEFORE[3] + f"{run}({hide})\n").encode()
    assert python.find(module)
    assert is_worth_parsing(module)


@pytest.mark.parametrize("code", HIDDEN.values(), ids=HIDDEN)
def test_the_payloads_of_the_rule(code: str) -> None:
    assert is_worth_parsing(code.encode()) or python.find(code.encode()) is None


@pytest.mark.parametrize(
    "code",
    [
        "from ansible.builtin import copy\nx = requests.get(u)\n",
        "x = {'exec': requests}\n",
        "import pickle\nx = requests.get(pickle.dumps(a))\n",
        "def f(a):\n    return a[::-1], getattr(a, 'name')\n\neval(x)\n",
        "data = bytes(n)\ndata = bytes('abc', 'utf-8')\neval(x)\n",
    ],
)
def test_what_cannot_hide_anything_is_not_parsed(code: str) -> None:
    assert not is_worth_parsing(code.encode())
