"""``pkglint audit report`` and ``pkglint audit export``: answers from the journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

import click

from pkglint.audit import journal, summary
from pkglint.audit.export import TABLES, WRITERS
from pkglint.audit.journal import Run
from pkglint.audit.store import Store
from pkglint.cli import auditing, completing, journals, output, terminal
from pkglint.report import Style

_FORMATS = ("text", "html")


@click.command("report")
@journals.option
@click.option("-f", "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("-o", "--output", "target", shell_complete=completing.files, metavar="PATH", help="Write to a file.")
@click.option("--statistics", is_flag=True, help="Add what each kind of artifact cost.")
def report(store: str, form: str, target: str | None, statistics: bool) -> None:
    """Print what the last run says.

    Counts, the rules that reported most, the worst artifacts, what was not linted and why, and what changed since the
    last run under another policy or version of pkglint.
    """
    with journals.opened(store, there=True) as there:
        run = last(there)
        text = summary.page(run) if form == "html" else summary.report(run, style(target is None, statistics))
        if target is None:
            output.emit(text)
        else:
            output.replace(target, text)


@click.command("export")
@click.argument("directory", shell_complete=completing.files)
@journals.option
@click.option("-f", "--format", "form", type=click.Choice(tuple(WRITERS)), default="parquet", show_default=True)
def export(directory: str, store: str, form: str) -> None:
    """Write artifacts, findings and members of the last run into DIRECTORY, a file each.

    Parquet needs the extra `audit`; jsonl has a JSON object on each line and needs nothing.
    """
    require(form)
    with journals.opened(store, there=True) as there:
        write(last(there), directory, form)


def require(form: str) -> None:
    """Raises ``click.UsageError`` where a format cannot be written here."""
    if form == "parquet":
        auditing.require("Parquet", "pyarrow")


def write(run: Run, directory: str, form: str) -> None:
    """Write the tables of a run, each file whole or not at all."""
    for name, table in TABLES.items():
        with _replacing(os.path.join(directory, f"{name}.{form}")) as sink:  # noqa: PTH118 - as it was typed
            WRITERS[form](table, run, sink)


def style(to_terminal: bool, statistics: bool) -> Style:
    """How the report looks: plain where it goes to a file."""
    if not to_terminal:
        return Style(terminal.PIPE_WIDTH, statistics=statistics)
    color = terminal.wants_color("auto", terminal.is_terminal(sys.stdout))
    return Style(terminal.width(), color, terminal.shows_boxes(), statistics=statistics)


def last(store: Store) -> Run:
    """The last run. Raises ``NotRead`` where there is none."""
    run = journal.last(store)
    if run is None:
        raise output.NotRead("the journal holds no run")
    return run


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` once all of it is written. Raises ``click.UsageError``."""
    goal = output.aim(path)
    directory = os.path.dirname(goal.path)  # noqa: PTH120
    temporary = os.path.join(directory, f".pkglint-{os.urandom(8).hex()}")  # noqa: PTH118
    try:
        os.makedirs(directory, exist_ok=True)  # noqa: PTH103
        with open(temporary, "xb") as sink:  # noqa: PTH123
            yield sink
        os.replace(temporary, goal.path)  # noqa: PTH105
    except OSError as error:
        raise click.UsageError(f"cannot write '{path}': {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
