"""Which other files code asks for by a relative path, recognised by its string literals."""

from __future__ import annotations

import posixpath

from pkglint.model.lazy import lazy

# It begins with plain text, so that it is searched fast; what stands before that is looked at behind it.
_SPECIFIER = lazy(rb"\./(?:(?<=[\"'`]\./)|(?<=[\"'`]\.\./))([^\"'`\s<>{}*|]{0,200})[\"'`]")
MOST = 20_000  # literals of one file that are looked at


def relative(data: bytes, directory: str) -> set[str]:
    """The logical paths that relative string literals of a file in ``directory`` lead to, but for those outside."""
    found: set[str] = set()
    number = end = 0
    for match in _SPECIFIER.finditer(data):
        start = match.start() - (data[match.start() - 1] == 46)
        if number == MOST:
            break
        if start <= end:
            continue  # it begins with the quote that closed the one before
        number, end = number + 1, match.end()
        path = posixpath.normpath(posixpath.join(directory, data[start : end - 1].decode("utf-8", "replace")))
        if path != "." and not path.startswith(".."):
            found.add(path)
    return found
