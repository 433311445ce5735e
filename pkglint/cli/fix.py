"""``pkglint fix``: what is certain to be done about findings, as a diff or written into the project's files."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import click

from pkglint.cli import completing, output
from pkglint.cli.packages import with_own
from pkglint.cli.paths import find, load, way_on
from pkglint.detect.secrets.redact import redacted
from pkglint.engine import check
from pkglint.model import Level, units
from pkglint.policy import PolicyError
from pkglint.report.advice.fixes import lines
from pkglint.report.advice.plan import Plan, plan
from pkglint.report.kit import escape
from pkglint.rules import catalogue

LEVELS = ("error", "warning", "info")


@click.command("fix")
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option("--diff", "mode", flag_value="diff", default="diff", help="Print a unified diff. The default.")
@click.option("--write", "mode", flag_value="write", help="Change the files.")
@click.option("--level", type=click.Choice(LEVELS), default="warning", show_default=True, help="Lowest level to fix.")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    shell_complete=completing.rules,
    metavar="RULE",
    help="Fix findings of this rule only. Repeatable.",
)
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(
    paths: tuple[str, ...],
    mode: str,
    level: str,
    rules: tuple[str, ...],
    config: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Change pyproject.toml, package.json, MANIFEST.in and .npmignore so that what was found in the artifacts in
    PATHS (default: dist) no longer goes in. Prints a diff, and what only a person can do; nothing is built.

    \b
    pkglint fix                       # what would change
    pkglint fix --write               # change it, then build and check again
    """  # noqa: D301 - click reads \b
    from pkglint.project.attach import attached

    _refuse_unknown(rules)
    try:
        policy = load(catalogue(), config, no_config, ())
        found = find(paths, policy.pass_over)
        policy = policy if no_config else with_own(policy, [source.path for source in found.sources], config=config)
    except PolicyError as error:
        return output.emit_problems(error.problems, color)
    if not found.sources:
        output.say(f"error: nothing to fix: {found.looked_for}{way_on('fix', paths)}.")
        return 3
    start = Path.cwd()
    report = attached(check(found.sources, policy, datetime.now(timezone.utc).date()), start)
    made = plan(report, Level[level.upper()], rules)
    if mode == "write":
        for name, _, text in made.files():
            _write(start, name, text)
    else:
        _show(made)
    unread = [result for result in report.results if result.not_linted or result.crashes]
    _report(made, mode == "write")
    for result in unread:
        output.say(f"{result.artifact.path} could not be read: `pkglint check` says why")
    if unread:
        return 3
    return int(bool(made.by_hand or (mode != "write" and made.files())))


def _refuse_unknown(rules: tuple[str, ...]) -> None:
    for rule in rules:
        if rule not in catalogue():
            from pkglint.policy.read.errors import suggest

            raise click.UsageError(f"no rule is called '{rule}': {suggest(rule, catalogue(), 'rules')}")


def _show(made: Plan) -> None:
    """The diff, without secrets that stand beside a change."""
    text = "".join(_diff(made))
    shown = redacted(text)
    output.emit(escape.guard(shown))
    if shown != text:
        output.say("a secret is hidden in this diff, so `git apply` cannot apply it: use `pkglint fix --write`")


def _diff(made: Plan) -> Iterator[str]:
    for name, before, after in made.files():
        old, new = (text.splitlines(keepends=True) for text in (before or "", after))
        label = escape.terminal(name)
        for line in difflib.unified_diff(old, new, f"a/{label}" if before is not None else "/dev/null", f"b/{label}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _write(start: Path, name: str, text: str) -> None:
    """Write a file of the project. A link that leads out of the project is not written through."""
    path = start / name
    inside = path.parent.resolve()
    if not path.resolve().is_relative_to(inside):
        raise click.UsageError(f"'{name}' is a link that leads out of the project: nothing was written to it")
    output.replace(os.path.normpath(path), text)


def _report(made: Plan, written: bool) -> None:
    """What was done and what is left, on standard error: standard output is the diff."""
    for item in made.by_hand:
        where = escape.terminal(item.result.artifact.filename)
        output.say(f"by hand: {item.rule} in {where}")
        for line in lines(item.steps):
            output.say_lines(f"  {line}\n")
    if any(not item.result.project.found for item in made.by_hand):
        output.say("A project is looked for by the package's name, around the artifacts and the working directory.")
    files = made.files()
    if not files:
        output.say("nothing to change" if not made.by_hand else "nothing that can be changed for certain")
        return
    number = units.count(len(files), "file")
    findings = units.count(len(made.fixed), "finding")
    if written:
        output.say(f"{number} changed for {findings}: build again, then `pkglint check`")
    else:
        output.say(
            f"{number} would change for {findings}: `pkglint fix --write` changes {'it' if len(files) == 1 else 'them'}"
        )
