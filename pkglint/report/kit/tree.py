"""The members of an artifact as a tree of directories, with what each of them weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pkglint.model import MemberType, Row


@dataclass(slots=True)
class Directory:
    """One directory. ``size`` is in bytes and covers all that is below; ``members`` are its own, each with its name."""

    size: int = 0
    members: list[tuple[str, Row]] = field(default_factory=list)
    directories: dict[str, Directory] = field(default_factory=dict)


def plant(rows: Iterable[Row], deepest: int = -1) -> Directory:
    """The root of the tree of ``rows``; below level ``deepest`` a name keeps its slashes, with -1 at no level."""
    root = Directory()
    for row in rows:
        here = root
        here.size += row.size
        parts = row.path.split("/", deepest)
        name = parts.pop() if row.type is not MemberType.DIRECTORY else None
        for part in parts:
            below = here.directories.get(part)
            if below is None:
                below = here.directories[part] = Directory()
            here = below
            here.size += row.size
        if name is not None:
            here.members.append((name, row))
    return root
