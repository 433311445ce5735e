"""A .pth file changes where Python looks for modules.

## Why it matters

A `.pth` file at the install root is read at every start of Python. One that only names directories runs no code by
itself, but it puts those directories on the search path of every program, where their modules can stand in for those
of others. Editable installs leave such files behind, with the path of somebody's machine in them.

In an sdist the file does nothing until a build copies it to the install root, which is why it is worth a look.

Bytes that are not UTF-8 are an error: where the locale is UTF-8, Python then stops with a traceback at every start.

## How to fix

Keep the file out of the artifact. If it is meant to be there, pin its content with an ignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.code import startup
from pkglint.metadata.roots import at_site_directory
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.trees import in_test_tree

_MOST = 1 << 20  # No hand-written .pth is larger; weights are.


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.name.endswith(".pth")


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if scope.artifact.kind is Kind.SDIST:
        yield from _in_sdist(entry, scope)
    elif at_site_directory(entry.path):
        pth = startup.read(entry.content.data)
        if pth.runs or pth.cut:
            return
        if pth.broken:
            yield _found(scope, entry, "is not UTF-8: Python fails to start where the locale is UTF-8", Level.ERROR)
        else:
            what = f"adds {_count(pth.paths)} to the module search path" if pth.paths else "is read at every start"
            yield _found(scope, entry, f"{what} of every program" if pth.paths else what)


def _in_sdist(entry: Entry, scope: Scope) -> Iterator[Finding]:
    # PyTorch weights share the suffix: they are zip files or pickles, and large.
    if entry.size > _MOST or entry.content.is_binary:
        return
    pth = startup.read(entry.content.data)
    if not pth.broken:
        does = "run code" if pth.runs else "add to the module search path"
        yield _found(scope, entry, f"would {does} at every start of Python if a build put it at the install root")


def _found(scope: Scope, entry: Entry, message: str, grade: Level | None = None) -> Finding:
    fix = Fix(FixAction.PIN, (entry.path,))
    in_tests = scope.artifact.kind is Kind.SDIST and in_test_tree(entry.path)
    return scope.found(entry, message, fix=fix, grade=grade, lowered=in_tests)


def _count(paths: int) -> str:
    return "1 directory" if paths == 1 else f"{paths} directories"


RULE = Rule(
    id="pth-file",
    summary="A .pth file changes where Python looks for modules",
    levels=level(Level.WARNING),
    grades="error when the bytes are not UTF-8; one level lower in a test tree of an sdist",
    kinds=(Kind.WHEEL, Kind.SDIST),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a directory for the search path", {"demo.pth": "vendored\n"}, 1, Kind.WHEEL),
        Example("nothing but a comment", {"demo.pth": "# later\n"}, 1, Kind.WHEEL),
        Example("UTF-16", {"demo.pth": "vendored\n".encode("utf-16")}, 1, Kind.WHEEL),
        Example("a hook that waits in an sdist", {"src/demo.pth": "import demo_hook\n"}, 1, Kind.SDIST),
        Example(
            "one that runs code is pth-hook's business",
            {"demo.pth": "import demo_hook\n"},
            0,
            Kind.WHEEL,
            also=("pth-hook",),
        ),
        Example("weights deep in a package", {"demo/model.pth": b"\x80\x02}q\x00."}, 0, Kind.WHEEL),
        Example(
            "weights in an sdist", {"src/demo/model.pth": b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."}, 0, Kind.SDIST
        ),
    ),
    pin=Pin.DRAFT,
)
