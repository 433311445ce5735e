"""A top-level module has the name of one that Python itself brings, or of the installer.

## Why it matters

`site-packages` comes after the standard library on the search path, so such a module is usually dead. It comes alive
where it is least expected: in a Python that does not have the module yet or no more (`distutils`, `imp`), in a program
that changes the path, or in a build. A module that calls itself `pip`, `setuptools` or `pkg_resources` and is not from
that project replaces files of the installer.

Backports are named for what they replace on purpose: ignore the finding for them.

## How to fix

Put the module into a package of your own.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.metadata.names import normalize
from pkglint.metadata.roots import in_install_root, module_stem
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Rule, Scope, level
from pkglint.rules._stdlib import STDLIB

INSTALLERS = {
    "pip": "pip",
    "setuptools": "setuptools",
    "pkg_resources": "setuptools",
    "_distutils_hack": "setuptools",
    "wheel": "wheel",
}


def _finish(scope: Scope) -> Iterator[Finding]:
    # The directory of the metadata names the project also where the wheel is in another artifact.
    metadata = (row.path.split("/") for row in scope.rows if row.path.endswith(".dist-info/METADATA"))
    projects = {normalize(parts[0].partition("-")[0]) for parts in metadata if len(parts) == 2}
    seen: set[str] = set()
    for row in scope.rows:
        inside = in_install_root(row.path) if row.type is MemberType.FILE else None
        stem = module_stem(inside) if inside else None
        if not stem:
            continue
        name = stem.partition("/")[0]
        owner = INSTALLERS.get(name)
        if name in seen or owner in projects or not (owner or name in STDLIB):
            continue
        seen.add(name)
        whose = f"a module of {owner}" if owner else "a module of the standard library"
        yield scope.found(
            row,
            f"installs `{name}` at the top level, the name of {whose}",
            fix=Fix(FixAction.PIN, (), "Put the module into a package of your own."),
            details={"module": name},
        )


RULE = Rule(
    id="stdlib-shadow",
    summary="A top-level module has the name of one that Python itself brings, or of the installer",
    levels=level(Level.WARNING),
    kinds=(Kind.WHEEL,),
    finish=_finish,
    examples=(
        Example("a module", {"logging.py": "", "demo.py": ""}, 1),
        Example("a package, once", {"json/__init__.py": "", "json/decoder.py": ""}, 1),
        Example("a compiled module in the platlib scheme", {"demo-1.0.data/platlib/select.abi3.so": b"\x7fELF"}, 1),
        Example("another project's setuptools", {"setuptools/__init__.py": "", "pkg_resources.py": ""}, 2),
        Example("the same names in a package", {"demo/__init__.py": "", "demo/logging.py": "", "demo/pip.py": ""}),
        Example("data in a directory of that name", {"json/schema.txt": "{}\n"}),
    ),
)
