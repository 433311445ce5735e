"""The package says that it must not be published.

## Why it matters

Somebody marked it: `"private": true` is what `npm init` writes into workspaces, the classifier
`Private :: Do Not Upload` is what Python projects use. npm and PyPI refuse such a package, another registry may
not, and a tarball that was packed for a customer goes to everybody.

## How to fix

Do not publish it. If it is meant to go out after all, remove the mark and say so with a policy that expects it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.metadata.manifests import core_path, headers_of, package_json
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm

STOP = Fix(FixAction.EDIT, text="do not publish it, or remove the mark")


def _finish(scope: Scope) -> Iterator[Finding]:
    if is_npm(scope.artifact.kind):
        # npm asks only whether the value is true in the sense of JavaScript: "false" in quotes is.
        if package_json(scope.kept).data.get("private"):
            yield scope.found("package.json", "is marked private: npm does not publish it", fix=STOP)
        return
    path = core_path(scope.artifact, scope.kept)
    if any(value.startswith("Private ::") for value in headers_of(scope.kept, path).all("classifier")):
        yield scope.found(path, "has the classifier Private: PyPI does not take it", fix=STOP)


_PRIVATE = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense: MIT\nClassifier: Private :: Do Not Upload\n"

RULE = Rule(
    id="private-package",
    summary="The package says that it must not be published",
    levels=level(Level.ERROR),
    finish=_finish,
    examples=(
        Example("private in package.json", {"package.json": '{"license": "MIT", "private": true}'}, 1, Kind.NPM),
        Example("a classifier", {"demo-1.0.dist-info/METADATA": _PRIVATE}, 1, Kind.WHEEL),
        Example("a classifier in an sdist", {"PKG-INFO": _PRIVATE}, 1, Kind.SDIST),
        Example("explicitly public", {"package.json": '{"license": "MIT", "private": false}'}, kind=Kind.NPM),
        Example("nothing said", {"demo/a.py": "1\n"}),
    ),
)
