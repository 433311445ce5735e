"""The same bytes are in the artifact more than once.

## Why it matters

A bundle that was copied into two directories, a test data set beside its build: whoever installs the package pays for
both. Many packages do it on purpose, so the rule is off until a policy asks for it:

```yaml
rules: {duplicate-content: info}
```

Files under `min-size` bytes (100 kB) are skipped.

## How to fix

Keep one of the copies out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.model import Example, Finding, Fix, FixAction, Level, MemberType, Row, Rule, Scope, level, units


@dataclass(frozen=True, slots=True)
class Options:
    """``min-size``: files with fewer bytes may be there as often as they like."""

    min_size: int = field(default=100_000, metadata={"unit": "size"})


def _finish(scope: Scope) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in sorted(scope.rows, key=lambda row: row.path):
        if row.type is not MemberType.FILE or row.size < max(1, scope.options.min_size):
            continue
        earlier = first.setdefault(row.digest, row)
        if earlier is not row:
            yield scope.found(
                row,
                f"holds the same {units.size(row.size)} as another file",
                fix=Fix(FixAction.EXCLUDE, (row.path,)),
                details={"size": row.size, "same_as": earlier.path},
            )


POLICY = "version: 1\nrules: {duplicate-content: info}\n"
SMALL = "version: 1\nrules: {duplicate-content: {level: info, min-size: 1 B}}\n"

RULE = Rule(
    id="duplicate-content",
    summary="The same bytes are in the artifact more than once",
    levels=level(Level.NONE),
    options=Options,
    finish=_finish,
    examples=(
        Example(
            "two copies of a table", {"demo/a.txt": "${text:100KB}", "demo/b.txt": "${text:100KB}"}, 1, policy=POLICY
        ),
        Example("a smaller minimum", {"demo/a.txt": "1\n", "demo/b.txt": "1\n", "demo/c.txt": "1\n"}, 2, policy=SMALL),
        Example("small files", {"demo/a.txt": "1\n", "demo/b.txt": "1\n"}, policy=POLICY),
        Example("two tables", {"demo/a.txt": "${text:100KB}", "demo/b.txt": "${text:101KB}"}, policy=POLICY),
        Example("nobody asked", {"demo/a.txt": "${text:100KB}", "demo/b.txt": "${text:100KB}"}),
    ),
    stays=True,
)
