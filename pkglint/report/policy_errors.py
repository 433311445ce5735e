"""What is wrong with a policy, for the terminal: place, message, the line with a caret, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pkglint.model import units
from pkglint.report.kit import escape, words
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

_SHOWN = 50  # A file that is broken throughout is not printed throughout.
_WINDOW = 100  # Most columns of a source line that are shown around the caret.
_ROOM = 14  # What stands beside them: the number of the line, the bar, and dots at both ends.


class Problem(Protocol):
    """What ``policy.errors`` says of one mistake: ``line`` and ``column`` count from 1."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def source_line(self) -> str | None: ...
    @property
    def width(self) -> int: ...


def render_problems(problems: Sequence[Problem], *, color: bool = False, width: int = 120) -> str:
    """All problems, a block each, and a last line that says that nothing was linted."""
    style = Style(color=color, width=width)
    blocks = ["\n".join(_block(problem, style)) for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        blocks.append(f"... and {words.number(len(problems) - _SHOWN)} more")
    them = "correct it" if len(problems) == 1 else "correct them"
    files = {problem.file for problem in problems if not problem.file.startswith("--")}
    where = f" in {escape.terminal(files.pop())}" if len(files) == 1 else " in the policy" if files else ""
    blocks.append(f"{units.count(len(problems), 'error')}{where}, and nothing was linted: {them} and run again.\n")
    return escape.guard("\n\n".join(blocks))


def _block(problem: Problem, style: Style) -> Iterator[str]:
    place = ":".join(str(x) for x in (problem.file, problem.line, problem.column) if x is not None)
    head = f"{style.paint(escape.terminal(place), 'bold')}: {style.paint('error', 'bold red')}"
    yield f"{head}: {escape.terminal(problem.message)}"
    gutter = max(5, len(str(problem.line or "")))
    if problem.source_line is not None and problem.line is not None:
        before, marked, after = _window(
            problem.source_line, (problem.column or 1) - 1, max(1, problem.width), min(_WINDOW, style.width - _ROOM)
        )
        bar = style.paint("|", "dim")
        number = style.paint(f"{problem.line:>{gutter}}", "dim")
        carets = "^" * max(1, words.columns(marked))
        yield f"{number} {bar} {before}{marked}{after}".rstrip()
        yield f"{' ' * gutter} {bar} {' ' * words.columns(before)}{style.paint(carets, 'bold red')}"
    if problem.help:
        first, *rest = problem.help.split("\n")
        start, *more = wrap(escape.terminal(first), style.width - gutter - 9)
        yield f"{' ' * gutter} = {style.paint('help', 'bold cyan')}: {start}"
        yield from (f"{' ' * (gutter + 9)}{line}" for line in (*more, *map(escape.terminal, rest)))


def _window(line: str, start: int, width: int, window: int) -> tuple[str, str, str]:
    """The line in three parts, before, at and after the mark, cut where it is very long; escaped afterwards."""
    line = line.replace("\t", " ").rstrip("\r\n")
    left = max(0, min(start - window // 2, len(line) - window)) if len(line) > window else 0
    right = min(len(line), left + window)
    end = min(right, start + width)
    before, marked, after = line[left:start], line[start:end], line[end:right]
    return (
        ("..." if left else "") + escape.terminal(before),
        escape.terminal(marked),
        escape.terminal(after) + ("..." if right < len(line) else ""),
    )
