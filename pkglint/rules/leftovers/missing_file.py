"""A file is not in the artifact that the policy requires.

## Why it matters

A release without its licence, its type marker or its compiled bundle installs and then fails, and the version number
is used up. A pattern in `required-files` that nothing matches stops it before.

## How to fix

Find out why the packer leaves the file out, and include it:

```yaml
artifacts:
  wheel: {required-files: ["demo/py.typed", "*.dist-info/licenses/**"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Level, MemberType, Rule, Scope, level


def _finish(scope: Scope) -> Iterator[Finding]:
    required = scope.expectations.required
    if required is None:
        return
    paths = [row.path for row in scope.rows if row.type is not MemberType.DIRECTORY]
    for pattern in required.apart():
        if not any(pattern.matches(path) for path in paths):
            wanted = pattern.sources[0]
            yield scope.found(
                None,
                f"holds no file for the required pattern {wanted}",
                fix=Fix(FixAction.INCLUDE, (wanted,)),
                details={"pattern": wanted},
            )


POLICY = 'version: 1\nrequired-files: ["demo/**", "demo/py.typed"]\n'

RULE = Rule(
    id="missing-file",
    summary="A file is not in the artifact that the policy requires",
    levels=level(Level.ERROR),
    finish=_finish,
    examples=(
        Example("no type marker", {"demo/a.py": "1\n"}, 1, policy=POLICY),
        Example("nothing of what is required", {"other/a.py": "1\n"}, 2, policy=POLICY),
        Example("one file answers two patterns", {"demo/py.typed": ""}, policy=POLICY),
        Example("a policy without such a list", {"demo/a.py": "1\n"}),
    ),
)
