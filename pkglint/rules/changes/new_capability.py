"""The package's code can do something that it could not in the last release.

## Why it matters

Telnyx 4.87.1 started programs, debug 4.4.2 spoke to servers, and what GlassWorm infected ran text as code: each for the
first time. Of 162 releases of well-known packages two could do something new. One release alone says nothing, as nearly
every package can do some of this.

| | what the code names |
| --- | --- |
| `decode` | decoders of base64 and the like, and of packed or marshalled bytes |
| `environ` | variables of the environment |
| `eval` | `eval`, `exec` or `new Function` |
| `files` | the file system (JavaScript) |
| `native` | `ctypes`, `cffi` |
| `network` | clients and sockets |
| `persist` | files that are read at every login or start of the machine |
| `process` | other programs |

Looked at is the code of the whole package, without tests and without declarations of types. Words are looked for, not
meanings: who hides them is seen by the rules about hidden code.

## How to fix

Look at what is new. If it is meant, update the lock.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.rules._quote import quoted


def _finish(scope: Scope) -> Iterator[Finding]:
    old, lock, new = scope.reference.release, scope.reference.lock, scope.snapshot
    if new is None:
        return
    if old is not None and new.can - old.can:
        yield _found(scope, new.can - old.can, f"its code could not in {quoted(old.label)}", Level.INFO)
    if lock is not None and lock.can is not None and new.can - lock.can:
        yield _found(scope, new.can - lock.can, f"{quoted(lock.label)} does not name")


def _found(scope: Scope, names: frozenset[str], how: str, grade: Level | None = None) -> Finding:
    listed = ", ".join(sorted(names))
    fix = Fix(FixAction.EDIT, (), "Look at the code that does it; if it is meant: pkglint lock --update")
    message = f"can do what {how}: {listed}"
    return scope.found(None, message, fix=fix, details={"can": sorted(names)}, grade=grade)


RULE = Rule(
    id="new-capability",
    summary="The package's code can do something that it could not in the last release",
    levels=level(Level.WARNING),
    grades="information against the last release",
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "programs, for the first time",
            {"demo.py": "import subprocess\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.py": "import json\n"}),
        ),
        Example(
            "one more client in a package that had one",
            {"index.js": "require('https'); fetch(address)\n"},
            kind=Kind.NPM,
            before=Before({"index.js": "require('https')\n"}),
        ),
        Example(
            "in the tests",
            {"demo/a.py": "", "tests/test_a.py": "import subprocess\n"},
            kind=Kind.SDIST,
            before=Before({"demo/a.py": "", "tests/test_a.py": ""}),
        ),
    ),
)
