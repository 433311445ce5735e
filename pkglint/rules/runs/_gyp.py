"""Reading build files of node-gyp: the commands that configuring runs.

GYP files are Python literals with comments, and node-gyp evaluates them; here they are only searched. Command
expansions are ``<!(...)``, ``<!@(...)`` and their ``>`` and ``^`` forms; an action is a list of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EXPANSION = re.compile(r"[<>^]!(?:@)?\(")
_ACTION = re.compile(r"['\"]action(?:@)?['\"]\s{0,40}:\s{0,40}\[([^\]]{0,4000})\]")
_STRING = re.compile(r"'((?:[^'\\]|\\.){0,2000})'|\"((?:[^\"\\]|\\.){0,2000})\"")
_MAX_EXPANSION = 4000

_FETCH = re.compile(
    r"\b(?:curl|wget|aria2c|ftp|nc|ncat|iwr|Invoke-WebRequest|Invoke-Expression|bitsadmin|certutil)\b|\bhttps?:|\bfetch\s?\("
    r"|\b(?:npx|bunx|pip3?|npm\s+(?:i|install|exec|x)|yarn\s+(?:add|dlx)|pnpm\s+(?:add|dlx))\s",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"base64|\batob\b|\beval\b|Buffer\.from|fromCharCode|child_process|\bexec(?:Sync)?\s?\(|\bspawn")
_SILENCED = re.compile(
    r"(?:^|[^2])>\s{0,4}(?:/dev/null|nul\b)|&>|\bnohup\b|\bsetsid\b|\bdisown\b|\bstart\s+/b|[^&>]&(?:\s|$)",
    re.IGNORECASE,
)
_OWN_SCRIPT = re.compile(
    r"(?:^|[\s;&|(])(?:node|nodejs|bun|deno|sh|bash|python3?|perl|ruby)\s+(?:--?[\w=-]+\s+)*(?!-)[^\s'\"<>|;&]+\.?\w*"
    r"|(?:^|[\s;&|(])\.{1,2}/[\w./-]+"
)


def commands(text: str) -> Iterator[tuple[int, str]]:
    """Every command that configuring or building runs, with its offset."""
    for match in _EXPANSION.finditer(text):
        yield match.start(), _balanced(text, match.end())
    for match in _ACTION.finditer(text):
        words = (single or double for single, double in _STRING.findall(match.group(1)))
        yield match.start(), " ".join(words)


def _balanced(text: str, start: int) -> str:
    depth = 1
    window = text[start : start + _MAX_EXPANSION]
    for index, char in enumerate(window):
        depth += (char == "(") - (char == ")")
        if not depth:
            return window[:index]
    return window


def suspicion(command: str) -> str | None:
    """What is wrong with a command, as words that follow "a command that"; ``None`` for the known idioms."""
    if _FETCH.search(command):
        return "fetches something"
    if _HIDDEN.search(command):
        return "hides what it runs"
    if _OWN_SCRIPT.search(command) and _SILENCED.search(command):
        return "runs a script of the package out of sight"
    return None
