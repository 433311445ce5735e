"""Which other files code asks for by a relative path, told by its string literals."""

from __future__ import annotations

import posixpath

from pkglint.model.lazy import lazy

_SPECIFIER = lazy(rb"[\"'`](\.{1,2}/[^\"'`\s<>{}*|]{0,200})[\"'`]")
MOST = 20_000  # literals of one file that are looked at


def relative(data: bytes, directory: str) -> set[str]:
    """The logical paths that relative string literals of a file in ``directory`` lead to, but for those outside."""
    found: set[str] = set()
    for index, match in enumerate(_SPECIFIER.finditer(data)):
        if index >= MOST:
            break
        path = posixpath.normpath(posixpath.join(directory, match[1].decode("utf-8", "replace")))
        if path != "." and not path.startswith(".."):
            found.add(path)
    return found
