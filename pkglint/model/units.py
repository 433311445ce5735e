"""Sizes to text and back, and numbers with their nouns.

A size that was measured is decimal, as registries and budgets count (:func:`size`); a limit is said as exactly as a
policy would write it (:func:`exact`), so that :func:`parse` gives the same number again.
"""

from __future__ import annotations

from pkglint.model.lazy import lazy

DECIMAL = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15, "EB": 10**18}
BINARY = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40, "PiB": 1 << 50, "EiB": 1 << 60}
FACTORS = {"B": 1, **DECIMAL, **BINARY}
# What a policy may write: ``KB`` is a common slip with one meaning, and nothing that is linted needs a petabyte.
WRITTEN = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12} | {
    unit: BINARY[unit] for unit in ("KiB", "MiB", "GiB", "TiB")
}
PATTERN = r"^[0-9]{1,9}(\.[0-9]{1,6})? ?(" + "|".join(WRITTEN) + ")$"
_SIZE = lazy(r"([0-9]{1,9})(?:\.([0-9]{1,6}))? ?([A-Za-z]{1,3})")


def size(number: int) -> str:
    """A number of bytes as it was measured, in decimal units: ``814 B``, ``4.1 kB``, ``58.2 MB``."""
    if number < 1000:
        return f"{number} B"
    value, text = float(number), ""
    for unit in DECIMAL:
        value /= 1000
        text = f"{value:.1f} {unit}"
        if value < 999.95:
            break
    return text


def exact(number: int) -> str:
    """A number of bytes that :func:`parse` reads back, as short as it can be: ``2 GiB``, ``1.5 MB``, ``10 MB``."""
    texts = [f"{number} B" if number < 10**9 else str(number)]
    for unit, factor in sorted(WRITTEN.items(), key=lambda item: item[1]):
        if unit not in {"B", "KB"} and number >= factor and number * 10 % factor == 0:
            whole, tenth = divmod(number * 10 // factor, 10)
            if whole < 10**9:
                texts.append(f"{whole}{f'.{tenth}' if tenth else ''} {unit}")
    return min(reversed(texts), key=len)


def approximate(number: int) -> str:
    """A limit or what broke it, in binary units, exact where it is round: ``2 GiB``, ``1.4 MiB``."""
    fitting = [(unit, factor) for unit, factor in BINARY.items() if number >= factor]
    if not fitting:
        return f"{number} B"
    unit, factor = fitting[-1]
    return f"{number / factor:.1f}".removesuffix(".0") + f" {unit}"


def parse(text: str) -> int:
    """``5 MB`` to 5000000. Raises ``ValueError`` when it is not a size as a policy may write it."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    found = _SIZE.fullmatch(text)
    if not found or found[3] not in WRITTEN:
        raise ValueError(text)
    fraction = found[2] or ""
    return int(found[1] + fraction) * WRITTEN[found[3]] // int(10 ** len(fraction))


def raised(number: int) -> int:
    """A budget a twentieth above ``number``, rounded up to two digits: 3,000 to 3,200, 58,000,000 to 61,000,000."""
    wanted = number + -(-number // 20)
    step = int(10 ** max(0, len(str(wanted)) - 2))
    return -(-wanted // step) * step


def count(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: ``1 file``, ``2,434 files``; ``plural`` where an ``s`` does not make it."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def a(noun: str) -> str:
    """A noun with its article, by how the word is spoken: ``an sdist``, ``an xz stream``."""
    return f"{'an' if noun.startswith(('empty', 'icon', 'ELF', 'xz', 'HDF5', 'sdist', 'npm')) else 'a'} {noun}"
