"""A file holds the markers of a merge that was not finished.

## Why it matters

Git writes both versions into the file, between lines of `<`, `=` and `>`. Code with such lines does not run: whoever
imports the module gets a syntax error. Nobody saw the release work.

Markers in a string of Python, or in a fenced block of a document that explains merges, are left alone.

## How to fix

Finish the merge, and run the built package before it goes out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_dependency, in_test_tree

_PROGRAMS = (
    ".py .pyi .pyx .pxd .js .mjs .cjs .jsx .ts .mts .cts .tsx .json .vue .svelte .c .cc .cpp .h .hpp .rs .go .java .kt"
    " .rb .php .pl .lua .sh .bash .ps1 .toml .yaml .yml .cfg .ini .xml"
)
_CODE = frozenset(_PROGRAMS.split())
_DOCUMENTS = ".css .scss .less .sass .html .htm .md .markdown .rst .txt .svg .sql .graphql .proto"
_TEXT = frozenset(_DOCUMENTS.split())
_LARGEST = 8 << 20  # bytes: what is longer was made by a tool
_START = b"<" * 7 + b" "
# Source: git merge-file(1). The middle line and the last one stand at the beginning of a line, in this order.
_MIDDLE = lazy(rb"^={7}\r?$", re.MULTILINE)
_END = lazy(rb"^>{7} \S", re.MULTILINE)


def _wants(entry: Entry) -> bool:
    suffix = entry.suffix
    return entry.is_file and entry.size < _LARGEST and (suffix in _CODE or suffix in _TEXT)


def _line(data: bytes) -> int:
    """The line, from 1, where a conflict begins whose three markers are there; 0 for none."""
    at = 0 if data.startswith(_START) else data.find(b"\n" + _START) + 1
    if not at and not data.startswith(_START):
        return 0
    middle = _MIDDLE.search(data, at)
    return data.count(b"\n", 0, at) + 1 if middle and _END.search(data, middle.end()) else 0


def _is_quoted(entry: Entry, data: bytes, line: int) -> bool:
    """Whether the markers are text that the file speaks of."""
    if entry.suffix in {".py", ".pyi"}:
        try:
            ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True
    above = data.split(b"\n", line)[: line - 1]
    return entry.suffix in {".md", ".markdown"} and sum(text.startswith((b"```", b"~~~")) for text in above) % 2 == 1


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    data = entry.content.data
    line = _line(data) if _START in data else 0
    if line and not in_dependency(entry.path) and not _is_quoted(entry, data, line):
        yield scope.found(
            entry,
            "holds the markers of a merge that was not finished",
            line=line,
            fix=Fix(FixAction.EDIT, (entry.path,), "Finish the merge and build again"),
            grade=None if entry.suffix in _CODE else Level.WARNING,
            lowered=in_test_tree(entry.path),
        )


def _conflict(one: str, other: str) -> str:
    return f"{'<' * 7} HEAD\n{one}\n{'=' * 7}\n{other}\n{'>' * 7} feature\n"


RULE = Rule(
    id="conflict-marker",
    summary="A file holds the markers of a merge that was not finished",
    levels=level(Level.ERROR),
    grades="warning in style sheets and documents; one level lower in test trees",
    stays=True,
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a module that cannot be imported", {"demo/a.py": _conflict("a = 1", "a = 2")}, 1),
        Example("a style sheet", {"dist/a.css": _conflict("a{color:red}", "a{color:blue}")}, 1),
        Example(
            "text about merges, and a heading",
            {
                "demo/merge.py": f'TEXT = """\n{_conflict("a", "b")}"""\n',
                "demo/merge.md": f"# Merges\n```\n{_conflict('a', 'b')}```\n",
                "demo/a.rst": "Title\n=======\n\nText\n",
            },
        ),
    ),
)
