"""``--build``: the packages of a project or workspace, built into a directory of this run and found there."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pkglint.cli import output, terminal
from pkglint.cli.paths import Found, find
from pkglint.model.kinds import is_artifact
from pkglint.policy import Policy


@dataclass(frozen=True, slots=True)
class Building:
    """How to build: the values of the options of ``check``."""

    how: str
    keep: str | None
    isolation: bool
    scripts: bool
    quiet: bool


def built(paths: tuple[str, ...], policy: Policy, how: Building, stack: ExitStack) -> tuple[Found, str | None]:
    """What was built, and why there is nothing if that failed. Raises ``click.UsageError`` for idle options."""
    from pkglint.project.build import BuildError, Plan, build, plan, without_credentials

    out = _directory(how, stack)
    environment = without_credentials(os.environ, terminal.CREDENTIALS)
    try:
        planned: Plan = plan(paths or (".",), how.how)
        _refuse_idle(how, {job.is_npm for job in planned.jobs})
        for left in planned.left_out if not how.quiet else ():
            output.say(f"note: {left.name or left.root} is not built: {left.private}")
        for job in planned.jobs:
            build(job, out, isolation=how.isolation, scripts=how.scripts, quiet=how.quiet, environment=environment)
    except BuildError as error:
        return Found((), (), ""), f"nothing was linted: {error}"
    found = find((str(out),), policy.pass_over)
    if how.keep:
        return found, None
    # The temporary directory is gone when the report is read: a name says more than a path that no longer exists.
    return replace(found, sources=tuple(replace(source, path=source.filename) for source in found.sources)), None


def _directory(how: Building, stack: ExitStack) -> Path:
    if how.keep:
        out = Path(how.keep)
        out.mkdir(parents=True, exist_ok=True)
        if any(is_artifact(child.name) for child in out.iterdir()):
            raise click.UsageError(f"--keep '{out}' already holds artifacts: they would be linted as if just built")
        return out.resolve()
    import tempfile

    made = stack.enter_context(tempfile.TemporaryDirectory(prefix="pkglint-", ignore_cleanup_errors=True))
    return Path(made).resolve()


def _refuse_idle(how: Building, npm: set[bool]) -> None:
    if not how.isolation and False not in npm:
        raise click.UsageError("--no-isolation has no effect: only npm packages are built")
    if not how.scripts and True not in npm:
        raise click.UsageError("--ignore-scripts has no effect: only Python packages are built")
