"""A dependency exists only on the machine that built the package, or outside of the registry.

## Why it matters

`workspace:*`, `catalog:`, `link:`, `portal:`, `file:` and `patch:` mean something in the repository and nothing to
those who install: `npm install` stops with EUNSUPPORTEDPROTOCOL or looks for a directory that is not there. It
happens when a package of a workspace is packed with npm instead of the workspace's own tool, which would have put
versions in their place. Dependencies from git or a URL install, but without a version, an integrity hash or the
registry's checks, and whoever controls the address controls the code. PyPI refuses a direct URL in `Requires-Dist`.

Dependencies for development are not installed with a package: there it is an info. A package.json in a directory
below the top (a template, a nested package) is looked at too.

## How to fix

Pack with the workspace's tool (`pnpm pack`, `yarn npm publish`), or name versions that are on the registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pkglint.metadata.manifests import core_path, headers_of, package_json
from pkglint.metadata.npm import parse_package_json
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree
from pkglint.rules._quote import quoted

INSTALLED = ("dependencies", "optionalDependencies", "peerDependencies")
MAX_NESTED = 1 << 20
_LOCAL = lazy(r"(?:^|@)(workspace|catalog|link|portal|file|patch):", re.IGNORECASE)
_PATH = lazy(r"\.{1,2}(?:/|$)|~/|/|[A-Za-z]:[\\/]")
_REMOTE = lazy(r"(?:git|https?|ssh)(?:\+\w+)?:|(?:github|gitlab|bitbucket|gist):|git@|[\w-][\w.-]*/[\w.-]+(?:#|$)")
_DIRECT = lazy(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\]\s*)?@\s*(\w+)")
REPLACE = Fix(FixAction.EDIT, text="name a version that is on the registry, or pack with the workspace's own tool")


def _wants(entry: Entry) -> bool:
    nested = entry.name == "package.json" and "/" in entry.path and "node_modules/" not in entry.path
    return nested and entry.is_file and entry.size < MAX_NESTED and not in_test_tree(entry.path)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if not is_npm(scope.artifact.kind):
        return
    for field, name, scheme in _local(parse_package_json(entry.content.data).data):
        if field in INSTALLED:
            yield _found(scope, entry, field, name, scheme, Level.WARNING)


def _finish(scope: Scope) -> Iterator[Finding]:
    if is_npm(scope.artifact.kind):
        manifest = package_json(scope.kept).data
        for field, name, scheme in _local(manifest):
            yield _found(scope, "package.json", field, name, scheme, None if field in INSTALLED else Level.INFO)
        for field, name in _remote(manifest):
            yield scope.found(
                "package.json",
                f"takes {quoted(name)} in {field} from git or a URL instead of the registry",
                fix=REPLACE,
                details={"field": field, "dependency": quoted(name)},
                grade=Level.WARNING,
            )
        return
    path = core_path(scope.artifact, scope.kept)
    for value in headers_of(scope.kept, path).all("requires-dist"):
        match = _DIRECT.match(value)
        if match:
            where = "a file of the machine that built it" if match[2].lower() == "file" else "a direct URL"
            text = f"requires {quoted(match[1])} from {where}, which PyPI refuses"
            yield scope.found(path, text, fix=REPLACE, details={"dependency": quoted(match[1])})


def _found(scope: Scope, where: Entry | str, field: str, name: str, scheme: str, grade: Level | None) -> Finding:
    return scope.found(
        where,
        f"takes {quoted(name)} in {field} from {scheme}, which only the machine that built it knows",
        fix=REPLACE,
        details={"field": field, "dependency": quoted(name)},
        grade=grade,
    )


def _values(manifest: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for field in fields:
        table = manifest.get(field)
        for name, value in table.items() if isinstance(table, dict) else ():
            if isinstance(value, str):
                yield field, name, value.strip()


def _local(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, dependency and scheme of what only the build machine knows."""
    for field, name, value in _values(manifest, (*INSTALLED, "devDependencies")):
        match = _LOCAL.search(value)
        if match:
            yield field, name, f"{match[1].lower()}:"
        elif _PATH.match(value):
            yield field, name, "a directory"


def _remote(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, name, value in _values(manifest, INSTALLED):
        if _REMOTE.match(value) and not _LOCAL.search(value):
            yield field, name


RULE = Rule(
    id="local-dependency",
    summary="A dependency exists only on the machine that built the package, or outside of the registry",
    levels=level(Level.ERROR),
    grades="warning for git and URLs in package.json and for nested package.json files; info in devDependencies",
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "protocols of a workspace",
            {
                "package.json": '{"license": "MIT", "dependencies": {"a": "workspace:*", "b": "catalog:", '
                '"c": "npm:c@^1.0.0", "d": "link:../d"}, "devDependencies": {"e": "workspace:^"}}'
            },
            4,
            Kind.NPM,
        ),
        Example("git", {"package.json": '{"license": "MIT", "dependencies": {"a": "owner/a#main"}}'}, 1, Kind.NPM),
        Example(
            "a direct URL",
            {
                "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense: MIT\n"
                "Requires-Dist: other @ https://example.com/other-1.0.tar.gz\nRequires-Dist: fine>=1\n"
            },
            1,
            Kind.WHEEL,
        ),
        Example(
            "versions, ranges, tags and aliases",
            {
                "package.json": '{"license": "MIT", "dependencies": {"a": "^1.2.3", "b": "latest", "c": "*", '
                '"d": "npm:@x/y@1.x", "e": "1.0.0 - 2.0.0", "f": ">=1 <2 || ~3"}}'
            },
            kind=Kind.NPM,
        ),
        Example("no dependencies", {"demo/a.py": "1\n"}),
    ),
)
