"""``pkglint fetch``: the last release, to compare with. The only command that starts a client of a registry."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from pkglint.cli import completing, output, terminal
from pkglint.project.build import without_credentials


@click.command("fetch")
@click.argument("name")
@click.option("-k", "--kind", type=click.Choice(["wheel", "npm"]), default="wheel", show_default=True)
@click.option("--to", "to", required=True, shell_complete=completing.files, metavar="DIR", help="Where to put it.")
def command(name: str, kind: str, to: str) -> int:
    """Fetch the newest release of NAME with pip or npm, for `check --against DIR`.

    Prints the command first. An sdist is not fetched, since pip would run its build. No other command of pkglint
    starts a client or opens a connection.
    """
    from pkglint.project.fetch import FetchError, fetch
    from pkglint.project.fetch import command as line_for

    try:
        line = line_for(name, kind, Path(to))
        Path(to).mkdir(parents=True, exist_ok=True)
        output.say(f"$ {shlex.join(line)}")
        fetch(line, without_credentials(os.environ, terminal.CREDENTIALS))
    except FetchError as error:
        raise output.NotRead(f"nothing was fetched: {error}") from None
    except OSError as error:
        raise click.UsageError(f"cannot write '{to}': {error.strerror}") from None
    return 0
