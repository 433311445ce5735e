"""One file is far bigger than what a package holds.

## Why it matters

A leaked source map that made the news was one file of 58 MB in a package that had weighed 17 before. A file this
big is seldom code that somebody runs: it is a map, a dump, a data set, a bundle that was built twice. Everybody who
installs the package downloads it, on every machine and every CI run.

A file is over the budget when it has more than `max-size` bytes (10 MB), `max-compiled` for compiled libraries and
programs (100 MB). So is a file of more than 5 MB that is over half of the whole package, unless it is compiled.
A budget in the policy (`budgets: {file: 2 MB}`) takes the place of all three.

## How to fix

Keep the file out of the artifact, or let the package fetch it when it is needed. If it belongs there, say so with a
budget or with an ignore that names the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Row, Rule, Scope, level, units
from pkglint.model.magic import executable
from pkglint.rules.leftovers._compiled import is_compiled

SHARE_FLOOR = 5_000_000
_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Options:
    """Size limits of a file when the policy has no budget.

    ``max-size``: the most bytes of a file. ``max-compiled``: the most bytes of a compiled library or program.
    """

    max_size: int = field(default=10_000_000, metadata={"unit": "size"})
    max_compiled: int = field(default=100_000_000, metadata={"unit": "size"})


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.size > SHARE_FLOOR


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    """Note the programs whose name does not say so: no suffix, and no mode either where a script sets it later."""
    if executable(entry.content.data[:_HEADER]):
        scope.state.add(entry.raw)
    return iter(())


def _complaint(row: Row, total: int, scope: Scope) -> str | None:
    budget = scope.expectations.budgets.file
    compiled = is_compiled(row) or row.raw in scope.state
    most = budget if budget is not None else scope.options.max_compiled if compiled else scope.options.max_size
    if row.size > most:
        return f"is {units.size(row.size)}, over the budget of {units.exact(most)} a file"
    if budget is None and not compiled and row.size > SHARE_FLOOR and row.size * 2 > total:
        return f"is {units.size(row.size)}, {100 * row.size // total} % of the whole package"
    return None


def _finish(scope: Scope) -> Iterator[Finding]:
    total = sum(row.size for row in scope.rows)
    for row in scope.rows:
        complaint = _complaint(row, total, scope)
        if complaint:
            advice = f"If it is meant to be there, {_allowance(units.exact(units.raised(row.size)), scope)}"
            fix = Fix(FixAction.EXCLUDE, (row.path,), advice, names_policy=True)
            yield scope.found(row, complaint, fix=fix, details={"size": row.size})


def _allowance(size: str, scope: Scope) -> str:
    """What to write into the policy; where a budget stands already, no second one would count."""
    if scope.expectations.budgets.file is None:
        return f"say so in the policy: `budgets: {{file: {size}}}`"
    return f"raise `file` of its `budgets` in the policy to {size}"


RULE = Rule(
    id="oversized-file",
    summary="One file is far bigger than what a package holds",
    levels=level(Level.WARNING),
    options=Options,
    state=set,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a file over 10 MB", {"demo/data.txt": "${text:11MB}", "demo/more.txt": "${text:9MB}"}, 1),
        Example("one file that is most of the package", {"demo/data.txt": "${text:6MB}", "demo/__init__.py": "1\n"}, 1),
        Example(
            "a budget in the policy",
            {"demo/data.txt": "${text:3KB}"},
            1,
            policy="version: 1\nbudgets: {file: 2 KB}\n",
        ),
        Example(
            "a higher limit in the policy",
            {"demo/a.txt": "${text:11MB}", "demo/b.txt": "${text:11MB}"},
            policy="version: 1\nrules: {oversized-file: {max-size: 12 MB}}\n",
        ),
        Example("a compiled library is bigger than source", {"demo/_speed.so": "${bytes:12MB}"}),
        Example(
            "a program without an extension",
            {"demo/bin/tool": "${bytes:12MB}"},
            modes={"demo/bin/tool": 0o755},
        ),
        Example(
            "a program that ends with its version",
            {"demo/bin/tool-v7.0.2": "${bytes:12MB}"},
            modes={"demo/bin/tool-v7.0.2": 0o755},
        ),
        Example("a program that only its first bytes show", {"demo/vendor/Demo.Tool": "\x7fELF${bytes:12MB}"}),
        Example("small files", {"demo/__init__.py": "1\n", "demo/data.txt": "${text:4MB}"}),
    ),
    stays=True,
)
