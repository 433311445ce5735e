"""Numbers as people read them."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """``1,900 files``, ``1 file``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """Bytes in decimal units: ``58.2 MB``, ``312 B``."""
    if number < 1000:
        return f"{number} B"
    for unit in ("kB", "MB"):
        number_in_unit = number / (1000 if unit == "kB" else 1_000_000)
        if number_in_unit < 999.95:
            return f"{number_in_unit:.1f} {unit}"
    return f"{number / 1_000_000_000:.1f} GB"
