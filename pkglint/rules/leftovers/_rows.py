"""The listing of an artifact, looked at by name: trees that tools leave behind are told once, not file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pkglint.model import Finding, Fix, FixAction, Level, MemberType, Row, Scope
from pkglint.model.trees import DEPENDENCIES, in_scaffold, in_test_tree

SHOWN = 3


class Tree(NamedTuple):
    """A directory and everything under it, in the order of the archive; perhaps only its own, empty entry."""

    directory: str
    name: str
    rows: list[Row]

    @property
    def files(self) -> list[Row]:
        """Its members that are not directories."""
        return [row for row in self.rows if row.type is not MemberType.DIRECTORY]


def trees(rows: Iterable[Row], wanted: Callable[[str], str]) -> list[Tree]:
    """The outermost directories for whose name ``wanted`` gives what it is called, not looked for in dependencies."""
    found: dict[str, Tree] = {}
    names: dict[str, str] = {}
    for row in rows:
        directory = _directory(row, wanted, names)
        if directory:
            tree = found.setdefault(directory, Tree(directory, names[directory.rpartition("/")[2]], []))
            tree.rows.append(row)
    return list(found.values())


def _directory(row: Row, wanted: Callable[[str], str], names: dict[str, str]) -> str:
    parts = row.path.split("/")
    last = len(parts) if row.type is MemberType.DIRECTORY else len(parts) - 1
    for index in range(last):
        part = parts[index]
        if part in DEPENDENCIES:
            return ""
        if part not in names:
            names[part] = wanted(part)
        if names[part]:
            return "/".join(parts[: index + 1])
    return ""


def files(scope: Scope) -> Iterator[Row]:
    """The members that are neither directories nor part of dependencies."""
    for row in scope.rows:
        if row.type is not MemberType.DIRECTORY and DEPENDENCIES.isdisjoint(row.path.split("/")[:-1]):
            yield row


def name_of(row: Row) -> str:
    """The last component of the path."""
    return row.path.rpartition("/")[2]


def meant(path: str) -> bool:
    """Whether a name that looks left over is probably meant: test data, and forms of a scaffolding tool."""
    return in_test_tree(path) or in_scaffold(path)


def tree_found(scope: Scope, tree: Tree, message: str, *, grade: Level | None = None) -> Finding:
    """One finding for a tree, at its first file, so that a pattern for the directory finds it."""
    inside = tree.files
    return scope.found(
        inside[0] if inside else tree.rows[0],
        message,
        fix=Fix(FixAction.EXCLUDE, (f"{tree.directory}/",)),
        details={
            "directory": tree.directory,
            "files": len(inside),
            "bytes": sum(row.size for row in inside),
            "examples": [row.path for row in inside[:SHOWN]],
        },
        grade=grade,
    )


def file_found(scope: Scope, row: Row, message: str, *, grade: Level | None = None) -> Finding:
    """One finding for one file that should not have been packed."""
    return scope.found(row, message, fix=Fix(FixAction.EXCLUDE, (row.path,)), grade=grade)
