"""How far apart two versions are, and which of two is the higher one (PEP 440 for Python, SemVer 2.0.0 for npm)."""

from __future__ import annotations

from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.terms import Kind

PATCH, MINOR, MAJOR = "patch", "minor", "major"
_VERSION = lazy(r"v?(?:[0-9]{1,9}!)?([0-9]{1,18}(?:\.[0-9]{1,18}){0,9})(.*)", 16)
# What stands behind the numbers of a version that comes before them: `1.0rc1`, `1.0.dev3`; any `-` in SemVer.
_BEFORE = lazy(r"[-._]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[-._]?[0-9]*(?:\W|$)", 2)

Place = tuple[tuple[int, ...], int, tuple[tuple[int, int, str], ...]]


def place(version: str, kind: Kind | None) -> Place | None:
    """What orders versions of one package, ``None`` for what is no version. A pre-release comes before its release."""
    found = _VERSION.fullmatch(version.strip().lower().partition("+")[0])
    if not found:
        return None
    numbers = tuple(int(part) for part in found[1].split("."))
    while len(numbers) > 1 and not numbers[-1]:
        numbers = numbers[:-1]
    rest = found[2]
    early = rest.startswith("-") if is_npm(kind) else bool(_BEFORE.match(rest))
    dev = not is_npm(kind) and ".dev" in rest and not _BEFORE.match(rest.partition(".dev")[0])
    parts = tuple((0, int(word), "") if word.isdigit() else (1, 0, word) for word in _words(rest) if len(word) < 19)
    return numbers, -2 if early and dev else -1 if early else 0, parts


def _words(rest: str) -> list[str]:
    """The identifiers of what follows the numbers: letters and digits apart, as both standards compare them."""
    return lazy(r"[0-9]+|[a-z]+").findall(rest)


def step(old: str, new: str, kind: Kind | None) -> str:
    """``major``, ``minor`` or ``patch``: the first number that differs. A pre-release promises nothing: ``minor``."""
    before, after = place(old, kind), place(new, kind)
    if before is None or after is None:
        return MINOR
    first, second = (each[0] + (0, 0, 0) for each in (before, after))
    if first[0] != second[0]:
        return MAJOR
    return MINOR if first[1] != second[1] or after[1] < 0 else PATCH


def follows(old: str, new: str, kind: Kind | None) -> bool:
    """Whether ``new`` is a higher version than ``old``."""
    before, after = place(old, kind), place(new, kind)
    return before is not None and after is not None and before < after


def is_major(old: str, new: str, kind: Kind | None) -> bool:
    """Whether ``new`` announces by its number that it is another thing, and no range takes it unasked."""
    return step(old, new, kind) == MAJOR
