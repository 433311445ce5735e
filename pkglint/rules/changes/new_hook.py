"""Something runs by itself that the last release did not have.

## Why it matters

Of 162 releases of well-known packages compared with the one before, none had a new hook, and none ran another command
in one. In the attacks of 2025 and 2026 it was the rule: nx 21.5.0, the worms named Shai-Hulud and LiteLLM 1.82.8 all
shipped a script or a start-up file that the release before had not.

Compared are the npm scripts `preinstall`, `install` and `postinstall`, also those of bundled packages, a `binding.gyp`,
and what Python reads at every start: the lines of a `.pth` file that run, `.start`, `sitecustomize` and
`usercustomize`. A hook that was there and now runs another command is an error; a start-up file or `binding.gyp` that
was there with another content is information, as the rules about what it does have read it.

## How to fix

Remove the hook. If it is meant, add an exception with the reason, so that somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.compare.locked import runs
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Row, Rule, Scope, level
from pkglint.model.fold import fold
from pkglint.rules._quote import quoted

_SCRIPTS = "scripts."


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    paths = {fold(row.path, new.version): row for row in scope.rows}
    for name, run in sorted(new.hooks.items()):
        known = old.hooks.get(name)
        if known == run:
            continue
        script = _SCRIPTS in name
        what = f"runs `{quoted(run)}` ({name.rpartition(_SCRIPTS)[2]})" if script else "runs by itself"
        how = "did not" if known is None else f"ran `{quoted(known)}`" if script else "had it with other content"
        yield scope.found(
            _where(name, paths),
            f"{what}, which {quoted(old.label)} {how}" if known is None else f"{what}; {quoted(old.label)} {how}",
            fix=Fix(FixAction.EDIT, (), "Remove the hook, or add an exception with the reason for it"),
            details={"hook": name, "was_there": known is not None},
            grade=Level.INFO if known is not None and not script else None,
        )


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    if lock is None or new is None:
        return
    paths = {fold(row.path, new.version): row for row in scope.rows}
    for name, run in runs(new).items():
        if lock.runs.get(name) != run:
            what = f"runs `{quoted(run)}` ({name.rpartition(_SCRIPTS)[2]})" if _SCRIPTS in name else "runs by itself"
            how = "has it with other content" if name in lock.runs else "does not name it"
            yield scope.found(
                _where(name, paths),
                f"{what}; {quoted(lock.label)} {how}",
                fix=Fix(FixAction.EDIT, (), "Remove the hook; if it is meant: pkglint lock --update"),
                details={"hook": name, "was_there": name in lock.runs},
            )


def _where(name: str, paths: dict[str, Row]) -> Row | str | None:
    """The file that holds a hook: the manifest of a script, else the start-up file itself, in whatever scheme."""
    root, script, _ = name.rpartition(_SCRIPTS)
    if script:
        return paths.get(f"{root}package.json")
    return paths.get(name) or next((row for path, row in paths.items() if path.endswith(f"/{name}")), None)


def _package(scripts: str) -> str:
    return f'{{"name": "demo", "license": "MIT", "scripts": {{{scripts}}}}}\n'


_OLD = {"package.json": _package('"postinstall": "node a.js"'), "a.js": "run();\n"}

RULE = Rule(
    id="new-hook",
    summary="Something runs by itself that the last release did not have",
    levels=level(Level.ERROR),
    grades="information for a file of the last release with other content",
    kinds=(Kind.WHEEL, Kind.NPM),
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "a script that was not there",
            {**_OLD},
            1,
            Kind.NPM,
            before=Before({"package.json": _package(""), "a.js": "run();\n"}),
            also=("install-script",),
        ),
        Example(
            "another command",
            {**_OLD, "package.json": _package('"postinstall": "node ./a.js"')},
            1,
            Kind.NPM,
            before=Before(_OLD),
            also=("install-script",),
        ),
        Example(
            "a start-up file that was not there",
            {"demo.pth": "import os\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo/__init__.py": ""}),
            also=("added-file", "pth-hook"),
        ),
        Example(
            "a file of paths that now runs code",
            {"demo.pth": "import os\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.pth": "sub\n"}),
            also=("pth-hook",),
        ),
        Example(
            "a start-up file with another line",
            {"demo.pth": "import sys\n"},
            1,
            Kind.WHEEL,
            before=Before({"demo.pth": "import os\n"}),
            also=("pth-hook",),
        ),
        Example("the same script", _OLD, kind=Kind.NPM, before=Before(_OLD), also=("install-script",)),
        Example(
            "scripts that installing does not run",
            {"package.json": _package('"prepare": "husky", "test": "node a.js"'), "a.js": "run();\n"},
            kind=Kind.NPM,
            before=Before({"package.json": _package(""), "a.js": "run();\n"}),
        ),
    ),
)
