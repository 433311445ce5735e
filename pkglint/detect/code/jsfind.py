"""Where JavaScript may execute or send something: the parts of a file that are worth to be followed."""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.code import danger
from pkglint.detect.words import Words, ask_for
from pkglint.model.lazy import lazy


class Run(NamedTuple):
    """Something that is executed or sent: its offset, what it does, and whether nobody has a reason for it."""

    at: int
    text: str
    strong: bool


class _Sink(NamedTuple):
    """What files are asked for, the expression for a place, and whether letters before it make it another word.

    Nothing comes of it where ``harmless`` follows the word.
    """

    asked: bytes
    pattern: re.Pattern[bytes]
    whole: bool
    word: bytes
    harmless: re.Pattern[bytes] | None


def _sink(word: bytes, coarse: bytes = b"", rest: bytes = b"", *, whole: bool = True, harmless: bytes = b"") -> _Sink:
    expression = ask_for(re.escape(word) + coarse, word)
    return _Sink(
        expression, lazy(re.escape(word) + (rest or coarse)), whole, word, lazy(harmless) if harmless else None
    )


_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
# Given nothing but plain text, a call hides nothing: bundles ask for the global object in this way.
_PLAIN = rb"\s{0,4}\((?:\s{0,4}(?:\"[^\"\\\n]{0,400}\"|'[^'\\\n]{0,400}')\s{0,4},?){1,9}\)"
# In comments, another word follows.
_PROSE = rb"[ \t]{1,9}(?!(?:in|instanceof|of|as|satisfies)\b)[A-Za-z]"
_LATER = rb"\(\s{0,4}(?:atob|[\"'`]|Buffer|[A-Za-z_$][\w$]{0,30}\()"
_INLINE = rb"\(\s{0,4}function\b"
_SINKS = (
    _sink(b"eval", rest=rb"(?![\w$\"'])", harmless=rb"(?<!\.eval)" + _PLAIN + b"|" + _PROSE),
    _sink(b"Function", rb"\s{0,4}\(", harmless=rb"(?<!\.Function)" + _PLAIN),
    _sink(b".constructor", rb"\s{0,4}(?:\(|;|,|\.constructor|\[)", whole=False),
    _sink(b"['constructor']", whole=False),
    _sink(b'["constructor"]', whole=False),
    _sink(b"globalThis["),
    _sink(b"window["),
    _sink(b"global["),
    _sink(b"setTimeout", _LATER, harmless=_INLINE),
    _sink(b"setInterval", _LATER, harmless=_INLINE),
    _sink(b"runIn", rb"(?:This|New)?Context", whole=False),
    _sink(b"._compile", rb"\b", whole=False),
    _sink(b"vm.Script"),
    _sink(b"child_process", whole=False),
    _sink(b"execSync"),
    _sink(b"execa"),
    _sink(b"shelljs"),
    _sink(b"require(", rb"\s{0,4}(?:[\"'][\w:]{0,20}[\"']\s{0,4}\+|[\"']\\|\[\s{0,4}[\"']|[A-Za-z_$][\w$]{0,30}\()"),
    _sink(b"process.env", rest=rb"(?!\s{0,4}[.\[\w]|\?\.)"),
    _sink(b".npmrc", rb"[\"'`]", whole=False),
    _sink(b".ssh", rb"\b", whole=False),
    _sink(b".aws/", whole=False),
    _sink(b"worker_threads", whole=False),
    _sink(b"writeFile", whole=False),
    _sink(b"appendFile", whole=False),
    _sink(b"security-credentials", whole=False),
    *(_sink(word, whole=False) for word in danger.COLLECTING),
)
_BRINGS = lazy(
    rb"""
    \batob\b | \bBuffer\b | \bUint8Array\b | fromCharCode | fromCodePoint | decodeURI | \bunescape\b | TextDecoder
    | (?:\\x[0-9a-fA-F]{2}){6} | (?:\\u00[0-9a-fA-F]{2}){6}              # text as numbers
    | readFile(?:Sync)?\([^)\n]{0,80}\.(?:png|jpe?g|gif|bmp|ico|webp|wav|mp3|mp4|ttf|woff2?)["'`]  # code in a picture
    | \.reverse\( | [\"']\ ?\+\ ?[\"'] | \]\.join                       # text that is put together
    | (?:inflate|gunzip|Decompress)\w{0,4}Sync
    | \bfetch\( | \bhttps?(?:[\"'`]|\.(?:get|request)\b) | \baxios\b | \bgot\b                 # text from the network
    | \bcurl\s | \bwget\s | \brm\s{1,4}- | /s\s/q | ower[sS]hell | npm[\ ]publish | dangerously | trufflehog | /dev/tcp
    """,
    re.VERBOSE,
)
SIX = 600
_SIX = lazy(rb"[\[\]()!+]{%d}" % SIX)
# A run of so many holds this many bytes in a row of those that stand a step apart.
SIX_STEP = 50
_IS_SIX, _SIX_SAMPLE = bytes(120 if byte in b"[]()!+" else 32 for byte in range(256)), b"x" * (SIX // SIX_STEP)
_FED = lazy(rb"([A-Za-z_$][\w$]{0,60})\.pipe\(\s{0,9}([A-Za-z_$][\w$]{0,60})\.stdin\s{0,9}\)")
_CONNECTS = lazy(rb"[\"'`](?:node:)?(?:net|tls)[\"'`]")
_SHELL = lazy(rb"[\"'`](?:/bin/)?(?:ba|z|da)?sh[\"'`]|cmd(?:\.exe)?[\"'`]|powershell")
NEAR, WHOLE, PARTS = 4000, 60_000, 24


def find(data: bytes, words: Words | None = None) -> Run | None:
    """The first thing by weight that a module executes or sends away; large bundles are looked at in parts.

    ``words`` says what is in the file.
    """
    found: list[Run] = []
    six = _SIX.search(data) if _SIX_SAMPLE in data[::SIX_STEP].translate(_IS_SIX) else None
    if six:
        found.append(Run(six.start(), "is written in six characters, which hide what it executes", True))
    found += _shell_on_a_line(data)
    parts = _parts(data, words or Words(data))
    if parts:
        from pkglint.detect.code.javascript import Reader

        for start, end in parts:
            text = data[start:end].decode("latin-1")
            found += [run._replace(at=run.at + start) for run in Reader(text).found]
    return min(found, key=lambda run: (not run.strong, run.at), default=None)


def _shell_on_a_line(data: bytes) -> list[Run]:
    """A shell whose streams are tied to those of a connection, in both directions."""
    for match in _FED.finditer(data) if b".stdin)" in data and _CONNECTS.search(data) else ():
        near = data[max(0, match.start() - NEAR) : match.end() + NEAR]
        back = re.escape(match[2]) + rb"\.stdout\.pipe\(\s{0,9}" + re.escape(match[1]) + rb"\b"
        if re.search(back, near) and _SHELL.search(near):
            return [Run(match.start(), "opens a shell to another machine", True)]
    return []


def _parts(data: bytes, words: Words) -> list[tuple[int, int]]:
    """Where to look: the whole of a small module, of a bundle what stands around calls that may run something."""
    parts: list[tuple[int, int]] = []
    for at in _calls(data, words):
        low, high = max(0, at - NEAR), at + NEAR
        if parts and high <= parts[-1][1] + NEAR:
            continue
        if not _BRINGS.search(data, low, high):
            continue
        if len(data) <= WHOLE:
            return [(0, len(data))]
        low = max(low, parts[-1][1] if parts else 0)
        parts.append((_begin(data, low), high))
        if len(parts) == PARTS:
            break
    return parts


def _calls(data: bytes, words: Words) -> list[int]:
    """Where something stands that may run text, sorted. An expression that begins with plain text is fast."""
    found: list[int] = []
    for sink in _SINKS:
        if sink.asked in words:
            found += [match.start() for match in sink.pattern.finditer(data) if _counts(data, match.start(), sink)]
    return sorted(found)


def _counts(data: bytes, start: int, sink: _Sink) -> bool:
    """Whether a place is a word of its own, and something may come of it."""
    if sink.whole and start and data[start - 1] in _NAME:
        return False
    return sink.harmless is None or sink.harmless.match(data, start + len(sink.word)) is None


def _begin(data: bytes, low: int) -> int:
    """The start of a line, or of a statement, at or behind ``low``."""
    line = data.find(b"\n", low, low + 1000)
    return line + 1 if line >= 0 else max(data.find(b";", low, low + 1000), low - 1) + 1
