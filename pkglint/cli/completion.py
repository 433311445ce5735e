"""``pkglint completion``: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pkglint.cli import cli, output


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script for SHELL; load it from the shell's start-up file.

    \b
    bash: eval "$(pkglint completion bash)"
    zsh:  eval "$(pkglint completion zsh)"
    fish: pkglint completion fish | source
    """  # noqa: D301 - click reads \b
    found = get_completion_class(shell)
    if found is None:  # pragma: no cover - the choice above lists what click knows
        raise click.UsageError(f"no completion for {shell}")
    output.emit(found(cli, {}, "pkglint", "_PKGLINT_COMPLETE").source())
    return 0
