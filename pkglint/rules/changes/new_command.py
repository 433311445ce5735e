"""The package installs a command that the last release did not have.

## Why it matters

A command is on the path of everybody who installs the package, and an entry point is loaded by another program without
a word. Of 162 releases of well-known packages none had a new one.

In a major release it is information, and so is one more entry point in a group in which the package had some.
Compared are `bin` of package.json, `.data/scripts/` of a wheel, and the names in `entry_points.txt` with their group.

## How to fix

If it is meant, add an exception with the reason; else take it out of the project's metadata.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.step import is_major
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.rules._quote import quoted


def _finish(scope: Scope) -> Iterator[Finding]:
    old, lock, new = scope.reference.release, scope.reference.lock, scope.snapshot
    if new is None:
        return
    if old is not None:
        major = is_major(old.version, new.version, new.kind)
        groups = {_group(name) for name in old.commands} - {""}
        for name in sorted(new.commands - old.commands):
            grade = Level.INFO if major or _group(name) in groups else None
            yield _found(scope, name, f"{quoted(old.label)} did not have", grade)
    if lock is not None:
        for name in sorted(new.commands - lock.commands):
            yield _found(scope, name, f"{quoted(lock.label)} does not name")


def _group(name: str) -> str:
    """The group of an entry point, empty for a command on the path."""
    return name.rpartition(" (")[2] if name.endswith(")") else ""


def _found(scope: Scope, name: str, how: str, grade: Level | None = None) -> Finding:
    text = "Take it out of the project's metadata, or add an exception with the reason"
    message = f"installs the command or entry point {quoted(name)}, which {how}"
    return scope.found(None, message, fix=Fix(FixAction.EDIT, (), text), details={"command": name}, grade=grade)


_POINTS = "demo-1.1.dist-info/entry_points.txt"

RULE = Rule(
    id="new-command",
    summary="The package installs a command that the last release did not have",
    levels=level(Level.WARNING),
    grades="information in a major release, and for an entry point in a group that had some",
    kinds=(Kind.WHEEL, Kind.NPM),
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "a script",
            {"demo.py": "", _POINTS: "[console_scripts]\ndemo = demo:main\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.py": ""}),
        ),
        Example(
            "a plugin of another program",
            {"demo.py": "", _POINTS: "[pytest11]\ndemo = demo\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.py": ""}),
        ),
        Example(
            "one more plugin of the same program, as information",
            {"demo.py": "", _POINTS: "[pytest11]\ndemo = demo\nother = demo\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.py": "", "demo-1.0.dist-info/entry_points.txt": "[pytest11]\ndemo = demo\n"}),
        ),
        Example(
            "another function behind the same command",
            {"demo.py": "", _POINTS: "[console_scripts]\ndemo = demo:run\n"},
            kind=Kind.WHEEL,
            before=Before(
                {"demo.py": "", "demo-1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo=demo:main\n"}
            ),
        ),
    ),
)
