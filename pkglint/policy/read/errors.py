"""What is wrong with a policy: every problem at once, each with its place, its line and what to write instead.

``report.policy_errors`` makes text of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct. ``line`` and ``column`` are 1-based, ``None`` for a problem of no one place.

    ``width`` is the number of characters under the caret's line.
    """

    file: str
    line: int | None
    column: int | None
    message: str
    help: str = ""
    source_line: str | None = None
    width: int = 1

    @property
    def place(self) -> str:
        """``file:line:column`` as far as it is known."""
        return ":".join(str(x) for x in (self.file, self.line, self.column) if x is not None)


class PolicyError(Exception):
    """A policy that cannot be used; ``problems`` holds all of it, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line or 0, p.column or 0)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(f"{p.place}: {p.message}" for p in self.problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or ``None``."""
    import difflib

    names = {name.lower().replace("_", "-"): name for name in known}
    found = difflib.get_close_matches(word.lower().replace("_", "-").strip(), names, 1, 0.6)
    return names[found[0]] if found else None


def suggest(word: str, known: Iterable[str], what: str) -> str:
    """A help line for a word that is not known: what was probably meant, else what there is."""
    names = list(known)
    found = nearest(word, names)
    if found:
        return f"did you mean `{found}`?"
    if not names:
        return ""
    if len(names) > 20:
        return f"`pkglint explain --all` lists the {what}"
    return f"the {what} are: {', '.join(names)}"
