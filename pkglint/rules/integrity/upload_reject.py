"""The registry refuses the upload.

## Why it matters

A release that stops half-way is the worst kind: the wheels for Linux are out, the one for macOS was refused, the tag
is pushed and a version number is burnt. Everything that PyPI and npm check at the upload and that can be known
without asking them is checked here first: the form of the file name, platform tags, every field of the metadata (with
`packaging`, as PyPI does), licence files, entry points, data descriptors and comments in the zip; the name and the
tag of an npm package. With the extra `readme` installed, a description in reStructuredText is rendered too.

What only the registry knows is not: whether the name is taken or the version exists.

## How to fix

Each finding says what the registry wants. `linux_x86_64` wheels are repaired with auditwheel; file names of source
distributions come out right with a current build backend (PEP 625).
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.metadata.manifests import core_path, dist_info, headers_of, package_json
from pkglint.metadata.npm import Manifest
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Pin, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.rules.integrity import _pypi
from pkglint.rules.integrity._anomalies import REBUILD, noted

MAX_NPM_NAME = 214
_NPM_NAME = lazy(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*")
_PART = r"(?:0|[1-9]\d*|[xX*])"
# As semver reads it: what follows a hyphen belongs to a version only behind three numbers, so `v3-legacy` is a name.
_RANGE = lazy(
    rf"[v=\s]*{_PART}(?:\.{_PART}(?:\.{_PART}(?:-[\w.-]+)?)?)?(?:\+[\w.-]+)?\s*"
    r"|\s*[<>=~^]+(?:[v\s][v=\s]*)?\d.*|\s*\|\|.*"
)


def _finish(scope: Scope) -> Iterator[Finding]:
    if is_npm(scope.artifact.kind):
        yield from _npm(scope)
        return
    yield from noted(scope, REBUILD)
    for refusal in _refusals(scope):
        yield scope.found(
            refusal.path or None,
            refusal.text,
            fix=Fix(FixAction.EDIT, text="change the project's metadata or the build, and build again"),
            details={"field": refusal.field} if refusal.field else {},
            grade=Level.WARNING if refusal.warned else None,
        )


def _refusals(scope: Scope) -> Iterator[_pypi.Refusal]:
    kind = scope.artifact.kind or Kind.WHEEL
    path = core_path(scope.artifact, scope.kept)
    data = scope.kept.get(path)
    if data is None:
        return  # invalid-manifest says so
    headers = headers_of(scope.kept, path)
    yield from _pypi.file_name(kind, scope.artifact.filename, headers.get("name"), headers.get("version"))
    if not headers.utf8 or headers.problems:
        return  # invalid-manifest says so
    yield from _pypi.metadata(path, data, headers)
    files = {row.path: row for row in scope.rows if row.type is not MemberType.DIRECTORY}
    yield from _pypi.license_files(path, kind, headers, files)
    entry_points = dist_info(scope.artifact.filename, scope.kept, "entry_points.txt")
    if kind is Kind.WHEEL and entry_points:
        yield from _pypi.entry_points(entry_points, scope.kept[entry_points])


def _npm(scope: Scope) -> Iterator[Finding]:
    manifest = package_json(scope.kept)
    for text, grade in _npm_refuses(manifest):
        yield scope.found("package.json", text, fix=Fix(FixAction.EDIT, text="change package.json"), grade=grade)


def _npm_refuses(manifest: Manifest) -> Iterator[tuple[str, Level | None]]:
    name, config = manifest.text("name"), manifest.table("publishConfig")
    if name and not _NPM_NAME.fullmatch(name):
        # Old packages with capital letters keep their names; a new one cannot be made.
        old = _NPM_NAME.fullmatch(name.lower()) is not None
        said = "has capital letters" if old else "is not one that npm takes (lower case, URL-safe, no dot first)"
        yield f"has a name that {said}", Level.WARNING if old else None
    if len(name) > MAX_NPM_NAME:
        yield f"has a name of more than {MAX_NPM_NAME} characters", None
    if name in {"node_modules", "favicon.ico"}:
        yield "has a name that npm keeps for itself", None
    if config.get("access") == "restricted" and name and not name.startswith("@"):
        yield "wants restricted access without a scope, which npm refuses", None
    tag = config.get("tag")
    if isinstance(tag, str) and _RANGE.fullmatch(tag):
        # Refused by `npm publish --tag` and `npm dist-tag add`, but not when it stands in publishConfig.
        yield "has a dist-tag in publishConfig that is a version range, so nobody can install by it", Level.WARNING


RULE = Rule(
    id="upload-reject",
    summary="The registry refuses the upload",
    levels=level(Level.ERROR),
    grades=(
        "warning for capital letters in an npm name, which only old packages may have, for an npm dist-tag that is a"
        " version range, and for a wheel whose file name is not normalised, of which PyPI only warns so far"
    ),
    finish=_finish,
    pin=Pin.ARTIFACT,
    examples=(
        Example(
            "a licence said twice",
            {
                "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nSummary: x\n"
                "License: MIT\nLicense-Expression: MIT\n"
            },
            1,
            Kind.WHEEL,
        ),
        Example(
            "a requirement and a version specifier that are none",
            {
                "PKG-INFO": "Metadata-Version: 2.2\nName: demo\nVersion: 1.0\nLicense: MIT\n"
                "Requires-Dist: some thing\nRequires-Python: 3.8 or newer\n"
            },
            2,
            Kind.SDIST,
        ),
        Example(
            "a licence file that is not there",
            {
                "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n"
                "License-Expression: MIT\nLicense-File: LICENSE\n"
            },
            1,
            Kind.WHEEL,
        ),
        Example(
            "a tag that is a version",
            {"package.json": '{"license": "MIT", "publishConfig": {"tag": "1.x"}}'},
            1,
            Kind.NPM,
        ),
        Example(
            "a tag that only starts like a version",
            {"package.json": '{"license": "MIT", "publishConfig": {"tag": "v3-legacy"}}'},
            0,
            Kind.NPM,
        ),
        Example("metadata as PyPI and npm take it", {"demo/__init__.py": "1\n"}),
    ),
)
