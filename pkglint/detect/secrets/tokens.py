"""The kinds of tokens that are known by their form: where one may begin, what it looks like, what proves it.

A token is looked for in two steps. One of its anchors must occur (``find`` says where, at the speed of memory), then
``grammar`` must match around that place, then ``check`` decides. What may stand before and after a token is tested
byte by byte. The kinds are rows of ``tokens.tsv``; formats are those that the makers document.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pkglint.detect.secrets.token import Token, rows, spelled, token
from pkglint.model.lazy import lazy

SHORTEST_RUN = 20


class Shape(NamedTuple):
    """A form that a whole run may have, with the kinds of tokens that such a run may belong to."""

    pattern: re.Pattern[bytes]
    tokens: tuple[Token, ...]


@cache
def every() -> tuple[Token, ...]:
    """All kinds, in the order of the table: at one place, the first that fits is the answer."""
    return tuple(token(row) for row in rows("tokens.tsv"))


@cache
def anchored(mark: str) -> dict[bytes, tuple[Token, ...]]:
    """The kinds by the texts of their anchors: of one kind of anchor (``*``, ``@``), or those without a mark."""
    found: dict[bytes, tuple[Token, ...]] = {}
    for kind in every():
        for anchor in kind.anchors:
            if (anchor[0] if anchor[0] in "*@~/" else "") == mark:
                text = anchor.removeprefix(mark).encode()
                found[text] = (*found.get(text, ()), kind)
    return found


@cache
def shapes() -> dict[int, tuple[Shape, ...]]:
    """The forms of whole runs by length in bytes."""
    by_shape: dict[str, tuple[Token, ...]] = {}
    for kind in every():
        for anchor in kind.anchors:
            if anchor[0] == "~":
                by_shape[anchor[1:]] = (*by_shape.get(anchor[1:], ()), kind)
    found: dict[int, tuple[Shape, ...]] = {}
    for text, kinds in by_shape.items():
        shape = Shape(lazy(spelled(text).encode()), kinds)
        for length in lengths(text):
            found[length] = (*found.get(length, ()), shape)
    return found


def lengths(pattern: str) -> range:
    """How long a text may be that a pattern of the tables matches: literals, classes, counts, ``?``, no groups."""
    least = most = 0
    for part in re.finditer(r"(\[[^\]]{1,40}\]|\\.|[^{}\[\]])(?:\{(\d{1,4})(?:,(\d{1,4}))?\}|(\?))?", spelled(pattern)):
        low = 0 if part[4] else int(part[2] or 1)
        least += low
        most += 1 if part[4] else int(part[3] or part[2] or 1)
    return range(least, most + 1)


@cache
def addresses() -> tuple[Token, ...]:
    """The kinds that stand in an address, behind its ``://``."""
    return tuple(kind for kind in every() if "/" in kind.anchors)


@cache
def beginnings() -> tuple[bytes, ...]:
    """The texts that tokens begin with: where one token ends, another may."""
    return tuple(
        text for mark in ("", "*") for text, kinds in anchored(mark).items() if not all(kind.lead for kind in kinds)
    )
