"""The names of JavaScript's global objects and Node.js modules that matter, and its functions on constants."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import unquote

MOST = 200_000  # characters of a constant
FEW = 12  # characters; what is decoded from fewer is a word

GLOBALS = frozenset({"globalThis", "window", "self", "global", "top", "frames", "parent"})
CTORS = frozenset(
    {"Function#", "Array", "Object", "String", "Number", "Date", "RegExp", "Boolean", "Promise", "Map", "Error"}
)
RUNNERS = frozenset(
    {
        "eval", "Function", "AsyncFunction", "GeneratorFunction", "execScript", "vm.runInThisContext", "vm.Script",
        "vm.runInNewContext", "vm.runInContext", "vm.compileFunction", "module._compile", "importScripts",
    }
)  # fmt: skip
TIMERS = frozenset({"setTimeout", "setInterval", "setImmediate"})
CHILD = frozenset({"child_process", "node:child_process", "vm", "node:vm"})
PROCESSES = frozenset(
    f"{module}.{name}"
    for module, names in {
        "child_process": ("exec", "execSync", "spawn", "spawnSync", "execFile", "execFileSync", "fork"),
        "execa": ("execa", "command", "commandSync", "execaCommand", "execaCommandSync", "$"),
        "shelljs": ("exec",),
        "cross-spawn": ("sync", "spawn"),
        "Bun": ("spawn", "spawnSync"),
    }.items()
    for name in names
) | {"execa", "cross-spawn"}
DECODERS = frozenset(
    {
        "atob", "unescape", "fromCharCode", "fromCodePoint", "inflateSync", "inflateRawSync", "gunzipSync", "unzipSync",
        "brotliDecompressSync", "createDecipheriv", "decompressFromBase64",
    }
)  # fmt: skip
CLIENTS = frozenset(
    {"axios", "got", "node-fetch", "https", "http", "superagent", "needle", "request", "undici", "http2"}
)
FETCHERS = frozenset({"fetch", "axios", "got", "node-fetch", "request", "needle", "undici.fetch", "undici.request"})
SENDERS = FETCHERS | {"navigator.sendBeacon", "dns.lookup", "dns.resolve", "net.connect", "net.createConnection"}


def fold(path: str, name: str, owner: object, given: Sequence[object]) -> tuple[object, bool]:
    """The constant that a function gives, ``None`` if that is not known, and whether it shows what was hidden.

    ``owner`` is what a method is called on, with the method's name; raises nothing.
    """
    value, method = owner if isinstance(owner, tuple) and len(owner) == 2 else (None, name)
    first = given[0] if given else None
    if path in ("decodeURIComponent", "decodeURI", "unescape") and isinstance(first, str):
        return unquote(first[:MOST]), first.count("%") * 6 > len(first) > FEW
    if name in ("fromCharCode", "fromCodePoint"):
        return _characters(first if isinstance(first, list) else given), True
    if path in ("Buffer.from", "Buffer", "Uint8Array", "Uint8Array.from", "Uint16Array", "Int8Array"):
        return _buffer(first, given[1] if len(given) > 1 else None)
    if path == "atob":
        return _decoded(first, "base64"), True
    return _method(value, str(method), given)


def _method(value: object, name: str, given: Sequence[object]) -> tuple[object, bool]:
    first = given[0] if given else None
    if name in ("toString", "valueOf", "trim", "decode") and isinstance(value, str) and len(value) <= MOST:
        return _decoded(value, first) if name == "toString" and first in ("base64", "hex") else value, False
    if name == "decode" and isinstance(first, str):
        return first, False
    if isinstance(value, str) and name == "split" and isinstance(first, str):
        return (list(value[:MOST]) if not first else value[:MOST].split(first)), False
    if isinstance(value, (list, tuple)) and name == "reverse":
        return list(value[::-1]), len(value) >= FEW
    if isinstance(value, list) and name == "join":
        between = first if isinstance(first, str) else ","
        known = [item for item in value if isinstance(item, str)]
        return (between.join(known)[:MOST] if len(known) == len(value) else None), False
    if isinstance(value, str) and name == "concat":
        known = [item for item in given if isinstance(item, str)]
        return (value + "".join(known) if len(known) == len(given) else None), False
    return None, False


def _characters(numbers: Sequence[object]) -> str | None:
    known = [number for number in numbers if isinstance(number, int) and 0 <= number < 0x110000]
    return "".join(map(chr, known)) if known and len(known) == len(numbers) else None


def _buffer(first: object, coding: object) -> tuple[object, bool]:
    if isinstance(first, list):
        text = _characters(first)
        return text, text is not None and len(text) >= FEW
    if isinstance(first, str) and coding in ("base64", "base64url", "hex"):
        return _decoded(first, str(coding)), True
    return (first if isinstance(first, str) else None), False


def _decoded(text: object, coding: object) -> str | None:
    """What text in a coding stands for, a character for each byte; ``None`` if it is in no such coding."""
    if not isinstance(text, str) or len(text) > MOST:
        return None
    try:
        if coding == "hex":
            return bytes.fromhex(text).decode("latin-1")
        plain = text.replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4)).decode("latin-1")
    except (ValueError, binascii.Error):
        return None
