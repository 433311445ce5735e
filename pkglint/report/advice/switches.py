"""The switches of compilers and bundlers that decide what a source map holds, and whether code links to one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pkglint.edit import Change
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.globs import PACKAGE, Lines
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

_NO_SOURCES = {
    "tsc": '"sourceMap": false, "inlineSources": false',
    "esbuild": "--sources-content=false",
    "vite": "build: { sourcemap: false }",
    "webpack": "devtool: false",
    "rollup": "output: { sourcemap: false }",
    "bun": "--sourcemap=none",
}
_NO_LINKS = {
    "tsc": '"sourceMap": false',
    "esbuild": "--sourcemap=external",
    "vite": 'build: { sourcemap: "hidden" }',
    "webpack": 'devtool: "hidden-source-map"',
    "rollup": 'output: { sourcemap: "hidden" }',
    "bun": "--sourcemap=external",
}
# The flag of a command that writes a map, and what takes its place; esbuild keeps its maps, without the text.
_FLAGS = {
    "esbuild": (re.compile(r"\besbuild\b.*?(--sourcemap(?:=[a-z]+)?)(?=\s|$)"), r"{} --sources-content=false"),
    "webpack": (re.compile(r"\bwebpack\b.*?((?:-d|--devtool)[ =][a-z-]+)(?=\s|$)"), "--no-devtool"),
    "bun": (re.compile(r"\bbun build\b.*?(--sourcemap(?:=[a-z]+)?)(?=\s|$)"), "--sourcemap=none"),
}
_DONE = "--sources-content"
_LONGEST = 4096  # characters of a script that are looked at


def switches(tools: Sequence[str] = (), *, links: bool = False) -> Lines:
    """The line that turns embedded sources off, or links to maps: that of the one tool in use, else of each."""
    every = _NO_LINKS if links else _NO_SOURCES
    lines = {name: line for name, line in every.items() if name in tools} or every
    if len(lines) == 1:
        return tuple(lines.values())
    width = max(map(len, lines))
    return tuple(f"{name:<{width}}  {line}" for name, line in lines.items())


def in_scripts(ask: Ask, tools: Sequence[str], say: str, *, weak: bool) -> tuple[Step, ...]:
    """For each script of package.json that writes maps with their sources: when one known tool makes the code."""
    scripts = ask.value(PACKAGE, "scripts")
    if len(tools) != 1 or tools[0] not in _FLAGS or not isinstance(scripts, dict):
        return ()
    flag, instead = _FLAGS[tools[0]]
    steps = []
    for name, script in scripts.items():
        found = flag.search(script[:_LONGEST]) if isinstance(script, str) and _DONE not in script else None
        if found:
            new = instead.format(found[1])
            change = Change(
                PACKAGE, ("scripts", name), swap=(script, f"{script[: found.start(1)]}{new}{script[found.end(1) :]}")
            )
            where = f": in the script {escape.quoted(name)}, replace {found[1]} with"
            steps.append(Step(say, (new,), PACKAGE, where, (change,), weak))
    return tuple(steps)
