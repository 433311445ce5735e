"""Values as YAML text, quoted where any reader of YAML could take them for something else."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str) -> str:
    """``text`` as a YAML scalar, plain where that is safe."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """``text`` in double quotes, on one line, whatever it holds."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def sentence(text: str) -> str:
    """A text for people: plain when it is made of words, in quotes otherwise."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 _./()'+-]*[A-Za-z0-9).]", text) and text.lower() not in _WORDS:
        return text
    return quoted(text)


def listed(items: tuple[str, ...]) -> str:
    """A flow list of quoted texts, as patterns are written."""
    return "[" + ", ".join(quoted(item) for item in items) + "]"


def comment(text: str) -> str:
    """``text`` as it may stand in a comment: one line, nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
