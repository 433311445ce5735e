"""Whether a module of Python is worth to be followed by ``pysinks``: whether it has what each of its tests needs.

Parsing costs a hundred times what these searches do. Each is a superset of one test, and begins with plain text, which
is searched for at memory speed. A word counts where it may be one of the language, or one of a text: not inside of
another word, as ``nc`` in ``func`` and ``pty`` in ``empty``.
"""

from __future__ import annotations

import re

from pkglint.detect.code import danger, evidence
from pkglint.model.lazy import lazy

# What stands before a word in the source of a text may be an escape, which ends in a letter or a digit.
_ESCAPES = (rb"\\[abfnrtv0-7]", rb"\\[0-7]{2}", rb"\\[0-7]{3}", rb"\\x[0-9a-fA-F]{2}", rb"\\u[0-9a-fA-F]{4}")


def _spoken(text: bytes, rest: bytes = rb"(?!\w)") -> re.Pattern[bytes]:
    """A word of a text: none before it, unless that is an escape. The plain word comes first, for speed."""
    word = re.escape(text)
    before = b"|".join(b"(?<=" + escape + word + b")" for escape in _ESCAPES)
    return lazy(word + rb"(?:(?<!\w" + word + rb")|" + before + rb")" + rest)


def _name(text: bytes, rest: bytes = rb"(?!\w)") -> re.Pattern[bytes]:
    """A name of the language."""
    return lazy(re.escape(text) + rb"(?<!\w" + re.escape(text) + rb")" + rest)


_CALLS_CODE = (
    lazy(rb"exec(?<![\w.\"'`]exec)[\s\\]{0,20}[(=,)\n]"),
    lazy(rb"eval(?<![\w.\"'`]eval)[\s\\]{0,20}[(=,)\n]"),
)
_MAKES = (
    b"translate", b"struct", b"%c", b"reversed", b"[::", b"replace", b"a2b_", b"{:c}", b"recv", b"to_bytes", b"chr",
    b"decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt", b"urlopen", b"requests", b"httpx", b"urllib",
    b"swapcase", b"pack", b"bytes", b"join",
)  # fmt: skip
_STARTS = (b"subprocess", b"os.system", b"popen", b"getoutput", b"os.exec", b"os.spawn", b"__import__", b"getattr")
# Without anything between the brackets it is what tells the name of the system.
_CALLED = (_name(b"pty"), lazy(rb"system\((?!\s*\))"))
_HIDDEN = (b"b64decode", b"a85decode", b"b85decode", b"b32decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt")
_COMMANDS = (
    b"owershell", b"owerShell", b"| rev", b"base64 -", b"--dangerously", b"--yolo", b"--trust-all", b"/dev/tcp",
    b"/dev/udp", b"nvoke-",
)  # fmt: skip
_WORDS = (
    b"curl", b"wget", b"iwr", b"iex", b"IEX", b"pwsh", b"certutil", b"bitsadmin", b"mshta", b"regsvr32", b"xxd",
    b"openssl", b"uudecode", b"ncat", b"netcat", b"mkfifo", b"mknod", b"socat", b"trufflehog", b"gitleaks", b"aria2c",
    b"lwp", b"base32", b"twine",
)  # fmt: skip
_PROGRAMS = (
    *((word, _spoken(word)) for word in _WORDS),
    (b"nc", _spoken(b"nc", rb"[ \"']")),
    (b"printf", _spoken(b"printf", b" ")),
)
_PUBLISHERS = (b"npm", b"yarn", b"bun")
_MODULES = (
    b"requests", b"httpx", b"aiohttp", b"httplib", b"smtplib", b"ftplib", b"pycurl", b"http.client", b"socket",
    b"urlopen",
)  # fmt: skip
_NETWORK = (*((word, _name(word)) for word in _MODULES), (b"urllib", _name(b"urllib", b"")))
_ENVIRON = lazy(rb"environ(?<!\wenviron)b?(?!\w)(?!\s{0,9}(?:\[|\.(?:get|setdefault|pop|update|keys|clear)\b))")
_ENDS = rb"(?=[/\\\"'`{%])"
_LOGINS = tuple(
    (word, _spoken(word, rest))
    for words, rest in (
        ((b".npmrc", b".netrc", b".pypirc", b".git-credentials", b".yarnrc"), b""),
        ((b".ssh", b".aws", b".kube", b".docker", b".gnupg", b".azure"), _ENDS),
        ((b"id_rsa", b"id_ed25519", b"id_ecdsa", b"wallet.dat", b"Login Data", b"Cookies"), _ENDS),
        ((b"electrum", b"Electrum", b"exodus", b"Exodus", b".ethereum", b"MetaMask", b"atomic"), _ENDS),
    )
    for word in words
)
_COLLECTING = tuple((word, _spoken(word, b"")) for word in danger.COLLECTING)
_SHELLS = (b"/bin/sh", b"/bin/bash", b"/bin/zsh", b"cmd.exe", b"dup2", b"powershell")


def is_worth_following(data: bytes) -> bool:
    """Whether :func:`pkglint.detect.code.pysinks.find` could find anything in a module."""
    if (b"exec" in data or b"eval" in data) and _any(data, _MAKES) and any(call.search(data) for call in _CALLS_CODE):
        return True
    if b"builtins" in data and _any(data, _HIDDEN):
        return True
    if _may_start(data) and (_names_program(data) or _any(data, _HIDDEN) or evidence.has_decoder(data)):
        return True
    if not _spoken_of(data, _NETWORK):
        return False
    if (b"environ" in data and _ENVIRON.search(data)) or _spoken_of(data, _COLLECTING):
        return True
    if b"read" in data and _spoken_of(data, _LOGINS):
        return True
    return b"socket" in data and _any(data, _SHELLS)


def _may_start(data: bytes) -> bool:
    return _any(data, _STARTS) or any(call.search(data) for call in _CALLED)


def _names_program(data: bytes) -> bool:
    """Whether a command may be named that does harm."""
    if _any(data, _COMMANDS) or (b" publish" in data and _any(data, _PUBLISHERS)):
        return True
    return _spoken_of(data, _PROGRAMS)


def _any(data: bytes, words: tuple[bytes, ...]) -> bool:
    return any(word in data for word in words)


def _spoken_of(data: bytes, words: tuple[tuple[bytes, re.Pattern[bytes]], ...]) -> bool:
    return any(word in data and pattern.search(data) for word, pattern in words)
