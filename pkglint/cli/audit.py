"""``pkglint audit``: lint many artifacts, keep each verdict in a journal, and answer from it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from typing import Any

import click

from pkglint import __version__
from pkglint.audit import tell
from pkglint.audit.run import Job, audit, ruleset
from pkglint.audit.store import Store, StoreError
from pkglint.audit.walk import places
from pkglint.cli import completing, files, output, terminal
from pkglint.cli.paths import load
from pkglint.engine import Source
from pkglint.policy import Policy, PolicyError
from pkglint.report import Style
from pkglint.rules import catalogue
from pkglint.workers.pool import Pool

STORE = ".pkglint-audit.sqlite"


class _Default(click.Group):
    """``audit PATHS`` is ``audit run PATHS``: a directory called ``report`` is written as ``./report``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


_store = click.option(
    "--store", shell_complete=completing.files, default=STORE, show_default=True, metavar="FILE", help="The journal."
)


@click.group("audit", cls=_Default)
def command() -> None:
    """Lint many artifacts and keep the verdicts: `pkglint audit PATHS` is `pkglint audit run PATHS`.

    A run that was ended goes on where it was: a file is linted again only when it, pkglint or the policy changes.
    """


@command.command("run")
@click.argument("paths", nargs=-1, required=True, shell_complete=completing.files)
@_store
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes to lint with. Default: one for each core.")
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option(
    "--preset", multiple=True, shell_complete=completing.presets, metavar="NAME", help="Preset to start from."
)
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def run(paths: tuple[str, ...], store: str, jobs: int | None, no_progress: bool, **policy: Any) -> int:
    """Lint every artifact below PATHS, files or directories, that has no verdict yet.

    Exits with 1 for findings at or above the policy's fail-on, 3 where something was not linted, over all of PATHS.
    """
    try:
        settings = load(catalogue(), policy["config"], policy["no_config"], policy["preset"])
    except PolicyError as error:
        return output.emit_problems(error.problems, "auto")
    with _opened(store) as journal:
        return _run(paths, settings, journal, jobs or os.cpu_count() or 1, no_progress)


def _run(paths: tuple[str, ...], policy: Policy, journal: Store, jobs: int, quiet: bool) -> int:
    today = datetime.now(timezone.utc).date()
    number = journal.begin(ruleset(policy, __version__, today), __version__, _now())
    known, unread = journal.known(number), list[str]()
    here = list(places(paths, unread))
    done = [place for place in here if (os.fsencode(place.path), place.size, place.mtime) in known]
    kept = set(done)
    todo = [place for place in here if place not in kept]
    journal.see(number, done)
    work = [Job(x, Source(x.path, partial(files.open_regular, x.path), x.size)) for x in todo]
    tick = _progress(len(work), quiet)
    copies = 0
    with Pool(jobs) as pool:
        for made in audit(work, policy, today, journal, number, pool, jobs):
            copies += made is None
            tick()
    journal.end(number, _now())
    counts = tell.counts(journal, number)
    output.tell(tell.line(counts))
    output.say(f"{len(done)} known, {copies} copies, {len(work) - copies} linted")
    for path in unread:
        output.say(f"Error: '{path}' cannot be listed, or is not there")
    code = counts.exit_code(policy.fail_on)
    return max(code, 3) if unread or not counts.files else code


def _progress(total: int, quiet: bool) -> Callable[[], None]:
    """Tells on a terminal, at most once a second, how many are done, how fast, and how long the rest takes."""
    started = shown = time.monotonic()
    done = 0

    def tick() -> None:
        nonlocal done, shown
        done += 1
        now = time.monotonic()
        if now - shown >= 1:
            shown = now
            rate = done / (now - started)
            output.say_lines(f"\r\x1b[K{done}/{total}, {rate:.1f}/s, {(total - done) / rate:.0f} s left")

    if quiet or not terminal.is_terminal(sys.stderr):
        return lambda: None
    return tick


@command.command("report")
@_store
def report(store: str) -> None:
    """Print what the last run says: counts, rules, the worst artifacts, and why some were not linted."""
    with _opened(store, there=True) as journal:
        style = Style(
            terminal.width(), terminal.wants_color("auto", terminal.is_terminal(sys.stdout)), terminal.shows_boxes()
        )
        output.emit(tell.report(journal, _last(journal), style))


@command.command("export")
@click.argument("directory", shell_complete=completing.files)
@_store
def export(directory: str, store: str) -> None:
    """Write artifacts.jsonl and findings.jsonl of the last run into DIRECTORY, a JSON object on each line."""
    with _opened(store, there=True) as journal:
        last = _last(journal)
        for name, rows in (("artifacts", tell.artifacts), ("findings", tell.findings)):
            output.replace(os.path.join(directory, f"{name}.jsonl"), "".join(f"{row}\n" for row in rows(journal, last)))  # noqa: PTH118


def _last(journal: Store) -> int:
    number = journal.last()
    if number is None:
        raise output.NotRead("the journal holds no run")
    return number


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@contextmanager
def _opened(path: str, there: bool = False) -> Iterator[Store]:
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
