"""Nothing says under which licence the package comes, or the licence file it names is not there.

## Why it matters

Without a licence nobody may use the package, and scanners of companies refuse it. A `License-File` that is named and
not there is a mistake of the build; from metadata 2.4 on PyPI refuses it (see upload-reject).

`UNLICENSED` in package.json is an answer and is left alone.

## How to fix

Name the licence (`license = "MIT"` in pyproject.toml, `"license": "MIT"` in package.json) and ship its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.metadata.manifests import PACKAGE_JSON, core_path, headers_of, package_json
from pkglint.metadata.visibility import npm_licences
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.rules._quote import quoted

_FILE = lazy(r"(?:un)?licen[cs]e|copying|copyright|ofl|notice", re.IGNORECASE)
_SEE = lazy(r"see licen[cs]e in <?([^<>]+)>?", re.IGNORECASE)
NAME_IT = Fix(FixAction.EDIT, text='write `license = "MIT"`, or which it is, under [project] in pyproject.toml')
NAME_IT_NPM = Fix(FixAction.EDIT, text='write `"license": "MIT"`, or which it is, in package.json')
SHIP_IT = Fix(FixAction.EDIT, text="ship the text of the licence")


def _finish(scope: Scope) -> Iterator[Finding]:
    npm = is_npm(scope.artifact.kind)
    yield from _npm(scope) if npm else _python(scope)


def _npm(scope: Scope) -> Iterator[Finding]:
    manifest = package_json(scope.kept)
    if PACKAGE_JSON not in scope.kept or manifest.problem:
        return
    stated = list(npm_licences(manifest))
    if not stated and not _has_file(scope, ""):
        yield scope.found("package.json", "names no licence, and no file holds one", fix=NAME_IT_NPM)
    for text in stated:
        match = _SEE.fullmatch(text.strip())
        paths = {row.path for row in scope.rows}
        if match and not match[1].startswith("http") and match[1].strip().removeprefix("./") not in paths:
            said = f"points to the licence file {quoted(match[1])}, which is not in the tarball"
            yield scope.found("package.json", said, fix=SHIP_IT)


def _python(scope: Scope) -> Iterator[Finding]:
    wheel = scope.artifact.kind is Kind.WHEEL
    path = core_path(scope.artifact, scope.kept)
    if path not in scope.kept:
        return
    headers = headers_of(scope.kept, path)
    directory = path.rpartition("/")[0]
    said = headers.get("license-expression") or headers.get("license").replace("UNKNOWN", "")
    classified = any(value.startswith(("License ::", "Private ::")) for value in headers.all("classifier"))
    if not said and not classified and not _has_file(scope, directory):
        yield scope.found(path, "names no licence, and no file holds one", fix=NAME_IT)
    if headers.older_than("2.4"):
        paths = {row.path for row in scope.rows}
        prefixes = (f"{directory}/", f"{directory}/licenses/", f"{directory}/license_files/") if wheel else ("",)
        for value in headers.all("license-file"):
            # setuptools named the path in the project and stored the file by its last component.
            names = {value, value.rpartition("/")[2]}
            if not any(f"{prefix}{name}" in paths for prefix in prefixes for name in names):
                text = f"names the licence file {quoted(value)}, which is not in the artifact"
                yield scope.found(path, text, fix=SHIP_IT)


def _has_file(scope: Scope, directory: str) -> bool:
    """Whether a file at the top, or anywhere in the ``.dist-info`` directory, is named like a licence."""
    for row in scope.rows:
        above, _, name = row.path.rpartition("/")
        if _FILE.match(name) and (not above or (directory and above.startswith(directory))):
            return True
    return False


_BARE = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"

RULE = Rule(
    id="license-missing",
    summary="Nothing says under which licence the package comes, or the licence file it names is not there",
    levels=level(Level.INFO),
    finish=_finish,
    examples=(
        Example("a wheel without a word", {"demo-1.0.dist-info/METADATA": _BARE, "demo/a.py": "1\n"}, 1, Kind.WHEEL),
        Example("a tarball without a word", {"package.json": '{"name": "demo", "version": "1.0.0"}'}, 1, Kind.NPM),
        Example("a licence file that is not there", {"PKG-INFO": _BARE + "License-File: LICENSE\n"}, 2, Kind.SDIST),
        Example("a licence in a file only", {"PKG-INFO": _BARE, "LICENSE.txt": "MIT\n"}, kind=Kind.SDIST),
        Example("not for everybody, and said so", {"package.json": '{"license": "UNLICENSED"}'}, kind=Kind.NPM),
        Example("a licence in the metadata", {"demo/a.py": "1\n"}),
    ),
)
