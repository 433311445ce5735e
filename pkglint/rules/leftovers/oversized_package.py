"""The artifact as a whole is over its budget, or over what the registry takes.

## Why it matters

Size is how a leak shows first: the release that carried a whole program's source in a map was almost twice as big as
the one before, and nothing looked at it. A budget in the policy turns that into a failed build.

Without a budget only the registries' own limits are asked. PyPI refuses a file over 100 MiB unless it has granted the
project more. npm names no limit; in practice tarballs over 150 to 200 MB are refused, and 50 MB are rarely meant.

## How to fix

Look at the biggest members with `pkglint ls`, and keep out what nobody runs. Then set budgets a little above what is
left:

```yaml
budgets: {packed: 5 MB, unpacked: 20 MB, files: 500}
```

If PyPI has granted your project a higher limit, say so with `pypi-limit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Rule, Scope, level, units
from pkglint.model.kinds import is_npm, registry_of


@dataclass(frozen=True, slots=True)
class Options:
    """What the registries take, in bytes of the packed file.

    ``pypi-limit``: PyPI refuses more. ``npm-limit``: npm refuses more. ``npm-warning``: more than nearly
    all npm packages have.
    """

    pypi_limit: int = field(default=100 << 20, metadata={"unit": "size"})
    npm_limit: int = field(default=150_000_000, metadata={"unit": "size"})
    npm_warning: int = field(default=50_000_000, metadata={"unit": "size"})


def _over_registry(scope: Scope) -> tuple[str, Level | None] | None:
    size, options = scope.artifact.size, scope.options
    npm = is_npm(scope.artifact.kind)
    limit = options.npm_limit if npm else options.pypi_limit
    if size > limit:
        return (
            f"is {units.size(size)} packed; {registry_of(scope.artifact.kind)} takes at most {units.exact(limit)}",
            Level.ERROR,
        )
    packed = scope.expectations.budgets.packed
    if npm and packed is None and size > options.npm_warning:
        return f"is {units.size(size)} packed, more than {units.exact(options.npm_warning)}", None
    return None


def _finish(scope: Scope) -> Iterator[Finding]:
    budgets = scope.expectations.budgets
    packed, unpacked = scope.artifact.size, sum(row.size for row in scope.rows)
    files = sum(row.type is not MemberType.DIRECTORY for row in scope.rows)
    registry = _over_registry(scope)
    if registry:
        fix = Fix(FixAction.EDIT, (), "`pkglint ls` lists the members by size: keep out what nobody runs")
        yield scope.found(None, registry[0], grade=registry[1], fix=fix, details={"packed": packed})
    for what, size, budget in (("packed", packed, budgets.packed), ("unpacked", unpacked, budgets.unpacked)):
        if budget is not None and size > budget:
            message = f"is {units.size(size)} {what}, over the budget of {units.exact(budget)}"
            details = {what: size, "budget": budget}
            yield scope.found(None, message, fix=_raised(what, units.exact(units.raised(size))), details=details)
    if budgets.files is not None and files > budgets.files:
        message = f"holds {files:,} files, over the budget of {budgets.files:,}"
        details = {"files": files, "budget": budgets.files}
        yield scope.found(None, message, fix=_raised("files", str(files + files // 20)), details=details)


def _raised(what: str, budget: str) -> Fix:
    text = f"Keep out what nobody runs, or raise `{what}` of its `budgets` in the policy to {budget}"
    return Fix(FixAction.EDIT, (), text)


def _policy(budgets: str) -> str:
    return f"version: 1\nbudgets: {{{budgets}}}\n"


LIMITS = "version: 1\nrules: {oversized-package: {pypi-limit: 1 KB, npm-limit: 1 KB}}\n"
WARNING = "version: 1\nrules: {oversized-package: {npm-warning: 1 KB}}\n"

RULE = Rule(
    id="oversized-package",
    summary="The artifact as a whole is over its budget, or over what the registry takes",
    levels=level(Level.WARNING),
    grades="error above the limit of the registry",
    options=Options,
    finish=_finish,
    examples=(
        Example("more files than the budget", {"a.py": "1\n", "b.py": "2\n"}, 1, policy=_policy("files: 1")),
        Example("more bytes, packed and unpacked", {"a.py": "1\n"}, 2, policy=_policy("packed: 10 B, unpacked: 10 B")),
        Example("more than the registry takes", {"demo/a.txt": "${text:2KB}"}, 1, policy=LIMITS),
        Example("a heavy npm tarball", {"a.txt": "${text:2KB}"}, 1, Kind.NPM, WARNING),
        Example("a budget with headroom", {"a.py": "1\n"}, policy=_policy("packed: 1 MB, unpacked: 1 MB, files: 9")),
        Example("no budget at all", {"demo/a.txt": "${text:4MB}"}),
    ),
)
