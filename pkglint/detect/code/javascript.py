"""What JavaScript executes, by following names, constants and where text comes from. Nothing is ever run.

One pass over the tokens, in the order of the text, with the scopes of functions: a name stands for what it was last
given. A value has the text that it is known to be, the name by which it is reached, and marks that say where it comes
from: decoded, downloaded, the environment. Marks go along with members, calls and additions, and into callbacks.
"""

from __future__ import annotations

import re

from pkglint.detect.code import danger
from pkglint.detect.code.jsfind import Run
from pkglint.detect.code.jstables import (
    CHILD,
    CLIENTS,
    DECODERS,
    FETCHERS,
    PROCESSES,
    RUNNERS,
    SENDERS,
    TIMERS,
    fold,
)  # fmt: skip
from pkglint.detect.code.jsvalue import NOTHING, Value, literal, marks_of
from pkglint.detect.code.jswalk import Walker
from pkglint.model.lazy import lazy

_SECRET, _MASKED = frozenset({"secret"}), frozenset({"masked"})
_WRITES = frozenset({"writeFileSync", "writeFile", "appendFileSync", "appendFile"})
_MEDIA = lazy(r"\.(?:png|jpe?g|gif|bmp|ico|webp|wav|mp3|mp4|ttf|woff2?)\Z", re.IGNORECASE)


