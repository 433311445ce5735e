"""How a report looks: width, colour, characters, and how much of it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from pkglint.model import Level

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
_LEVELS = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.INFO: "bold cyan"}


@dataclass(frozen=True, slots=True)
class Style:
    """What the terminal can show and what the user wants to see.

    ``width`` is in columns. ``unicode`` allows boxes and dots outside ASCII. ``verbose`` 1 lists more members and all
    details, 2 lists everything. ``token`` is the word that wraps free text for GitHub; empty means a random one.
    ``links`` says that the terminal follows links in text (OSC 8).
    """

    width: int = 80
    color: bool = False
    unicode: bool = False
    verbose: int = 0
    show_ignored: bool = False
    statistics: bool = False
    token: str = ""
    links: bool = False

    def paint(self, text: str, look: str) -> str:
        """``text`` in the ``look``, words such as ``bold red``; unchanged without colour."""
        if not self.color or not text or not look:
            return text
        codes = ";".join(_CODES[word] for word in look.split())
        return f"\x1b[{codes}m{text}\x1b[0m"

    def link(self, text: str, url: str) -> str:
        """``text``, in a terminal that can do it a link; the url is one of ours and needs no escape."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.links else text

    def level(self, level: Level, text: str = "") -> str:
        """The level's name, or ``text``, in the level's colour."""
        return self.paint(text or str(level), _LEVELS.get(level, ""))

    @property
    def dot(self) -> str:
        """What stands between short facts on one line."""
        return " \N{MIDDLE DOT} " if self.unicode else ", "

    @property
    def dots(self) -> str:
        """What stands for text that is left out."""
        return "\N{HORIZONTAL ELLIPSIS}" if self.unicode else "..."
