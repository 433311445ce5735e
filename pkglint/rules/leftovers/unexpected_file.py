"""A file is in the artifact that the policy does not expect.

## Why it matters

Most leaks are files that nobody meant to ship: a map, a `.env`, a directory of notes, a second bundle. A list of what
belongs in the artifact stops all of them, also those that no rule has heard of. It is the strongest check there is.

The rule speaks only when the policy has `expected-files` for the kind of artifact. Patterns are those of gitignore,
rooted at the package; the last one that matches wins and `!` excludes.

## How to fix

Keep the file out, or add a pattern for it. `pkglint init` writes patterns from the artifacts that you have:

```yaml
artifacts:
  wheel: {expected-files: ["demo/**/*.py", "demo/py.typed", "demo-*.dist-info/**"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Rule, Scope, level


def _finish(scope: Scope) -> Iterator[Finding]:
    expected = scope.expectations.expected
    if expected is None:
        return
    for row in scope.rows:
        if row.type is not MemberType.DIRECTORY and not expected.matches(row.path):
            advice = "If it is meant to be there, add it to `expected-files` in the policy"
            fix = Fix(FixAction.EXCLUDE, (row.path,), advice, names_policy=True)
            yield scope.found(row, "is not among the files that the policy expects", fix=fix)


WHEEL = 'version: 1\nartifacts:\n  wheel: {expected-files: ["demo/**/*.py", "demo-*.dist-info/**"]}\n'
NPM = 'version: 1\nartifacts:\n  npm: {expected-files: ["package.json", "dist/**", "!dist/**/*.map"]}\n'

RULE = Rule(
    id="unexpected-file",
    summary="A file is in the artifact that the policy does not expect",
    levels=level(Level.ERROR),
    finish=_finish,
    examples=(
        Example("a file of notes", {"demo/a.py": "1\n", "demo/notes.txt": "later\n"}, 1, Kind.WHEEL, WHEEL),
        Example("a pattern that excludes again", {"dist/a.js": "1;\n", "dist/a.js.map": "{}\n"}, 1, Kind.NPM, NPM),
        Example("all files are expected", {"demo/a.py": "1\n", "demo/b/c.py": "2\n"}, 0, Kind.WHEEL, WHEEL),
        Example("patterns for another kind", {"demo/a.py": "1\n", "notes.txt": "later\n"}, 0, Kind.SDIST, WHEEL),
        Example("a policy without patterns", {"demo/a.py": "1\n", "demo/table.csv": "1,2\n"}),
    ),
)
