"""What code can do, coarsely: which modules and functions it names that reach beyond it.

No verdict on a single package: nearly all real ones do several of these things. What counts is that a package can do
something that it never could, as Telnyx 4.87.1 (programs), debug 4.4.2 (network) and what GlassWorm infected (eval).
Words are looked for, not meanings, so that ten thousand files cost little; who hides the words is seen by other rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from pkglint.detect.code.language import language
from pkglint.model import Entry
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree


class _Sign(NamedTuple):
    """A capability: one of ``words`` has to be there and, where one is given, ``form`` has to match."""

    name: str
    words: tuple[bytes, ...]
    form: re.Pattern[bytes] | None = None


def _quoted(*modules: str) -> tuple[bytes, ...]:
    """Names of modules of Node in both quotes, with and without their scheme."""
    return tuple(
        f"{quote}{scheme}{name}{quote}".encode() for name in modules for scheme in ("", "node:") for quote in "\"'"
    )


_PYTHON = (
    _Sign(
        "process",
        (b"subprocess", b"os.system", b"os.popen", b"os.exec", b"os.spawn", b"posix_spawn", b"pty.spawn"),
    ),
    _Sign("eval", (b"eval", b"exec"), lazy(rb"(?<![\w.])(?:exec|eval) {0,2}\(")),
    _Sign(
        "network",
        (b"urlopen", b"urllib.request", b"http.client", b"socket", b"requests", b"httpx", b"aiohttp", b"urllib3"),
        lazy(
            rb"""
              \burlopen\b | \burllib\.request\b | \bhttp\.client\b              # the standard library's, at any place
            | \b(?:import|from)[ ]{1,4}(?:socket|requests|httpx|aiohttp|urllib3)\b  # words of English but for an import
            """,
            re.VERBOSE,
        ),
    ),
    _Sign("decode", (b"64decode", b"85decode", b"32decode", b"unhexlify", b"marshal.loads", b"zlib.decompress")),
    _Sign("native", (b"ctypes", b"cffi")),
    _Sign("environ", (b"os.environ", b"os.getenv")),
    _Sign("persist", (b"crontab", b"systemctl", b"LaunchAgents", b".bashrc", b"authorized_keys")),
)
_SCRIPT = (
    _Sign("process", (b"child_process", b"execSync", b"spawnSync", b"execFile")),
    _Sign("eval", (b"eval", b"new Function"), lazy(rb"(?<![\w.$])eval {0,2}\(|new Function {0,2}\(")),
    _Sign(
        "network",
        (*_quoted("http", "https", "http2", "net", "tls", "dgram", "dns"), b"XMLHttpRequest", b"WebSocket", b"fetch"),
        lazy(
            rb"""
              (?:\brequire\(|\bfrom|\bimport[( ])[ ]{0,2}                   # a module of Node, however loaded
              [\"'](?:node:)?(?:https?|http2|net|tls|dgram|dns)[\"']
            | \bXMLHttpRequest\b | \bWebSocket\( | (?<![\w.$])fetch\(  # what browsers have, no method of that name
            """,
            re.VERBOSE,
        ),
    ),
    _Sign("decode", (b"atob(", b'"base64"', b"'base64'")),
    _Sign("environ", (b"process.env",)),
    _Sign("files", _quoted("fs", "fs/promises")),
    _Sign("persist", (b"crontab", b"LaunchAgents", b".bashrc", b".npmrc", b".ssh/", b"authorized_keys")),
)
_SIGNS = {
    **dict.fromkeys((".py", ".pyw", ".pyx", ".pth"), _PYTHON),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), _SCRIPT),
}
NAMES = tuple(sorted({sign.name for sign in (*_PYTHON, *_SCRIPT)}))


def capabilities(entry: Entry, known: Collection[str] = ()) -> set[str]:
    """Which of :data:`NAMES` the code of a member is capable of; what is ``known`` is not looked for again.

    Declarations of types run nothing, and nobody who installs the package runs its tests.
    """
    signs = _SIGNS.get(language(entry) or "", ())
    if not signs or ".d." in entry.name or in_test_tree(entry.path):
        return set()
    data = entry.content.data
    return {sign.name for sign in signs if sign.name not in known and _shows(sign, data)}


def _shows(sign: _Sign, data: bytes) -> bool:
    return any(word in data for word in sign.words) and (sign.form is None or sign.form.search(data) is not None)
