"""JavaScript as tokens with their matching brackets: enough to follow names and constants, and never a failure.

What is ambiguous (a slash may divide or begin an expression) is decided by what stands before it. A part of a file
may begin in the middle of a string: then the tokens are wrong, and nothing is found in them.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pkglint.model.lazy import lazy

MOST_TOKENS = 60_000  # of one part; a module of 200 kB has as many

# The groups are those of KINDS, behind what is no token.
_TOKEN = lazy(
    r"""
    ([\s]+|//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)
    | ([A-Za-z_$\#\x80-\xff][\w$\x80-\xff]*)
    | (0[xX][0-9a-fA-F]+|\d[\w.]*)
    | ("[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|`[^`\\]*(?:\\[\s\S][^`\\]*)*`)
    | (=>|\.\.\.|\?\.(?!\d)|[=!]==?|&&|\|\||\?\?|[-+*/%&|^]=|\+\+|--|[\s\S])
    """,
    re.VERBOSE,
)
KINDS = ("", "", "name", "number", "text", "mark")
SPACE = 1
_REGEX = lazy(r"/(?![*/])[^/\\\n\[]*(?:(?:\\.|\[[^\]\\\n]*(?:\\.[^\]\\\n]*)*\])[^/\\\n\[]*)*/[a-z]*")
_BEFORE_REGEX = frozenset("=([{,;:!&|?+-*%<>~^}") | {
    "=>",
    "&&",
    "||",
    "??",
    "===",
    "!==",
    "==",
    "!=",
    "return",
    "typeof",
}
_SLASHES = frozenset({"/", "/="})
_OPEN = {"(": ")", "[": "]", "{": "}"}
_ESCAPE = lazy(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(\r?\n)|([\s\S]))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


_BEHIND = 16  # more than what is looked at behind the last token


class Tokens(NamedTuple):
    """Tokens by their numbers: kinds (``name number text regex mark``), texts, and where they start.

    Behind the last of ``total`` there are some of no kind and without text. ``pairs`` has for each opening bracket the
    number of the one that closes it.
    """

    kinds: list[str]
    texts: list[str]
    starts: list[int]
    pairs: dict[int, int]
    total: int


def read(text: str) -> Tokens:
    """The tokens of a text, ``MOST_TOKENS`` at most."""
    kinds, texts, starts, pairs = [], [], [], {}  # type: ignore[var-annotated]
    stack: list[tuple[int, str]] = []
    at, end, token = 0, len(text), _TOKEN.match
    while at < end and len(texts) < MOST_TOKENS:
        match: Any = token(text, at)
        number, start, at = match.lastindex, at, match.end()
        if number == SPACE:
            continue
        kind, word = KINDS[number], match[number]
        if kind == "mark":
            if word in _OPEN:
                stack.append((len(texts), _OPEN[word]))
            elif stack and word == stack[-1][1]:
                pairs[stack.pop()[0]] = len(texts)
            elif word in _SLASHES and (not texts or texts[-1] in _BEFORE_REGEX):
                found = _REGEX.match(text, start)
                if found:
                    kind, word, at = "regex", found[0], found.end()
        kinds.append(kind)
        texts.append(word)
        starts.append(start)
    behind = [""] * _BEHIND
    return Tokens(kinds + behind, texts + behind, starts + [end] * _BEHIND, pairs, len(texts))


def plain(token: str) -> tuple[str, bool]:
    """What a text stands for, and whether most of it is written as the numbers of its characters."""
    body = token[1:-1]
    if "\\" not in body:
        return body, False
    escaped = sum(1 for match in _ESCAPE.finditer(body) if match.group(1) or match.group(2) or match.group(3))
    value = _ESCAPE.sub(_character, body)
    # Tables of characters that cannot be typed are written as numbers as well: what is hidden is plain text.
    readable = sum(" " <= character <= "~" for character in value)
    return value, escaped >= 8 and escaped * 2 > len(value) and readable * 10 > len(value) * 9


def _character(match: re.Match[str]) -> str:
    number = match.group(1) or match.group(2) or match.group(3)
    if number:
        return chr(int(number, 16)) if int(number, 16) < 0x110000 else ""
    if match.group(4):
        return chr(int(match.group(4), 8))
    return "" if match.group(5) else _SHORT.get(match.group(6), match.group(6))
