"""The page of a rule as HTML: headings, paragraphs, lists, code, and nothing else of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.report.kit import escape

_BLOCKS = re.compile(r"\n(?:[ \t]*\n)+")
_ITEM = re.compile(r"(?:[-*]|\d+\.)\s+")
_CODE = re.compile(r"`([^`]+)`")


def html(page: str) -> str:
    """``page`` without its first heading level: what is ``##`` there is a heading of level 3."""
    made: list[str] = []
    for index, part in enumerate(page.split("\n```")):
        if index % 2:
            _, _, code = part.partition("\n")
            made.append(f"<pre><code>{_verbatim(code)}</code></pre>")
        else:
            # What follows a fence starts with the rest of the fence's own line, which is empty.
            made += (block for text in _BLOCKS.split(part) if text.strip() for block in _block(text.strip("\n")))
    return "\n".join(made)


def inline(text: str) -> str:
    """One line of text with its code in backticks."""
    return _CODE.sub(lambda found: f"<code>{found[1]}</code>", escape.html(" ".join(text.split())))


def _verbatim(code: str) -> str:
    return "\n".join(escape.html(line) for line in code.strip("\n").split("\n"))


def _block(text: str) -> Iterator[str]:
    if text.startswith("#"):
        yield f"<h3>{inline(text.lstrip('# '))}</h3>"
    elif _ITEM.match(text):
        items = re.split(r"\n(?=(?:[-*]|\d+\.)\s)", text)
        yield "<ul>" + "".join(f"<li>{inline(_ITEM.sub('', item, count=1))}" for item in items) + "</ul>"
    elif text.startswith("    "):
        yield f"<pre><code>{_verbatim(text)}</code></pre>"
    else:
        yield f"<p>{inline(text)}</p>"
