"""``pkglint check``: find artifacts, lint them, say so, leave with the right exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pkglint.cli import comparing, completing, output, progress, terminal
from pkglint.cli.paths import Found, find, load, way_on
from pkglint.cli.targets import Target
from pkglint.engine import Source, check, documentation
from pkglint.model import Report
from pkglint.policy import Policy, PolicyError, with_overrides
from pkglint.report import FORMATS, Style, render
from pkglint.rules import catalogue

if TYPE_CHECKING:
    from pkglint.cli.baseline import Given

LEVELS = ("error", "warning", "info", "never")
PARALLEL_FROM = 24 << 20
_SHOWN = 3
BUILDERS = ("auto", "python", "uv", "npm", "pnpm", "yarn", "bun")


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of ``check``; field names are the option names."""

    format: str
    report: tuple[str, ...]
    output: str | None
    fail_on: str | None
    exit_zero: bool
    config: str | None
    no_config: bool
    preset: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    limit: tuple[str, ...]
    no_ignores: bool
    show_ignored: bool
    allow_empty: bool
    against: tuple[str, ...]
    source: str | None
    no_lock: bool
    baseline: str | None
    write_baseline: str | None
    prune: bool
    build: str | None
    keep: str | None
    no_isolation: bool
    ignore_scripts: bool
    jobs: int | None
    color: str
    no_progress: bool
    quiet: bool
    verbose: int
    statistics: bool


@click.command("check")
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option(
    "-f",
    "--format",
    type=click.Choice(tuple(FORMATS)),
    default="full",
    show_default=True,
    help="Report on standard output.",
)
@click.option(
    "--report",
    multiple=True,
    shell_complete=completing.reports,
    metavar="FORMAT=PATH",
    help="Also write this report to a file. Repeatable.",
)
@click.option(
    "-o",
    "--output",
    shell_complete=completing.files,
    metavar="PATH",
    help="Write the report to a file instead of standard output.",
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="Lowest level that makes the exit code 1.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 instead of 1 on findings. What was not linted still exits 3.")
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file.")
@click.option(
    "--preset",
    multiple=True,
    shell_complete=completing.presets,
    metavar="NAME",
    help="Preset to start from when no policy file is used. Repeatable.",
)
@click.option(
    "--select",
    multiple=True,
    shell_complete=completing.rules,
    metavar="RULE",
    help="Run only these rules. Repeatable, commas allowed.",
)
@click.option(
    "--ignore",
    multiple=True,
    shell_complete=completing.rules,
    metavar="RULE",
    help="Switch these rules off for this run. Repeatable, commas allowed.",
)
@click.option(
    "--limit", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit of reading, e.g. max-unpacked=4GiB."
)
@click.option("--no-ignores", is_flag=True, help="Report what the policy ignores as if it did not.")
@click.option("--show-ignored", is_flag=True, help="List ignored findings with the reason.")
@click.option("--allow-empty", is_flag=True, help="Exit 0 instead of 3 when there is nothing to lint.")
@click.option(
    "--against",
    multiple=True,
    shell_complete=completing.files,
    metavar="PATH",
    help="Compare with the last release: an artifact, or a directory of earlier ones. Repeatable.",
)
@click.option(
    "--source",
    shell_complete=completing.files,
    metavar="DIR[@REF]",
    help="Compare with what git has committed there, by default at HEAD. Starts git.",
)
@click.option("--no-lock", is_flag=True, help="Do not compare with .pkglint-lock.yaml beside the policy.")
@click.option(
    "--baseline",
    shell_complete=completing.files,
    metavar="FILE",
    help="Ignore the findings that this file knows; only new ones count.",
)
@click.option(
    "--write-baseline", shell_complete=completing.files, metavar="FILE", help="Write all findings to FILE as known."
)
@click.option("--prune", is_flag=True, help="With --baseline: remove findings that are fixed from the file.")
@click.option(
    "--build",
    type=click.Choice(BUILDERS),
    help="Build the projects or workspaces PATHS (default .) first, with their own packer or this one, and lint that.",
)
@click.option(
    "--keep", shell_complete=completing.files, metavar="DIR", help="With --build: keep the artifacts in this directory."
)
@click.option("--no-isolation", is_flag=True, help="With --build: build Python packages without build isolation.")
@click.option("--ignore-scripts", is_flag=True, help="With --build: run no npm lifecycle scripts.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes to lint with. Default: by size.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--no-progress", is_flag=True, help="Show no progress on long runs.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when the run is clean.")
@click.option("-v", "--verbose", count=True, help="Say more: every member, every trace.")
@click.option("--statistics", is_flag=True, help="Add findings and processor time by rule.")
def command(paths: tuple[str, ...], **values: Any) -> int:
    """Lint built wheels, sdists and npm tarballs. PATHS are files, directories or globs; default: dist.

    \b
    pkglint check                     # what is in dist/
    pkglint check dist/*.whl
    pkglint check --build auto        # build first, then lint
    """  # noqa: D301 - click reads \b
    options = Options(**values)
    _refuse_idle(options)
    try:
        policy = _policy(options)
        known = _known(options)
    except PolicyError as error:
        return output.emit_problems(error.problems, options.color)
    reports = output.parse_reports(options.report)
    with ExitStack() as stack:
        found, problem = _artifacts(paths, policy, options, stack)
        if not options.no_config:
            try:
                policy = _with_packages(policy, found, paths, options)
            except PolicyError as error:
                return output.emit_problems(error.problems, options.color)
        main = output.aim("-" if options.output is None else options.output)
        inputs = [source.path for source in (*found.sources, *found.uploadable)]
        inputs += [name for name in (policy.source, options.baseline, options.write_baseline) if name]
        output.refuse_overlaps([main, *(goal for _, goal in reports)], inputs)
        _warn(options)
        try:
            report = _lint((*found.sources, *found.uploadable), policy, options)
        except PolicyError as error:
            return output.emit_problems(error.problems, options.color)
        report = replace(report, problem=problem or report.problem or _nothing(found, paths, options))
        if known is not None:
            report = _judged(report, known, policy, options)
        if report.findings:
            from pkglint.project.attach import attached

            report = attached(report, Path.cwd())
        # Findings first: a report that cannot be written must not hide them.
        problems = _write(report, options, [(options.format, main), *reports])
    return _exit_code(report, problems, options)


