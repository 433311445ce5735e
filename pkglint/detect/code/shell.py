"""Reading shell commands of manifests: which programs they start, and which files of the package.

A shell is not rebuilt here. What is not certain (variables, globs, inline code) is left open, so that a file
is only said to be missing when the command names it in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pkglint.model.lazy import lazy

_WORD = lazy(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|&&|\|\||[;|&]|(?:[^\s'\";|&\\]|\\.)+")
_SEPARATORS = frozenset({"&&", "||", ";", "|", "&"})
_ASSIGNMENT = lazy(r"[A-Za-z_]\w*=")
_PLAIN = lazy(r"[A-Za-z@.][A-Za-z@./_-]{0,60}\d{0,4}[A-Za-z@./_-]{0,20}\Z")
INTERPRETERS = frozenset({"node", "nodejs", "bun", "deno", "tsx", "ts-node", "sh", "bash", "python", "python3", "perl"})
_INLINE = frozenset({"-e", "-p", "-c", "-pe", "--eval", "--print"})
_WITH_VALUE = frozenset({"-r", "--require", "--import", "--loader", "-C"})
_WRAPPERS = frozenset({"cross-env", "npx", "env", "exec", "time", "sudo", "nohup", "dotenv", "bunx", "cross-env-shell"})
_RUNNERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_LIFECYCLE = frozenset({"test", "start", "stop", "restart"})
_MANAGER_COMMANDS = frozenset(
    {
        "add", "audit", "build", "cache", "config", "create", "dedupe", "deploy", "dlx", "exec", "fetch", "i", "import",
        "info", "init", "install", "link", "list", "outdated", "pack", "patch", "prune", "publish", "rebuild", "remove",
        "root", "set", "store", "unlink", "update", "upgrade", "version", "why", "x",
    }
)  # fmt: skip
NODE_SUFFIXES = ("", ".js", ".json", ".node", ".cjs", ".mjs", ".ts")
MAX_COMMAND = 20_000
MAX_STEPS = 1_000


class Step(NamedTuple):
    """One program of a command.

    ``file`` is the package's own file that it runs, if one is named in plain words. ``optional`` says that the command
    goes on when it fails, ``inline`` that code stands in the command itself.
    """

    program: str
    file: str
    optional: bool
    inline: bool


MORE = Step("more than a thousand programs", "", False, True)


def steps(command: str, scripts: Mapping[str, object], depth: int = 3) -> list[Step]:
    """The programs that a command starts, in order; ``npm run x`` is followed into ``scripts``.

    Of more than ``MAX_STEPS`` the last is :data:`MORE`: scripts that call scripts make millions of a few lines.
    """
    found: list[Step] = []
    known: dict[str, list[Step]] = {}
    seen = 0
    open_commands = [iter(_plain_steps(command, scripts))]
    while open_commands:
        step = next(open_commands[-1], None)
        if step is None:
            open_commands.pop()
            continue
        seen += 1
        if seen > MAX_STEPS:
            return [*found, MORE]
        inner = scripts.get(step.file) if step.program == "run" else None
        if isinstance(inner, str) and len(open_commands) <= depth:
            if step.file not in known:
                known[step.file] = _plain_steps(inner, scripts)
            open_commands.append(iter(known[step.file]))
        else:
            found.append(step)
    return found


def texts(command: str, scripts: Mapping[str, object]) -> list[str]:
    """The command, and the scripts of the manifest that it calls, and that these call; each once."""
    found, todo = {command}, [command]
    while todo and len(found) <= MAX_STEPS:
        for step in _plain_steps(todo.pop(), scripts):
            inner = scripts.get(step.file) if step.program == "run" else None
            if isinstance(inner, str) and inner not in found:
                found.add(inner)
                todo.append(inner)
    return [command, *sorted(found - {command})]


def plain_words(command: str) -> list[str]:
    """The words of a command, without quotes."""
    parts = _WORD.findall(command[:MAX_COMMAND])
    return [part.strip("'\"") for part in parts if part not in _SEPARATORS]


def _plain_steps(command: str, scripts: Mapping[str, object]) -> list[Step]:
    """The programs of one command, nothing followed."""
    found: list[Step] = []
    words: list[str] = []
    for part in [*_WORD.findall(command[:MAX_COMMAND]), ";"]:
        if part not in _SEPARATORS:
            words.append(part.strip("'\"") if part[0] in "'\"" else part)
            continue
        step = _step(words, scripts, optional=part == "||")
        words = []
        if step is not None:
            found.append(step)
    return found


def _step(words: list[str], scripts: Mapping[str, object], *, optional: bool) -> Step | None:
    rest = [word for word in map(_bare, words) if word not in "()!"]
    while rest and (_ASSIGNMENT.match(rest[0]) or rest[0] in _WRAPPERS or (rest[0].startswith("-") and len(rest) > 1)):
        rest = rest[1:]
    if not rest:
        return None
    program, arguments = rest[0], rest[1:]
    name = program.rpartition("/")[2].removesuffix(".exe")
    if name in _RUNNERS:
        called = _called(name, arguments, scripts)
        if called:
            return Step("run", called, optional, False)
    if name in INTERPRETERS:
        file, inline = _script(arguments)
        return Step(name, file, optional, inline)
    return Step(name, program if program.startswith("./") or "/" in program else "", optional, False)


def _bare(word: str) -> str:
    """A word without the bracket of a subshell: ``(node a.js)``."""
    return word if "$" in word else word.lstrip("(").removesuffix(")" if "(" not in word.lstrip("(") else "")


def _called(runner: str, arguments: list[str], scripts: Mapping[str, object]) -> str:
    """The script of the package that a package manager is asked to run; empty when it is asked for something else."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    if words[:1] in (["run"], ["run-script"]):
        return words[1] if len(words) > 1 else ""
    # `npm test` and its like; yarn, pnpm and bun take the name of any script that is no command of their own.
    first = words[0] if words else ""
    named = first in _LIFECYCLE if runner == "npm" else first not in _MANAGER_COMMANDS
    return first if named and isinstance(scripts.get(first), str) else ""


def _script(arguments: list[str]) -> tuple[str, bool]:
    """The file that an interpreter is given, or that the code stands in its arguments."""
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in _INLINE:
            return "", True
        elif argument in _WITH_VALUE:
            skip = True
        elif argument not in ("run", "-") and not argument.startswith(("-", ">", "<", "2>")):
            return argument, False
    return "", False


def own_file(file: str) -> str | None:
    """A file named by a command as a path in the package, normalised; ``None`` if that is not certain."""
    if not file or file.startswith(("/", "~", "../")) or re.search(r"[$*?{}%<>:`\\]", file):
        return None
    parts = [part for part in file.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or "node_modules" in parts:
        return None
    return "/".join(parts)


def shown(command: str) -> str:
    """The first plain words of a command. What could hold a secret is cut, never quoted."""
    words = []
    for word in command.split()[:4]:
        if not _PLAIN.match(word):
            break
        words.append(word)
    rest = len(command.split()) > len(words)
    return f"`{' '.join(words)}{' ...' if rest else ''}`" if words else "a command"
