"""The product speaks plain English: words of its own that its glossary replaced do not come back."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Each word and what is written instead.
INSTEAD = {
    "told": "reported",
    "tell": "report, show, say",
    "tells": "reports, shows, says",
    "lie": "are",
    "lies": "is",
    "oddity": "anomaly",
    "oddities": "anomalies",
    "demoted": "lowered",
    "passed over": "skipped",
}
WORDS = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(INSTEAD)})(?![a-z0-9])", re.IGNORECASE)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml"]
# The history of each version stays as it was written.
TEXTS = sorted(page for page in PAGES if page.name != "CHANGELOG.md")


def test_pages() -> None:
    assert len(TEXTS) > 80
    assert [
        f"{page.relative_to(ROOT)}: {found.group()}"
        for page in TEXTS
        for found in WORDS.finditer(page.read_text(encoding="utf-8"))
    ] == []


def spoken(source: str) -> Iterator[tuple[int, str]]:
    """Names, comments and strings of a module, without the method of files that says where they are."""
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and token.string == "tell" and before == ".":
            continue
        yield token.start[0], token.string
        before = token.string


def test_modules() -> None:
    modules = sorted((ROOT / "pkglint").rglob("*.py"))
    assert len(modules) > 200
    found = [
        f"{module.relative_to(ROOT)}:{line}: {match.group()}"
        for module in modules
        for line, text in spoken(module.read_text(encoding="utf-8"))
        for match in WORDS.finditer(text)
    ]
    assert found == []


def test_the_words_are_found() -> None:
    said = "is told of what lies here: _TOLD, told_by; a tale of an oddity, realises, tells"
    assert [found.group().lower() for found in WORDS.finditer(said)] == [
        *("told", "lies", "told", "told", "oddity", "tells")
    ]
