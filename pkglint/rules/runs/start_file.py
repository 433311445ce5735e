"""A .start file names functions that Python 3.15 calls whenever it starts.

## Why it matters

PEP 829 gives packages a second way to run at every start: each line `package.module:function` of a `<name>.start` file
in a site-packages directory is imported and called by Python 3.15 and newer, whatever program is run. Where a
`<name>.pth` is beside it, its import lines are then skipped, even if the `.start` file names nothing. So one wheel
can do one thing in 3.14 and another in 3.15.

The rule also says when a function's module is not in the wheel (Python then prints a traceback at every start, or
calls into another package), and when a line is not of the form that 3.15 accepts.

## How to fix

Let users call the function. If the package cannot do without the hook, pin the file's content with an ignore.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.detect.code import startup
from pkglint.metadata.roots import at_site_directory, in_install_root, module_files, module_stem
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level
from pkglint.model.lazy import lazy

# The strict form of ``pkgutil.resolve_name`` in 3.15: both sides are needed.
_TARGET = lazy(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*):([^\W\d]\w*(?:\.[^\W\d]\w*)*)\Z")


@dataclass()
class _Seen:
    """The start files of the wheel, and what the ``.pth`` files import, both by path without suffix."""

    starts: dict[str, tuple[Entry, bytes]] = field(default_factory=dict)
    hooks: dict[str, list[str]] = field(default_factory=dict)


def _wants(entry: Entry) -> bool:
    # Python 3.15 skips names that start with a dot.
    suffix = entry.name.endswith((".start", ".pth")) and not entry.name.startswith(".")
    return entry.is_file and suffix and at_site_directory(entry.path)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    seen: _Seen = scope.state
    stem = entry.path.rpartition(".")[0]
    if entry.name.endswith(".start"):
        seen.starts[stem] = (entry, entry.content.data)
    else:
        seen.hooks[stem] = [
            name for line in startup.read(entry.content.data).runs for name in startup.imported(line.text)
        ]
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    seen: _Seen = scope.state
    if not seen.starts:
        return
    stems = {module_stem(inside) for row in scope.rows if (inside := in_install_root(row.path))}
    for stem, (entry, data) in seen.starts.items():
        try:
            lines = [line.strip() for line in data.decode("utf-8-sig").splitlines()]
        except UnicodeDecodeError:
            yield _found(scope, entry, "is not UTF-8, so that Python 3.15 skips it", [], Level.WARNING)
            continue
        targets = [line for line in lines if line and not line.startswith("#")]
        yield from _judge(scope, entry, targets, stems, seen.hooks.get(stem))


def _judge(
    scope: Scope, entry: Entry, targets: list[str], stems: set[str | None], hook: list[str] | None
) -> Iterator[Finding]:
    matches = [match for target in targets if (match := _TARGET.match(target))]
    names = [match.group() for match in matches]
    notes = []
    bad = len(targets) - len(names)
    if bad:
        notes.append(f"{bad} of its {len(targets)} lines {'is' if bad == 1 else 'are'} not package.module:function")
    missing = [m.group() for m in matches if not stems.intersection(module_files(m.group(1)))]
    if missing:
        notes.append(f"the wheel does not hold the module of {_some(missing)}")
    if hook is not None:
        roots = {name.partition(".")[0] for name in hook}
        same = hook and roots == {match.group(1).partition(".")[0] for match in matches}
        if not same:
            notes.append("the .pth file beside it does something else in older Pythons")
    text = f"calls {_some(names)} whenever Python 3.15 starts" if names else "has no entry that Python 3.15 can call"
    grade = None if names or hook else Level.WARNING
    yield _found(scope, entry, "; ".join((text, *notes)), names, grade)


def _some(names: list[str]) -> str:
    shown = ", ".join(name if len(name) <= 80 else name[:77] + "..." for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _found(scope: Scope, entry: Entry, message: str, names: list[str], grade: Level | None) -> Finding:
    fix = Fix(FixAction.PIN, (entry.path,), "Let users call the function.")
    return scope.found(entry, message, fix=fix, details={"calls": names}, grade=grade)


RULE = Rule(
    id="start-file",
    summary="A .start file names functions that Python 3.15 calls whenever it starts",
    levels=level(Level.ERROR),
    grades="warning when Python 3.15 finds nothing in it to call and no .pth file is beside it",
    kinds=(Kind.WHEEL,),
    state=_Seen,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a function of the package", {"demo.start": "demo.boot:run\n", "demo/boot.py": "def run(): ...\n"}, 1),
        Example("a module that is not in the wheel", {"demo.start": "\ufeff# at start\n other.boot:run\n"}, 1),
        Example("a line that 3.15 refuses", {"demo.start": "import os\n"}, 1),
        Example("in the purelib scheme", {"demo-1.0.data/purelib/demo.start": "demo:run\n", "demo.py": ""}, 1),
        Example("deeper in a package", {"demo/examples/demo.start": "demo.boot:run\n"}),
        Example("a name that starts with a dot, which 3.15 skips", {".demo.start": "demo.boot:run\n"}),
    ),
    pin=Pin.DRAFT,
)
