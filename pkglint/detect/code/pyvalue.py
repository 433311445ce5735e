"""What an expression of Python is known to be: a constant, a name by which it is reached, and where it comes from.

Constants are worked out by the few functions that people use to hide text. All of them are pure, and bounded: numbers
in bits, texts in characters, lists in items.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pkglint.detect.packed import inflated
from pkglint.model.lazy import lazy

MOST = 200_000  # characters of a constant, and items of a list
MOST_BITS = 1_600_000
HOLE = "\N{REPLACEMENT CHARACTER}"  # stands in a text for what is not known
# Words that code has and prose, data and most names do not.
CODE = lazy(
    r"\b(?:import\s+\w|exec\s*\(|eval\s*\(|__import__|subprocess|os\.\w|open\s*\(|socket|lambda\b|getattr\s*\(|print\s*\("
    r"|def\s+\w+\s*\(|compile\s*\(|urlopen|requests\.)|<string>"
)
_WORD = lazy(r"\w+")
_LEAST = 8  # characters of code
NO_MARKS: frozenset[str] = frozenset()


class Value(NamedTuple):
    """``const`` is ``None`` when it is not known. A ``path`` has dots and, behind what was called, ``()``.

    Marks: ``decoded``, ``hidden`` (and it is known from what), ``made`` (plain only by being worked out), ``fetched``,
    ``socket``, ``env`` (all variables), ``login`` (the path of a file of logins), ``secret`` (what it holds).
    """

    const: Any = None
    path: str = ""
    marks: frozenset[str] = NO_MARKS


NOTHING = Value()


def fold(name: str, owner: Any, given: Sequence[Any]) -> Any:
    """What a function or method gives for constants; ``None`` when that is not known. Raises nothing."""
    work = _FUNCTIONS.get(name)
    if work is None:
        return None
    try:
        return bounded(work(owner, *given))
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, struct.error):
        return None
    except (MemoryError, RecursionError):
        return None


def bounded(value: Any) -> Any:
    """The value, or ``None`` when it is larger than anything that is followed."""
    if isinstance(value, (str, bytes, list, tuple, dict, range)) and len(value) > MOST:
        return None
    return None if isinstance(value, int) and value.bit_length() > MOST_BITS else value


def text_of(value: Any) -> str | None:
    """A constant as text; ``None`` for what is none."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def shows_code(before: Sequence[Any], after: Any) -> bool:
    """Whether constants are code only after they were worked on: the text that they were made of is none."""
    text = text_of(after)
    found = CODE.search(text) if text and len(text) >= _LEAST and HOLE not in text else None
    word = _WORD.search(found[0]) if found else None
    return word is not None and not any(word[0] in known for known in map(text_of, before) if known)


def _inflated(data: Any, *_: Any) -> Any:
    return inflated(data, any_=True) or None


