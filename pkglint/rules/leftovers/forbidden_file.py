"""A file is in the artifact that the policy forbids.

## Why it matters

Some files must never go out whatever else changes: recorded customer data, licence keys, the internal half of a
repository. A pattern in `forbidden-files` says so once, and no later change of a packer's settings gets past it.

## How to fix

Keep the file out of the artifact:

```yaml
artifacts:
  npm: {forbidden-files: ["src/internal/**", "*.key"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Level, MemberType, Rule, Scope, level


def _finish(scope: Scope) -> Iterator[Finding]:
    forbidden = scope.expectations.forbidden
    if forbidden is None:
        return
    for row in scope.rows:
        pattern = forbidden.deciding(row.path) if row.type is not MemberType.DIRECTORY else None
        if pattern is not None:
            yield scope.found(
                row,
                f"is forbidden by the policy's pattern {pattern}",
                fix=Fix(FixAction.EXCLUDE, (row.path,)),
                details={"pattern": pattern},
            )


POLICY = 'version: 1\nforbidden-files: ["internal/", "!internal/README.txt"]\n'

RULE = Rule(
    id="forbidden-file",
    summary="A file is in the artifact that the policy forbids",
    levels=level(Level.ERROR),
    finish=_finish,
    examples=(
        Example("a forbidden directory", {"demo/internal/plan.py": "1\n", "demo/a.py": "2\n"}, 1, policy=POLICY),
        Example("other files", {"demo/a.py": "2\n", "demo/internals.py": "3\n"}, policy=POLICY),
        Example("no such list", {"demo/internal/plan.py": "1\n"}),
    ),
)
