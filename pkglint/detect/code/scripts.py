"""What scripts hide that are neither Python nor JavaScript: shells, PowerShell, batch, make, PHP, Perl, Ruby, Rust.

A script that somebody has to start may download and run (installers do): that is weak. What decodes and runs, or opens
a shell to another machine, is not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.code import danger
from pkglint.detect.code.language import SHELL
from pkglint.model.lazy import lazy

MAKE = frozenset({"makefile", "gnumakefile", ".mk"})
# Scripts that a build starts by itself.
BUILDS = frozenset({"build.rs"})


class Sign(NamedTuple):
    """What a script does, in words that follow its name; ``strong`` when nobody has a reason for it."""

    strong: bool
    offset: int
    text: str


_COMMENT = lazy(r"^[ \t]*(?:#|//|::|;|\*|@?rem[ \t])[^\n]*", re.MULTILINE | re.IGNORECASE)
_PRINTS = lazy(
    r"^[ \t]*@?(?:echo|printf|print|log\w*|info|warn\w*|error|err|msg|say|die|fail|fatal|note|Write-\w+)\b[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = lazy(r"'[^'\n]*'|\"[^\"\n]*\"")
_HERE = lazy(r"\bcat[ \t]{0,9}(?:>&2[ \t]{0,9})?<<-?[ \t]{0,9}['\"]?(\w{1,40})['\"]?[ \t]*$", re.MULTILINE)
_ENCODED = r"(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|hex2bin|convert_uudecode|strrev)"
_SIGNS = (
    (".php", b"eval", rf"\b(?:eval|assert|create_function)\s{{0,9}}\([^;\n]{{0,200}}?\b{_ENCODED}\s{{0,9}}\("),
    (".php", b"assert", rf"\bassert\s{{0,9}}\([^;\n]{{0,200}}?\b{_ENCODED}\s{{0,9}}\("),
    (".php", b"create_function", rf"\bcreate_function\s{{0,9}}\([^;\n]{{0,200}}?\b{_ENCODED}\s{{0,9}}\("),
    (".php", b"$_", r"\b(?:eval|assert|system)\s{0,9}\([^;\n]{0,60}?\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\b"),
    (".pl", b"decode_base64", r"\beval\s{0,9}[({]?\s{0,9}(?:MIME::Base64::)?decode_base64"),
    (".pl", b"pack", r"\beval\s{0,9}[({]?\s{0,9}(?:un)?pack\s{0,9}\(?\s{0,9}['\"][uH]"),
    (".rb", b"base64", r"\b(?:eval|instance_eval|class_eval)\s{0,9}\(?\s{0,9}(?:::)?Base64\.(?:\w{1,20}_)?decode64"),
    (".rb", b"inflate", r"\b(?:eval|instance_eval|class_eval)\s{0,9}\(?\s{0,9}Zlib[\w:]{1,20}\.inflate"),
    (".rb", b"unpack", r"\beval\s{0,9}\(?[^\n]{1,400}\.unpack1?\s{0,9}\(?\s{0,9}['\"][mHu]"),
    (".lua", b"load", r"\bload(?:string)?\s{0,9}\([^\n]{0,60}?(?:base64|decode|unhex)\w{0,20}\s{0,9}\("),
    (".r", b"parse", r"\beval\s{0,9}\(\s{0,9}parse\s{0,9}\(\s{0,9}text\s{0,9}=[^\n]{0,60}?(?:base64|rawToChar)"),
)
_FOREIGN = tuple((suffix, word, lazy(pattern, re.IGNORECASE)) for suffix, word, pattern in _SIGNS)
_SAME = {".pm": ".pl", ".phtml": ".php"}
# What hands a string to a shell, in any language, at most a line before the string.
_STARTS = lazy(
    r"\b(?:Command::new|exec\.Command|system|popen|shell_exec|passthru|proc_open|Runtime\.getRuntime|ProcessBuilder"
    r"|Process\.Start|execSync|io\.popen|os\.execute|IO\.popen|spawn)\b|`|\bqx[{(/]"
)
_ASSIGN = lazy(
    r"(\$\w{1,60})\s{0,9}=\s{0,9}@?(?:\w{1,20}\s{0,9}\(\s{0,9}){0,3}" + _ENCODED + r"\s{0,9}\(", re.IGNORECASE
)
_WORDS = (
    b"curl", b"wget", b"base64", b"ase64String", b"owershell", b"owerShell", b"pwsh", b"/dev/tcp", b"/dev/udp",
    b"certutil", b"bitsadmin", b"iex", b"IEX", b"nvoke-", b"mshta", b"regsvr32", b"ncat", b"nc ", b"mkfifo", b"socat",
    b"openssl", b"xxd", b"uudecode", b"trufflehog", b"dangerously", b"base32", b"printf", b"| rev",
)  # fmt: skip


def find(data: bytes, suffix: str, name: str) -> Sign | None:
    """The strongest sign in a script; ``suffix`` stands for its language, ``name`` is the member's name."""
    if suffix in SHELL or is_make(name, suffix):
        return _shell(data)
    return _foreign(data, _SAME.get(suffix, suffix)) or _started(data, name)


