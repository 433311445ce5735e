"""The journal of an audit as the command line names it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import click

from pkglint.audit.store import Store, StoreError
from pkglint.cli import completing

STORE = ".pkglint-audit.sqlite"

option = click.option(
    "--store", shell_complete=completing.files, default=STORE, show_default=True, metavar="FILE", help="The journal."
)


def now() -> str:
    """The time as the journal keeps it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@contextmanager
def opened(path: str, there: bool = False) -> Iterator[Store]:
    """The journal; ``there`` says that it must be. Raises ``click.UsageError`` where it cannot be used or written."""
    if there and not os.path.exists(path):  # noqa: PTH110
        raise click.UsageError(f"'{path}' does not exist: `pkglint audit PATHS --store {path}` writes it")
    try:
        journal = Store(path)
        try:
            yield journal
        finally:
            journal.close()
    except StoreError as error:
        raise click.UsageError(f"'{path}' {error}") from None
