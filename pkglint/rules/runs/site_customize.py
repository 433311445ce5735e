"""A module that Python imports at every start is at the install root.

## Why it matters

`sitecustomize` and `usercustomize` are imported at every start of Python if they can be found, before the program's
first line. They belong to whoever administers a machine. A package that ships one runs its code in every program, and
replaces the administrator's own.

## How to fix

Rename the module. If users should call it, let them import it; a package of the same name inside another package is
harmless and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.metadata.roots import in_install_root, module_stem
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level

_STEMS = {stem: name for name in ("sitecustomize", "usercustomize") for stem in (name, f"{name}/__init__")}


def _wants(entry: Entry) -> bool:
    return entry.is_file and "customize" in entry.path and _module(entry.path) is not None


def _module(path: str) -> str | None:
    inside = in_install_root(path)
    return _STEMS.get(module_stem(inside) or "") if inside else None


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    module = _module(entry.path)
    yield scope.found(
        entry,
        f"is imported as {module} at every start of Python",
        fix=Fix(FixAction.PIN, (entry.path,), "Rename the module."),
    )


RULE = Rule(
    id="site-customize",
    summary="A module that Python imports at every start is at the install root",
    levels=level(Level.ERROR),
    kinds=(Kind.WHEEL,),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a module", {"sitecustomize.py": "print('hello')\n"}, 1),
        Example("a package", {"usercustomize/__init__.py": "", "usercustomize/more.py": ""}, 1),
        Example("bytecode without source", {"sitecustomize.pyc": b"\xa7\r\r\n"}, 1, also=("bytecode",)),
        Example("a compiled module", {"sitecustomize.cpython-311-x86_64-linux-gnu.so": b"\x7fELF"}, 1),
        Example("in the platlib scheme", {"demo-1.0.data/platlib/sitecustomize.py": ""}, 1),
        Example("a nested copy", {"demo/bootstrap/sitecustomize.py": "print('hello')\n"}),
        Example(
            "bytecode in a cache, which needs its source",
            {"__pycache__/sitecustomize.cpython-311.pyc": b"\xa7"},
            also=("bytecode",),
        ),
    ),
    pin=Pin.DRAFT,
)
