"""Patterns in the dialects of packers, and lists of them as lines of TOML and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pkglint.edit import Change
from pkglint.edit.change import Value
from pkglint.edit.toml import header
from pkglint.model import Kind
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

Lines = tuple[str, ...]
PYPROJECT = "pyproject.toml"
PACKAGE = "package.json"
MANIFEST = "MANIFEST.in"
OUT = "Keep {} out"
IN = "Include it"


def array(key: str, values: Sequence[str]) -> Lines:
    """A TOML array, on one line while it is short."""
    strings = [escape.quoted(value) for value in values]
    line = f"{key} = [{', '.join(strings)}]"
    if len(line) <= 72:
        return (line,)
    return (f"{key} = [", *(f"  {string}," for string in strings), "]")


def items(values: Sequence[str]) -> Lines:
    """Items of a JSON array."""
    return tuple(",\n".join(map(escape.quoted, values)).split("\n"))


def table(act: str, path: tuple[str, ...], lists: Mapping[str, Sequence[str]], note: str = "") -> Step:
    """A step that writes lists of strings into a table of pyproject.toml."""
    rows = [row for key, new in lists.items() for row in array(_key(key), new)]
    changes = tuple(Change(PYPROJECT, (*path, key), add=tuple(new)) for key, new in lists.items())
    return Step(act, (header(path), *rows), PYPROJECT, note, changes)


def _key(key: str) -> str:
    return key if key.replace("-", "_").isidentifier() and key.isascii() else escape.quoted(key)


def lines(act: str, file: str, new: Sequence[str], note: str = "", base: str = "") -> Step:
    """A step that writes lines at the end of a file."""
    return Step(act, tuple(new), file, note, (Change(file, add=tuple(new), base=base),))


def entry(act: str, path: tuple[str, ...], new: Sequence[Value], shown: Lines, note: str = "") -> Step:
    """A step that adds to a list of tables or of other values, of which ``shown`` are the lines."""
    return Step(act, shown, PYPROJECT, note, (Change(PYPROJECT, path, add=tuple(new)),))


def roots(ask: Ask, pattern: str) -> list[str]:
    """A pattern from the root of the project, for packers without anchors.

    An sdist has the project's own layout. A wheel may come from ``src/``: where the project is not at hand, a path
    with a directory is looked for anywhere, a name at the root of the wheel in the two places where it can come from.
    """
    if ask.kind is Kind.SDIST or pattern.startswith("**/"):
        return [pattern]
    known = ask.rooted(pattern)
    if known is not None:
        return [known]
    return [f"**/{pattern}"] if "/" in pattern.rstrip("/") else [pattern, f"src/{pattern}"]


def source(ask: Ask) -> list[str]:
    """Plain globs from the root of the project."""
    return [tree(made) for pattern in ask.patterns for made in roots(ask, pattern)]


def anchored(ask: Ask) -> list[str]:
    """Gitignore patterns: one without a slash inside would match at every depth."""
    return [anchor(each) for pattern in ask.patterns for each in roots(ask, pattern)]


def anchor(pattern: str) -> str:
    """The pattern with a slash in front, where it would match at every depth without."""
    return pattern if "/" in pattern.rstrip("/") or pattern.startswith("*") else f"/{pattern}"


def tree(pattern: str) -> str:
    """A directory as a pattern for what is in it."""
    return f"{pattern}**" if pattern.endswith("/") else pattern


def blankless(pattern: str) -> str:
    """A pattern for files whose lines are split at blanks."""
    return escape.terminal(pattern).replace(" ", "?")
