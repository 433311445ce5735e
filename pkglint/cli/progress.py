"""A line on a terminal that says what is being read, once that takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pkglint.cli import files, output, terminal

_WAIT, _EVERY = 1.0, 0.1  # Seconds before the line is there, and between two of them.
_ROOM = 60


class Line:
    """The line on standard error. It is taken away before anything else is written."""

    def __init__(self) -> None:
        self._started = self._last = time.monotonic()
        self._shown = False
        self._ahead = ""

    def count(self, total: int, done: int, path: str) -> None:
        """Report that so many of all artifacts are done, and the one that is in work or that was the last."""
        self._ahead = f"{done:,}/{total:,} " if total > 1 else ""
        self._show(path, "")

    def read(self, path: str, part: float | None) -> None:
        """Report how much of a file has been read, or that it is closed."""
        if part is None:
            self.clear()
        elif time.monotonic() - self._last >= _EVERY:
            self._show(path, f" {min(part, 1):.0%}")

    def _show(self, path: str, part: str) -> None:
        now = time.monotonic()
        if now - self._started >= _WAIT:
            from pkglint.report.kit.escape import terminal as escape

            room = min(_ROOM, terminal.width() - len(self._ahead) - len(part) - 1)
            output.say_lines(f"\r\x1b[K{self._ahead}{escape(Path(path).name)[:room]}{part}")
            self._shown, self._last = True, now

    def clear(self) -> None:
        """Leave nothing of it."""
        if self._shown:
            output.say_lines("\r\x1b[K")
            self._shown = False


@contextmanager
def shown() -> Iterator[Line | None]:
    """A line for what is read in here; none where nobody looks at standard error, or its terminal knows no codes."""
    if not terminal.is_terminal(sys.stderr) or terminal.is_dumb():
        yield None
        return
    line = Line()
    files.watch(line.read)
    try:
        yield line
    finally:
        files.watch(None)
        line.clear()
