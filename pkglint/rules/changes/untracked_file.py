"""A file is in the package that is not committed.

## Why it matters

The start-up file of LiteLLM 1.82.8, the script of nx 21.5.0 and the macro that opened the door of xz 5.6.0 were in no
commit. That of xz was named in a `.gitignore`, so that nobody missed it: what git ignores is no excuse here.

A file is known when git has its very bytes anywhere in the tree. What the packer writes itself (metadata, compiled
modules of a wheel) is left alone, and so are version files that the settings of the build back end name. In a directory
that holds nothing of the tree, such as `dist/`, everything is built: that is one warning for the directory.

## How to fix

Add the file to git, keep it out, or declare in the policy what the build makes:

```yaml
generated-files: [demo/_version.py, dist/**]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.tracked import Tracked, compare
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.rules._quote import quoted

_SHOWN = 50


def _finish(scope: Scope) -> Iterator[Finding]:
    tree, new = scope.reference.tree, scope.snapshot
    if tree is None or new is None:
        return
    found = compare(new, tree)
    made = scope.expectations.generated
    left = [path for path in found.untracked if not (made and made.matches(path))]
    if left and not found.same and not found.modified:
        yield scope.found(
            None,
            f"shares no file with {quoted(tree.label)}: it was not built from this tree, or all of it is generated",
            fix=Fix(FixAction.EDIT, (), "Name the directory of the project with --source"),
            details={"files": len(left)},
        )
        return
    whole: dict[str, list[str]] = {}
    known = _directories(found)
    for path in left:
        directory = _built(path, known)
        if directory:
            whole.setdefault(directory, []).append(path)
        else:
            text = f"Add it to git, keep it out, or declare it: generated-files: [{path}]"
            yield scope.found(path, f"is not in {quoted(tree.label)}", fix=Fix(FixAction.EDIT, (), text))
    for directory, paths in whole.items():
        yield scope.found(
            directory,
            f"holds {units.count(len(paths), 'file')} and nothing of {quoted(tree.label)}",
            fix=Fix(FixAction.EDIT, (), f"If the build makes it, declare it: generated-files: [{directory}/**]"),
            details={"files": paths[:_SHOWN], "count": len(paths)},
            grade=Level.WARNING,
        )


def _directories(found: Tracked) -> set[str]:
    """Every directory of the artifact that holds, at any depth, something of the tree."""
    known: set[str] = set()
    for path in (*found.same, *(path for path, _ in found.modified)):
        parts = path.split("/")[:-1]
        known.update("/".join(parts[: index + 1]) for index in range(len(parts)))
    return known


def _built(path: str, known: set[str]) -> str:
    """The topmost directory above ``path`` that holds nothing of the tree, empty when there is none."""
    parts = path.split("/")[:-1]
    each = ("/".join(parts[: index + 1]) for index in range(len(parts)))
    return next((directory for directory in each if directory not in known), "")


_TREE = {"src/demo/a.py": "1\n", "src/demo/b.py": "2\n", ".gitignore": "src/demo/c.py\n"}
_FILES = {"demo/a.py": "1\n", "demo/b.py": "2\n"}
_SCM = '[tool.setuptools_scm]\nversion_file = "src/demo/_version.py"\n'

RULE = Rule(
    id="untracked-file",
    summary="A file is in the package that is not committed",
    levels=level(Level.ERROR),
    grades="warning for a directory that holds nothing of the tree",
    needs=("tree",),
    finish=_finish,
    examples=(
        Example("although git ignores it", {**_FILES, "demo/c.py": "3\n"}, 1, Kind.WHEEL, tree=_TREE),
        Example("a directory of built files", {**_FILES, "dist/c.js": "3\n"}, 1, Kind.NPM, tree=_TREE),
        Example("another tree", _FILES, 1, Kind.WHEEL, tree={"other.py": "3\n"}),
        Example(
            "a directory that is declared",
            {**_FILES, "dist/c.js": "3\n"},
            kind=Kind.NPM,
            policy="version: 1\ngenerated-files: [dist/**]\n",
            tree=_TREE,
        ),
        Example(
            "a version file of setuptools-scm",
            {**_FILES, "demo/_version.py": "3\n"},
            kind=Kind.WHEEL,
            tree={**_TREE, "pyproject.toml": _SCM},
        ),
        Example("committed elsewhere", {**_FILES, "demo/c.py": "3\n"}, kind=Kind.WHEEL, tree={**_TREE, "x/y": "3\n"}),
    ),
)
