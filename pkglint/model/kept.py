"""The metadata files of an artifact, kept while it is walked, and what has been parsed of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept(dict[str, bytes]):
    """Content by logical path; of two members with the same path the last one wins, as npm has it."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        super().__init__(files or {})
        self._parsed: dict[tuple[str, Callable[[bytes], Any]], tuple[bytes, Any]] = {}

    def parsed(self, path: str, parse: Callable[[bytes], T]) -> T:
        """What ``parse`` makes of the file, or of nothing where it is missing: once, however many rules ask."""
        data = self.get(path, b"")
        known = self._parsed.get((path, parse))
        if known is None or known[0] is not data:
            known = self._parsed[path, parse] = (data, parse(data))
        value: T = known[1]
        return value
