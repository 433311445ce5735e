"""Installing the package brings another one along that the last release did not ask for.

## Why it matters

axios 1.14.1 looked as always, but for one dependency more, and that one ran a script when it was installed. Of 96 patch
releases of well-known packages none added a dependency; of 58 minor ones four did.

Compared are the names that installing asks for: `Requires-Dist`, `dependencies` and `optionalDependencies`, with the
names behind npm's aliases. What only an extra or a peer asks for is information, and so is one more build of a program
that is asked for by platform (`@esbuild/linux-x64`), a package of `@types`, which holds no code, and what is new in a
major release, since no range takes that unasked. A dependency that is taken from a URL, from git or from a file, and
was not, is an error: no index holds it, and nobody knows what it will be tomorrow.

## How to fix

Add dependencies in minor releases, where people look for them. If it is meant, add an exception with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.locked import needs
from pkglint.compare.platforms import without_platform
from pkglint.compare.step import MAJOR, MINOR, PATCH, step
from pkglint.metadata.manifests import PACKAGE_JSON, core_path
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.rules._quote import quoted

# A range takes patches unasked and nobody reads about them; a major release is another thing, and says so.
_GRADES = {
    PATCH: (Level.ERROR, "in a patch release"),
    MINOR: (Level.WARNING, ""),
    MAJOR: (Level.INFO, "in a major release"),
}


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    how_far = step(old.version, new.version, new.kind)
    known_elsewhere = {without_platform(name) for name in old.needs}
    manifest = PACKAGE_JSON if is_npm(new.kind) else core_path(scope.artifact, scope.kept)
    for name, need in sorted(new.needs.items()):
        known = old.needs.get(name)
        if need.url and not (known and known.url):
            grade, text = Level.ERROR, "from outside of any index"
        elif known is None and need.optional:
            grade, text = Level.INFO, "in an extra or as a peer"
        elif known is None and (bare := without_platform(name)) and bare in known_elsewhere:
            grade, text = Level.INFO, "for another platform"
        elif known is None and name.startswith("@types/"):
            grade, text = Level.INFO, "for its types"
        elif known is None or (known.optional and not need.optional):
            grade, text = _GRADES[how_far]
        else:
            continue
        yield scope.found(
            manifest if manifest in scope.kept else None,
            f"asks for {quoted(name)}{text and f' {text}'}, which {quoted(old.label)} did not",
            fix=Fix(
                FixAction.EDIT, (), "Remove it, release it as a minor version, or add an exception with the reason"
            ),
            details={"dependency": name, "patch": how_far == PATCH, "url": need.url, "optional": need.optional},
            grade=grade,
        )


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    for name in sorted(needs(new) - lock.needs) if lock and new else ():
        yield scope.found(
            None,
            f"asks for {quoted(name)}, which {quoted(lock.label if lock else '')} does not name",
            fix=Fix(FixAction.EDIT, (), "Remove it; if it is meant: pkglint lock --update"),
            details={"dependency": name},
            grade=Level.ERROR,
        )


def _package(more: str) -> str:
    return f'{{"name": "demo", "license": "MIT"{more and f", {more}"}}}\n'


_PATCH = ("1.0.1", "1.0.2")
_METADATA = "Metadata-Version: 2.4\nName: demo\nVersion: 1.1\nLicense-Expression: MIT\n"

RULE = Rule(
    id="new-dependency",
    summary="Installing the package brings another one along that the last release did not ask for",
    levels=level(Level.WARNING),
    grades=(
        "error in a patch release, against a lock, and for what no index holds, information for extras, peers, "
        "platforms, types and major releases"
    ),
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "a build for another platform",
            {"package.json": _package('"optionalDependencies": {"@demo/linux-x64": "1", "@demo/win32-x64": "1"}')},
            1,
            Kind.NPM,
            before=Before({"package.json": _package('"optionalDependencies": {"@demo/linux-x64": "1"}')}, _PATCH),
        ),
        Example(
            "one more in a patch release",
            {"package.json": _package('"dependencies": {"plain-crypto": "^1.0.0"}')},
            1,
            Kind.NPM,
            before=Before({"package.json": _package("")}, _PATCH),
        ),
        Example(
            "one more in a minor release",
            {"demo/a.py": "", "demo-1.1.dist-info/METADATA": f"{_METADATA}Requires-Dist: attrs\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo/a.py": ""}),
        ),
        Example(
            "from git",
            {"package.json": _package('"dependencies": {"a": "github:demo/a"}')},
            1,
            Kind.NPM,
            before=Before({"package.json": _package('"dependencies": {"a": "^1.0.0"}')}),
            also=("local-dependency",),
        ),
        Example(
            "another package under the same name",
            {"package.json": _package('"dependencies": {"a": "npm:b@1"}')},
            1,
            Kind.NPM,
            before=Before({"package.json": _package('"dependencies": {"a": "^1.0.0"}')}),
        ),
        Example(
            "another range, and one less",
            {"package.json": _package('"dependencies": {"a": ">=2"}')},
            kind=Kind.NPM,
            before=Before({"package.json": _package('"dependencies": {"a": "^1.0.0", "b": "1"}')}, _PATCH),
        ),
    ),
)