def _known(options: Options) -> Given | None:
    """What the run takes as known, ``None`` without a baseline."""
    if options.baseline is None and options.write_baseline is None:
        return None
    from pkglint.cli.baseline import before

    return before(options.write_baseline, options.baseline)


def _judged(report: Report, known: Given, policy: Policy, options: Options) -> Report:
    from pkglint.cli import baseline

    if options.baseline is not None:
        return baseline.judged(report, known, options.baseline, policy, prune=options.prune, quiet=options.quiet)
    return baseline.written(report, known, options.write_baseline or "", policy, quiet=options.quiet)


def _refuse_idle(options: Options) -> None:
    """What changes nothing was meant to: say so instead of passing it by."""
    if options.build is None:
        for name in ("keep", "no_isolation", "ignore_scripts"):
            if getattr(options, name):
                raise click.UsageError(f"--{name.replace('_', '-')} has no effect without --build")
    if options.prune and options.baseline is None:
        raise click.UsageError("--prune has no effect without --baseline")
    if options.baseline is not None and options.write_baseline is not None:
        raise click.UsageError("--write-baseline has no effect beside --baseline: leave one of them out")


def _policy(options: Options) -> Policy:
    return _overridden(load(catalogue(), options.config, options.no_config, options.preset), options)


def _with_packages(policy: Policy, found: Found, paths: tuple[str, ...], options: Options) -> Policy:
    """The policy with those of the packages that are built or that the artifacts are in."""
    from pkglint.cli.packages import with_own

    where = paths if options.build else [source.path for source in found.sources]
    use = partial(_overridden, options=options)
    return with_own(policy, where, use, config=options.config, quiet=options.quiet)


def _overridden(policy: Policy, options: Options) -> Policy:
    return with_overrides(
        replace(policy, timed=options.statistics),
        catalogue(),
        fail_on=options.fail_on,
        select=_split(options.select),
        ignore=_split(options.ignore),
        no_ignores=options.no_ignores,
        limits=options.limit,
    )


