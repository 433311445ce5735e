"""What machines wrote and people may have edited, read strictly: each mistake with its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pkglint.policy.read.errors import suggest
from pkglint.policy.read.node import Node, Source


@dataclass(frozen=True, slots=True)
class Strict:
    """A reader of ``source`` that notes problems there; ``made`` says what writes such a file."""

    source: Source
    made: str

    def pairs(self, node: Node | None) -> list[tuple[str, Node]]:
        """The entries of a mapping; none where there is no mapping."""
        if node is None:
            return []
        if node.kind != "mapping":
            self.source.problem(node, f"there must be a mapping here, not {node.words}", self.made)
            return []
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                self.source.problem(key, f"`{str(key.value)[:60]}` stands here twice", "keep one of them")
            seen.add(key.value)
        return [(str(key.value), value) for key, value in node.value if self.is_text(key)]

    def table(self, node: Node, keys: tuple[str, ...], needed: Iterable[str] = ()) -> dict[str, Node]:
        """The entries of a mapping that has no other ``keys``, and all that are ``needed``."""
        found = {}
        for key, value in self.pairs(node):
            if key in keys:
                found[key] = value
            else:
                at = next(each for each, _ in node.value if each.value == key)
                self.source.problem(at, f"unknown key `{key[:60]}`", suggest(key, keys, "keys"))
        for key in needed:
            if key not in found and node.kind == "mapping":
                self.missing(node, key)
        return found

    def missing(self, node: Node, key: str) -> None:
        """Note that ``key`` is not in the mapping ``node``."""
        self.source.problem(node, f"`{key}` is missing", self.made)

    def is_text(self, node: Node) -> bool:
        """Whether a node is text; a problem where it is not."""
        if node.kind == "text":
            return True
        self.source.problem(node, f"there must be a text here, not {node.words}", "put it in quotes")
        return False

    def text(self, node: Node) -> str:
        """The text of a node, empty where it is none."""
        return str(node.value) if self.is_text(node) else ""

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; none where there is no list."""
        if node is None:
            return ()
        if node.kind != "list":
            self.source.problem(node, f"there must be a list here, not {node.words}", self.made)
            return ()
        return tuple(node.value)

    def names(self, node: Node | None) -> frozenset[str]:
        """The texts of a list."""
        return frozenset(self.text(each) for each in self.items(node))
