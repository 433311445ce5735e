"""Whether a module of Python is worth to be followed by ``pysinks``: whether it has what each of its tests needs.

Parsing costs a hundred times what these searches do. Each is a superset of one test, and begins with plain text, which
is searched for at memory speed. A word counts where it may be one of the language, or one of a text: not inside of
another word, as ``nc`` in ``func`` and ``pty`` in ``empty``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.code import danger, evidence
from pkglint.detect.words import Words, ask, ask_for
from pkglint.model.lazy import lazy

# What stands before a word in the source of a text may be an escape, which ends in a letter or a digit.
_ESCAPES = (rb"\\[abfnrtv0-7]", rb"\\[0-7]{2}", rb"\\[0-7]{3}", rb"\\x[0-9a-fA-F]{2}", rb"\\u[0-9a-fA-F]{4}")


class _Sign(NamedTuple):
    """What a file is asked for, and the expression that says whether it is a word of its own."""

    asked: bytes
    pattern: re.Pattern[bytes]


def _spoken(text: bytes, rest: bytes = rb"(?!\w)", *, asked: bytes = b"") -> _Sign:
    """A word of a text: none stands before it, unless that is an escape. The plain word comes first, for speed."""
    word = re.escape(text)
    before = b"|".join(b"(?<=" + escape + word + b")" for escape in _ESCAPES)
    return _Sign(ask_for(asked or word, text), lazy(word + rb"(?:(?<!\w" + word + rb")|" + before + rb")" + rest))


def _name(text: bytes, rest: bytes = rb"(?!\w)") -> _Sign:
    """A name of the language."""
    word = re.escape(text)
    return _Sign(ask_for(word, text), lazy(word + rb"(?<!\w" + word + rb")" + rest))


class _Signs:
    """Several, of which one is enough."""

    def __init__(self, *signs: _Sign) -> None:
        self.signs = signs
        self.asked = frozenset(sign.asked for sign in signs)

    def of(self, data: bytes, words: Words) -> bool:
        """Whether a file holds one."""
        return words.has(self.asked) and any(sign.asked in words and sign.pattern.search(data) for sign in self.signs)


_CALLS_CODE = (
    lazy(rb"exec(?<![\w.\"'`]exec)[\s\\]{0,20}[(=,)\n]"),
    lazy(rb"eval(?<![\w.\"'`]eval)[\s\\]{0,20}[(=,)\n]"),
)
_RUNS = ask(b"exec", b"eval")
_MAKES = ask(
    b"translate", b"struct", b"%c", b"reversed", b"[::", b"replace", b"a2b_", b"{:c}", b"recv", b"to_bytes", b"chr",
    b"decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt", b"urlopen", b"requests", b"httpx", b"urllib",
    b"swapcase", b"pack", b"bytes", b"join",
)  # fmt: skip
_BUILTINS = ask(b"builtins")
_STARTS = ask(
    b"subprocess", b"os.system", b"popen", b"getoutput", b"os.exec", b"os.spawn", b"__import__", b"getattr"
)  # fmt: skip
# Without anything between the brackets it only asks for the name of the system.
_CALLED = _Signs(_name(b"pty"), _Sign(ask_for(rb"system\(", b"system("), lazy(rb"system\((?!\s*\))")))
_HIDDEN = ask(
    b"b64decode", b"a85decode", b"b85decode", b"b32decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt"
)  # fmt: skip
_COMMANDS = ask(
    b"owershell", b"owerShell", b"| rev", b"base64 -", b"--dangerously", b"--yolo", b"--trust-all", b"/dev/tcp",
    b"/dev/udp", b"nvoke-",
)  # fmt: skip
_PUBLISHES, _PUBLISHERS = ask(b" publish"), ask(b"npm", b"yarn", b"bun")
_WORDS = (
    b"curl", b"wget", b"iwr", b"iex", b"IEX", b"pwsh", b"certutil", b"bitsadmin", b"mshta", b"regsvr32", b"xxd",
    b"openssl", b"uudecode", b"ncat", b"netcat", b"mkfifo", b"mknod", b"socat", b"trufflehog", b"gitleaks", b"aria2c",
    b"lwp", b"base32", b"twine",
)  # fmt: skip
_PROGRAMS = _Signs(
    *map(_spoken, _WORDS),
    _spoken(b"nc", rb"[ \"']", asked=rb"nc[ \"']"),
    _spoken(b"printf", b" "),
)
_MODULES = (
    b"requests", b"httpx", b"aiohttp", b"httplib", b"smtplib", b"ftplib", b"pycurl", b"http.client", b"socket",
    b"urlopen",
)  # fmt: skip
_NETWORK = _Signs(*map(_name, _MODULES), _name(b"urllib", b""))
_ENVIRON = _Signs(
    _Sign(
        ask_for(b"environ", b"environ"),
        lazy(rb"environ(?<!\wenviron)b?(?!\w)(?!\s{0,9}(?:\[|\.(?:get|setdefault|pop|update|keys|clear)\b))"),
    )
)
_READS = ask(b"read")
_ENDS = rb"(?=[/\\\"'`{%])"
_LOGINS = _Signs(
    *(
        _spoken(word, rest)
        for words, rest in (
            ((b".npmrc", b".netrc", b".pypirc", b".git-credentials", b".yarnrc"), b""),
            ((b".ssh", b".aws", b".kube", b".docker", b".gnupg", b".azure"), _ENDS),
            ((b"id_rsa", b"id_ed25519", b"id_ecdsa", b"wallet.dat", b"Login Data", b"Cookies"), _ENDS),
            ((b"electrum", b"Electrum", b"exodus", b"Exodus", b".ethereum", b"MetaMask", b"atomic"), _ENDS),
        )
        for word in words
    )
)
# Where a machine in a cloud keeps its own keys.
_OWN_KEYS = ask(b"security-credentials", b"oauth2/token", b"169.254.170.2", b"metadata.google")
_COLLECTING = _Signs(*(_spoken(word, b"") for word in danger.COLLECTING))
_SOCKET, _SHELLS = ask(b"socket"), ask(b"/bin/sh", b"/bin/bash", b"/bin/zsh", b"cmd.exe", b"dup2", b"powershell")


def is_worth_following(data: bytes, words: Words | None = None) -> bool:
    """Whether :func:`pkglint.detect.code.pysinks.find` could find anything in a module; ``words`` says what it has."""
    words = words or Words(data)
    if words.has(_RUNS) and words.has(_MAKES) and any(call.search(data) for call in _CALLS_CODE):
        return True
    if words.has(_BUILTINS) and words.has(_HIDDEN):
        return True
    if (words.has(_STARTS) or _CALLED.of(data, words)) and _may_harm(data, words):
        return True
    if not _NETWORK.of(data, words):
        return False
    if _ENVIRON.of(data, words) or _COLLECTING.of(data, words) or words.has(_OWN_KEYS):
        return True
    if words.has(_READS) and _LOGINS.of(data, words):
        return True
    return words.has(_SOCKET) and words.has(_SHELLS)


def _may_harm(data: bytes, words: Words) -> bool:
    """Whether a command may be named that does harm, or one be hidden."""
    return (
        words.has(_COMMANDS)
        or words.has(_HIDDEN)
        or (words.has(_PUBLISHES) and words.has(_PUBLISHERS))
        or evidence.has_decoder(data, words)
        or _PROGRAMS.of(data, words)
    )
