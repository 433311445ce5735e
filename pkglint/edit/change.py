"""One change of one file, as a value."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Value: TypeAlias = "str | dict[str, str | list[str]]"


@dataclass(frozen=True, slots=True)
class Change:
    """Items added to and taken off the list at ``path`` of ``file``; with ``drop``, the key itself goes.

    With ``swap``, the string at ``path`` is the first of the two and becomes the second.
    ``path`` are the keys down to the list. It is empty for files of lines, to which ``add`` is appended; a file of
    lines that is not there yet begins as a copy of ``base``, if that is there.
    """

    file: str
    path: tuple[str, ...] = ()
    add: tuple[Value, ...] = ()
    remove: tuple[Value, ...] = ()
    drop: bool = False
    swap: tuple[str, str] | None = None
    base: str = ""


@lru_cache(maxsize=32)
def read(file: str, text: str) -> Any:
    """What the text of a TOML or JSON file says, not to be changed. Raises ``ValueError``."""
    try:
        return tomllib.loads(text) if file.endswith(".toml") else json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def holds(data: Any, path: tuple[str, ...]) -> Any:
    """The value at ``path``, ``None`` where there is none."""
    for key in path:
        if not isinstance(data, Mapping) or key not in data:
            return None
        data = data[key]
    return data


def made_already(data: Any, change: Change) -> bool:
    """Whether the file says all of it: what is to go is not there, and what is to come is."""
    here = holds(data, change.path)
    if change.drop:
        return here is None
    if change.swap:
        return bool(here == change.swap[1])
    return isinstance(here, list) and not any(i in here for i in change.remove) and all(i in here for i in change.add)


def meant(data: Any, change: Change) -> Any:
    """The data as they are to be after the change. Raises ``ValueError`` where it cannot be made."""
    keys = change.path
    made = {**data} if isinstance(data, Mapping) else None
    if made is None or not keys:
        raise ValueError("not a table")
    if len(keys) > 1:
        inner = made.get(keys[0], {})
        made[keys[0]] = meant(inner, replace(change, path=keys[1:]))
        if change.drop and not made[keys[0]]:
            del made[keys[0]]
        return made
    if change.drop:
        if keys[0] not in made:
            raise ValueError("no such key")
        del made[keys[0]]
        return made
    if change.swap:
        if made.get(keys[0]) != change.swap[0]:
            raise ValueError("another string")
        made[keys[0]] = change.swap[1]
        return made
    old = made.get(keys[0], [])
    if not isinstance(old, list) or any(item not in old for item in change.remove):
        raise ValueError("not a list of these")
    made[keys[0]] = exchanged(old, change)
    return made


def exchanged(old: list[Any], change: Change) -> list[Any]:
    """The list after the change: as many new ones as old ones go take their places, the others are appended."""
    left = [item for item in change.add if item not in old]
    if change.remove and len(left) == len(change.remove):
        return [left[change.remove.index(item)] if item in change.remove else item for item in old]
    return [*(item for item in old if item not in change.remove), *left]
