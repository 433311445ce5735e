"""``check --baseline``: what is known stays, what is new fails, and what is fixed leaves the file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from pkglint.cli import files, output
from pkglint.model import Report, units
from pkglint.model.reference import Compared
from pkglint.policy import Policy
from pkglint.policy.author.baseline import known_of, text_of, with_other_builds
from pkglint.policy.judge.baseline import Baseline, about, judged_by, settled
from pkglint.policy.read.baseline import MAX_BYTES, load_baseline
from pkglint.report.kit import escape
from pkglint.rules import catalogue


class Given(NamedTuple):
    """What is known, and the sha256 of the file that it was read from."""

    known: Baseline
    sha256: str = ""


def read(path: str) -> Given:
    """The baseline in a file. Raises ``PolicyError`` for a broken one, ``click.UsageError`` where it cannot be read."""
    try:
        with files.open_regular(path) as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise click.UsageError(f"'{path}' does not exist: `pkglint check --write-baseline {path}` writes it") from None
    except OSError as error:
        raise click.UsageError(f"cannot read the baseline '{path}': {error.strerror}") from None
    return Given(load_baseline(path, data), hashlib.sha256(data).hexdigest())


def before(write: str | None, given: str | None) -> Given:
    """What is known before the run: the file that is given, or that will be written anew; both may not be."""
    if write is not None:
        return read(write) if Path(write).exists() else Given({})
    return read(given) if given is not None else Given({})


def judged(report: Report, read: Given, given: str, policy: Policy, *, prune: bool, quiet: bool) -> Report:
    """The report with what is known as ignored. What is fixed is reported, or with ``prune`` taken out of the file."""
    known, there = read.known, Compared("baseline", Path(given).name, given, read.sha256)
    report = judged_by(known, given, report, catalogue(), raises_new=policy.raises_new)
    results = (replace(each, compared_with=(*each.compared_with, there)) for each in report.results)
    report = replace(report, results=tuple(results))
    left = settled(known, report, policy, catalogue())
    if not prune:
        return replace(report, about_policy=(*report.about_policy, *about(left.values(), given, policy)))
    if left:
        output.replace(given, text_of({key: each for key, each in known.items() if key not in left}))
        if not quiet:
            output.say(f"removed {units.count(len(left), 'fixed finding')} from {given}")
    return report


def written(report: Report, read: Given, path: str, policy: Policy, *, quiet: bool) -> Report:
    """The report with all of its findings known, once they are written. Findings of other packages stay in the file."""
    unread = [result for result in report.results if result.not_linted or result.crashes]
    if unread or report.problem:
        output.say(f"{path} was not written: {'nothing' if report.problem else 'not everything'} was linted")
        return report
    known = read.known
    found = with_other_builds(known_of(report, catalogue(), escape.name), known, report)
    left = settled(known, judged_by(known, path, report, catalogue()), policy, catalogue())
    made = {**{key: each for key, each in known.items() if key not in left}, **found}
    text = text_of(made)
    if len(text) > MAX_BYTES:
        raise click.UsageError(
            f"'{path}' would have {len(made):,} findings: fix or exclude the most frequent ones first"
        )
    output.replace(path, text)
    if not quiet:
        output.say(f"wrote {units.count(len(made), 'known finding')} to {path}")
    return judged_by(load_baseline(path, text.encode("ascii")), path, report, catalogue())
