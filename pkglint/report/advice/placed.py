"""A step as it reads for the files that the project has: which list grows, and what it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pkglint.edit import Change, apply, holds
from pkglint.edit.change import read
from pkglint.edit.jsontext import shown as as_json
from pkglint.edit.toml import assignment, header
from pkglint.edit.toml import shown as as_toml
from pkglint.model import Project
from pkglint.report.advice.globs import PACKAGE, PYPROJECT
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

_LONG = 8  # Items that a list may have to be shown as a whole.


class Ledger:
    """The files of the projects that a report is about, with all that its fixes have changed in them so far.

    So no table and no key is to be written twice. A file that is not known counts as empty.
    """

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, str]] = {}

    def texts(self, project: Project) -> dict[str, str]:
        """The files of a project by name, to be read only."""
        known = self._texts.setdefault(project.root, dict(project.texts))
        for name, text in project.texts.items():
            known.setdefault(name, text)
        return known

    def knows(self, step: Step, project: Project) -> bool:
        """Whether the step writes into a table that stands already."""
        texts = self.texts(project)
        return any(_table(change, texts) is not None for change in step.changes if change.path)

    def once(self, step: Step, project: Project) -> Step:
        """The step for the files as they stand; the next one finds its changes made."""
        named = replace(step, file=project.name(step.file)) if step.file else step
        if not step.changes:
            return named
        texts = self.texts(project)
        made, before = dict(texts), dict(texts)
        for change in step.changes:
            if change.file == PYPROJECT:
                made.setdefault(change.file, "")
            text = apply(change, made)
            if text is None:
                return replace(named, changes=())
            made[change.file] = text
        texts.update(made)
        if made == before:
            reported = any(project.texts.get(change.file) != before.get(change.file) for change in step.changes)
            if reported and not _done(step, project):
                return replace(named, note=", as shown above", code=(), changes=())
            return replace(named, act="Build again: it is excluded already", code=(), note="", changes=())
        return _placed(named, before, made)


def _done(step: Step, project: Project) -> bool:
    """Whether the project's own files have all of it already."""
    return all(apply(change, project.texts) == project.texts.get(change.file, "") for change in step.changes)


def _placed(step: Step, before: Mapping[str, str], after: Mapping[str, str]) -> Step:
    first = step.changes[0]
    if not first.path and first.base and first.file in before:
        return replace(step, note="")  # the file has been begun
    if not first.path or first.file not in before or first.swap:
        return step
    if first.drop or first.remove:
        return step if first.drop or first.add else replace(step, code=_result(first, after))
    if _table(first, before) is None:
        return step
    if first.file == PACKAGE:
        rows = _result(first, after)
        return replace(step, code=rows, note=', where "files" becomes') if rows else step
    return _grown(step, before, after)


def _grown(step: Step, before: Mapping[str, str], after: Mapping[str, str]) -> Step:
    """A list of a TOML file that grows is shown as a whole, a new one of a table that is there without its header."""
    first = step.changes[0]
    keys = [change.path[-1] for change in step.changes]
    old = [_value(change, before) for change in step.changes]
    rows = tuple(row for change in step.changes for row in _result(change, after) or _items(change))
    table = header(first.path[:-1])
    if not any(old):
        return replace(step, note=f", under {table}{step.note}", code=rows)
    names = " and ".join(f"`{escape.terminal(key)}`" for key in keys)
    become = "becomes" if len(keys) == 1 else "become"
    if not all(_result(change, after) for change in step.changes):
        become = "gets these too"
    return replace(step, note=f", where {names} of {table} {become}{step.note}", code=rows)


def _table(change: Change, texts: Mapping[str, str]) -> object:
    return _value(replace(change, path=change.path[:-1]), texts)


def _value(change: Change, texts: Mapping[str, str]) -> object:
    try:
        return holds(read(change.file, texts.get(change.file, "").removeprefix("\ufeff")), change.path)
    except ValueError:
        return None


def _items(change: Change) -> tuple[str, ...]:
    return tuple(f"{escape.terminal(as_toml(item))}," for item in change.add)


def _result(change: Change, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The list as it is after the change, empty where it is long."""
    found = _value(change, texts)
    if not isinstance(found, list) or len(found) > max(_LONG, len(change.add)):
        return ()
    key = change.path[-1]
    if change.file == PYPROJECT:
        return tuple(map(escape.terminal, assignment(key, [as_toml(item) for item in found])))
    line = f"{as_json(key)}: {as_json(found)}"
    rows = (line,) if len(line) <= 72 else (f"{as_json(key)}: [", *_rows(found), "]")
    return tuple(map(escape.terminal, rows))


def _rows(found: list[object]) -> list[str]:
    rows = [f"  {as_json(item)}," for item in found]
    return [*rows[:-1], rows[-1].rstrip(",")]
