"""A file that the last release had is gone from the package.

## Why it matters

A `py.typed` that is lost switches off all types of a package for whoever checks against it, and a licence that is lost
may forbid its use. Both happen when a build is changed, and nothing fails. Other files that are gone are counted in one
line of information.

## How to fix

Include it again, in the settings of the tool that packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.compare.listing import compare
from pkglint.compare.locked import counted
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.model.reference import Held, Snapshot
from pkglint.rules._quote import quoted

_SHOWN = 50
_LICENCE = re.compile(r"(?:licen[cs]e|copying)(?:[-_.](?:md|txt|rst|mit|apache|bsd))?", re.IGNORECASE)


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    rest = []
    for held in compare(old, new).went:
        if _is_missed(held, new):
            yield scope.found(
                None,
                f"has no {quoted(held.path)} any more, which {quoted(old.label)} had",
                fix=Fix(FixAction.INCLUDE, (held.path,)),
                details={"file": held.path},
            )
        else:
            rest.append(held)
    if rest:
        yield scope.found(
            None,
            f"lacks {units.count(len(rest), 'file')} that {quoted(old.label)} had",
            details={"files": [held.path for held in rest[:_SHOWN]], "count": len(rest)},
            grade=Level.INFO,
        )


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    for pattern, room in lock.files.items() if lock and new else ():
        if new and lock and not any(room.matcher.matches(held.path) for held in counted(new)):
            message = f"holds nothing that {quoted(pattern)} of {quoted(lock.label)} matches"
            yield scope.found(None, message, details={"pattern": pattern}, grade=Level.INFO)


def _is_missed(held: Held, new: Snapshot) -> bool:
    """Whether it is the mark of a typed package that is still there, or the last licence."""
    directory, _, name = held.path.rpartition("/")
    if name == "py.typed":
        return any(path.startswith(f"{directory}/") for path in new.files)
    if not _LICENCE.fullmatch(name) or (directory and not directory.partition("/")[0].endswith(".dist-info")):
        return False
    return not any(_LICENCE.match(path.rpartition("/")[2]) for path in new.files)


_WHEEL = {"demo/__init__.py": "", "demo/py.typed": ""}

RULE = Rule(
    id="removed-file",
    summary="A file that the last release had is gone from the package",
    levels=level(Level.WARNING),
    grades="information for all but py.typed and the licence",
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example("the mark of types", {"demo/__init__.py": ""}, 1, Kind.WHEEL, before=Before(_WHEEL)),
        Example(
            "the licence",
            {"a.js": "1\n", "package.json": '{"name": "demo", "license": "MIT"}\n', "LICENSE": "${absent}"},
            1,
            Kind.NPM,
            before=Before({"a.js": "1\n", "package.json": '{"name": "demo", "license": "MIT"}\n', "LICENSE": "MIT\n"}),
        ),
        Example("a module, in one line", {"a.js": "1\n"}, 1, Kind.NPM, before=Before({"a.js": "1\n", "b.js": "2\n"})),
        Example("nothing", _WHEEL, kind=Kind.WHEEL, before=Before(_WHEEL)),
    ),
)
