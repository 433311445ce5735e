"""JavaScript as tokens with their matching brackets: enough to follow names and constants, and never a failure.

What is ambiguous (a slash may divide or begin an expression) is decided by what stands before it. A part of a file
may begin in the middle of a string: then the tokens are wrong, and nothing is found in them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.model.lazy import lazy

MOST_TOKENS = 60_000  # of one part; a module of 200 kB has as many

_TOKEN = lazy(
    r"""
    (?P<space>[\s]+|//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)
    | (?P<name>[A-Za-z_$\#\x80-\xff][\w$\x80-\xff]*)
    | (?P<number>0[xX][0-9a-fA-F]+|\d[\w.]*)
    | (?P<text>"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|`[^`\\]*(?:\\[\s\S][^`\\]*)*`)
    | (?P<mark>=>|\.\.\.|\?\.(?!\d)|[=!]==?|&&|\|\||\?\?|[-+*/%&|^]=|\+\+|--|[\s\S])
    """,
    re.VERBOSE,
)
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
_OPEN = {"(": ")", "[": "]", "{": "}"}
_ESCAPE = lazy(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(\r?\n)|([\s\S]))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


class Token(NamedTuple):
    """One token: its kind (``name number text regex mark``), its text, and where it starts."""

    kind: str
    text: str
    at: int


def read(text: str) -> tuple[list[Token], dict[int, int]]:
    """The tokens, and for each opening bracket the index of the one that closes it."""
    tokens: list[Token] = []
    pairs: dict[int, int] = {}
    stack: list[int] = []
    at = 0
    while at < len(text) and len(tokens) < MOST_TOKENS:
        match = _regex(text, at, tokens) or _TOKEN.match(text, at)
        if match is None:
            break
        kind = match.lastgroup or "regex"
        if kind != "space":
            tokens.append(Token(kind, match.group(), at))
            _pair(tokens, stack, pairs)
        at = match.end()
    return tokens, pairs


def _regex(text: str, at: int, tokens: list[Token]) -> re.Match[str] | None:
    if text[at] != "/" or (tokens and tokens[-1].text not in _BEFORE_REGEX):
        return None
    return _REGEX.match(text, at)


def _pair(tokens: list[Token], stack: list[int], pairs: dict[int, int]) -> None:
    token = tokens[-1]
    if token.kind != "mark":
        return
    if token.text in _OPEN:
        stack.append(len(tokens) - 1)
    elif stack and token.text == _OPEN[tokens[stack[-1]].text]:
        pairs[stack.pop()] = len(tokens) - 1


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
