"""What the map and the list of contents are made from: a tree that knows findings and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count

from pkglint.model import Level, MemberType, Row
from pkglint.report.kit.tree import Directory, plant

# Browsers stop nesting elements at a depth of 512 (Blink, WebKit) and a level of the list takes three of them.
_DEEPEST = 40


class Change(Enum):
    """How a member differs from the one of the same path in an earlier artifact; ``NONE`` where there is none."""

    NONE = ""
    SAME = "same"
    NEW = "new"
    GROWN = "grown"
    SHRUNK = "shrunk"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Mark:
    """The heaviest finding in a member, and the ``id`` of the element that reports it."""

    level: Level
    finding: str


@dataclass(slots=True)
class Node:
    """A member or a directory. Sizes are in bytes, ``was`` is that of the earlier artifact.

    ``name`` is unescaped and relative to the directory above; a directory that holds one thing is joined with it.
    ``nodes`` is ``None`` for a member and sorted by size for a directory, whose ``level`` is the heaviest below it.
    ``number`` is the member's place in the tree, ``linked`` says that something on the page links to it; ``joined`` is
    what stands for many small nodes on the map, where ``weight`` is the area in bytes.
    """

    name: str
    path: str
    size: int
    level: Level = Level.NONE
    finding: str = ""
    change: Change = Change.NONE
    was: int = 0
    target: str | None = None
    nodes: list[Node] | None = None
    files: int = 1
    number: int = 0
    linked: bool = False
    joined: bool = False
    weight: float = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """The tree of one artifact and its members by path; of two members of one path, the last."""

    root: Node
    members: Mapping[str, Node]


def contents(rows: Iterable[Row], marks: Mapping[str, Mark], before: Mapping[str, int] | None = None) -> Contents:
    """The tree of ``rows``; ``before`` are the sizes by path of the artifact to compare with."""
    known = list(rows)
    gone = dict(before or {})
    for row in known:
        gone.pop(row.path, None)
    known += [Row(path, path, 0, None, MemberType.FILE, None, "") for path in gone]
    grower = _Grower(marks, before, gone)
    return Contents(grower.branch("", "", plant(known, _DEEPEST)), grower.members)


class _Grower:
    """Nodes from directories."""

    def __init__(self, marks: Mapping[str, Mark], before: Mapping[str, int] | None, gone: Mapping[str, int]) -> None:
        self.marks = marks
        self.before = before
        self.gone = gone
        self.members: dict[str, Node] = {}
        self.numbers = count()

    def branch(self, name: str, path: str, directory: Directory) -> Node:
        nodes = [self.leaf(own, row) for own, row in directory.members]
        for below, inner in directory.directories.items():
            node = self.branch(below, f"{path}{below}/", inner)
            if node.nodes and len(node.nodes) == 1:
                [node] = node.nodes
                node.name = f"{below}/{node.name}"
            nodes.append(node)
        nodes.sort(key=lambda node: (-node.size, node.name))
        level = max((node.level for node in nodes), default=Level.NONE)
        files, was = sum(node.files for node in nodes), sum(node.was for node in nodes)
        change = Change.NONE if self.before is None else _of_directory(nodes, directory.size, was)
        return Node(name, path, directory.size, level, change=change, nodes=nodes, files=files, was=was)

    def leaf(self, name: str, row: Row) -> Node:
        node = Node(name, row.path, row.size, target=row.target, number=next(self.numbers))
        mark = self.marks.get(row.path)
        if mark is not None:
            node.level, node.finding = mark.level, mark.finding
        if self.before is not None:
            node.was = self.before.get(row.path, 0)
            node.change = self.change(row)
        self.members[row.path] = node
        return node

    def change(self, row: Row) -> Change:
        if row.path in self.gone:
            return Change.GONE
        was = (self.before or {}).get(row.path)
        if was is None:
            return Change.NEW
        return Change.SAME if row.size == was else Change.GROWN if row.size > was else Change.SHRUNK


def _of_directory(nodes: Iterable[Node], size: int, was: int) -> Change:
    """What all of its nodes are, else whether it grew."""
    kinds = {node.change for node in nodes}
    if len(kinds) == 1 and kinds <= {Change.SAME, Change.NEW, Change.GONE}:
        return kinds.pop()
    return Change.GROWN if size > was else Change.SHRUNK if size < was else Change.SAME
