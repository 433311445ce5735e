"""``pkglint audit``: lint many artifacts, keep each verdict in a journal, and answer from it."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from functools import partial
from typing import Any, NamedTuple

import click

from pkglint import __version__
from pkglint.audit import answers, journal, releases, sections, summary, todo
from pkglint.audit.crew import CrewError
from pkglint.audit.journal import Run
from pkglint.audit.run import audit
from pkglint.audit.store import Store
from pkglint.audit.task import Copy, Order, rules, ruleset
from pkglint.cli import asking, auditing, completing, journals, output
from pkglint.cli.paths import load
from pkglint.model import units
from pkglint.policy import Policy, PolicyError
from pkglint.rules import catalogue

_PATIENCE = 30  # Seconds of processor time beyond twice the policy's limit, after which a worker is killed.


class _Default(click.Group):
    """``audit PATHS`` is ``audit run PATHS``: a directory called ``report`` is written as ``./report``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


class _Options(NamedTuple):
    """The command line of ``audit run``; field names are the option names."""

    paths: tuple[str, ...]
    store: str
    jobs: int | None
    dask: str | None
    memory: int
    names: str | None
    members: bool
    against_releases: bool
    export: str | None
    statistics: bool
    no_progress: bool
    config: str | None
    no_config: bool
    preset: tuple[str, ...]


def _bytes(_ctx: click.Context, _parameter: click.Parameter, value: str) -> int:
    try:
        return units.parse(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is not a size, for example 4GiB") from None


@click.group("audit", cls=_Default)
def command() -> None:
    """Lint many artifacts and keep the verdicts: `pkglint audit PATHS` is `pkglint audit run PATHS`.

    A run that was ended goes on where it was: a file is linted again only when it, pkglint or the policy changes.
    """


@command.command("run")
@click.argument("paths", nargs=-1, required=True, shell_complete=completing.files)
@journals.option
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes to lint with. Default: one for each core.")
@click.option(
    "--dask", metavar="ADDRESS", help="Lint with the workers of this Dask scheduler; 'local' starts one. Extra: audit."
)
@click.option(
    "--memory", default="4GiB", show_default=True, callback=_bytes, metavar="SIZE", help="Limit for a process; 0: none."
)
@click.option(
    "--names", shell_complete=completing.files, metavar="FILE", help="What files are called: path, tab, name; or JSONL."
)
@click.option("--members", is_flag=True, help="Keep every member's path, size and digest too.")
@click.option("--against-releases", is_flag=True, help="Compare each release of a package with the one before.")
@click.option(
    "--export",
    shell_complete=completing.files,
    metavar="DIR",
    help="Write the tables as Parquet when done. Extra: audit.",
)
@click.option("--statistics", is_flag=True, help="Add what each kind of artifact cost.")
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option(
    "--preset", multiple=True, shell_complete=completing.presets, metavar="NAME", help="Preset to start from."
)
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def run(**values: Any) -> int:
    """Lint every artifact in PATHS that has no verdict yet.

    PATHS are directories, files, lists of files (*.txt, *.tsv, *.jsonl) and, with the extra `audit`, URLs.
    Exits with 1 for findings at or above the policy's fail-on, 3 where something was not linted, over all of PATHS.
    """
    options = _Options(**values)
    try:
        settings = load(catalogue(), options.config, options.no_config, options.preset)
    except PolicyError as error:
        return output.emit_problems(error.problems, "auto")
    if options.export:
        asking.require("parquet")
    with journals.opened(options.store) as store:
        try:
            return _run(options, settings, store)
        except CrewError as error:
            raise output.NotRead(f"not all was linted: {error}") from None


def _run(options: _Options, policy: Policy, store: Store) -> int:
    today = datetime.now(timezone.utc).date()
    run = journal.begin(store, ruleset(policy, today), __version__, journals.now(), options.members)
    unread: list[str] = []
    names = auditing.names(options.names)
    plan = todo.plan(run, auditing.places(options.paths, names, unread))
    copies = _linted(options, policy, today, run, plan)
    journal.end(run, journals.now())
    counts, steps = answers.counts(run), answers.steps(run)
    output.note(sections.line(counts))
    if options.against_releases:
        output.note(sections.compared(steps))
    if options.statistics:
        output.emit(summary.cost(run, asking.style(True, True)))
    if options.export:
        asking.write(run, options.export, "parquet")
    output.say(f"{plan.known} known, {copies} copies, {plan.left - copies} linted")
    for path in unread:
        output.say(f"Error: '{path}' cannot be listed, or is not there")
    code = counts.exit_code(policy.fail_on)
    if options.against_releases:
        code = max(code, steps.exit_code(policy.fail_on))
    return max(code, 3) if unread or not counts.files else code


def _linted(options: _Options, policy: Policy, today: date, run: Run, plan: todo.Plan) -> int:
    """Lint what is left, and compare releases. Returns how many were copies of what had been linted."""
    if not plan.left and not options.against_releases:
        return 0
    tick = auditing.progress(plan.left, plan.size, "linted", options.no_progress)
    jobs = options.jobs or os.cpu_count() or 1
    memory = 0 if options.dask else options.memory
    seconds = 2 * policy.limits.max_seconds + _PATIENCE
    order = Order(policy, today, rules(), memory, seconds, options.members)
    opener = partial(auditing.opener, policy.limits.max_packed)
    copies = 0
    with auditing.crew(options.dask, jobs, options.memory) as crew:
        for kept in audit(run, opener, order, crew):
            copies += isinstance(kept.made, Copy)
            tick(kept.place.size)
        if options.against_releases:
            tick = auditing.progress(releases.left(run), 0, "releases compared", options.no_progress)
            for _ in releases.changes(run, opener, order, crew):
                tick(0)
    return copies


command.add_command(asking.report)
command.add_command(asking.export)
