"""``pkglint audit report`` and ``pkglint audit export``: answers from the journal."""

from __future__ import annotations

import os
import sys

import click

from pkglint.audit import journal, tell
from pkglint.audit.journal import Run
from pkglint.audit.store import Store
from pkglint.cli import completing, journals, output, terminal
from pkglint.report import Style


@click.command("report")
@journals.option
def report(store: str) -> None:
    """Print what the last run says: counts, rules, the worst artifacts, and why some were not linted."""
    with journals.opened(store, there=True) as there:
        style = Style(
            terminal.width(), terminal.wants_color("auto", terminal.is_terminal(sys.stdout)), terminal.shows_boxes()
        )
        output.emit(tell.report(last(there), style))


@click.command("export")
@click.argument("directory", shell_complete=completing.files)
@journals.option
def export(directory: str, store: str) -> None:
    """Write artifacts.jsonl and findings.jsonl of the last run into DIRECTORY, a JSON object on each line."""
    with journals.opened(store, there=True) as there:
        run = last(there)
        for name, rows in (("artifacts", tell.artifacts), ("findings", tell.findings)):
            output.replace(os.path.join(directory, f"{name}.jsonl"), "".join(f"{row}\n" for row in rows(run)))  # noqa: PTH118


def last(store: Store) -> Run:
    """The last run. Raises ``NotRead`` where there is none."""
    run = journal.last(store)
    if run is None:
        raise output.NotRead("the journal holds no run")
    return run
