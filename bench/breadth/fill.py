"""The language of the tables: ``«62*36»`` is 36 characters of an alphabet, ``«name:argument»`` what a maker makes.

What stands innermost is made first, so that ``«b64:«62*20»»`` is base64 of 20 random characters. No token-shaped string
stands in the tables for that reason: each is made when it is asked for, from the seed of its expectation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bench.breadth import code, keys, values

LOWER, UPPER, DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
ALPHABETS = {
    "62": DIGITS + UPPER + LOWER,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "64": UPPER + LOWER + DIGITS + "+/",
    "u": UPPER + LOWER + DIGITS + "-_",
    "32": UPPER + "234567",
    "d": DIGITS,
    "a": LOWER,
    "A": UPPER,
    "n": LOWER + DIGITS,
    "N": UPPER + DIGITS,
    "58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
}
MAKERS: dict[str, Callable[[Random, str], str]] = {**values.MAKERS, **keys.MAKERS, **code.MAKERS}
FIELD = re.compile("«([^«»]*)»")


def fill(text: str, rng: Random) -> str:
    """The text with every field made; raises KeyError for a maker or an alphabet that does not exist."""

    def one(match: re.Match[str]) -> str:
        name, star, count = match[1].partition("*")
        if star and name in ALPHABETS:
            return "".join(rng.choices(ALPHABETS[name], k=int(count)))
        name, _, argument = match[1].partition(":")
        return MAKERS[name](rng, argument)

    before = ""
    while before != text:
        before, text = text, FIELD.sub(one, text)
    return text
