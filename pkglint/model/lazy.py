"""Expressions that are compiled when they are first used: most runs use few of the hundreds that rules hold."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class Lazy:
    """Stands for a pattern; every method is taken from the compiled one at its first use and kept."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.source, self.flags), name)
        setattr(self, name, value)
        return value


def lazy(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile`` that waits. The result has the methods of a pattern, but is none for ``re.sub`` and its like."""
    return cast("re.Pattern[AnyStr]", Lazy(source, flags))
