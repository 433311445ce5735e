"""Code that stands in files of other languages: scripts in HTML and SVG, the cells of notebooks.

Sources: the HTML standard (script elements), nbformat 4. What is taken out of HTML keeps its place, so that lines are
those of the file.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from pkglint.model.lazy import lazy

MARKUP = frozenset({".html", ".htm", ".xhtml", ".svg"})
NOTEBOOK = ".ipynb"
LARGEST = 4 << 20  # bytes of a notebook that is parsed
MOST = 2000  # script elements, and cells
_OPEN = lazy(rb"<script\b([^<>]{0,400})>", re.IGNORECASE)
_DATA = lazy(
    rb"type\s{0,9}=\s{0,9}[\"']?(?!module|text/javascript|application/(?:x-)?javascript|text/babel)[\w/+-]",
    re.IGNORECASE,
)
_PYTHON = ("python", "ipython", "sage", "")
_MAGIC = lazy(r"(?m)^([ \t]*)(?:[%!?][^\n]*|[\w.]+\?{1,2})$")
_SHELL = lazy(r"(?m)^[ \t]*!([^\n]*)$")
_CELL = lazy(r"\A\s*%%(?:bash|sh|script|system)\b[^\n]*\n")


class Piece(NamedTuple):
    """Code of a language, named by its suffix, and where it starts in the file that holds it."""

    suffix: str
    code: bytes
    at: int = 0


def pieces(data: bytes, suffix: str) -> list[Piece]:
    """The code inside of a file of this suffix."""
    if suffix == NOTEBOOK:
        return _cells(data)
    scripts = _scripts(data)
    return [Piece(".js", scripts)] if scripts else []


def _scripts(data: bytes) -> bytes:
    """The scripts of a page where they stand, and blanks and line ends for all else; empty when there is none."""
    kept, done = bytearray(), 0
    lower = data.lower() if b"script" in data.lower() else b""
    for _ in range(MOST):
        match = _OPEN.search(data, done) if lower else None
        if match is None:
            break
        end = lower.find(b"</script", match.end())
        end = len(data) if end < 0 else end
        if not _DATA.search(match[1]):
            kept += _blank(data[len(kept) : match.end()]) + data[match.end() : end]
        done = end
    return bytes(kept)


_BLANKS = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))


def _blank(data: bytes) -> bytes:
    return data.translate(_BLANKS)


def _cells(data: bytes) -> list[Piece]:
    """All cells of Python as one module, so that names reach from one to the next; and the commands for a shell."""
    try:
        book = json.loads(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        return []
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(book, dict) or not isinstance(cells, list) or _language(book) not in _PYTHON:
        return []
    sources = [_source(cell) for cell in cells[:MOST] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    shells = [_CELL.sub("", source) for source in sources if _CELL.match(source)]
    code = [source for source in sources if not source.lstrip().startswith("%%")]
    shells += [line for source in code for line in _SHELL.findall(source)]
    module = "\n".join(_MAGIC.sub(r"\1pass", source) for source in code)
    found = [
        Piece(".py", module.encode("utf-8", "replace")),
        Piece(".sh", "\n".join(shells).encode("utf-8", "replace")),
    ]
    return [piece for piece in found if piece.code]


def _language(book: dict[str, object]) -> str:
    """What a notebook is written in, by its metadata; empty when they do not say."""
    metadata = book.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        reported = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(reported, dict) and isinstance(reported.get(name), str):
            return str(reported[name]).lower()
    return ""


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source")
    return "".join(map(str, source)) if isinstance(source, list) else str(source or "")