class Reader(Walker):
    """One pass over the tokens of a part; ``found`` is what is executed."""

    def __init__(self, text: str) -> None:
        self.found: list[Run] = []
        self.dropped: set[str] = set()
        self.searches = "maintainer:" in text  # of a registry, for the packages of somebody
        super().__init__(text)

    def called(self, callee: Value) -> Value:
        at = self.starts[self.at]
        path, marks = callee.path, callee.marks
        last = path.rpartition(".")[2]
        source = path in FETCHERS or (path.partition(".")[0] in CLIENTS and last in ("get", "request", "post"))
        remote = source and self.remote()
        self.incoming = (frozenset({"fetched"}) if remote else frozenset()) | (marks & {"fetched", "hidden"})
        given = self.listed()
        self.incoming = frozenset()
        if last in ("call", "apply") and "." in path:
            path, given = path[: -len(last) - 1], given[1:]
            last = path.rpartition(".")[2]
        elif last == "bind":
            return Value(None, path.removesuffix(".bind"), marks)
        self.judge(at, Value(callee.const, path, marks), last, given)
        if last == "promisify" and given:
            return given[0]
        if path == "require" and given and isinstance(given[0].const, str):
            return Value(None, given[0].const.removeprefix("node:"), frozenset())
        return (
            self.result(Value(callee.const, path, marks), last, given, remote)
            if remote
            else self.result(
                Value(callee.const, path, marks | ({"sender"} if source else frozenset())), last, given, False
            )
        )

    def remote(self) -> bool:
        """Whether what is asked for is on another machine by what is written, and is not named by a caller."""
        end = min(self.pairs.get(self.at, 0), self.at + 60)
        texts = self.texts
        for index in range(self.at + 1, end):
            word = texts[index]
            known = literal(word) if self.kinds[index] == "text" else NOTHING
            if self.kinds[index] == "name":
                known = next((scope[word] for scope in reversed(self.scopes) if word in scope), NOTHING)
            key = texts[index - 2] if texts[index - 1] == ":" else ""
            address = known.const if isinstance(known.const, str) else ""
            if "hidden" in known.marks or word == "atob":
                return True
            if address.startswith(("http://", "https://")) or key in ("host", "hostname"):
                return bool(address) and not any(word in address for word in ("localhost", "127.0.0.1", "0.0.0.0"))  # noqa: S104
        return False

    def result(self, callee: Value, last: str, given: list[Value], source: bool) -> Value:
        marks = (callee.marks - _MASKED if callee.marks else callee.marks) | marks_of(given)
        const, hides = fold(callee.path, last, callee.const, [value.const for value in given])
        coded = len(given) > 1 and given[1].const in ("base64", "base64url", "hex")
        if last in DECODERS or callee.path in DECODERS or hides or (coded and callee.path in ("Buffer.from", "Buffer")):
            marks |= {"hidden"}
        method = callee.const[1] if isinstance(callee.const, tuple) else last
        if const is not None and method in ("join", "concat", "toString"):
            marks |= {"joined"}
        if source:
            marks |= {"fetched", "sender"}
            own = any(danger.OWN_KEYS.search(str(value.const)) for value in given)
            marks |= {"machine keys"} if own else frozenset()
        if last in ("readFileSync", "readFile") and given:
            marks |= _SECRET if "login" in given[0].marks else frozenset()
            marks |= {"hidden"} if _MEDIA.search(str(given[0].const)) else frozenset()
        if last in ("test", "exec", "indexOf", "includes", "startsWith", "endsWith", "parseInt"):
            marks = frozenset()
        return Value(const, "String#" if isinstance(const, str) else "", marks)

    def judge(self, at: int, callee: Value, last: str, given: list[Value]) -> None:
        """Whether a call executes what is hidden or downloaded, or sends away what is secret."""
        path = callee.path
        marks = marks_of(given)
        runs = path in RUNNERS or last in ("runInThisContext", "runInNewContext", "runInContext", "_compile")
        if runs or (path in TIMERS and given and _is_text(given[0])):
            reported = given if path != "Function" else given[-1:]
            marks = frozenset().union(*(value.marks for value in reported[:1]))
            if "hidden" in marks:
                self.found.append(Run(at, "decodes hidden text and executes it", True))
            elif "fetched" in marks:
                self.found.append(Run(at, "downloads code and executes it", True))
            elif "masked" in callee.marks and not (given and _is_word(given[0].const)):
                self.found.append(Run(at, "executes text by a name that is put together", True))
        elif path in ("require", "import") and given:
            self.loaded(at, given[0])
        elif path in PROCESSES or (path == last and last in ("execSync", "spawnSync", "execFileSync")):
            self.started(at, given)
        elif path == "worker_threads.Worker" and given and "hidden" in given[0].marks:
            self.found.append(Run(at, "decodes hidden text and executes it", True))
        elif last in _WRITES and len(given) > 1:
            self.written(at, given[0].const, given[1])
        elif any(value.path in ("eval", "Function") for value in given) and "fetched" in callee.marks:
            self.found.append(Run(at, "downloads code and executes it", True))
        elif path in SENDERS or path.partition(".")[0] in CLIENTS or "sender" in callee.marks:
            self.sent(at, marks, [value.const for value in given])

    def loaded(self, at: int, what: Value) -> None:
        """A module is loaded by what is known of its name."""
        if str(what.const) in CHILD and what.marks & {"joined", "hidden"}:
            self.found.append(Run(at, "loads what starts processes by a name that is put together", True))
        elif what.const in self.dropped:
            self.found.append(Run(at, "decodes hidden text into a file and runs that", True))

    def written(self, at: int, path: object, what: Value) -> None:
        """A file is written: with what was hidden, or one that a shell reads when it starts."""
        if "hidden" in what.marks and isinstance(path, str):
            self.dropped.add(path)
        harm = danger.find(str(what.const)[: danger.MOST]) if danger.START_FILES.search(str(path)) else None
        if harm:
            self.found.append(Run(at, f"writes a command that {harm.text} into a file that starts by itself", True))

    def sent(self, at: int, marks: frozenset[str], consts: list[object]) -> None:
        """Something goes to another machine."""
        addresses = [const for const in consts if isinstance(const, str) and "://" in const[:9]]
        if any(danger.COLLECTORS.search(address) for address in addresses):
            self.found.append(Run(at, "reports to a host that only records who asks it", True))
        elif any(danger.OWN_KEYS.search(address) for address in addresses):
            return  # a machine that asks for keys of its own
        elif "secret" in marks:
            self.found.append(Run(at, "sends a file that holds logins to another machine", True))
        elif "machine keys" in marks:
            self.found.append(Run(at, "sends keys of the machine to another one", True))
        elif "env" in marks:
            self.found.append(Run(at, "sends all environment variables to another machine", True))

    def started(self, at: int, given: list[Value]) -> None:
        """A process is started: by its words, whether they are one text or a list."""
        words = [given[0].const] if given else []
        if len(given) > 1 and isinstance(given[1].const, list):
            words += given[1].const
        command = " ".join(word for word in words if isinstance(word, str))
        harm = danger.find(command[: danger.MOST])
        if harm:
            spreads = harm.kind == "publish" and self.searches
            text = "publishes packages of whoever runs it" if spreads else f"starts a command that {harm.text}"
            self.found.append(Run(at, text, harm.kind in danger.STRONG or spreads))
        elif any(isinstance(word, str) and word in self.dropped for word in words):
            self.found.append(Run(at, "decodes hidden text into a file and runs that", True))
        elif (given and "hidden" in given[0].marks) or (
            len(words) > 1 and "hidden" in given[1].marks and any(word in words for word in ("-e", "-c", "--eval"))
        ):
            self.found.append(Run(at, "decodes hidden text and starts it as a command", True))


def _is_word(const: object) -> bool:
    return isinstance(const, str) and const.replace("_", "").isalnum() and len(const) < 30


def _is_text(value: Value) -> bool:
    return isinstance(value.const, str) or value.path in ("", "String#")
