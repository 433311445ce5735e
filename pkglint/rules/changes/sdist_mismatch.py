"""A wheel holds something else than the sdist of the same release.

## Why it matters

Who builds from the sdist and who installs the wheel believe that they run the same code. A wheel that was built from
another tree, or that something was added to after the build, differs from the sdist that is beside it.

It looks at the two when both are linted in one run: at files of the same path with other bytes, line endings apart, and
at files that only the wheel has. Compiled files and metadata are left alone.

## How to fix

Build the wheel from the sdist, as `python -m build` does, and include in the sdist what the wheel needs. A file that
the build makes is declared in the policy: `generated-files: [demo/_version.py]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.locked import counted
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.model.reference import Held, Snapshot

_SHOWN = 50


def _finish(scope: Scope) -> Iterator[Finding]:
    sdist, new = scope.reference.sdist, scope.snapshot
    if sdist is None or new is None:
        return
    made = scope.expectations.generated
    known = {held.plain for held in sdist.files.values()}
    ends = _by_end(sdist)
    only: list[str] = []
    for held in counted(new):
        if _built(held) or held.plain in known or (made and made.matches(held.path)) or _versioned(held.path, sdist):
            continue
        place = _place(held.path, ends)
        if place is None:
            only.append(held.path)
            continue
        yield scope.found(
            held.path,
            f"differs from {place} of the sdist",
            fix=Fix(FixAction.EDIT, (), "Build the wheel from the sdist, or declare the file as generated"),
            details={"sdist": place},
        )
    if only:
        yield scope.found(
            None,
            f"holds {units.count(len(only), 'file')} that the sdist lacks",
            fix=Fix(FixAction.EDIT, (), f"Include in the sdist, or declare as generated: {', '.join(only[:5])}"),
            details={"files": only[:_SHOWN], "count": len(only)},
            grade=Level.INFO,
        )


def _built(held: Held) -> bool:
    """Whether it is compiled, empty, or a script whose first line the packer writes anew."""
    return not held.size or held.form not in ("", "script") or ".data/scripts/" in held.path


def _versioned(path: str, sdist: Snapshot) -> bool:
    """Whether the settings in the sdist name it as a file that the back end makes, in each build anew."""
    return any(each == path or each.endswith(f"/{path}") for each in sdist.generated)


def _by_end(sdist: Snapshot) -> dict[str, list[str]]:
    """The paths of the sdist by their last name."""
    found: dict[str, list[str]] = {}
    for path in sdist.files:
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return found


def _place(path: str, ends: dict[str, list[str]]) -> str | None:
    """The file of the sdist that has the same path, below ``src/`` or the like."""
    there = ends.get(path.rpartition("/")[2], [])
    return next((each for each in there if each == path or each.endswith(f"/{path}")), None)


RULE = Rule(
    id="sdist-mismatch",
    summary="A wheel holds something else than the sdist of the same release",
    levels=level(Level.ERROR),
    grades="information for files that only the wheel has",
    kinds=(Kind.WHEEL,),
    needs=("sdist",),
    finish=_finish,
    examples=(
        Example("another line", {"demo/a.py": "2\n"}, 1, Kind.WHEEL, sdist={"src/demo/a.py": "1\n"}),
        Example(
            "files that the sdist lacks",
            {"demo/a.py": "1\n", "demo/b.py": "2\n", "demo/c.py": "3\n"},
            1,
            Kind.WHEEL,
            sdist={"demo/a.py": "1\n"},
        ),
        Example("other line endings", {"demo/a.py": "1\r\n"}, kind=Kind.WHEEL, sdist={"src/demo/a.py": "1\n"}),
        Example(
            "a version file of the back end",
            {"demo/a.py": "1\n", "demo/_version.py": "2\n"},
            kind=Kind.WHEEL,
            sdist={
                "src/demo/a.py": "1\n",
                "src/demo/_version.py": "1\n",
                "pyproject.toml": '[tool.setuptools_scm]\nversion_file = "src/demo/_version.py"\n',
            },
        ),
        Example(
            "a file that is declared",
            {"demo/a.py": "1\n", "demo/b.py": "2\n"},
            kind=Kind.WHEEL,
            policy="version: 1\ngenerated-files: [demo/b.py]\n",
            sdist={"demo/a.py": "1\n"},
        ),
    ),
)
