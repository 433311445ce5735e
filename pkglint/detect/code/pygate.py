"""Whether a module of Python is worth to be followed by ``pysinks``: whether it has what each of its tests needs.

Parsing costs a hundred times what these searches do. Each is a superset of one test, and begins with plain text, which
is searched for at memory speed.
"""

from __future__ import annotations

from pkglint.detect.code import danger, evidence
from pkglint.model.lazy import lazy

_CALLS_CODE = (
    lazy(rb"exec(?<![\w.\"'`]exec)[\s\\]{0,20}[(=,)\n]"),
    lazy(rb"eval(?<![\w.\"'`]eval)[\s\\]{0,20}[(=,)\n]"),
)
_MAKES = (
    b"translate", b"struct", b"%c", b"reversed", b"[::", b"replace", b"a2b_", b"{:c}", b"recv", b"to_bytes", b"chr",
    b"decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt", b"urlopen", b"requests", b"httpx", b"urllib",
    b"swapcase", b"pack", b"bytes", b"join",
)  # fmt: skip
_STARTS = (
    b"subprocess",
    b"os.system",
    b"popen",
    b"pty",
    b"getoutput",
    b"os.exec",
    b"os.spawn",
    b"system(",
    b"__import__",
    b"getattr",
)
_HIDDEN = (b"b64decode", b"a85decode", b"b85decode", b"b32decode", b"fromhex", b"unhexlify", b"decompress", b"decrypt")
_COMMANDS = (
    b"curl", b"wget", b"iwr", b"iex", b"IEX", b"owershell", b"owerShell", b"pwsh", b"certutil", b"bitsadmin", b"mshta",
    b"regsvr32", b"base64 -", b"xxd", b"openssl", b"uudecode", b"ncat", b"netcat", b"nc ", b"mkfifo", b"mknod",
    b"socat", b"trufflehog", b"gitleaks", b"dangerously", b"--yolo", b"--trust-all", b"/dev/tcp", b"/dev/udp",
    b"nvoke-", b"'nc'", b'"nc"', b"aria2c", b"lwp", b"base32", b"printf ", b"| rev", b" publish", b"twine ",
)  # fmt: skip
_NETWORK = (
    b"requests", b"httpx", b"urlopen", b"urllib", b"http.client", b"httplib", b"aiohttp", b"socket", b"smtplib",
    b"ftplib", b"pycurl",
)  # fmt: skip
_ENVIRON = lazy(rb"environ(?!\s{0,9}(?:\[|\.(?:get|setdefault|pop|update|keys|clear)\b))")
_LOGINS = (
    b".npmrc", b".netrc", b".pypirc", b".git-credentials", b".yarnrc", b".ssh", b".aws", b".kube", b".docker",
    b".gnupg", b".azure", b"electrum", b"Electrum", b"xodus", b".ethereum", b"id_rsa", b"id_ed25519", b"id_ecdsa",
    b"wallet.dat", b"Login Data", b"MetaMask", b"atomic", b"Cookies",
)  # fmt: skip
_SHELLS = (b"/bin/sh", b"/bin/bash", b"/bin/zsh", b"cmd.exe", b"dup2", b"powershell")


def is_worth_following(data: bytes) -> bool:
    """Whether :func:`pkglint.detect.code.pysinks.find` could find anything in a module."""
    if (b"exec" in data or b"eval" in data) and _any(data, _MAKES) and any(call.search(data) for call in _CALLS_CODE):
        return True
    if b"builtins" in data and _any(data, _HIDDEN):
        return True
    if _any(data, _STARTS) and (_any(data, _COMMANDS) or _any(data, _HIDDEN) or evidence.has_decoder(data)):
        return True
    if not _any(data, _NETWORK):
        return False
    if (b"environ" in data and _ENVIRON.search(data)) or _any(data, _LOGINS) or _any(data, danger.COLLECTING):
        return True
    return b"socket" in data and _any(data, _SHELLS)


def _any(data: bytes, words: tuple[bytes, ...]) -> bool:
    return any(word in data for word in words)
