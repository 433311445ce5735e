"""``pkglint ls``: every member of an artifact, what hit it, which pattern expected it."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import Any

import click

from pkglint.cli import completing, output, terminal
from pkglint.cli.packages import with_own
from pkglint.cli.paths import find, load
from pkglint.engine import inspect
from pkglint.policy import PolicyError
from pkglint.report import Style
from pkglint.report.listing import render_listing
from pkglint.rules import catalogue


@click.command("ls")
@click.argument("artifact", shell_complete=completing.files)
@click.option("--tree", is_flag=True, help="Show directories as a tree.")
@click.option("--sort", type=click.Choice(["size", "path"]), default="size", show_default=True)
@click.option("--top", type=click.IntRange(1), metavar="N", help="Show only the first N members.")
@click.option("--findings", is_flag=True, help="Show only members in which something was found.")
@click.option("-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(
    artifact: str, *, tree: bool, sort: str, top: int | None, findings: bool, form: str, color: str, **policy: Any
) -> int:
    """List every member of ARTIFACT: size, mode, what hit it, which pattern of the policy expected it."""
    if tree and form == "json":
        raise click.UsageError("--tree has no effect with --format json: leave one of them out")
    sources = find((artifact,)).sources
    if len(sources) != 1:
        raise click.UsageError(f"'{artifact}' names {len(sources)} artifacts: ls shows one")
    try:
        settings = load(catalogue(), policy["config"], policy["no_config"], ())
        if not policy["no_config"]:
            settings = with_own(settings, [sources[0].path], config=policy["config"])
    except PolicyError as error:
        return output.emit_problems(error.problems, color)
    result = inspect(sources[0], settings, datetime.now(timezone.utc).date())
    kind = result.artifact.kind
    expected = settings.of(result.package.name).for_kind(kind).expectations.expected if kind else None
    style = Style(
        width=terminal.width(),
        color=terminal.wants_color(color, terminal.is_terminal(sys.stdout)),
        unicode=terminal.shows_boxes(),
    )
    output.emit(render_listing(result, expected, style, form=form, tree=tree, sort=sort, top=top, findings=findings))
    return 3 if result.not_linted else 0
