"""Many expressions searched at once, at the speed of memory, where the extra ``fast`` is installed.

A sieve never judges: it says where one of its expressions ends, and the caller looks there as it would have looked
everywhere. So what is found is the same with it and without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import ModuleType

Mark = tuple[int, int]
"""The number of an expression, and the offset behind the end of a match."""
SPARSE = 64  # bytes for each mark: where there are more marks, looking everywhere costs less


@cache
def engine() -> ModuleType | None:
    """The module ``hyperscan``, which is an extra, and does not run on every processor."""
    try:
        import hyperscan
    except ImportError:
        return None
    return hyperscan


class Sieve:
    """A set of expressions in the syntax that ``re`` and Hyperscan share, compiled once it is worth it.

    ``after`` is how many bytes are looked at without it: to compile the set costs as much as to search so many.
    With ``once`` the first mark of each expression is enough.
    """

    def __init__(self, make: Callable[[], Iterable[bytes]], after: int, *, once: bool = False) -> None:
        self._make = make
        self._once = once
        self._left = after
        self._scan: Callable[..., object] | None = None

    def marks(self, data: bytes) -> list[Mark] | None:
        """The marks in ``data`` in the order of their ends; ``None`` when the caller has to look everywhere."""
        found: list[Mark] = []
        most = 1000 + len(data) // SPARSE

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append((number, end))
            return len(found) > most

        if not self._is_ready(len(data)):
            return None
        if self._scan and data:
            try:
                self._scan(data, match_event_handler=note)
            except _ended():  # it was asked to end, or another thread is at it
                return None
        return found

    def _is_ready(self, size: int) -> bool:
        if self._scan:
            return True
        self._left -= size
        hyperscan = engine() if self._left < 0 else None
        if hyperscan is None:
            return False
        try:
            database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            database.compile(expressions=list(self._make()), flags=hyperscan.HS_FLAG_SINGLEMATCH if self._once else 0)
        except hyperscan.error:  # a processor without SSSE3, or no memory: everything is found without it, too
            self._left = 1 << 62
            return False
        self._scan = database.scan
        return True


@cache
def _ended() -> type[Exception]:
    """What the machinery raises when it does not come to an end."""
    hyperscan = engine()
    return hyperscan.error if hyperscan else Exception
