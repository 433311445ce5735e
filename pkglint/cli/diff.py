"""``pkglint diff``: what changed between two artifacts of one package."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timezone

import click

from pkglint.cli import completing, output, terminal
from pkglint.cli.paths import find, load
from pkglint.compare.difference import difference
from pkglint.compare.release import as_release
from pkglint.engine import Source, documentation, inspect
from pkglint.metadata.names import normalize
from pkglint.model import Level, Report, Result
from pkglint.model.kinds import spec
from pkglint.model.reference import Reference
from pkglint.model.units import a
from pkglint.policy import PolicyError
from pkglint.report import Style, render
from pkglint.report.kit.difference import render_difference, worst
from pkglint.report.kit.escape import terminal as escaped
from pkglint.rules import catalogue


@click.command("diff")
@click.argument("old", shell_complete=completing.files)
@click.argument("new", shell_complete=completing.files)
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "markdown", "json", "html"]), default="text", show_default=True
)
@click.option("--fail-on", type=click.Choice(["error", "warning"]), help="Exit 1 on new findings of this level.")
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(old: str, new: str, form: str, fail_on: str | None, config: str | None, no_config: bool, color: str) -> int:
    """Show what changed from OLD to NEW, two artifacts of a package: what it runs and needs, its size, new findings."""
    try:
        policy = load(catalogue(), config, no_config, ())
    except PolicyError as error:
        return output.emit_problems(error.problems, color)
    today = datetime.now(timezone.utc).date()
    before = _readable(inspect(_one(old), policy, today, Reference()))
    after = _readable(inspect(_one(new), policy, today, as_release(before)))
    _refuse_others(before, after)
    found = difference(before, after)
    if found is None:
        raise output.NotRead("nothing was compared: one of the two is no artifact of a known kind")
    style = Style(width=terminal.width(), color=terminal.wants_color(color, terminal.is_terminal(sys.stdout)))
    if form == "html":
        page = Report((replace(after, release=before.snapshot),), policy.source, tuple(policy.presets), policy.fail_on)
        output.emit(render("html", page, style, documentation()))
    else:
        output.emit(render_difference(found, style, form))
    return int(fail_on is not None and worst(found) >= Level[fail_on.upper()])


def _one(name: str) -> Source:
    sources = find((name,)).sources
    if len(sources) != 1:
        raise click.UsageError(f"'{escaped(name)}' names {len(sources)} artifacts: diff compares two files")
    return sources[0]


def _readable(result: Result) -> Result:
    if result.not_linted:
        raise output.NotRead(
            f"nothing was compared: {escaped(result.artifact.path)}: {escaped(result.not_linted.sentence)}"
        )
    return result


def _refuse_others(before: Result, after: Result) -> None:
    if before.artifact.kind is not after.artifact.kind:
        old, new = (
            a(spec(each.artifact.kind).noun) if each.artifact.kind else "another file" for each in (before, after)
        )
        raise click.UsageError(f"{old} and {new} cannot be compared")
    if normalize(before.package.name) != normalize(after.package.name):
        raise click.UsageError(
            f"{escaped(before.package.name)} and {escaped(after.package.name)} are two packages: diff compares one"
        )
