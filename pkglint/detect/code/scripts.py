"""What scripts hide that are neither Python nor JavaScript: shells, PowerShell, batch, make, PHP, Perl, Ruby, Rust.

A script that somebody has to start may download a well-known tool and run its installer: that is weak. What comes
from elsewhere, what decodes and runs, or opens a shell to another machine, is not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.code import danger, downloads, foreign, installers
from pkglint.detect.code.language import SHELL
from pkglint.model import Entry
from pkglint.model.lazy import lazy

MAKE = frozenset({"makefile", "gnumakefile", ".mk"})
# Files that a build reads and that may start commands: CMake, Meson, Gradle, Maven's Groovy.
_BUILDS = frozenset({"cmakelists.txt", "meson.build", ".cmake", ".gradle", ".kts", ".groovy", "build.xml", "pom.xml"})


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
_INTO_SHELL = lazy(
    r"\|[ \t]{0,9}(?:sudo[ \t]{1,9})?(?:/[\w/]{1,40}/)?(?:(?:ba|z|da|k)?sh|python[\d.]{0,4}|perl|node|ruby)\b"
)
_QUOTED = lazy(r"'[^'\n]*'|\"[^\"\n]*\"")
_HERE = lazy(r"\bcat[ \t]{0,9}(?:>&2[ \t]{0,9})?<<-?[ \t]{0,9}['\"]?(\w{1,40})['\"]?[ \t]*$", re.MULTILINE)
# What hands a string to a shell, in any language, in front of the string.
_STARTS = lazy(
    r"\b(?:Command::new|exec\.Command|system|popen|shell_exec|passthru|proc_open|Runtime\.getRuntime|ProcessBuilder"
    r"|Process\.Start|exec(?:File)?(?:Sync)?(?=\s{0,4}\()|io\.popen|os\.execute|IO\.popen|spawn|execute_process"
    r"|add_custom_command|add_custom_target|run_command|custom_target|commandLine|executable)\b|`|\bqx[{(/]"
)
_BEFORE = 200  # characters in which it stands
# Files that a desktop, a service manager or git reads for commands.
_STARTERS = frozenset(
    {".desktop", ".service", ".plist", ".vbs", ".hta", ".wsf", ".applescript", ".gitmodules", ".gitconfig"}
)
_OF_COMMANDS = frozenset({"delete", "hidden"})  # a script may look where it is, and clear what it made
_NODE = frozenset({".js", ".cjs", ".mjs"})
# What a module of Node.js may do on a developer's machine, and no hook may.
_AT_INSTALL = (
    b"hooksPath", b"sshCommand", b"crontab", b"launchctl", b"LaunchAgents", b"schtasks", b".bashrc", b".zshrc",
    b".profile", b"authorized_keys", b"systemctl", b"git push", b"git commit", b"git config", b"rm -rf", b"rm -fr",
)  # fmt: skip
_WORDS = (
    b"curl", b"wget", b"base64", b"ase64String", b"owershell", b"owerShell", b"pwsh", b"/dev/tcp", b"/dev/udp",
    b"certutil", b"bitsadmin", b"iex", b"IEX", b"nvoke-", b"mshta", b"regsvr32", b"ncat", b"nc ", b"mkfifo", b"socat",
    b"openssl", b"xxd", b"uudecode", b"trufflehog", b"dangerously", b"base32", b"printf", b"| rev", b"echo -", b"rm -",
    b" /s ", b"emove-Item", b"| sh", b"|sh", b"| bash", b"|bash", b"| /bin/", b"DownloadFile", b"itsTransfer",
)  # fmt: skip


def find(data: bytes, suffix: str, name: str) -> Sign | None:
    """The strongest sign in a script; ``suffix`` stands for its language, ``name`` is the member's name."""
    if suffix in SHELL or suffix in _STARTERS or is_make(name, suffix):
        found = [_executed(data, suffix), _shell(data)]
    else:
        found = [_executed(data, suffix), _started(data)]
    return min(filter(None, found), key=lambda sign: not sign.strong, default=None)


def is_make(name: str, suffix: str) -> bool:
    """Whether a member is one of make's files."""
    return suffix == ".mk" or name.lower() in MAKE