def _split(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _artifacts(paths: tuple[str, ...], policy: Policy, options: Options, stack: ExitStack) -> tuple[Found, str | None]:
    """What to lint, and why there is nothing if the build failed."""
    if options.build is None:
        return find(paths, policy.pass_over), None
    from pkglint.cli.building import Building, built

    how = Building(options.build, options.keep, not options.no_isolation, not options.ignore_scripts, options.quiet)
    return built(paths, policy, how, stack)


def _nothing(found: Found, paths: tuple[str, ...], options: Options) -> str | None:
    if found.sources or found.uploadable or options.allow_empty:
        return None
    shown = ", ".join(found.passed_over[:_SHOWN])
    more = f" and {len(found.passed_over) - _SHOWN} more" if len(found.passed_over) > _SHOWN else ""
    over = f" (skipped: {shown}{more})" if shown else ""
    return f"nothing to lint: {found.looked_for}{over}{way_on('check', paths)}"


def _warn(options: Options) -> None:
    if options.quiet:
        return
    names = terminal.credentials_in_reach()
    if names:
        output.say(
            f"warning: {', '.join(names)} can be read by this process. pkglint needs no credential: lint in a job "
            "that holds none, publish in another."
        )


def _lint(sources: Sequence[Source], policy: Policy, options: Options) -> Report:
    today = datetime.now(timezone.utc).date()
    with _executor(sources, options) as executor, _progress(options) as line:
        started = partial(line.count, len(sources)) if line else None
        locked = {} if options.no_lock else comparing.locked(sources, policy)
        if not options.against and options.source is None and not locked:
            return check(sources, policy, today, executor, started)
        found = comparing.releases(sources, options.against, policy, today, executor)
        problem = None if options.allow_empty else comparing.missing(sources, found, options.against)
        references = comparing.with_tree(sources, found, options.source, quiet=options.quiet)
        references = comparing.with_locks(references, locked)
        return replace(check(sources, policy, today, executor, started, references), problem=problem)


def _executor(sources: Sequence[Source], options: Options) -> Any:
    jobs = options.jobs or min(len(sources), os.cpu_count() or 1, 8)
    if len(sources) < 2 or jobs < 2:
        return nullcontext(None)
    if options.jobs is None and sum(source.size for source in sources) < PARALLEL_FROM:
        return nullcontext(None)
    from pkglint.workers.pool import Pool

    return Pool(min(jobs, len(sources)))


def _progress(options: Options) -> AbstractContextManager[progress.Line | None]:
    return nullcontext(None) if options.no_progress or options.quiet else progress.shown()


def _write(report: Report, options: Options, reports: list[tuple[str, Target]]) -> list[str]:
    """Write every report, the first of them in the style of where it goes, and return what could not be written."""
    docs = documentation() if any(FORMATS[name].docs for name, _ in reports) else ()
    plain = Style(width=terminal.PIPE_WIDTH, show_ignored=options.show_ignored, statistics=options.statistics)
    problems = []
    for index, (name, goal) in enumerate(reports):
        to_terminal = index == 0 and goal.name == "-"
        if to_terminal and options.quiet and report.exit_code == 0 and FORMATS[name].screen:
            continue
        style = _style(plain, options) if to_terminal else plain
        problems.append(output.write(goal, render(name, report, style, docs)))
    return [problem for problem in problems if problem]


def _style(plain: Style, options: Options) -> Style:
    return replace(
        plain,
        width=terminal.width(),
        color=terminal.wants_color(options.color, terminal.is_terminal(sys.stdout)),
        unicode=terminal.shows_boxes(),
        verbose=options.verbose,
        links=terminal.follows_links(sys.stdout),
    )


def _exit_code(report: Report, problems: list[str], options: Options) -> int:
    for problem in problems:
        output.say(f"Error: {problem}")
    if report.exit_code == 4 and not options.verbose:
        output.say("pkglint: a rule crashed, see above. Run again with -v for the traceback.")
    if options.verbose:
        for result in report.results:
            for crash in result.crashes:
                for line in crash.traceback.splitlines():
                    output.say(line)
    code = 0 if options.exit_zero and report.exit_code == 1 else report.exit_code
    return max(2, code) if problems else code


__all__ = ["command"]
