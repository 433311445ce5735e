"""``pkglint init``: a commented policy, made from the artifacts that are there."""

from __future__ import annotations

import shlex
from datetime import datetime, timezone
from pathlib import Path

import click

from pkglint.cli import completing, output
from pkglint.cli.paths import find, way_on
from pkglint.cli.policies import discover
from pkglint.engine import inspect
from pkglint.model import Level, units
from pkglint.policy import default_policy
from pkglint.policy.judge.model import LOCK
from pkglint.rules import catalogue

TARGET = ".pkglint.yaml"


@click.command("init")
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option(
    "-o",
    "--output",
    "target",
    shell_complete=completing.files,
    metavar="PATH",
    help=f"Where to write; `-` prints. Default: {TARGET}.",
)
def command(paths: tuple[str, ...], target: str | None) -> int:
    """Write a commented policy made from the artifacts in PATHS (default: dist): kinds, expected files, budgets
    with headroom, visibility, and what was found as exceptions that wait for a reason. Refuses to overwrite.
    """
    if target != "-":
        _refuse_to_overwrite(target)
    found = find(paths)
    if not found.sources:
        output.say(f"error: nothing to make a policy from: {found.looked_for}{way_on('init', paths)}.")
        return 3
    from pkglint.policy.author.draft import draft

    today = datetime.now(timezone.utc).date()
    policy = default_policy(catalogue())
    results = [inspect(source, policy, today) for source in found.sources]
    failed = [result for result in results if result.not_linted]
    for result in failed:
        reason = result.not_linted.text if result.not_linted else ""
        output.say(f"warning: {result.artifact.path} was not linted: {reason}")
    if len(failed) == len(results):
        return 3
    text = draft(results, catalogue())
    if target == "-":
        output.emit(text)
        return 0
    output.replace(target or TARGET, text)
    errors = sum(judged.level is Level.ERROR for result in results for judged in result.active)
    todo = f"; {units.count(errors, 'finding')} to fix or to justify at its end" if errors else ""
    output.note(f"wrote {target or TARGET} from {units.count(len(results) - len(failed), 'artifact')}{todo}")
    if not Path(LOCK).exists():
        named = "".join(f" {shlex.quote(path)}" for path in paths)
        output.note(f"`pkglint lock --update{named}` writes what they hold to {LOCK}: a change of it shows in a review")
    return 3 if failed else 0


def _refuse_to_overwrite(target: str | None) -> None:
    """A policy in a directory above is none of this one's: only what stands right here is in the way."""
    there = discover(Path.cwd()) if target is None else Path(target)
    if there is not None and there.exists() and (target is not None or not there.is_absolute()):
        if target is None and not there.name.startswith(".pkglint"):
            section = "[tool.pkglint]" if there.suffix == ".toml" else '"pkglint"'
            raise click.UsageError(
                f"'{there}' holds a policy already, {section}, and there can be only one: `pkglint init -o -` prints "
                f"the draft to take over from; without {section}, init writes {TARGET}"
            )
        raise click.UsageError(f"'{there}' is there already: delete it first, or print the draft with `-o -`")
