"""What a module of Python executes, starts and sends away, by following names, constants and where values come from.

Nothing is ever run. Beside ``python``, which knows by what names ``exec`` is reached, this works constants out: text
that is code only after it was put together, the words of commands, the addresses that something is sent to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.code import danger, syntax
from pkglint.detect.code.pyeval import Values
from pkglint.detect.code.pyfrom import CLIENTS
from pkglint.detect.code.pynames import Names
from pkglint.detect.code.pyvalue import HOLE, Value

RUNNERS = frozenset({"exec", "eval", "builtins.exec", "builtins.eval", "__builtins__.exec", "__builtins__.eval"})
_STARTERS = {
    "subprocess": "run call check_call check_output Popen getoutput getstatusoutput",
    "os": "system popen execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv"
    " spawnve spawnvp spawnvpe posix_spawn posix_spawnp startfile",
    "pty": "spawn",
    "asyncio": "create_subprocess_shell create_subprocess_exec",
    "commands": "getoutput getstatusoutput",
    "pexpect": "spawn run",
    "trio": "run_process",
    "anyio": "run_process open_process",
}
STARTERS = frozenset(f"{module}.{name}" for module, names in _STARTERS.items() for name in names.split())
_SENDS = frozenset({"post", "put", "patch", "request", "urlopen", "get", "Request", "send", "urlretrieve"})
_PUTS = frozenset({"send", "sendall", "sendto", "sendmail", "send_message", "storbinary", "storlines", "putrequest"})
_TAKES_CODE = frozenset({"-c", "-e", "--eval", "-Command", "-command", "-EncodedCommand", "-enc", "/c"})
_SHELLS = ("/bin/sh", "/bin/bash", "bash", "sh", "cmd.exe", "cmd", "powershell", "powershell.exe", "/bin/zsh")
_WRITES = frozenset({"write", "write_text", "write_bytes"})
_LASTS = frozenset(path.rpartition(".")[2] for path in STARTERS) | _SENDS | _PUTS | _WRITES | {"dup2", "exec", "eval"}


class Run(NamedTuple):
    """Something that is executed, started or sent: its 1-based line, what it does, whether nobody has a reason."""

    line: int
    text: str
    strong: bool


def find(data: bytes, parse: syntax.Parse | None = None) -> Run | None:
    """The first thing by weight, then by line, that a module executes, starts or sends away."""
    tree = parse() if parse else syntax.parse(data)
    if not isinstance(tree, ast.Module):
        return None
    try:
        found = list(_Sinks(Names(tree)).found())
    except RecursionError:  # nested on purpose; what stands in one call is found without the syntax
        return None
    return min(found, key=lambda run: (not run.strong, run.line), default=None)


class _Sinks:
    def __init__(self, names: Names, *, inner: bool = False) -> None:
        self.names = names
        self.inner = inner
        self.values = Values(names)
        self.starts = False
        self.shells: list[int] = []

    def found(self) -> Iterator[Run]:
        for call, scope in self.names.calls:
            func = call.func
            if isinstance(func, ast.Attribute) and func.attr not in _LASTS:
                continue
            callee = self.values.of(func, scope)
            if callee.path:
                yield from self._judged(call, scope, callee)
        if self.starts and len(self.shells) > 1:
            yield Run(self.shells[0], "opens a shell to another machine", True)

    def _judged(self, call: ast.Call, scope: int, callee: Value) -> Iterator[Run]:
        path, _, last = callee.path.rpartition(".")
        top = path.partition(".")[0]
        if callee.path in RUNNERS:
            own = isinstance(call.func, ast.Name) and callee.path in self.names.functions
            yield from () if own else self._run(call, scope)
        elif callee.path in STARTERS:
            self.starts = True
            yield from self._started(call, scope)
        elif callee.path == "os.dup2" and call.args and "socket" in self.values.of(call.args[0], scope).marks:
            self.shells.append(call.lineno)
        elif last in _WRITES and call.args:
            yield from self._written(call, scope)
        elif (last in _SENDS and top in CLIENTS) or (last in _PUTS and _is_line(callee, path)):
            yield from self._sent(call, scope)

    def _run(self, call: ast.Call, scope: int) -> Iterator[Run]:
        text = self.values.of(call.args[0], scope) if call.args else Value()
        if text.marks & {"decoded", "made"}:
            yield Run(call.lineno, "decodes hidden text and executes it", True)
        elif "fetched" in text.marks:
            yield Run(call.lineno, "downloads code and executes it", True)

    def _written(self, call: ast.Call, scope: int) -> Iterator[Run]:
        """Code that downloads or hides code is written into a file."""
        const = self.values.of(call.args[0], scope).const
        if isinstance(const, str) and "exec" in const:
            const = const.encode("utf-8", "replace")
        if not isinstance(const, bytes) or b"exec" not in const or len(const) > danger.MOST or self.inner:
            return
        tree = syntax.parse(const)
        found = list(_Sinks(Names(tree), inner=True).found()) if isinstance(tree, ast.Module) else []
        for run in [run for run in found if run.strong][:1]:
            yield Run(call.lineno, f"writes code that {run.text}", True)

    def _started(self, call: ast.Call, scope: int) -> Iterator[Run]:
        given = [self.values.of(argument, scope) for argument in call.args]
        named = {word.arg: self.values.of(word.value, scope) for word in call.keywords}
        words = [word for value in given or [named.get("args", Value())] for word in _words(value.const)]
        harm = danger.find(" ".join(words)[: danger.MOST])
        if harm:
            yield Run(call.lineno, f"starts a command that {harm.text}", harm.kind in danger.STRONG)
        first = given[0] if given else Value()
        listed = isinstance(first.const, list) or len(given) > 1
        marks = frozenset().union(*(value.marks for value in given))
        if ("hidden" in marks and not listed) or ("decoded" in marks and not _TAKES_CODE.isdisjoint(words)):
            yield Run(call.lineno, "decodes hidden text and starts it as a command", True)
        joined = [word for word in ("stdin", "stdout") if word in named and "socket" in named[word].marks]
        if len(joined) > 1 and any(word in _SHELLS for word in words):
            yield Run(call.lineno, "opens a shell to another machine", True)

    def _sent(self, call: ast.Call, scope: int) -> Iterator[Run]:
        given = [*call.args, *(word.value for word in call.keywords)]
        values = [self.values.of(argument, scope) for argument in given]
        marks = frozenset().union(*(value.marks for value in values))
        if values and isinstance(values[0].const, str) and danger.OWN_KEYS.search(values[0].const):
            return  # a machine that asks for keys of its own
        if "secret" in marks:
            yield Run(call.lineno, "sends a file that holds logins to another machine", True)
        elif "machine keys" in marks:
            yield Run(call.lineno, "sends keys of the machine to another one", True)
        elif "env" in marks:
            yield Run(call.lineno, "sends all environment variables to another machine", True)
        elif any(isinstance(value.const, str) and danger.COLLECTORS.search(value.const) for value in values):
            yield Run(call.lineno, "reports to a host that only records who asks it", True)


def _is_line(callee: Value, path: str) -> bool:
    """Whether a method belongs to something that leads to another machine."""
    return "socket" in callee.marks or path.startswith(("smtplib.", "ftplib.", "socket.", "paramiko."))


def _words(const: object) -> list[str]:
    if isinstance(const, str):
        return [const]
    if isinstance(const, list):
        return [word if isinstance(word, str) else HOLE for word in const]
    return []
