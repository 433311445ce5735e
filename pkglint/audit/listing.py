"""Files that list artifacts: a path on each line, maybe a tab and what the file is called, or objects of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

ENDS = (".txt", ".tsv", ".jsonl")


class ListingError(Exception):
    """A line that is none. ``str()`` says which, and what is wrong."""


def is_listing(path: str) -> bool:
    """Whether a file that is named lists artifacts, by its own name."""
    return path.lower().endswith(ENDS)


def entries(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Path and name of each line; the name is empty where the line does not say it. Raises :class:`ListingError`.

    Empty lines and those that start with ``#`` say nothing.
    """
    for number, raw in enumerate(lines, 1):
        try:
            line = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
        except UnicodeError:  # pragma: no cover - surrogateescape takes every byte
            continue
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("{"):
            path, _, name = line.partition("\t")
            yield path, name.strip()
            continue
        try:
            said = json.loads(line)
            path, name = said["path"], said.get("name", "")
        except (ValueError, KeyError, RecursionError) as error:
            raise ListingError(f'line {number} is no object with a "path": {type(error).__name__}') from None
        if not (isinstance(path, str) and isinstance(name, str)):
            raise ListingError(f'line {number}: "path" and "name" must be texts')
        yield path, name
