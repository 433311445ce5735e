"""A compiled program or library is in the package that the last release did not have.

## Why it matters

Nobody reads compiled code. Of 162 releases of well-known packages none was the first to ship any, and in none did a
script become executable; three had a new library beside those that were there.

Compared are ELF, PE, Mach-O and WebAssembly files by their first bytes, whatever they are called, without versions,
hashes and platforms in their names. The first one of a package, and one outside of the directories that had some, is an
error, in a major release a warning. Where three directories below one had some, a new directory there is like them; in
a package with ten or more, one more beside them is information, but for patch releases. A script (`#!`) that was there
and now may be executed is an error too, unless a command starts it.

## How to fix

If it is meant, add an exception with the reason; else keep it out of the artifact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pkglint.compare.locked import compiled
from pkglint.compare.step import MAJOR, PATCH, step
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.reference import Snapshot
from pkglint.rules._quote import quoted

_SEVERAL, _MANY = 3, 10


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    before, after = compiled(old), compiled(new)
    places = _places(before)
    how_far = step(old.version, new.version, new.kind)
    usual = Level.INFO if len(before) >= _MANY and how_far != PATCH else None
    for name in sorted(after.keys() - before.keys()):
        outside = _is_outside(name, places)
        how = "had none" if not before else "had none in this directory" if outside else "did not have"
        yield scope.found(
            after[name].path,
            f"is compiled code ({after[name].form}), of which {quoted(old.label)} {how}",
            fix=Fix(FixAction.EXCLUDE, (after[name].path,)),
            details={"format": after[name].form},
            grade=(Level.ERROR if how_far != MAJOR else None) if outside else usual,
        )
    yield from _gained(scope, old, new)


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    if lock is None or new is None:
        return
    places = _places(lock.compiled)
    for name, held in sorted(compiled(new).items()):
        if name not in lock.compiled and f"{_directory(name)}/*" not in lock.compiled:
            yield scope.found(
                held.path,
                f"is compiled code ({held.form}) that {quoted(lock.label)} does not name",
                fix=Fix(FixAction.EXCLUDE, (held.path,), "If it is meant: pkglint lock --update"),
                details={"format": held.form},
                grade=Level.ERROR if _is_outside(name, places) else None,
            )


def _gained(scope: Scope, old: Snapshot, new: Snapshot) -> Iterator[Finding]:
    for path, members in sorted(new.folded.items()):
        held, known = members[-1], old.folded.get(path, ())
        if held.form != "script" or not held.executable or held.path in new.started or not known:
            continue
        if (
            known[-1].mode is None or known[-1].executable
        ):  # an archive without modes says nothing of what was executable
            continue
        yield scope.found(
            held.path,
            f"is a script that may now be executed, which it could not in {quoted(old.label)}",
            fix=Fix(FixAction.EDIT, (), "Remove the right to execute it (git update-index --chmod=-x)"),
            grade=Level.ERROR,
        )


def _places(names: Iterable[str]) -> set[str]:
    """The directories that hold compiled code, and those below which several do: one more there is like the others."""
    found = {_directory(name) for name in names}
    above = Counter(parent for directory in found for parent in _parents(directory))
    return found | {f"{parent}/" for parent, count in above.items() if count >= _SEVERAL}


def _parents(directory: str) -> Iterator[str]:
    while directory := directory.rpartition("/")[0]:
        yield directory


def _is_outside(name: str, places: set[str]) -> bool:
    return _directory(name) not in places and not any(f"{each}/" in places for each in _parents(_directory(name)))


def _directory(path: str) -> str:
    return path.rpartition("/")[0]


_ELF = b"\x7fELF\x02\x01\x01" + bytes(60)

RULE = Rule(
    id="new-executable",
    summary="A compiled program or library is in the package that the last release did not have",
    levels=level(Level.WARNING),
    grades=(
        "error for the first one and for one in a directory that had none, but for major releases, and for a script "
        "that became executable; information beside ten others, but for patch releases"
    ),
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "the first one",
            {"demo/run": _ELF},
            1,
            Kind.NPM,
            before=Before({"demo/a.js": ""}),
        ),
        Example(
            "one beside others",
            {"demo/a.node": _ELF, "demo/b.node": _ELF},
            1,
            Kind.NPM,
            before=Before({"demo/a.node": _ELF}),
        ),
        Example(
            "a script that became executable",
            {"tools/run.sh": "#!/bin/sh\n"},
            1,
            Kind.NPM,
            modes={"tools/run.sh": 0o755},
            before=Before({"tools/run.sh": "#!/bin/sh\n"}),
        ),
        Example(
            "the same library of another build",
            {"demo/lib/libx-0123abcd.so.2": _ELF},
            kind=Kind.NPM,
            before=Before({"demo/lib/libx-89abcdef.so.1": _ELF}),
        ),
        Example(
            "a script that a command starts",
            {"package.json": '{"name": "demo", "license": "MIT", "bin": "cli.js"}', "cli.js": "#!/usr/bin/env node\n"},
            kind=Kind.NPM,
            modes={"cli.js": 0o755},
            before=Before(
                {
                    "package.json": '{"name": "demo", "license": "MIT", "bin": "./cli.js"}',
                    "cli.js": "#!/usr/bin/env node\n",
                }
            ),
        ),
    ),
)
