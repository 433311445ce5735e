"""Finding encoded text that is decoded and run, in the bytes of one file.

Literal searches come first and let nearly every file go at memory speed. What is left is looked at around each call,
in windows of fixed size, so that time grows with the file's size whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.code.language import PYTHON
from pkglint.detect.words import Words, ask, ask_for
from pkglint.model.lazy import lazy

STRONG, WEAK = 1000, 200
WINDOW = 240  # bytes of an executor's argument in which a decoder must begin
NEAR = 4000  # how far from a literal the executor may stand in a script, which may be a bundle of many modules
WHOLE = 100_000  # scripts up to this size are one module, and are looked at as a whole

_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
_DOT = frozenset(b".")


class _Word(NamedTuple):
    """A word to search for, the expression that continues it, and the bytes that may not stand before it."""

    word: bytes
    pattern: re.Pattern[bytes]
    not_before: frozenset[int]
    expression: bytes


def _word(word: bytes, rest: bytes = b"", not_before: frozenset[int] = _NAME) -> _Word:
    # An expression that starts with plain text is searched for at memory speed; one that starts with a choice is not.
    expression = re.escape(word) + rest
    return _Word(word, lazy(expression), not_before, ask_for(expression, word))


class _Language(NamedTuple):
    """What runs its argument as code, what starts a process, what decodes, and what writes for a moment."""

    runs: tuple[_Word, ...]
    starts: tuple[_Word, ...]
    decodes: tuple[_Word, ...]
    writes: tuple[_Word, ...] = ()


_OPEN = rb"\s{0,20}\("
_ANYWHERE: frozenset[int] = frozenset()


def _make_python() -> _Language:
    runs = [_word(word, _OPEN, _NAME | _DOT) for word in (b"exec", b"eval", b"compile")]
    runs.append(_word(b"builtins", rb"(?:__)?\s{0,9}\.\s{0,9}(?:exec|eval|compile)" + _OPEN, _ANYWHERE))
    starts = [
        _word(b"subprocess", rb"\b"),
        _word(b"Popen", _OPEN),
        _word(b"pty", rb"\.spawn"),
        _word(b"runpy", rb"\b"),
        _word(b"spec_from_file_location", _OPEN),
        _word(b"create_subprocess_", rb"(?:exec|shell)" + _OPEN),
        _word(b"os", rb"\s{0,9}\.\s{0,9}(?:system|popen|exec[lv]|spawn)"),
    ]
    plain = (b"b64decode", b"b32decode", b"b16decode", b"b85decode", b"a85decode", b"decodebytes", b"decodestring")
    decodes = [_word(word, b"", _ANYWHERE) for word in (*plain, b"unhexlify", b"fromhex", b"decompress")]
    decodes += [
        _word(b"marshal", rb"\s{0,9}\.\s{0,9}loads"),
        _word(b"codecs", rb"\s{0,9}\.\s{0,9}decode"),
        _word(b"map", rb"\s{0,9}\(\s{0,9}chr\b"),
        _word(b"chr", _OPEN),
        _word(b"bytes", rb"\s{0,9}\(\s{0,9}\["),
    ]
    return _Language(tuple(runs), tuple(starts), tuple(decodes), (_word(b"tempfile", rb"\b"),))


def _make_script() -> _Language:
    runs = [_word(word, _OPEN, _NAME | _DOT) for word in (b"eval", b"Function", b"AsyncFunction", b"GeneratorFunction")]
    runs += [_word(word, rb"\s{0,9}\.\s{0,9}eval" + _OPEN) for word in (b"window", b"globalThis", b"global", b"self")]
    runs += [_word(b"runIn" + word + b"Context", _OPEN) for word in (b"This", b"New", b"")]
    runs += [
        _word(b"(0,", rb"\s{0,9}eval\)" + _OPEN, _ANYWHERE),
        _word(b"compileFunction", _OPEN),
        _word(b"._compile", _OPEN, _ANYWHERE),
        _word(b".constructor.constructor", _OPEN, _ANYWHERE),
    ]
    starts = [_word(word, _OPEN) for word in (b"execSync", b"spawnSync", b"execFileSync")]
    starts.append(_word(b"child_process", rb"\b", _ANYWHERE))
    decodes = [_word(b"atob", _OPEN), _word(b"fromCharCode", rb"\b"), _word(b"unescape", _OPEN)]
    packed = (b"inflate", b"gunzip", b"unzip", b"brotliDecompress")
    decodes += [_word(word, rb"(?:Raw)?Sync" + _OPEN) for word in packed]
    return _Language(tuple(runs), tuple(starts), tuple(decodes))


_PYTHON, _SCRIPT = _make_python(), _make_script()
_BUFFER = _word(b"Buffer", rb"\s{0,9}(?:\.\s{0,9}from\s{0,9})?\(")
ask(b"script", b"base64", b"hex", b"base64 -", b"base64\t", b"owershell", b"owerShell", b";base64,", b"import")
_CODING = lazy(rb"[\"'`](?:base64(?:url)?|hex)[\"'`]")
_PIPED = lazy(
    rb"base64\s{1,9}(?:-d|-D|--decode)\b[^\n|;&]{0,120}\|\s{0,9}(?:sudo\s{1,9})?(?:[\w/]{0,40}/)?"
    rb"(?:(?:ba|z|da|k)?sh|python3?|node|perl|ruby)\b"
)
_ENCODED_COMMAND = lazy(rb"ower[sS]hell(?:\.exe)?\b[^\n]{0,120}\s-(?i:e|ec|enc|encodedcommand)\s{1,9}[\"']?[\w+/=]{40}")

_WORD = lazy(rb"\w+")
# A module that is its own URL. Workers are started like that by bundlers, so only `import` counts.
_MODULE_URL = lazy(
    rb"import\s{0,9}\(\s{0,9}[\"'`]data:(?:text|application)/(?:java|ecma)script[^,\"'`]{0,60};base64,[\w+/%=-]{40}"
)
_CHUNK = lazy(rb"[A-Za-z0-9+/=_-]{40,}")
# What may stand between two chunks of one literal: a line break, or a quote closed and opened again.
_JOINT = lazy(rb"[ \t]*\\?\r?\n[ \t]*|(?:\\n)?[\"'`]\s{0,80}[+,]?\s{0,80}\\?\s{0,80}[bruBRU]{0,2}[\"'`]")
_MEDIA = (
    b"iVBORw0KGgo", b"/9j/", b"R0lGOD", b"UklGR", b"PHN2Zy", b"PD94bWw", b"AGFzbQ", b"d09G", b"T1RUTw", b"AAEAAA",
    b"Qk0", b"AAABAA", b"JVBERi", b"SUQz", b"T2dnUw", b"89504e47", b"0061736d", b"ffd8ff",
)  # fmt: skip


# A template for another process has a hole where the text would be: `exec(b64decode({x}))`. Nothing is hidden there.
_HOLE = lazy(rb"\w{1,24}\(\s{0,9}[bruBRU]{0,2}(?:\\?[\"'`]){0,3}(?:\$?\{|%[sr(])")
_PACKER = lazy(rb"\s{0,9}function\s{0,9}\(p,\s?a,\s?c,\s?k,\s?e,\s?[rd]\)")


class Hit(NamedTuple):
    """What was found: its form, where, the length of the literal (0 if it was not measured), and in words."""

    strong: bool
    form: str
    offset: int
    literal: int
    text: str


def find(data: bytes, suffix: str, words: Words | None = None) -> Hit | None:
    """The strongest sign of a hidden payload in a file of this language; ``words`` says what is in it."""
    python = suffix in PYTHON
    language, words = _PYTHON if python else _SCRIPT, words or Words(data)
    decodes = _offsets(data, language.decodes, words) if python else _script_decodes(data, words)
    module = None if python or b"script" not in words else _module_url(data, words)
    if module or not decodes:
        return module or _shell(data, words)
    runs, starts = _offsets(data, language.runs, words, behind=True), _offsets(data, language.starts, words)
    marks = _Marks(runs, starts, decodes, _offsets(data, language.writes, words))
    literal = _in_module if python or len(data) <= WHOLE else _in_bundle
    return _direct(data, marks) or literal(data, marks) or _shell(data, words)


class _Marks(NamedTuple):
    """Where something is called, as sorted offsets: ``runs`` behind the opening bracket of what runs its argument."""

    runs: list[int]
    starts: list[int]
    decodes: list[int]
    writes: list[int]


def _offsets(data: bytes, asked: tuple[_Word, ...], words: Words, *, behind: bool = False) -> list[int]:
    """Where the words stand, sorted; ``behind`` gives their ends."""
    found: list[int] = []
    for _, pattern, not_before, expression in asked:
        if expression in words:
            found += [
                match.end() if behind else match.start()
                for match in pattern.finditer(data)
                if not match.start() or data[match.start() - 1] not in not_before
                if not (behind and (_quoted(data, *match.span()) or _commented(data, match.start())))
            ]
    return sorted(found)


def _quoted(data: bytes, start: int, end: int) -> bool:
    """Whether it is a string of its own, ``"exec("``: a table of words to look for, as scanners have."""
    return start > 0 and data[start - 1] in b"\"'`" and data[end : end + 1] == data[start - 1 : start]


def _commented(data: bytes, start: int) -> bool:
    """Whether a place is behind the mark of a comment that its line begins with, in any of the languages."""
    line = data[data.rfind(b"\n", 0, start) + 1 : start].lstrip()
    return line.startswith((b"//", b"#", b"* ")) and not line.startswith(b"#!")


def _script_decodes(data: bytes, words: Words) -> list[int]:
    decodes = [start for start in _offsets(data, _SCRIPT.decodes, words) if not _named(data, start)]
    if b"base64" in words or b"hex" in words:
        decodes += [start for start in _offsets(data, (_BUFFER,), words) if _coded(data, start)]
    return sorted(decodes)


def _named(data: bytes, start: int) -> bool:
    """Whether the decoder's name is a string of its own, as the name of a parameter is: ``new Function("atob", ...)``.

    Behind a bracket it is a member that is called, ``String["fromCharCode"](104)``.
    """
    quote = data[start - 1 : start]
    if start < 1 or quote not in (b'"', b"'", b"`"):
        return False
    end = _WORD.match(data, start)
    return end is not None and data[end.end() : end.end() + 1] == quote and data[start - 2 : start - 1] != b"["


def _coded(data: bytes, start: int) -> bool:
    """Whether a buffer is made from base64 or hexadecimal: the coding stands behind the text, which may be long."""
    chunk = _CHUNK.search(data, start, start + 80)
    chunk = chunk and _CHUNK.match(data, chunk.start())
    return _CODING.search(data, start, (chunk.end() if chunk else start) + 120) is not None


def _shell(data: bytes, words: Words) -> Hit | None:
    match = _PIPED.search(data) if b"base64 -" in words or b"base64\t" in words else None
    if match is None and (b"owershell" in words or b"owerShell" in words):
        match = _ENCODED_COMMAND.search(data)
    return match and Hit(True, "shell", match.start(), 0, "decodes hidden text and hands it to a shell")


def _module_url(data: bytes, words: Words) -> Hit | None:
    match = _MODULE_URL.search(data) if b";base64," in words and b"import" in words else None
    return match and Hit(True, "module", match.start(), 0, "imports a module that is hidden in a base64 URL")


def _direct(data: bytes, marks: _Marks) -> Hit | None:
    """A call that runs code, whose argument is decoded on the spot."""
    for start in marks.runs:
        decode = _next(marks.decodes, start)
        if decode is None or decode - start >= WINDOW or not _inside(data, start, decode) or _HOLE.match(data, decode):
            continue
        if _PACKER.match(data, start):
            return Hit(False, "packer", start, 0, "was packed by a packer of 2008, and unpacks and executes itself")
        return Hit(True, "direct", start, 0, "decodes hidden text and executes it on the spot")
    return None


def _next(offsets: list[int], start: int) -> int | None:
    index = bisect_left(offsets, start)
    return offsets[index] if index < len(offsets) else None


def _inside(data: bytes, start: int, end: int) -> bool:
    """Whether the bracket that was opened before ``start`` is still open at ``end``."""
    depth = 1
    for byte in data[start:end]:
        depth += (byte == 0x28) - (byte == 0x29)
        if not depth:
            return False
    return True


def _in_module(data: bytes, marks: _Marks) -> Hit | None:
    """A long literal beside a decoder and something that runs code or starts a process, in one module."""
    if not (marks.runs or marks.starts or marks.writes):
        return None
    weak = None
    for begin, end, length in literals(data, 0, len(data)):
        if length >= STRONG:
            return _hit(begin, length, "executes code" if marks.runs else "starts processes")
        near = (begin - NEAR, end + NEAR)
        if not weak and _any(marks.decodes, *near) and (_any(marks.runs, *near) or _any(marks.starts, *near)):
            weak = _hit(begin, length, "executes code" if _any(marks.runs, *near) else "starts processes")
    return weak


def _in_bundle(data: bytes, marks: _Marks) -> Hit | None:
    """The same in a file that may hold many modules: the literal and both calls must stand together.

    That a bundle decodes something here and starts a process there says nothing, so only code that runs counts.
    """
    done = 0
    for run in marks.runs:
        low, high = max(done, run - NEAR), run + NEAR
        if high <= done or not _any(marks.decodes, run - NEAR, high):
            continue
        done = high
        for begin, end, length in literals(data, low, high):
            if length >= STRONG and _any(marks.decodes, begin - NEAR, end + NEAR):
                return _hit(begin, length, "executes code")
    return None


def _hit(begin: int, length: int, does: str) -> Hit:
    text = f"decodes {length:,} characters of hidden text in a module that {does}"
    return Hit(length >= STRONG, "literal", begin, length, text)


def _any(offsets: list[int], low: int, high: int) -> bool:
    found = _next(offsets, low)
    return found is not None and found < high


def literals(data: bytes, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """Long encoded literals in a part, joined over line breaks and quotes: start, end, number of characters."""
    begin = end = length = 0
    for chunk in _CHUNK.finditer(data, low, high):
        joined = length and chunk.start() - end <= 80 and _JOINT.fullmatch(data, end, chunk.start())
        if joined:
            end, length = chunk.end(), length + chunk.end() - chunk.start()
            continue
        if length >= WEAK and _encoded(data[begin:end]):
            yield begin, end, length
        begin, end = chunk.span()
        length = end - begin
    if length >= WEAK and _encoded(data[begin:end]):
        yield begin, end, length


def _encoded(text: bytes) -> bool:
    """Whether it is encoded text that could hold code: no long identifier, no path, no image, font or WebAssembly."""
    sample = text[:2000]
    if sample.startswith(_MEDIA) or sample.count(b"_") * 16 > len(sample) or sample.count(b"/") * 8 > len(sample):
        return False
    digits = sum(48 <= byte <= 57 for byte in sample)
    letters = any(97 <= byte <= 122 for byte in sample)
    return digits * 50 > len(sample) and letters and len(set(sample)) >= 12
