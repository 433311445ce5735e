"""The package says something else of itself than in the last release: repository, licence, or the tool that packed it.

## Why it matters

Each of these changes for good reasons, rarely, and in a release where somebody meant it. In a release where nobody did,
it says that another hand or another machine made it.

## How to fix

Nothing, if you know of it. Else find out which machine built the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Before, Example, Finding, Kind, Level, Rule, Scope, level
from pkglint.rules._quote import quoted


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    if old is None or new is None:
        return
    for what in sorted(old.identity.keys() & new.identity.keys()):
        before, after = old.identity[what], new.identity[what]
        if before != after:
            yield scope.found(
                None,
                f"has another {what} than {quoted(old.label)}: {quoted(after)}, was {quoted(before)}",
                details={"what": what},
            )


def _package(licence: str) -> str:
    return f'{{"name": "demo", "license": "{licence}", "repository": "demo/demo"}}\n'


RULE = Rule(
    id="changed-identity",
    summary="The package says something else of itself than in the last release",
    levels=level(Level.INFO),
    needs=("release",),
    finish=_finish,
    examples=(
        Example(
            "another licence",
            {"package.json": _package("Apache-2.0")},
            1,
            Kind.NPM,
            before=Before({"package.json": _package("MIT")}),
        ),
        Example(
            "another address of the same repository",
            {"package.json": _package("MIT").replace("demo/demo", "git+https://github.com/demo/demo.git")},
            kind=Kind.NPM,
            before=Before({"package.json": _package("MIT")}),
        ),
    ),
)
