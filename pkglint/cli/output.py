"""Text to where it belongs: standard output that may close early, report files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from pkglint.cli import terminal
from pkglint.policy import Problem

FORMATS = ("full", "concise", "table", "json", "github", "sarif", "junit", "gitlab", "markdown", "digests", "intoto")


def emit(text: str) -> None:
    """Write ``text`` to standard output. A reader that has gone away changes nothing about the outcome.

    Raises ``click.UsageError`` when it cannot be written for another reason, such as a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more at exit: give it somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Windows has EINVAL for a pipe whose reader has gone.
        if error.errno not in {errno.EPIPE, errno.EINVAL}:
            raise click.UsageError(f"cannot write the report: {error.strerror}") from None


def emit_problems(problems: Sequence[Problem], color: str) -> int:
    """Say on standard error what is wrong with a policy. Returns the exit code for that."""
    from pkglint.report.policy_errors import render_problems

    colored = terminal.wants_color(color, sys.stderr.isatty())
    click.echo(render_problems(problems, color=colored, width=terminal.width()), err=True, nl=False)
    return 2


def parse_reports(values: Iterable[str]) -> list[tuple[str, Path]]:
    """``FORMAT=PATH`` options to pairs. Raises ``click.BadParameter`` for anything else."""
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
        reports.append((name, Path(path)))
    return reports


def refuse_overlaps(targets: Iterable[Path], inputs: Iterable[Path]) -> None:
    """No two reports on one file, none over an artifact or the policy. Raises ``click.UsageError``."""
    seen = {_identity(path): "an input of this run" for path in inputs}
    for target in targets:
        key = _identity(target)
        if key in seen:
            raise click.UsageError(f"'{target}' is {seen[key]}: a report must have a file of its own")
        seen[key] = "the target of another report"


def _identity(path: Path) -> str:
    return os.path.normcase(path.resolve())


def write_atomic(path: Path, text: str) -> None:
    """Make parent directories and replace ``path`` in one step. Raises ``click.UsageError`` when it cannot."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise click.UsageError(f"cannot write '{path}': {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
