r"""A file names a place on the machine that built the package.

Told are strings in code, types and JSON that begin with somebody's home directory, `_where` in package.json (npm 6
wrote it when a package was installed), `direct_url.json` with a `file:` address, and what an editable installation
leaves behind.

## Why it matters

What is loaded from such a path is not in the package: it works on one machine only. The path also tells who built the
package, and what else lies there.

Names that stand for anybody (`/home/user/`), those of build services (`/home/runner/`), comments and test trees are
left alone.

## How to fix

Build in a clean directory, with paths that are relative to the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.metadata.manifests import package_json
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_dependency, in_scaffold, in_test_tree

_SUFFIXES = frozenset([".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".py", ".pyi", ".json"])
_LARGEST = 4 << 20  # bytes
_LONGEST_LINE = 2_000  # characters: longer lines are bundles, whose strings are data of many packages
_HOME = lazy(
    rb"""
    (?<![\w\\])["'`](?:file://)?          # where a string begins
    (?:/home/|/Users/                     # Linux, macOS
      |[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))  # Windows
    ([A-Za-z][A-Za-z0-9._-]{1,40})        # whose home
    (?:\\{1,2}|/)[\w.@ -]{1,80}           # and what lies in it
    (?:\\{1,2}|/|["'`])
    """,
    re.VERBOSE,
)
_COMMENT = lazy(rb"\s*(?:#|//|/?\*|>>>|\.\.\.|--)")
_NAMES = (
    b"user username your yourname you me my myuser name someone somebody anyone test tester testuser demo example foo "
    b"bar baz john jane doe johndoe janedoe john.doe jane.doe alice bob joe jdoe fred admin root shared public default "
    b"runner runneradmin vsts appveyor travis circleci jenkins builder build ci gitlab-runner buildbot ubuntu ec2-user "
    b"vagrant docker node app web deploy www pi jovyan conda python git linuxbrew coder codespace gitpod vscode "
    b"site static pages page view views list profile login index api v1 all new edit"
)
_ANYBODY = frozenset(_NAMES.split())


def _wants(entry: Entry) -> bool:
    return entry.is_file and (_is_record(entry) or (entry.suffix in _SUFFIXES and entry.size < _LARGEST))


def _is_record(entry: Entry) -> bool:
    editable = entry.name.startswith("__editable__") and entry.name.endswith((".pth", ".py"))
    return editable or (entry.name == "direct_url.json" and ".dist-info/" in entry.path)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if in_test_tree(entry.path) or in_dependency(entry.path) or in_scaffold(entry.path, scope.artifact.kind):
        return
    data = entry.content.data
    if _is_record(entry):
        if entry.name != "direct_url.json" or b'"file:' in data:
            yield _found(scope, entry, "says where the package lay when it was installed from a working directory")
        return
    hit = _home(data)
    if hit:
        evidence = Evidence.of("home directory", hit[1].decode())
        line = data.count(b"\n", 0, hit.start()) + 1
        yield _found(scope, entry, "names a place in somebody's home directory", line, evidence)


def _home(data: bytes) -> re.Match[bytes] | None:
    """The first string that begins with the home directory of a person, not in a comment."""
    if b"/home/" not in data and b"Users" not in data:
        return None
    for hit in _HOME.finditer(data):
        start = data.rfind(b"\n", 0, hit.start()) + 1
        before = data[start : hit.start()]
        who = hit[1].lower()
        if who not in _ANYBODY and len(before) < _LONGEST_LINE and not _COMMENT.match(before):
            return hit
    return None


def _finish(scope: Scope) -> Iterator[Finding]:
    """`_where` is the directory in which npm 6 and before installed the package."""
    if is_npm(scope.artifact.kind):
        where = package_json(scope.kept).data.get("_where")
        if (isinstance(where, str) and where.startswith(("/", "\\"))) or (isinstance(where, str) and where[1:2] == ":"):
            yield _found(scope, "package.json", "says in `_where` on which machine it was installed")


def _found(
    scope: Scope, where: Entry | str, message: str, line: int | None = None, evidence: Evidence | None = None
) -> Finding:
    path = where if isinstance(where, str) else where.path
    fix = Fix(FixAction.EDIT, (path,), "Build in a clean directory, with relative paths")
    return scope.found(where, message, line=line, fix=fix, evidence=evidence)


_DEMO = f"/{'home'}/kmiller"  # written apart: this module is linted, too

RULE = Rule(
    id="machine-path",
    summary="A file names a place on the machine that built the package",
    levels=level(Level.WARNING),
    stays=True,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a module of one machine", {"dist/a.js": f'module.exports = require("{_DEMO}/demo/b.js");\n'}, 1),
        Example("types of one machine", {"dist/a.d.ts": f'export type A = import("{_DEMO}/demo/b").B;\n'}, 1),
        Example(
            "what npm 6 wrote",
            {"package.json": '{"license": "MIT", "_where": "/srv/work/demo"}'},
            1,
            Kind.NPM,
        ),
        Example(
            "names that stand for anybody, and comments",
            {
                "demo/a.py": f'# DATA = "{_DEMO}/demo/a.csv"\nHELP = "/home/user/data.csv"\n',
                "demo/b.py": f'PAGE = "/home/news/"\nURL = "https://demo.example{_DEMO}/page/"\n',
            },
        ),
    ),
)
