"""Loaders in Python that hide nothing and yet run what nobody can review: a script from the network, machine code."""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.detect.words import Words, ask
from pkglint.model.lazy import lazy

_PIPED = lazy(
    rb"(?:\bos\s*\.\s*(?:system|popen)|\bsubprocess\s*\.\s*\w+|\bPopen|\bgetoutput)\s*\(\s*[fr]{0,2}[\"'][^\"'\n]{0,200}"
    rb"\b(?:curl|wget)\s[^\n]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b"
)
_BYTES = lazy(rb"(?:\\x[0-9a-fA-F]{2}){64}")
_MAPPED = lazy(rb"\b(?:VirtualAlloc(?:Ex)?|RtlMoveMemory|CreateThread|PROT_EXEC|memmove|CFUNCTYPE)\b")
# The first lines may name a coding (PEP 263). These are none that an editor shows as Python reads it.
_CODING = lazy(
    rb"(?:\xef\xbb\xbf)?(?:[ \t\f]*(?:#[^\n]*)?\r?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*"
    rb"(?:utf[-_]?7|(?:raw[-_])?unicode[-_]escape|punycode|idna|rot[-_]?13|hex|base64|zlib|bz2|uu)(?![\w.-])",
    re.IGNORECASE,
)
_FETCHES, _NATIVE, _ARMOUR = ask(b"curl", b"wget"), ask(b"ctypes"), ask(b"armor")
_PYARMOR = lazy(rb"(?:^|[^\w.])(?:__pyarmor__|__armor_enter__)\s*\(\s*__name__", re.MULTILINE)


# Names in CPython's marshal format: a type, a length, the text.
_DECODES = lazy(rb"(?:b(?:64|32|16|85)decode|a85decode|unhexlify|fromhex|decompress|decrypt)(?![\w.])")
_EXECUTES = lazy(rb"[\xda\xfa\x5a\x7a]\x04(?:exec|eval)(?!\w)")
_PACKED_TEXT = lazy(rb"[A-Za-z0-9+/_-]{80}")


class Loader(NamedTuple):
    """Where it starts and what it does, in words that follow the member's name."""

    offset: int
    text: str


def fetched_or_native(data: bytes, words: Words) -> Loader | None:
    """A shell that is fed from the network, or machine code that is written as text."""
    if words.has(_FETCHES):
        match = _PIPED.search(data)
        if match:
            return Loader(match.start(), "hands a script from the network to a shell")
    if words.has(_NATIVE) and _MAPPED.search(data):
        match = _BYTES.search(data)
        if match:
            return Loader(match.start(), "runs machine code that is written as text")
    return None


def compiled(data: bytes) -> Loader | None:
    """Compiled Python without its source that decodes a text and executes it, by the names and texts in it."""
    text = _PACKED_TEXT.search(data) if _DECODES.search(data) and _EXECUTES.search(data) else None
    return text and Loader(text.start(), "is compiled code that decodes hidden text and executes it")


def unreadable(data: bytes, words: Words) -> Loader | None:
    """Source in a coding that hides it, or what PyArmor makes."""
    match = _CODING.match(data)
    if match:
        return Loader(0, "is written in a coding that no editor shows as Python reads it")
    match = _PYARMOR.search(data) if words.has(_ARMOUR) else None
    return Loader(match.start(), "is encrypted by PyArmor, and decrypted when it runs") if match else None
