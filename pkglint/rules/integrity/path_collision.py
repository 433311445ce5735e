"""Two paths become one on a file system that ignores case, or that writes letters in one form.

## Why it matters

`README.md` and `readme.md` are two files on Linux and one on Windows and macOS: the second overwrites the first, or
the install fails. The same holds for letters that Unicode spells in two ways, and for a dot or a space at the end
that Windows drops. npm renames `.gitignore` to `.npmignore`, so that one of the two is lost where both are packed.

## How to fix

Rename one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.rules.integrity._anomalies import noted

RENAME = Fix(FixAction.EDIT, text="rename one of the two")


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, RENAME)


RULE = Rule(
    id="path-collision",
    summary="Two paths become one where case or the form of letters is ignored",
    levels=level(Level.WARNING),
    grades="error when the two are one name in another Unicode form; info for `.gitignore` beside `.npmignore`",
    finish=_finish,
    examples=(
        Example("two names that differ in case", {"demo/Notes.txt": "x\n", "demo/notes.txt": "y\n"}, 1),
        Example("two spellings of a letter", {"demo/\u00e9.txt": "x\n", "demo/e\u0301.txt": "y\n"}, 1),
        Example("names that differ", {"demo/notes.txt": "x\n", "demo/note.txt": "y\n"}),
    ),
    stays=True,
)
