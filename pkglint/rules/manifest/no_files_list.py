"""package.json does not list what belongs into the package.

## Why it matters

Without `files` npm packs the whole directory but for what an ignore file names: whatever somebody puts there tomorrow
goes out with the next release, be it tests, notes, a dump, a source map, a key. `.npmignore` has to name each of them
in advance, and takes the place of `.gitignore`, whose lines then no longer count. A list of what ships needs no
foresight.

An open package without `exports` is left alone where modules ship that no entry point leads to: users may import each
of them by its path.

It is a warning for a closed package with files that no entry point leads to. A package that ships its
`.npmignore` is left alone, and so is one that says `private`, which npm refuses to publish.

## How to fix

Paste the list, which is computed from `main`, `module`, `exports`, `bin`, `types`, `browser` and what those files ask
for, and compare what `npm pack --dry-run` prints with what you mean to ship. `package.json`, the readme and the licence
always go along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pkglint.metadata.manifests import PACKAGE_JSON, package_json
from pkglint.model import (
    Entry,
    Example,
    Finding,
    Fix,
    FixAction,
    Kind,
    Level,
    MemberType,
    Rule,
    Scope,
    Visibility,
    level,
)
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_dependency, in_test_tree
from pkglint.model.units import count
from pkglint.rules.manifest._reach import Asked, asks, reached, top

# What npm packs in any case, and the papers that everybody adds.
_PAPERS = lazy(
    r"package\.json|npm-shrinkwrap\.json|(?:readme|licen[cs]e|copying|notice|changelog|changes|history|authors)\b.*",
    re.IGNORECASE,
)
_MODULES = (".js", ".mjs", ".cjs", ".json", ".css", ".ts", ".node", ".wasm")
_SHOWN = 3


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    asked: Asked = scope.state
    asked.add(entry)
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    manifest = package_json(scope.kept)
    paths = [row.path for row in scope.rows if row.type is MemberType.FILE and not in_dependency(row.path)]
    if PACKAGE_JSON not in scope.kept or manifest.problem or _is_limited(manifest.data, paths):
        return
    own = [path for path in paths if not _PAPERS.fullmatch(top(path))]
    found = reached(manifest.data, scope.state, {top(path) for path in own})
    beside = [path for path in own if found and top(path) not in found]
    # Without `exports` every module may be imported by its path: a list of what entry points reach would break users.
    public = "exports" not in manifest.data and any(
        path.endswith(_MODULES) and not in_test_tree(path) for path in beside
    )
    if scope.package.visibility is Visibility.OPEN and (public or not found):
        return  # nothing says what belongs into it
    said = "lists no files: npm packs the whole directory but for what an ignore file names"
    if beside:
        said += f", and {count(len(beside), 'file')} went out that no entry point leads to"
    yield scope.found(
        PACKAGE_JSON,
        said,
        fix=Fix(FixAction.INCLUDE, tuple(sorted(found))) if found and not (public and scope.package.presumed) else None,
        details={"beside": len(beside), "examples": beside[:_SHOWN]},
        grade=None if beside else Level.INFO,
        lowered=scope.package.presumed,
    )


def _is_limited(manifest: Mapping[str, object], paths: list[str]) -> bool:
    """Whether something else says what goes in, or nothing does go out."""
    return "files" in manifest or manifest.get("private") is True or ".npmignore" in paths


_CLOSED = '{"license":"UNLICENSED","main":"dist/a.js"}'
_BUILT = "exports.a = 1\n"

RULE = Rule(
    id="no-files-list",
    summary="package.json does not list what belongs into the package",
    levels=level(Level.WARNING, Level.INFO),
    grades="info where entry points lead to all that ships or to nothing, and for an open licence without a repository",
    kinds=(Kind.NPM,),
    stays=True,
    state=Asked,
    wants=asks,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "what nobody asks for went out",
            {"package.json": _CLOSED, "dist/a.js": _BUILT, "notes/plan.txt": "to be done\n"},
            1,
            Kind.NPM,
        ),
        Example("nothing did, this time", {"package.json": _CLOSED, "dist/a.js": _BUILT}, 1, Kind.NPM),
        Example(
            "a list",
            {"package.json": '{"license":"UNLICENSED","main":"dist/a.js","files":["dist"]}', "dist/a.js": _BUILT},
            kind=Kind.NPM,
        ),
        Example(
            "an ignore file", {"package.json": _CLOSED, "dist/a.js": _BUILT, ".npmignore": "src/\n"}, kind=Kind.NPM
        ),
    ),
)
