"""The package's own description is missing, broken, or says a thing twice.

## Why it matters

A registry refuses a package without metadata, and installers stop at it half-way. Metadata that can be read in two
ways is worse: with two `scripts` in package.json a reviewer reads the first and npm runs the last; with two
`.dist-info` directories, or `Name` given twice, tools take different ones. A byte order mark at the start breaks
strict readers of JSON, and becomes part of the first field's name in METADATA.

Asked for are package.json in a tarball of npm, `METADATA`, `WHEEL` and `RECORD` in one `.dist-info` directory of a
wheel, and `PKG-INFO` in a source distribution, each in its format, in UTF-8, with name and version.

## How to fix

Let the packer write the metadata and do not edit what it wrote. In package.json, remove the second key.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.metadata.manifests import PACKAGE_JSON, PKG_INFO, dist_info, headers_of, package_json
from pkglint.metadata.record import record_problem
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import assert_never
from pkglint.rules._quote import quoted

CORE = ("metadata-version", "name", "version")
# What npm, Node.js and bundlers act upon. Other keys are for readers, or for the tools of developers.
_DECIDING_KEYS = (
    "name version private license main module browser exports imports type types typings typesVersions bin man files "
    "directories scripts dependencies devDependencies optionalDependencies peerDependencies peerDependenciesMeta os "
    "cpu bundleDependencies bundledDependencies overrides resolutions engines libc gypfile config publishConfig "
    "workspaces"
)
_DECIDING = frozenset(_DECIDING_KEYS.split())
REBUILD = Fix(FixAction.REBUILD, text="let the build backend write the metadata, and do not edit the wheel afterwards")
EDIT = Fix(FixAction.EDIT, text="correct package.json")


def _finish(scope: Scope) -> Iterator[Finding]:
    kind = scope.artifact.kind
    match kind:
        case Kind.NPM:
            yield from _npm(scope)
        case Kind.WHEEL:
            yield from _wheel(scope)
        case Kind.SDIST | None:
            yield from _sdist(scope)
        case _:
            assert_never(kind)


def _sdist(scope: Scope) -> Iterator[Finding]:
    if PKG_INFO in scope.kept:
        yield from _headers(scope, PKG_INFO, CORE)
    else:
        yield scope.found(None, f"holds no {PKG_INFO} in its top directory", fix=REBUILD)


def _npm(scope: Scope) -> Iterator[Finding]:
    path = PACKAGE_JSON
    if path not in scope.kept:
        yield scope.found(None, "holds no package.json in its top directory", fix=EDIT)
        return
    manifest = package_json(scope.kept)
    if manifest.problem:
        yield scope.found(path, manifest.problem, line=manifest.line, fix=EDIT)
        return
    if manifest.bom:
        yield scope.found(path, "starts with a byte order mark, which strict readers of JSON refuse", line=1, fix=EDIT)
    for key in manifest.repeated[:20]:
        grade = None if key.partition(".")[0] in _DECIDING else Level.WARNING
        yield scope.found(
            path, f"has the key {quoted(key)} twice: readers take the first or the last", fix=EDIT, grade=grade
        )
    for key in ("name", "version"):
        if not manifest.text(key).strip():
            yield scope.found(path, f"has no {key}, without which npm does not publish", fix=EDIT)


def _wheel(scope: Scope) -> Iterator[Finding]:
    tops = {row.path.partition("/")[0] for row in scope.rows if "/" in row.path.rstrip("/") or row.raw.endswith("/")}
    directories = sorted(top for top in tops if top.endswith(".dist-info"))
    if len(directories) != 1:
        said = f"holds {len(directories)} .dist-info directories: installers refuse it, or take one of them"
        yield scope.found(None, said if directories else "holds no .dist-info directory", fix=REBUILD)
        if not directories:
            return
    needed = {name: dist_info(scope.artifact.filename, scope.kept, name) for name in ("METADATA", "WHEEL", "RECORD")}
    for name, path in needed.items():
        if not path:
            yield scope.found(None, f"holds no {name} in its .dist-info directory", fix=REBUILD)
    if needed["METADATA"]:
        yield from _headers(scope, needed["METADATA"], CORE)
    if needed["WHEEL"]:
        yield from _headers(scope, needed["WHEEL"], ("wheel-version",))
        yield from _wheel_version(scope, needed["WHEEL"])
    if needed["RECORD"]:
        problem = record_problem(scope.kept[needed["RECORD"]])
        if problem:
            yield scope.found(needed["RECORD"], problem, fix=REBUILD)


def _headers(scope: Scope, path: str, required: tuple[str, ...]) -> Iterator[Finding]:
    headers = headers_of(scope.kept, path)
    for problem in headers.problems:
        yield scope.found(path, problem, fix=REBUILD)
    # Programs that repair wheels (delocate) add a line with their own name; no installer reads it.
    for name in [name for name in headers.repeated if name != "generator"][:20]:
        yield scope.found(path, f"has the field {quoted(name)} twice: readers take the first or the last", fix=REBUILD)
    if headers.fields:
        for name in required:
            if not headers.get(name):
                yield scope.found(path, f"has no {name.title()}", fix=REBUILD)


def _wheel_version(scope: Scope, path: str) -> Iterator[Finding]:
    version = headers_of(scope.kept, path).get("wheel-version")
    if version and version.partition(".")[0] != "1":
        yield scope.found(path, "has a Wheel-Version that no installer knows", fix=REBUILD)


RULE = Rule(
    id="invalid-manifest",
    summary="The package's own description is missing, broken, or says a thing twice",
    levels=level(Level.ERROR),
    grades="warning for a key of package.json that stands twice and that npm and Node.js do not act upon",
    finish=_finish,
    examples=(
        Example(
            "two sets of scripts",
            {"package.json": '{"name": "demo", "version": "1.0.0", "license": "MIT", "scripts": {}, "scripts": {}}'},
            1,
            Kind.NPM,
        ),
        Example("not JSON", {"package.json": '{"name": "demo",}'}, 1, Kind.NPM),
        Example("no package.json", {"package.json": "${absent}", "index.js": "1\n"}, 1, Kind.NPM),
        Example("no METADATA", {"demo-1.0.dist-info/METADATA": "${absent}", "demo/a.py": "1\n"}, 1, Kind.WHEEL),
        Example("two .dist-info directories", {"other-1.0.dist-info/METADATA": "Name: other\n"}, 1, Kind.WHEEL),
        Example(
            "a name given twice",
            {"PKG-INFO": "Metadata-Version: 2.1\nName: demo\nName: other\nVersion: 1.0\nLicense: MIT\n"},
            1,
            Kind.SDIST,
        ),
        Example("no PKG-INFO", {"PKG-INFO": "${absent}", "demo/a.py": "1\n"}, 1, Kind.SDIST),
        Example(
            "a key for readers given twice",
            {"package.json": '{"name": "demo", "version": "1.0.0", "license": "MIT", "author": "a", "author": "b"}'},
            1,
            Kind.NPM,
        ),
        Example(
            "the program that repaired a wheel",
            {
                "demo-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: setuptools (80.0)\nRoot-Is-Purelib: true\n"
                "Tag: py3-none-any\nGenerator: delocate 0.13.0\n"
            },
            kind=Kind.WHEEL,
        ),
        Example("metadata as packers write it", {"demo/a.py": "1\n"}),
    ),
)
