"""The report of an audit as tables of plain text, which a renderer shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pkglint.audit import answers
from pkglint.audit.journal import Run
from pkglint.audit.outcome import OTHER
from pkglint.model import Level, units
from pkglint.report.kit import words

MOST = 20


class Section(NamedTuple):
    """A table. Cells are escaped; ``right`` are the columns of numbers, ``level`` is the one that holds a level."""

    title: str
    heads: tuple[str, ...]
    rows: list[list[str]]
    right: tuple[int, ...] = ()
    level: int | None = None


def line(counts: answers.Counts) -> str:
    """The counts on one line."""
    statuses = sorted(each for each in counts.statuses if each != OTHER)
    parts = [f"{words.number(counts.statuses[each])} {each}" for each in statuses]
    worst = [f"{words.number(counts.levels[level])} with {level}s" for level in sorted(counts.levels, reverse=True)]
    others = counts.statuses.get(OTHER)
    more = f"; {units.count(others, 'other file')}" if others else ""
    return f"{units.count(counts.files, 'artifact')}: {', '.join(parts + worst) or 'nothing to lint'}{more}"


def compared(counts: answers.Counts) -> str:
    """The counts of comparisons on one line."""
    worst = [f"{words.number(counts.levels[level])} with {level}s" for level in sorted(counts.levels, reverse=True)]
    left = counts.statuses.get("not-linted")
    more = [f"{words.number(left)} not compared"] if left else []
    return f"{units.count(counts.files, 'release')} compared with the one before: {', '.join(worst + more) or 'clean'}"


def sections(run: Run) -> Iterator[Section]:
    """What stands out, one table after the other; those that would be empty are left out."""
    rows = [[str(Level(level)), rule, *map(words.number, numbers)] for rule, level, *numbers in answers.rules(run)]
    if rows:
        yield Section("Rules", ("level", "rule", "findings", "artifacts", "packages"), rows, (2, 3, 4), 0)
    if cells := _worst(run):
        yield Section("Artifacts with the most errors", ("artifact", "errors", "warnings"), cells, (1, 2))
    if cells := _unread(run):
        yield Section("Not linted", ("reason", "artifact", "size", "detail"), cells, (2,))
    if cells := _changed(run):
        heads = ("level", "rule", "artifact", "since", "what")
        yield Section("Changed since the release before", heads, cells, (), 0)
    earlier = answers.before(run)
    if earlier and (found := answers.trend(run, earlier.ruleset)):
        title = f"Artifacts by rule since {earlier.started} (pkglint {earlier.version}, ruleset {earlier.ruleset})"
        cells = [[rule, *map(words.number, numbers)] for rule, *numbers in found]
        yield Section(title, ("rule", "before", "now", "new", "gone"), cells, (1, 2, 3, 4))


def statistics(run: Run) -> Section:
    """What the artifacts of each kind cost."""
    rows = [
        [
            each.kind,
            words.number(each.artifacts),
            units.size(each.size),
            units.size(each.unpacked),
            f"{each.seconds:,.1f}",
            f"{each.seconds / each.artifacts:.3f}",
            f"{each.slowest:,.1f}",
        ]
        for each in answers.costs(run)
    ]
    heads = ("kind", "artifacts", "packed", "unpacked", "CPU seconds", "each", "slowest")
    return Section("Cost", heads, rows, tuple(range(1, len(heads))))


def _worst(run: Run) -> list[list[str]]:
    found = answers.worst(run, MOST + 1)
    cells = [
        [f"{name} {version}".strip() or filename, words.number(errors), words.number(warnings)]
        for name, version, filename, errors, warnings in found[:MOST]
    ]
    return [*cells, ["and more", "", ""]] if len(found) > MOST else cells


def _changed(run: Run) -> list[list[str]]:
    found = answers.changed(run, MOST + 1)
    cells = [
        [str(Level(level)), rule, filename, old, f"{path}: {message}" if path else message]
        for level, rule, path, message, filename, old in found[:MOST]
    ]
    return [*cells, ["", "and more", "", "", ""]] if len(found) > MOST else cells


def _unread(run: Run) -> list[list[str]]:
    found = answers.unread(run, MOST + 1)
    cells = [[reason, filename, units.size(size), detail or ""] for reason, filename, size, detail in found[:MOST]]
    return [*cells, ["and more", "", "", ""]] if len(found) > MOST else cells
