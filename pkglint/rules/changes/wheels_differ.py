"""Wheels of one release differ in more than what is compiled.

## Why it matters

Wheels of several platforms come out of several machines, and each of them can be the one that something happened to.
What runs by itself, what is installed with it and which commands it brings is the same on every platform, or somebody
should know why. Other files that differ are information: some packages record how they were built.

It looks at the wheels that are linted in one run, each against the first. Line endings do not count.

## How to fix

Look at the machine that built the one that differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.locked import counted, needs, runs
from pkglint.model import Example, Finding, Kind, Level, Rule, Scope, level, units
from pkglint.model.fold import fold
from pkglint.model.reference import Snapshot
from pkglint.rules._quote import quoted

_SHOWN = 50


def _finish(scope: Scope) -> Iterator[Finding]:
    first, new = scope.reference.sibling, scope.snapshot
    if first is None or new is None:
        return
    for what, mine, other in (
        ("runs by itself", set(runs(new).items()), set(runs(first).items())),
        ("asks for", needs(new), needs(first)),
        ("has the command", set(new.commands), set(first.commands)),
    ):
        names = sorted({each if isinstance(each, str) else each[0] for each in mine ^ other})
        if names:
            yield scope.found(
                None,
                f"{what} other than {quoted(first.filename)}: {', '.join(quoted(name) for name in names[:5])}",
                details={"names": names[:_SHOWN]},
                grade=Level.ERROR,
            )
    texts, others = _plain(new), _plain(first)
    differ = sorted(path for path in texts.keys() & others.keys() if texts[path] != others[path])
    if differ:
        yield scope.found(
            None,
            f"has other bytes in {units.count(len(differ), 'file')} than {quoted(first.filename)}",
            details={"files": differ[:_SHOWN], "count": len(differ)},
        )


def _plain(snapshot: Snapshot) -> dict[str, str]:
    """The digests of files that are not compiled, line endings apart, by folded path."""
    return {fold(held.path, snapshot.version): held.plain for held in counted(snapshot) if held.form in ("", "script")}


_POINTS = "demo-1.0.dist-info/entry_points.txt"

RULE = Rule(
    id="wheels-differ",
    summary="Wheels of one release differ in more than what is compiled",
    levels=level(Level.INFO),
    grades="error for hooks, dependencies and commands",
    kinds=(Kind.WHEEL,),
    needs=("sibling",),
    finish=_finish,
    examples=(
        Example(
            "a command of one platform",
            {"demo.py": "", _POINTS: "[console_scripts]\ndemo = demo:main\n"},
            1,
            Kind.WHEEL,
            sibling={"demo.py": ""},
        ),
        Example("other text", {"demo.py": "1\n"}, 1, Kind.WHEEL, sibling={"demo.py": "2\n"}),
        Example("other line endings", {"demo.py": "1\r\n"}, kind=Kind.WHEEL, sibling={"demo.py": "1\n"}),
    ),
)
