"""The listing of an artifact, looked at by name: trees that tools leave behind are reported once, not file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pkglint.model import Entry, Finding, Fix, FixAction, Kind, Level, MemberType, Row, Scope
from pkglint.model.lookup import Name, Names
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


def trees(rows: Sequence[Row], names: Names) -> list[tuple[Tree, Name]]:
    """The outermost directories that the table has, each with its row; not looked for in dependencies."""
    seen: dict[str, str] = {"": ""}
    known: dict[str, Name] = {}
    open_: dict[str, list[Name]] = {}
    for row in rows:
        _outermost(_directory(row), names, seen, known, open_)
    if open_:
        _prove(rows, open_, known)
        seen = {"": ""}
        for row in rows:
            _outermost(_directory(row), names, seen, known, {})
    found: dict[str, Tree] = {}
    for row in rows:
        directory = seen[_directory(row)]
        if directory in known:
            tree = found.setdefault(directory, Tree(directory, known[directory].title, []))
            tree.rows.append(row)
    return [(tree, known[directory]) for directory, tree in found.items()]


def _directory(row: Row) -> str:
    return row.path.rstrip("/") if row.type is MemberType.DIRECTORY else row.path.rpartition("/")[0]


def _outermost(
    path: str, names: Names, seen: dict[str, str], known: dict[str, Name], open_: dict[str, list[Name]]
) -> None:
    """Note in ``seen`` the outermost left over directory that ``path`` is in: empty for none, ``/`` in dependencies.

    What only its members can prove goes to ``open_``.
    """
    if path in seen:
        return
    answer, directory = "", ""
    for part in path.split("/"):
        directory = f"{directory}/{part}" if directory else part
        answer = seen[directory] if directory in seen else answer or _own(directory, part, names, known, open_)
        seen[directory] = answer


def _own(directory: str, part: str, names: Names, known: dict[str, Name], open_: dict[str, list[Name]]) -> str:
    if part in DEPENDENCIES:
        return "/"
    if directory not in known:
        for name in names.directory(directory):
            if name.having:
                open_.setdefault(directory, []).append(name)
            else:
                known[directory] = name
    return directory if directory in known else ""


def _prove(rows: Sequence[Row], open_: dict[str, list[Name]], known: dict[str, Name]) -> None:
    """Move to ``known`` the directories that hold one of the members which their row asks for."""
    for row in rows:
        parts = row.path.split("/")
        for index in range(1, len(parts)):
            directory = "/".join(parts[:index])
            rest = "/".join(parts[index:])
            for name in open_.get(directory, ()):
                if directory not in known and any(member.fullmatch(rest) for member in name.having):
                    known[directory] = name


def files(scope: Scope) -> Iterator[Row]:
    """The members that are neither directories nor part of dependencies."""
    for row in scope.rows:
        if row.type is not MemberType.DIRECTORY and DEPENDENCIES.isdisjoint(row.path.split("/")[:-1]):
            yield row


def name_of(row: Row) -> str:
    """The last component of the path."""
    return row.path.rpartition("/")[2]


def meant(path: str, kind: Kind | None) -> bool:
    """Whether a name that looks left over is probably meant: test data, and forms of a scaffolding tool."""
    return in_test_tree(path) or in_scaffold(path, kind)


def named(row: Row, scope: Scope, names: Names) -> Name | None:
    """What the table says of a file: by the name alone, or as its content proved when it was visited."""
    proven: Name | None = scope.state.get(row.raw)
    return proven or next((name for name in names.file(row.path) if not name.asks), None)


def visitor(names: Names) -> Callable[[Entry, Scope], Iterator[Finding]]:
    """A rule's ``visit`` that keeps what the content proves in the state of the rule, by raw name."""

    def visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
        name = names.visit(entry)
        if name:
            scope.state[entry.raw] = name
        return iter(())

    return visit


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
