"""Text to where it belongs: standard output that may close early, one line of plain words on standard error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from pkglint.cli import targets, terminal
from pkglint.cli.targets import Target
from pkglint.report import FORMATS
from pkglint.report.kit import escape

if TYPE_CHECKING:
    from pkglint.policy import Problem


class Advised(click.UsageError):
    """A usage error with ``lines`` to paste, which are not escaped: the program wrote them."""

    def __init__(self, message: str, lines: str) -> None:
        super().__init__(message)
        self.lines = lines


class NotRead(click.ClickException):
    """Something that a run needs could not be read: nothing was linted."""

    exit_code = 3


def say(line: str) -> None:
    """Write one line on standard error. Whatever stands in it stays on it, and nobody has to listen."""
    say_lines(escape.terminal(line) + "\n")


def say_lines(text: str) -> None:
    """Write lines that were made safe where they were made to standard error."""
    if sys.stderr is None:  # as with 2>&-
        return
    try:
        sys.stderr.write(escape.guard(text))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr.fileno())


def note(line: str) -> None:
    """Write one line to standard output, whatever stands in it."""
    emit(escape.guard(escape.terminal(line) + "\n"))


def emit(text: str) -> None:
    """Write ``text`` to standard output. Raises ``click.UsageError`` when it cannot be written, as on a full disk."""
    problem = try_emit(text)
    if problem:
        raise click.UsageError(problem)


def try_emit(text: str) -> str:
    """Write ``text`` to standard output and return what went wrong, empty when nothing did.

    A reader that has gone away changes nothing about the outcome.
    """
    if sys.stdout is None:  # as with >&-
        return ""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        said = silence_stdout(error)
        # Windows has EINVAL for a pipe whose reader has gone.
        if error.errno not in {errno.EPIPE, errno.EINVAL}:
            return said
    return ""


def silence_stdout(error: OSError) -> str:
    """Write no more to standard output, which failed. Returns what to say about it."""
    _silence(sys.stdout.fileno())
    return f"cannot write the report: {error.strerror}"


def _silence(descriptor: int) -> None:
    """The interpreter flushes once more at exit: give it somewhere to write to."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def fail(error: click.ClickException) -> None:
    """Say what is wrong with the command line: how it goes, then one line, then the lines to paste."""
    context = getattr(error, "ctx", None)
    if context is not None:
        say_lines(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n\n")
    say(f"Error: {error.format_message()}")
    if isinstance(error, Advised):
        say_lines(f"\n{error.lines}\n")


def emit_problems(problems: Sequence[Problem], color: str) -> int:
    """Say on standard error what is wrong with a policy. Returns the exit code for that."""
    from pkglint.report.policy_errors import render_problems

    colored = terminal.wants_color(color, terminal.is_terminal(sys.stderr))
    say_lines(render_problems(problems, color=colored, width=terminal.width()))
    return 2


def parse_reports(values: Iterable[str]) -> list[tuple[str, Target]]:
    """``FORMAT=PATH`` options to pairs. Raises ``click.UsageError`` for anything else."""
    reports = []
    for value in values:
        name, equals, path = value.partition("=")
        if not equals or not path:
            raise click.BadParameter(
                f"'{value}' is not FORMAT=PATH, for example sarif=pkglint.sarif", param_hint="--report"
            )
        if name not in FORMATS:
            from difflib import get_close_matches

            close = get_close_matches(name, FORMATS, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"one of: {', '.join(FORMATS)}"
            raise click.BadParameter(f"'{name}' is not a report format: {hint}", param_hint="--report")
        reports.append((name, aim(path)))
    return reports


def aim(path: str) -> Target:
    """Where a report for ``path`` will go. Raises ``click.UsageError`` where none can or may."""
    try:
        return targets.target(path)
    except (OSError, ValueError) as error:
        raise click.UsageError(_cannot(path, error)) from None


def refuse_overlaps(goals: Iterable[Target], inputs: Iterable[str]) -> None:
    """No two reports on one file, none over an artifact or the policy. Raises ``click.UsageError``."""
    seen: dict[object, str] = {Target(path, os.path.realpath(path)).identity: "an input of this run" for path in inputs}
    for goal in goals:
        key = goal.identity
        if key in seen:
            raise click.UsageError(f"'{goal.name}' is {seen[key]}: a report must have a file of its own")
        if key is not None:
            seen[key] = "the target of another report"


def write(goal: Target, text: str) -> str:
    """Write a report and return what went wrong, empty when nothing did."""
    if goal.descriptor == 1:
        return try_emit(text)
    try:
        targets.write(goal, text)
    except OSError as error:
        return _cannot(goal.name, error)
    return ""


def replace(path: str, text: str) -> None:
    """Write a file whole or not at all. Raises ``click.UsageError`` when it cannot be."""
    problem = write(aim(path), text)
    if problem:
        raise click.UsageError(problem)


def _cannot(path: str, error: Exception) -> str:
    return f"cannot write '{path}': {getattr(error, 'strerror', None) or error}"