def is_make(name: str, suffix: str) -> bool:
    """Whether a member is one of make's files."""
    return suffix == ".mk" or name.lower() in MAKE


def is_workflow(path: str) -> bool:
    """Whether a logical path is that of a workflow of GitHub, whose commands a runner starts."""
    return path.lower().startswith((".github/workflows/", ".github/actions/")) and path.lower().endswith(
        (".yml", ".yaml")
    )


def _shell(data: bytes) -> Sign | None:
    if not any(word in data for word in _WORDS):
        return None
    text = plain(data.decode("latin-1"))
    found = danger.find(text)
    if found is None or found.kind == "publish":
        return None
    return Sign(found.kind in danger.STRONG - {"fetch"}, found.offset, found.text)


def plain(text: str) -> str:
    """A script without its comments and without what it prints; every offset stays what it was."""
    text = _COMMENT.sub(_blank, text)
    text = _here(text)
    return _PRINTS.sub(lambda match: _QUOTED.sub(_blank, match.group()), text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _here(text: str) -> str:
    """The text without what ``cat <<WORD`` shows."""
    parts, done = [], 0
    for match in _HERE.finditer(text):
        if match.start() < done:
            continue
        end = text.find(f"\n{match.group(1)}", match.end())
        if end < 0:
            break
        parts += [text[done : match.end()], " " * (end - match.end())]
        done = end
    return "".join([*parts, text[done:]])


def _foreign(data: bytes, suffix: str) -> Sign | None:
    for language, word, pattern in _FOREIGN:
        match = pattern.search(data.decode("latin-1")) if language == suffix and word in data.lower() else None
        if match:
            return Sign(True, match.start(), "decodes hidden text and executes it on the spot")
    return _by_name(data.decode("latin-1")) if suffix == ".php" and b"eval" in data and b"decode" in data else None


def _by_name(text: str) -> Sign | None:
    """PHP that decodes into a variable and executes that."""
    names = {match.group(1) for match in _ASSIGN.finditer(text)}
    for name in sorted(names)[:100]:
        match = re.search(
            rf"\b(?:eval|assert)\s{{0,9}}\(\s{{0,9}}(?:['\"]\?>['\"]\s{{0,9}}\.\s{{0,9}})?{re.escape(name)}\b", text
        )
        if match:
            return Sign(True, match.start(), "decodes hidden text and executes it")
    return None


def _started(data: bytes, name: str) -> Sign | None:
    """A dangerous command in a string that is handed to a shell."""
    if not any(word in data for word in _WORDS[:8]):
        return None
    text = _COMMENT.sub(_blank, data.decode("latin-1"))
    found = danger.find(text)
    if found is None or found.kind not in danger.STRONG:
        return None
    start = text.rfind("\n", 0, max(0, text.rfind("\n", 0, found.offset))) + 1
    if not _STARTS.search(text, start, found.offset):
        return None
    return Sign(found.kind != "fetch" or name in BUILDS, found.offset, f"starts a command that {found.text}")