def is_build(name: str, suffix: str) -> bool:
    """Whether a member says what a build does, and may start commands."""
    return suffix in _BUILDS or name.lower() in _BUILDS


def is_starter(name: str, suffix: str) -> bool:
    """Whether a member is read for commands by a desktop, a service manager, or git."""
    return suffix in _STARTERS or name.lower() in _STARTERS


def is_workflow(path: str) -> bool:
    """Whether a logical path is that of a workflow of GitHub, whose commands a runner starts."""
    return path.lower().startswith((".github/workflows/", ".github/actions/")) and path.lower().endswith(
        (".yml", ".yaml")
    )


def may_be_started(entry: Entry) -> bool:
    """Whether a member may be a script that a command names: of a shell, of make, of Node.js."""
    return entry.is_file and (entry.suffix in SHELL or entry.suffix in _NODE or not entry.suffix)


def harm(entry: Entry) -> danger.Danger | None:
    """What a script does that nothing may do while a package is installed."""
    data = entry.content.data
    if entry.suffix in _NODE:
        return _node_harm(data)
    if not (entry.suffix or is_make(entry.name, "") or data.startswith(b"#!")) or entry.content.is_binary:
        return None
    text = plain(data.decode("latin-1"))
    found = danger.find(text, installing=True)
    if found and found.kind in _OF_COMMANDS:
        found = danger.find(text)
    if found is None and (saved := downloads.find(text)) is not None:
        return danger.Danger("fetch", "downloads a program and runs it", "...", saved)
    return found


def _node_harm(data: bytes) -> danger.Danger | None:
    """A command in a string of JavaScript, handed to a shell."""
    if b"child_process" not in data or not any(word in data for word in _AT_INSTALL):
        return None
    text = _COMMENT.sub(_blank, data.decode("latin-1"))
    found = danger.find(text, installing=True)
    return found if found and _STARTS.search(text, max(0, found.offset - _BEFORE), found.offset) else None


def _shell(data: bytes) -> Sign | None:
    if not any(word in data for word in _WORDS):
        return None
    text = plain(data.decode("latin-1"))
    found = danger.find(text)
    if found is None or found.kind == "publish":
        saved = downloads.find(text)
        return None if saved is None else Sign(_is_odd(text, saved), saved, "downloads a program and runs it")
    strong = found.kind in danger.STRONG and (found.kind != "fetch" or _is_odd(text, found.offset))
    return Sign(strong, found.offset, found.text)


def _is_odd(text: str, at: int) -> bool:
    """Whether what is fetched at a place comes from where nothing well known is installed from."""
    end = text.find("\n", at)
    return installers.is_unknown(text[text.rfind("\n", 0, at) + 1 : min(end if end >= 0 else len(text), at + 600)])


def plain(text: str) -> str:
    """A script without its comments and without what it prints; every offset stays what it was."""
    text = _COMMENT.sub(_blank, text)
    text = _here(text)
    return _PRINTS.sub(_unprinted, text)


def _unprinted(match: re.Match[str]) -> str:
    """A line without what it prints; what goes to a program is not printed."""
    line = match.group()
    return line if _INTO_SHELL.search(_QUOTED.sub(_blank, line)) else _QUOTED.sub(_blank, line)


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


def _executed(data: bytes, suffix: str) -> Sign | None:
    found = foreign.find(data, suffix)
    return found and Sign(found.strong or installers.is_unknown(found.said), _start_of(data, found.line), found.text)


def _start_of(data: bytes, line: int) -> int:
    """The offset at which a line starts, counted from 0."""
    start = 0
    for _ in range(line):
        start = data.find(b"\n", start) + 1
    return start


def _started(data: bytes) -> Sign | None:
    """A dangerous command in a string that is handed to a shell."""
    if not any(word in data for word in _WORDS[:8]):
        return None
    text = _COMMENT.sub(_blank, data.decode("latin-1"))
    found = danger.find(text)
    if found is None or found.kind not in danger.STRONG:
        return None
    if not _STARTS.search(text, max(0, found.offset - _BEFORE), found.offset):
        return None
    return Sign(True, found.offset, f"starts a command that {found.text}")
