"""Code is written so that nobody can read it.

## Why it matters

Minified code is short; obfuscated code hides what it does. Names of `_0x` and four to six hex digits come from one
family of obfuscators and are in nearly every malicious npm release, while none of the popular packages carries them;
other names leave the list of texts that they turn before they look into it.
Code that starts behind several hundred blanks is meant to stand outside of the window of whoever reviews it. Python in
a coding such as UTF-7 shows other text than what runs, and what PyArmor makes shows none.

## How to fix

Ship the code minified at most. If obfuscation is wanted (a licence check), pin the file's content with an ignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.code import loaders
from pkglint.detect.code.language import COMPILED, PYTHON, language, line_of, may_be_code
from pkglint.detect.words import Words, ask, words_in
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.lazy import lazy

BLANKS = 400
_IDENTIFIER = lazy(rb"_0x[0-9a-fA-F]{4,6}(?![\w$])")
# A list of texts is turned until a sum is right: what the same obfuscators write whatever names they are set to use.
_TURNS = lazy(
    rb"\[\s?(?:'push'|\"push\"|'\\x70\\x75\\x73\\x68')\s?\]\(\w{1,30}\[\s?(?:'shift'|\"shift\"|'\\x73\\x68\\x69\\x66\\x74')\s?\]\(\)"
)
_BEFORE = lazy(rb"(?:^|[^\w$])(?:a\d{1,3})?\Z")  # in bundles the obfuscator counts its files: a0_0x, a1_0x
_BLANKS = lazy(rb"[ \t]+")
_CODE = lazy(rb"[A-Za-z_$({\[;!'\"`]")
_MARKED, _SHIFTS, _SPELLED = ask(b"_" + b"0x"), ask(b"shift"), ask(b"\\x73\\x68")
_BLANK = ask(b" " * 100, b"\t" * 100)
_MARKUP = frozenset({".html", ".htm", ".svg", ".hta"})


def _wants(entry: Entry) -> bool:
    return may_be_code(entry) or (entry.is_file and entry.suffix in _MARKUP)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if entry.suffix not in _MARKUP and language(entry) is None:
        return
    data = entry.content.data
    found = _look(data, words_in(entry.content), python=entry.suffix in PYTHON, aligned=entry.suffix in COMPILED)
    if found:
        yield scope.found(
            entry,
            found[1],
            line=line_of(data, found[0]),
            fix=Fix(FixAction.PIN, (), "Ship the code minified at most."),
        )


def _look(data: bytes, words: Words, *, python: bool, aligned: bool) -> tuple[int, str] | None:
    """Where code that nobody can read begins, and what it is."""
    names = _identifiers(data) if words.has(_MARKED) else []
    if names:
        return names[0][1], "has three or more names of the form _0x1a2b, which obfuscators make"
    turns = _TURNS.search(data) if (not python and words.has(_SHIFTS)) or words.has(_SPELLED) else None
    if turns:
        return turns.start(), "looks its texts up in a list that it turns first, as obfuscators write it"
    blanks = None if aligned or not words.has(_BLANK) else _hidden(data)
    if blanks:
        return blanks[0], f"has code after {blanks[1]:,} spaces, off-screen"
    return loaders.unreadable(data, words) if python else None


def _identifiers(data: bytes) -> list[tuple[bytes, int]]:
    """The first three different identifiers of an obfuscator with their offsets; nothing if there are fewer."""
    seen: dict[bytes, int] = {}
    for match in _IDENTIFIER.finditer(data):
        if _BEFORE.search(data[max(0, match.start() - 5) : match.start()]):
            seen.setdefault(match.group(), match.start())
        if len(seen) == 3:
            return list(seen.items())
    return []


def _hidden(data: bytes) -> tuple[int, int] | None:
    """Where a line goes on with code after hundreds of blanks, and how many they are."""
    for blank in (b" " * BLANKS, b"\t" * (BLANKS // 4)):
        at = data.find(blank)
        while at >= 0:
            run = _BLANKS.match(data, at)
            end = run.end() if run else at + 1
            if _CODE.match(data, end):
                return at, end - at
            at = data.find(blank, end)
    return None


# The examples are assembled, so that this module does not hold what it looks for.
_X = "_0x"

RULE = Rule(
    id="obfuscated-code",
    summary="Code is written so that nobody can read it",
    levels=level(Level.ERROR),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("an obfuscator's names", {"lib/a.js": f"var {_X}1a2b=1,{_X}3c4d5e=2;f({_X}9f8e7d,{_X}1a2b);\n"}, 1),
        Example("a list that is turned", {"lib/a.js": "for(;;){try{break}catch(e){a['push'](a['shift']());}}\n"}, 1),
        Example("a list that is turned in plain words", {"lib/a.js": "queue.push(queue.shift());\n"}),
        Example("in a bundle", {"lib/a.js": f"function a0{_X}5a88b3(){{return a0{_X}11ff(a0{_X}22ee)}}\n"}, 1),
        Example("code far to the right", {"lib/a.js": "const a = 1;" + " " * 500 + "require('x')(a);\n"}, 1),
        Example("the same in Python", {"lib/a.py": "import os" + " " * 450 + ";os.getpid()\n"}, 1),
        Example("a command without a suffix", {"bin/tool": f"#!/usr/bin/env node\n{_X}aaaa({_X}bbbb,{_X}cccc)\n"}, 1),
        Example("a coding that hides it", {"lib/a.py": "# -*- coding: utf-7 -*-\n+AGEAPQAx-\n"}, 1),
        Example("encrypted Python", {"lib/a.py": f"__{'pyarmor'}__(__name__, __file__, b'PY000000')\n"}, 1),
        Example("a usual coding", {"lib/a.py": "# -*- coding: latin-1 -*-\na = 1\n"}),
        Example("minified code", {"lib/a.js": "!function(e,t){var n=0xff,r=_0xff;t(e,n,r)}(a,b);\n"}),
        Example("two names only", {"lib/a.js": f"{_X}1a2b({_X}3c4d); test{_X}aaaa(); {_X}1a2b();\n"}),
        Example("blanks at the end of a line", {"lib/a.py": "x = 1" + " " * 500 + "\ny = 2\n"}),
        Example("aligned tables of a compiled language", {"lib/t.c": "int a[] = {1," + "\t" * 120 + "two};\n"}),
        Example("blanks in a table", {"README.md": "| a" + " " * 500 + "b |\n"}),
    ),
)
