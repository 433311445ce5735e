"""What is wrong with a policy: every problem at once, each with its place, the line it is on, and what to write."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHOWN = 50  # A file that is broken throughout is not printed throughout.
_WINDOW = 100  # Columns of a source line that are shown around the caret.


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
        return render(self.problems)


def render(problems: tuple[Problem, ...]) -> str:
    """All problems as text: place and message, the line with a caret under it, and the help."""
    blocks = ["\n".join(_block(problem)) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        blocks.append(f"... and {len(problems) - SHOWN} more")
    return "\n\n".join(blocks)


def _block(problem: Problem) -> Iterator[str]:
    yield f"{_plain(problem.place)}: error: {_plain(problem.message)}"
    if problem.source_line is not None and problem.line is not None:
        number = f"{problem.line:>5}"
        before, marked, after = _window(problem.source_line, (problem.column or 1) - 1, max(1, problem.width))
        yield f"{number} | {before}{marked}{after}".rstrip()
        yield f"{' ' * len(number)} | {' ' * _columns(before)}{'^' * max(1, _columns(marked))}"
    if problem.help:
        yield f"      = help: {_plain(problem.help)}"


def _window(line: str, start: int, width: int) -> tuple[str, str, str]:
    """The line cut in three at the marked part, and shortened where it is very long."""
    line = _plain(line.replace("\t", " "), keep_length=True)
    left = max(0, start - _WINDOW // 2) if len(line) > _WINDOW else 0
    right = min(len(line), left + _WINDOW)
    before, marked, after = line[left:start], line[start : min(right, start + width)], line[start + width : right]
    return ("..." if left else "") + before, marked, after + ("..." if right < len(line) else "")


def _plain(text: str, *, keep_length: bool = False) -> str:
    """Text without anything that a terminal would obey or that would turn the line around."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ("?" if keep_length else f"\\u{{{ord(c):x}}}") for c in text)


def _columns(text: str) -> int:
    """The width of text on a terminal: East Asian characters take two columns, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or ``None``."""
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
    if len(names) > 16:
        return f"`pkglint explain --all` lists the {len(names)} {what}"
    return f"the {what} are: {', '.join(names)}"
