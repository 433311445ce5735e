"""Reading build files of node-gyp: the commands that configuring and building run.

A GYP file is a Python literal that node-gyp evaluates; here its strings are read from the syntax tree, so that escapes
and joined strings hide nothing, and from the text where that fails. Command expansions are ``<!(...)``, ``<!@(...)``
and their ``>`` and ``^`` forms, also with ``pymod_do_main``; an action is a list of words; a condition is evaluated as
Python with few names, which dunder attributes escape from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pkglint.detect.code import danger, syntax
from pkglint.model.lazy import lazy

if TYPE_CHECKING:
    import ast

_EXPANSION = lazy(r"[<>^]!@?(?:pymod_do_main)?\(")
_ACTION = lazy(r"['\"]action@?['\"]\s{0,40}:\s{0,40}\[([^\]]{0,4000})\]?")
_STRING = lazy(r"'((?:[^'\\]|\\.){0,2000})'?|\"((?:[^\"\\]|\\.){0,2000})\"?")
_BRACKET = lazy(r"[()]")
_VARIABLE = lazy(r"[<>^]@?\(([A-Za-z_]\w{0,60})\)")
_MAX_COMMAND = 4000
_MAX_FILE = 512 << 10  # bytes; build files of native packages have 50 KB at most
_MAX_COMMANDS = 2000
_MAX_LOOKED = 256 << 10  # characters of all commands together; the largest known file has 50 KB
_COMPILERS = frozenset({"CC", "CXX", "LINK", "AR", "CC.host", "CXX.host", "LINK.host", "CC_wrapper", "CXX_wrapper"})

# A URL fetches nothing by itself, `echo` prints it: a program has to, or code that stands in the command.
_FETCH = lazy(
    r"\b(?:curl|wget|aria2c|ncat|iwr|Invoke-WebRequest|Invoke-Expression|bitsadmin|certutil)\b|\bfetch\s?\("
    r"|\b(?:npx|bunx|pip3?|npm\s+(?:i|install|exec|x)|yarn\s+(?:add|dlx)|pnpm\s+(?:add|dlx))\s",
    re.IGNORECASE,
)
_URL = lazy(r"\bhttps?(?::|['\"]\s?\))")
_PRINTS = lazy(r"(?:^|[\s;&|(])(?:echo|printf)\s[^;&|`$]{0,4000}\Z")
_HIDDEN = lazy(r"base64|\batob\b|\beval\b|Buffer\.from|fromCharCode|child_process|\bexec(?:Sync)?\s?\(|\bspawn")
# What a well-known program prints as settings for a shell: `eval $(brew --env)`, as its own manual says to use it.
_SETTINGS = lazy(
    r"\beval\s{1,9}[\"']?(?:\$\(|`)\s{0,9}(?:brew|opam|pyenv|rbenv|nodenv|direnv|conda|mamba|fnm|ssh-agent|luarocks)"
    r"(?:\s{1,9}(?:--env|env|shellenv|init|hook|path|shell|-s|-|--plain|bash|sh)){0,3}\s{0,9}[)`][\"']?"
)
_ESCAPE = lazy(r"__\w{1,60}__|\bimport\b")
_OUT_OF_SIGHT = lazy(
    r"(?:^|[^2])>\s{0,4}(?:/dev/null|nul\b)|&>|\b(?:nohup|setsid|disown)\b|\bstart\s+/b|[^&>]&(?:\s|$)",
    re.IGNORECASE,
)
_FILE_NAME = lazy(r"(?:&&|;|\|\|)\s*echo\s+[\w./-]+\s*$", re.IGNORECASE)  # what a list of sources wants to see
_OWN_SCRIPT = lazy(
    r"(?:^|[\s;&|(])(?:node|nodejs|bun|deno|sh|bash|python3?|perl|ruby)\s{1,40}(?:-[\w=-]{1,400}\s{1,40}){0,40}(?!-)[^\s'\"<>|;&]+"
    r"|(?:^|[\s;&|(])\.{1,2}/[\w./-]+|\brequire\s?\(\s?['\"]\.{1,2}/|\bimport\s?\(\s?['\"]\.{1,2}/"
)


def wrong(data: bytes) -> Iterator[tuple[int, str]]:
    """What is wrong with the commands of a build file: the line, and words that follow "a command that"."""
    if len(data) > _MAX_FILE:
        yield 1, "may hide in a build file far too long to be one"
        return
    tree = syntax.parse(data.lstrip(b"\xef\xbb\xbf \t\r\n"), "eval")
    skipped = data[: len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))].count(b"\n")
    found = _in_tree(tree) if tree else _in_text(data.decode("utf-8", "replace"))
    looked = 0
    for count, (line, command) in enumerate(found):
        looked += len(command)  # commands in commands are looked at again
        many = count == _MAX_COMMANDS or looked > _MAX_LOOKED
        what = "may hide among thousands of others" if many else suspicion(command)
        if what:
            yield line + skipped if tree else line, what
        if many:
            return


def suspicion(command: str) -> str | None:
    """What is wrong with a command; ``None`` for the known idioms of native packages."""
    if command in (_HIJACK, _EVASION):
        return command
    if _FETCH.search(command) or (_URL.search(command) and not _PRINTS.match(command)):
        return "fetches something"
    if _HIDDEN.search(_SETTINGS.sub("", command)):
        return "hides what it runs"
    if silent(command) or (_FILE_NAME.search(command) and _OWN_SCRIPT.search(command)):
        return "runs a script of the package with its output hidden"
    worse = danger.find(command[: danger.MOST], installing=True)
    return worse.text if worse else None


def silent(command: str) -> bool:
    """Whether a command runs a script of the package, and hides what it prints or leaves it running."""
    return _OWN_SCRIPT.search(command) is not None and _OUT_OF_SIGHT.search(command) is not None


_HIJACK = "stands in for the compiler"
_EVASION = "escapes from a condition"


def _in_tree(tree: ast.AST) -> Iterator[tuple[int, str]]:
    import ast

    variables: dict[str, str] = {}
    strings: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.append((node.lineno, node.value))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    variables.setdefault(name.rstrip("%"), value.value)
                elif isinstance(value, (ast.List, ast.Tuple)):
                    yield from _in_list(name, value)
    for line, text in strings:
        for match in _EXPANSION.finditer(text):
            yield line, _expanded(_balanced(text, match.end()), variables)


def _in_list(name: str, value: ast.List | ast.Tuple) -> Iterator[tuple[int, str]]:
    """The commands of a list under this key: an action's words, a compiler's replacement, an escaping condition."""
    words = list(_words(value))
    if name.rstrip("@") == "action":
        yield value.lineno, " ".join(words)
    elif name == "make_global_settings" and not _COMPILERS.isdisjoint(words):
        yield value.lineno, _HIJACK
    elif name in ("conditions", "target_conditions"):
        for item in value.elts:
            first = next(_words(item), "")
            if _ESCAPE.search(first):
                yield item.lineno, _EVASION


def _words(value: ast.expr) -> Iterator[str]:
    """The strings directly in a list, and in the lists in it."""
    import ast

    for item in getattr(value, "elts", ()):
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value
        elif isinstance(item, (ast.List, ast.Tuple)):
            yield from (i.value for i in item.elts if isinstance(i, ast.Constant) and isinstance(i.value, str))


def _expanded(command: str, variables: dict[str, str]) -> str:
    """The command with its variables put in, twice, since one may name another."""
    for _ in range(2):
        command = _VARIABLE.sub(lambda match: variables.get(match.group(1), match.group()), command)[:_MAX_COMMAND]
    return command


def _in_text(text: str) -> Iterator[tuple[int, str]]:
    for match in _EXPANSION.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, _balanced(text, match.end())
    for match in _ACTION.finditer(text):
        words = (single or double for single, double in _STRING.findall(match.group(1)))
        yield text.count("\n", 0, match.start()) + 1, " ".join(words)


def _balanced(text: str, start: int) -> str:
    depth = 1
    window = text[start : start + _MAX_COMMAND]
    for match in _BRACKET.finditer(window):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            return window[: match.start()]
    return window
