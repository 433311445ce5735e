"""Numbers and lists as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def number(value: int) -> str:
    """An integer with thousands apart: ``2,434``."""
    return f"{value:,}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def percent(part: int, whole: int) -> str:
    """How much of a budget is used: ``96%``; ``>100%`` never hides behind rounding."""
    if part > whole:
        return f"{max(101, round(100 * part / whole)):,}%" if whole else "over"
    return f"{min(100, round(100 * part / whole))}%" if whole else "100%"


def columns(text: str) -> int:
    """How many terminal columns ``text`` takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def shorten(text: str, width: int, dots: str = "...") -> str:
    """``text`` in at most ``width`` columns; what is too much goes from the middle."""
    if columns(text) <= width:
        return text
    room = max(width - columns(dots), 2)
    head, tail = text[: (room + 1) // 2], text[-(room // 2) :]
    while columns(head) + columns(tail) > room and head:
        head, tail = head[:-1], tail[1:]
    return head + dots + tail


def common(paths: Sequence[str]) -> str:
    """The directory that all ``paths`` are in, empty for the root."""
    parents = [path.split("/")[:-1] for path in paths]
    shared: list[str] = []
    for level in zip(*parents, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return "/".join(shared)
