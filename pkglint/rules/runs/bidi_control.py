r"""Source holds characters that make it read differently from what it does.

## Why it matters

The embedding, override and isolate characters of the bidirectional algorithm (U+202A to U+202E, U+2066 to U+2069)
change the order in which a line is shown. Inside of a comment or a string they make code look like a comment, or a
comment like code (CVE-2021-42574). What a reviewer approves is then not what runs.

Python files are an error, other sources a warning. Translations may need the characters: there, only a line that
leaves one of them open is reported. Lines of bundled scripts, ranges in character classes, and strings of nothing else
(tables of entities) are not for review and are left alone outside of Python.

## How to fix

Write the character as an escape, such as `\u202e`. A test that needs it as it is can be pinned with an ignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.code.language import PYTHON, language, may_be_code
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree

_LONG_LINE = 500  # bytes; nobody reviews a longer one, and bundles keep such characters in tables
_CONTROL = lazy(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_TRANSLATIONS = frozenset(
    {"locale", "locales", "i18n", "l10n", "lang", "langs", "language", "languages", "translations", "messages", "nls"}
)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    data = entry.content.data
    if data.isascii():
        return
    suffix = language(entry)
    if suffix is None or not _CONTROL.search(data):
        return
    python = suffix in PYTHON
    translated = not _TRANSLATIONS.isdisjoint(entry.path.lower().split("/")[:-1])
    lines = [
        number
        for number, line in enumerate(data.split(b"\n"), 1)
        if not line.isascii() and _misleads(line, python, translated)
    ]
    if lines:
        more = f", and {len(lines) - 1} more lines do" if len(lines) > 1 else ""
        yield scope.found(
            entry,
            f"holds a character that changes the order in which the line is shown{more}",
            line=lines[0],
            fix=Fix(FixAction.PIN, (), "Write the character as an escape."),
            details={"lines": lines[:100]},
            grade=Level.ERROR if python else None,
            lowered=in_test_tree(entry.path),
        )


def _misleads(line: bytes, python: bool, translated: bool) -> bool:
    if not python and len(line) > _LONG_LINE:
        return False
    if translated:
        return _left_open(line.decode("utf-8", "replace"))
    if python:
        return _CONTROL.search(line) is not None
    return any(not _stands_alone(line, hit.start(), hit.end()) for hit in _CONTROL.finditer(line))


def _stands_alone(line: bytes, start: int, end: int) -> bool:
    """Whether a character is the end of a range in a class, or a string of its own."""
    return b"-" in (line[end : end + 1], line[start - 1 : start]) or _alone(line, start, end)


def _alone(line: bytes, start: int, end: int) -> bool:
    """Whether it is all that a string holds, as in a table of entities."""
    return start > 0 and line[start - 1] in b"\"'`" and line[end : end + 1] == line[start - 1 : start]


def _left_open(line: str) -> bool:
    """Whether an embedding, override or isolate is still in force at the end of the line."""
    opened: list[str] = []
    for char in line:
        if char in _EMBEDDINGS or char in _ISOLATES:
            opened.append(char)
        elif opened and (
            (char == "\u202c" and opened[-1] in _EMBEDDINGS) or (char == "\u2069" and opened[-1] in _ISOLATES)
        ):
            opened.pop()
    return bool(opened)


RULE = Rule(
    id="bidi-control",
    summary="Source holds characters that make it read differently from what it does",
    levels=level(Level.WARNING),
    grades="error in Python; one level lower in test trees",
    wants=may_be_code,
    visit=_visit,
    examples=(
        Example("an override in a comment", {"lib/a.py": "x = 1  # \u202e } \u2066if admin\u2069 \u2066 begin\n"}, 1),
        Example("the same in a script", {"lib/a.js": "/*\u202e } \u2066if (admin)\u2069 \u2066 begin */\n"}, 1),
        Example("a translation that leaves an override open", {"locale/ar.js": "x = '\u202eabc';\n"}, 1),
        Example("a translation that closes what it opens", {"locale/ar.js": "x = '\u202babc\u202c';\n"}),
        Example("an escape", {"lib/a.py": "RLO = '\\u202e'\n"}),
        Example("right-to-left text without controls", {"lib/a.py": "x = 'שלום'\n"}),
        Example("a range in a character class", {"lib/a.js": "const re = /[\u202a-\u202e]/;\n"}),
        Example("a table of entities", {"lib/a.js": "const table = {lre: '\u202a', pdf: '\u202c'};\n"}),
        Example("a bundle", {"dist/a.js": "var a='\u202a';" + "b();" * 200 + "\n"}),
        Example("data", {"demo/bidi.txt": "\u202eabc\n"}),
    ),
)
