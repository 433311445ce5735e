r"""A file names a place on the machine that built the package.

Reported are strings in code, types and JSON that begin with somebody's home directory, `_where` in package.json (npm 6
wrote it when a package was installed), `direct_url.json` with a `file:` address, and what an editable installation
leaves behind.

## Why it matters

What is loaded from such a path is not in the package: it works on one machine only. The path also says who built the
package, and what else is there.

Names that stand for anybody (`/home/user/`), those of build services (`/home/runner/`), comments and test trees are
left alone.

## How to fix

Build in a clean directory, with paths that are relative to the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.detect.words import ask_for, words_in
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
    (?<![\w\\])[bfruBFRU]{0,2}          # what stands before strings of Python
    (?P<quote>["'`])(?:file://)?         # where a string begins
    (?:/home/|/Users/                     # Linux, macOS
      |[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))  # Windows
    (?P<who>[A-Za-z][A-Za-z0-9._-]{1,40}) # whose home
    (?:\\{1,2}|/)[\w.@ -]{1,80}           # and what is in it
    (?:\\{1,2}|/|["'`])
    """,
    re.VERBOSE,
)
_MAY_BE_HOME = ask_for(
    rb"[\"'`](?:file://)?(?:/home/|/Users/|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))[A-Za-z][A-Za-z0-9._-]{1,40}[\\/]"
)
_COMMENT = lazy(rb"\s*(?:#|//|/?\*|>>>|\.\.\.|--)")
_PYTHON = frozenset([".py", ".pyi"])
# Comments and strings of Python: what stands in quotes inside of one of them is text about a path.
_LEXEMES = lazy(
    rb"""
    [#][^\n]*
    | ["]{3} (?: ["]{0,2} (?: [^"\\] | \\. ) )* (?:["]{3})?
    | [']{3} (?: [']{0,2} (?: [^'\\] | \\. ) )* (?:[']{3})?
    | ["] (?: [^"\\\n] | \\. )* ["]?
    | ['] (?: [^'\\\n] | \\. )* [']?
    """,
    re.VERBOSE | re.DOTALL,
)
_NAMES = (
    b"user username your yourname you me my myuser name someone somebody anyone test tester testuser demo example foo "
    b"bar baz john jane doe johndoe janedoe john.doe jane.doe alice bob joe jdoe fred admin root shared public default "
    b"runner runneradmin vsts appveyor travis circleci jenkins builder build ci gitlab-runner buildbot ubuntu ec2-user "
    b"vagrant docker node app web deploy www pi jovyan conda python git linuxbrew coder codespace gitpod vscode "
    b"users someuser theuser nobody ec2user centos fedora debian cloud-user azureuser opc core kali mambauser "
    b"hadoop hdfs spark airflow glue_user sagemaker-user oracle postgres mysql tomcat jboss nginx apache steam "
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
    hit = _home(data, entry.suffix in _PYTHON) if _MAY_BE_HOME in words_in(entry.content) else None
    if hit:
        evidence = Evidence.of("home directory", hit["who"].decode())
        line = data.count(b"\n", 0, hit.start()) + 1
        yield _found(scope, entry, "names a place in somebody's home directory", line, evidence)


def _home(data: bytes, is_python: bool) -> re.Match[bytes] | None:
    """The first string that begins with the home directory of a person, not in a comment or another string."""
    if b"/home/" not in data and b"Users" not in data:
        return None
    begins: frozenset[int] | None = None
    for hit in _HOME.finditer(data):
        start = data.rfind(b"\n", 0, hit.start()) + 1
        before = data[start : hit.start()]
        who = hit["who"].lower()
        if who in _ANYBODY or len(before) >= _LONGEST_LINE or _COMMENT.match(before):
            continue
        if is_python and begins is None:
            begins = _strings(data)
        if begins is None or hit.start("quote") in begins:
            return hit
    return None


def _strings(data: bytes) -> frozenset[int]:
    """Where the opening quotes of the strings of a Python module end."""
    found = [lexeme for lexeme in _LEXEMES.finditer(data) if lexeme[0][:1] != b"#"]
    return frozenset(one.start() + (2 if one[0][:3] in {b'"""', b"'''"} else 0) for one in found)


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
        Example(
            "in three quotes, behind a docstring",
            {"demo/a.py": f'"""It\'s text."""\nDATA = """{_DEMO}/data/a.csv"""\n'},
            1,
        ),
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
                "demo/c.py": f'def a():\n    """Say where.\n\n    e.g. "{_DEMO}/data/" or {_DEMO!r}\n    """\n',
                "demo/b.py": f'PAGE = "/home/news/"\nURL = "https://demo.example{_DEMO}/page/"\n',
            },
        ),
    ),
)
