"""GitHub workflow commands: the full text, protected, then a few annotations.

The runner shows ten annotations of each type per step and drops the rest, so there are nine and one that counts the
others. It acts on commands anywhere in the log, so the text stands between ``stop-commands`` and a word that nobody
can guess.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pkglint.model import Level, Report, RuleDoc, units
from pkglint.report.advice import fixes
from pkglint.report.advice.view import View
from pkglint.report.formats import full
from pkglint.report.kit import escape, places, summary
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.style import Style

_PER_TYPE = 9
_MESSAGE = 4096
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


@dataclass(frozen=True, slots=True)
class _Note:
    """One annotation before it is escaped."""

    level: Level
    title: str
    message: str
    file: str | None = None
    line: int = 1
    more: tuple[str, ...] = ()


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:
    """The text, then at most ten annotations of each type."""
    token = style.token or secrets.token_hex(16)
    lines = [f"::stop-commands::{token}", full.render(report, style, docs).rstrip("\n"), f"::{token}::"]
    notes = list(_notes(report, style))
    for level in summary.LEVELS:
        lines += _commands([note for note in notes if note.level is level], level)
    return "\n".join(lines) + "\n"


def _commands(notes: Sequence[_Note], level: Level) -> Iterator[str]:
    yield from map(_command, notes[:_PER_TYPE])
    if len(notes) > _PER_TYPE:
        more = units.count(len(notes) - _PER_TYPE, "more annotation")
        yield _command(_Note(level, "pkglint", f"{more} of this level: the log of this step lists them"))


def _command(note: _Note) -> str:
    properties = {"title": note.title}
    if note.file:
        properties = {"file": note.file, "line": str(note.line)} | properties
    reported = ",".join(f"{key}={escape.github_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[note.level]} {reported}::{_data((note.message, *note.more))}"


def _data(lines: Sequence[str]) -> str:
    """The message within the runner's limit, never cut inside a percent escape."""
    data = "%0A".join(map(escape.github_data, lines))
    if len(data) <= _MESSAGE:
        return data
    return re.sub(r"%[0-9A-F]?$", "", data[: _MESSAGE - 3]) + "..."


def _notes(report: Report, style: Style) -> Iterator[_Note]:
    if report.problem:
        yield _Note(Level.ERROR, "pkglint: not linted", report.problem)
    for result in report.results:
        path = result.artifact.path
        if result.not_linted:
            reported = f"{path}: {result.not_linted.sentence}. This must not go out: nobody knows what it holds."
            yield _Note(Level.ERROR, "pkglint: not linted", reported, places.packing(result))
        for crash in result.crashes:
            yield _Note(Level.ERROR, "pkglint: a rule crashed", f"{path}: {crash.rule}: our bug: {crash.error}")
    for result in report.results:
        view, files = View(result, style), places.Places(result)
        for group in grouped(result.active):
            file, line = files.of(group.judged[0])
            reported = f"{result.artifact.path}: {view.where(group)}: {group.message}"
            yield _Note(group.level, f"pkglint: {group.rule}", reported, file, line, _fix(view, group))
    for judged in report.about_policy:
        line = judged.finding.line or 1
        yield _Note(judged.level, f"pkglint: {judged.finding.rule}", judged.finding.message, report.policy_source, line)


def _fix(view: View, group: Group) -> tuple[str, ...]:
    """The first thing to do; the log has all of it."""
    steps = view.steps(group)
    return ("", *fixes.lines(steps[:1])) if steps else ()
