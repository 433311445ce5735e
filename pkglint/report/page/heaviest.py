"""Where the bytes of an artifact are, in a few lines: for places that can show no map."""

from __future__ import annotations

from typing import NamedTuple

from pkglint.report.page.nodes import Contents, Node

_LINES = 8
_PART = 3  # A directory that holds more than a third of all bytes is looked into.


class Place(NamedTuple):
    """A directory (its ``path`` ends in a slash) or a member; an empty ``path`` stands for all that is not listed."""

    path: str
    files: int
    size: int


def heaviest(tree: Contents) -> list[Place]:
    """The heaviest places of ``tree``, none inside of another and together all of it, the rest as one."""
    open_, shown = [tree.root], list[Node]()
    while open_:
        for below in open_.pop().nodes or ():
            (open_ if below.nodes and below.size * _PART > tree.root.size else shown).append(below)
    shown.sort(key=lambda node: (-node.size, node.path))
    places = [Place(node.path, node.files, node.size) for node in shown[:_LINES]]
    rest = shown[_LINES:]
    if rest:
        places.append(Place("", sum(node.files for node in rest), sum(node.size for node in rest)))
    return places
