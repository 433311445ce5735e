"""A file is in the package with other bytes than are committed.

## Why it matters

The release of Ultralytics that mined coins had valid attestations: the build had taken a poisoned cache. LiteLLM 1.82.7
was one changed module of 2,597 files. Neither shows in the artifact alone, nor against the last release; only the
commit that it was built from shows it.

With `check --source DIR[@REF]` every file is compared by git's own ids of its content; line endings do not count.
Prefixes such as `src/` are found by themselves. Of package.json the dependencies, the install scripts, `bin` and
`exports` are compared, after `workspace:`, `catalog:` and `publishConfig` are put in place as packers do. A pointer of
Git LFS in the place of its file is a warning.

## How to fix

Build from a clean checkout of the commit. A file that the build rewrites is declared in the policy:

```yaml
generated-files: [demo/_version.py, dist/**]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.packed import differing
from pkglint.compare.tracked import compare
from pkglint.metadata.manifests import PACKAGE_JSON
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.model.kinds import is_npm
from pkglint.rules._quote import quoted

_FIX = "Build from a clean checkout, or declare it: generated-files: [{}]"


def _finish(scope: Scope) -> Iterator[Finding]:
    tree, new = scope.reference.tree, scope.snapshot
    if tree is None or new is None:
        return
    found = compare(new, tree)
    made = scope.expectations.generated
    for path, place in found.modified:
        if not (made and made.matches(path)):
            yield scope.found(
                path,
                f"differs from {quoted(place)} in {quoted(tree.label)}",
                fix=Fix(FixAction.EDIT, (), _FIX.format(path)),
                details={"committed": place},
            )
    for path in found.pointers:
        yield scope.found(
            path,
            "is the pointer that Git LFS commits, not the file that it stands for",
            fix=Fix(FixAction.EDIT, (), "Build from a checkout with the files of Git LFS: git lfs pull"),
            grade=Level.WARNING,
        )
    if is_npm(new.kind) and found.manifest and not (made and made.matches(PACKAGE_JSON)):
        keys = differing(scope.kept.get(PACKAGE_JSON, b""), tree.manifests[found.manifest], tree)
        if keys:
            text = ", ".join(quoted(key) for key in keys[:5])
            more = f" and {units.count(len(keys) - 5, 'more key')}" if len(keys) > 5 else ""
            yield scope.found(
                PACKAGE_JSON,
                f"differs from {quoted(found.manifest)} in {quoted(tree.label)}: {text}{more}",
                fix=Fix(FixAction.EDIT, (), _FIX.format(PACKAGE_JSON)),
                details={"committed": found.manifest, "keys": list(keys[:50])},
            )


_POLICY = "version: 1\ngenerated-files: [demo/a.py]\n"
_MANIFEST = '{"name": "demo", "version": "1.0.0", "license": "MIT", "dependencies": {%s}}\n'

RULE = Rule(
    id="modified-file",
    summary="A file is in the package with other bytes than are committed",
    levels=level(Level.ERROR),
    grades="warning for a pointer of Git LFS",
    needs=("tree",),
    finish=_finish,
    examples=(
        Example(
            "another line",
            {"demo/a.py": "2\n", "demo/b.py": "1\n"},
            1,
            Kind.WHEEL,
            tree={"src/demo/a.py": "1\n", "src/demo/b.py": "1\n"},
        ),
        Example(
            "another dependency",
            {"package.json": _MANIFEST % '"a": "1"', "a.js": "1\n"},
            1,
            Kind.NPM,
            tree={"package.json": _MANIFEST % "", "a.js": "1\n"},
        ),
        Example(
            "a file that is declared to be generated",
            {"demo/a.py": "2\n", "demo/b.py": "1\n"},
            kind=Kind.WHEEL,
            policy=_POLICY,
            tree={"demo/a.py": "1\n", "demo/b.py": "1\n"},
        ),
        Example(
            "other line endings",
            {"demo/a.py": "1\r\n2\r\n"},
            kind=Kind.WHEEL,
            tree={"src/demo/a.py": "1\n2\n"},
        ),
        Example(
            "a version in place of workspace:",
            {"package.json": _MANIFEST % '"b": "^2.0.0"', "a.js": "1\n"},
            kind=Kind.NPM,
            tree={
                "packages/a/package.json": _MANIFEST % '"b": "workspace:^"',
                "packages/a/a.js": "1\n",
                "packages/b/package.json": '{"name": "b", "version": "2.0.0"}\n',
            },
        ),
    ),
)