def _coding(name: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _decode(owner: Any, coding: Any = "utf-8", *_: Any) -> Any:
    kind = _coding(coding)
    if kind in ("rot13", "hex", "hexcodec", "base64", "base64codec", "zlib", "zlibcodec"):
        raw = owner.encode() if isinstance(owner, str) and kind != "rot13" else owner
        if kind.startswith("zlib"):
            return _inflated(raw)
        return codecs.decode(raw, {"hexcodec": "hex", "base64codec": "base64", "rot13": "rot13"}.get(kind, kind))
    return bytes(owner).decode(str(coding), "replace")


def _translate(owner: Any, table: Any, *_: Any) -> Any:
    return owner.translate(table)


def _split(owner: Any, *given: Any) -> Any:
    return owner.split(*given)


def _int(_: Any, text: Any = 0, base: Any = 10) -> Any:
    if isinstance(text, str):
        return int(text[:MOST], base) if len(text) < 4000 or base in (2, 4, 8, 16, 32) else None
    return int(text)


def _to_bytes(owner: Any, length: Any = 1, order: Any = "big", *_: Any) -> Any:
    return owner.to_bytes(length, order) if 0 <= length <= MOST else None


def _join(owner: Any, items: Any) -> Any:
    return owner.join(items) if len(items) <= MOST and sum(map(len, items)) <= MOST else None


def _replace(owner: Any, old: Any, new: Any, *_: Any) -> Any:
    return owner.replace(old, new) if len(owner) + owner.count(old) * len(new) <= MOST else None


def _bytes(_: Any, value: Any = b"", *coding: Any) -> Any:
    if isinstance(value, str):
        return value.encode(*coding)
    return bytes(value) if not isinstance(value, int) else None


def _str(_: Any, value: Any = "", *coding: Any) -> Any:
    return bytes(value).decode(*coding[:1] or ["utf-8"]) if coding else str(value)


def _format(owner: Any, *given: Any) -> Any:
    return owner.format(*given) if not WIDE.search(owner) else None


WIDE = lazy(r"\*|\d{4}|\{[^{}]*\{")  # a form that makes more than it was given
# What is called on a text, a number or a table: nothing without it.
METHODS = frozenset(
    {
        "decode", "encode", "to_bytes", "bit_length", "translate", "split", "splitlines", "join", "replace", "hex",
        "get", "strip", "lstrip", "rstrip", "upper", "lower", "swapcase", "title", "removeprefix", "removesuffix",
        "format",
    }
)  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: (lambda _, x, *__: base64.b64decode(x)) for name in ("b64decode", "standard_b64decode", "a2b_base64")},
    "urlsafe_b64decode": lambda _, x: base64.urlsafe_b64decode(x),
    "decodebytes": lambda _, x: base64.decodebytes(x),
    "b32decode": lambda _, x, *__: base64.b32decode(x, True),
    "b16decode": lambda _, x, *__: base64.b16decode(x, True),
    "b85decode": lambda _, x: base64.b85decode(x),
    "a85decode": lambda _, x: base64.a85decode(x),
    "unhexlify": lambda _, x: binascii.unhexlify(x),
    "a2b_hex": lambda _, x: binascii.unhexlify(x),
    "a2b_uu": lambda _, x: binascii.a2b_uu(x),
    "fromhex": lambda _, x: bytes.fromhex(x),
    "decompress": lambda _, x, *rest: _inflated(x, *rest),
    "codecs.decode": lambda _, x, *rest: _decode(x, *rest),
    "decode": _decode,
    "encode": lambda owner, *coding: owner.encode(*coding[:1]),
    "chr": lambda _, x: chr(x),
    "ord": lambda _, x: ord(x),
    "int": _int,
    "str": _str,
    "bytes": _bytes,
    "bytearray": _bytes,
    "list": lambda _, x=(): list(x),
    "tuple": lambda _, x=(): list(x),
    "reversed": lambda _, x: list(x)[::-1],
    "range": lambda _, *x: range(*x),
    "len": lambda _, x: len(x),
    "zip": lambda _, *x: [list(each) for each in zip(*x, strict=False)],
    "enumerate": lambda _, x, *start: [list(each) for each in enumerate(x, *start)],
    "dict": lambda _, x=(): dict(x),
    "maketrans": lambda _, *x: bytes.maketrans(*x) if isinstance(x[0], bytes) else str.maketrans(*x),
    "struct.pack": lambda _, *x: struct.pack(*x) if struct.calcsize(x[0]) <= MOST else None,
    "from_bytes": lambda _, x, order="big", *__: int.from_bytes(x, order),
    "bit_length": lambda owner: owner.bit_length(),
    "to_bytes": _to_bytes,
    "translate": _translate,
    "split": _split,
    "splitlines": lambda owner: owner.splitlines(),
    "join": _join,
    "replace": _replace,
    "hex": lambda owner: owner.hex(),
    "format": _format,
    "get": lambda owner, key, *__: owner.get(key),
    **{
        name: (lambda owner, *x, _name=name: getattr(owner, _name)(*x))
        for name in ("strip", "lstrip", "rstrip", "upper", "lower", "swapcase", "title", "removeprefix", "removesuffix")
    },
}
