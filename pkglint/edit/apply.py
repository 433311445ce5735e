"""A change made in a text, and read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pkglint.edit import jsontext, toml
from pkglint.edit.change import Change, made_already, meant, read
from pkglint.edit.lists import newline_of


def apply(change: Change, texts: Mapping[str, str]) -> str | None:
    """The text of ``change.file`` with the change; ``texts`` are the files of the project, by name.

    ``None`` where the file cannot be read, or is written in a way that only a person can edit. A change that is
    there already leaves the text as it is.
    """
    text = texts.get(change.file)
    if not change.path:
        return _lines(change, text, texts.get(change.base, ""))
    if text is None:
        return None
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    body = text[len(bom) :]
    try:
        data = read(change.file, body)
        if made_already(data, change):
            return text
        wanted = meant(data, change)
        made = toml.edit(body, change) if change.file.endswith(".toml") else jsontext.edit(body, change)
        return bom + made if made is not None and _full(read(change.file, made)) == _full(wanted) else None
    except (ValueError, IndexError, KeyError):
        return None


def _full(data: Any) -> Any:
    """The data without tables that are left empty: they say nothing."""
    if not isinstance(data, dict):
        return data
    inner = {key: _full(value) for key, value in data.items()}
    return {key: value for key, value in inner.items() if value != {}}


def _lines(change: Change, text: str | None, base: str) -> str:
    """Lines at the end that do not stand there yet. In gitignore files the last match wins, so the end is right."""
    start = base if text is None else text
    newline = newline_of(start)
    there = start.splitlines()
    new = [str(line) for line in change.add if line not in there]
    end = "" if not start or start.endswith("\n") else newline
    return start + end + "".join(line + newline for line in new)
