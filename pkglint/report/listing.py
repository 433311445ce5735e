"""``pkglint ls``: every member of an artifact with its size and mode, what hit it, and which pattern expected it."""

from __future__ import annotations

import stat
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from pkglint.model import Judged, Level, MemberType, PathMatcher, Result, Row, units
from pkglint.report.kit import escape, tool, words
from pkglint.report.kit.columns import labelled
from pkglint.report.kit.layout import table, wrap
from pkglint.report.kit.style import Style
from pkglint.report.kit.tree import Directory, plant
from pkglint.report.kit.values import dumps

_EXTENSIONS = 12
_FACTS = 22  # Columns of size and mode.
_JOINT = ", "
_UNKNOWN = {
    MemberType.FILE: "-?????????",
    MemberType.DIRECTORY: "d?????????",
    MemberType.SYMLINK: "l?????????",
    MemberType.HARDLINK: "h?????????",
    MemberType.SPECIAL: "c?????????",
}
_TYPES = {
    MemberType.FILE: stat.S_IFREG,
    MemberType.DIRECTORY: stat.S_IFDIR,
    MemberType.SYMLINK: stat.S_IFLNK,
    MemberType.HARDLINK: stat.S_IFREG,
    MemberType.SPECIAL: stat.S_IFCHR,
}


def render_listing(
    result: Result,
    expected: PathMatcher | None,
    style: Style,
    *,
    form: str = "text",
    tree: bool = False,
    sort: str = "size",
    top: int | None = None,
    findings: bool = False,
) -> str:
    """The members, as text or JSON (``form``), flat or as a tree, sorted by ``size`` or ``path``.

    All of them, or the first ``top``, or those with ``findings``, that are in what was found to be one included.
    """
    rows = sorted(result.rows, key=lambda row: (-row.size if sort == "size" else 0, row.path, row.raw))
    listing = _Listing(result, expected, style)
    if findings:
        rows = [row for row in rows if listing.is_hit(row.path)]
    rows = rows[:top]
    if form == "json":
        return dumps(listing.document(rows))
    return escape.guard("\n".join(listing.lines(rows, tree, sort)) + "\n")


class _Listing:
    def __init__(self, result: Result, expected: PathMatcher | None, style: Style) -> None:
        self.result = result
        self.expected = expected
        self.style = style
        self.hits: dict[str, list[Judged]] = defaultdict(list)
        for judged in result.judged:
            if judged.finding.path is not None:
                self.hits[judged.finding.path.partition("!")[0]].append(judged)
        self.trees = tuple(path for path in self.hits if path.endswith("/"))

    def is_hit(self, path: str) -> bool:
        """Whether something was found in a member, in an archive that it is, or in a directory that it is in."""
        return path in self.hits or any(path.startswith(each) for each in self.trees)

    def lines(self, rows: list[Row], tree: bool, sort: str) -> Iterator[str]:
        result, style = self.result, self.style
        yield style.paint(escape.terminal(result.artifact.path), "bold")
        packed = f"{units.size(result.artifact.size)} packed"
        facts = (packed, f"{units.size(result.unpacked)} unpacked", units.count(result.files, "file"))
        yield from (style.paint(line, "dim") for line in wrap(style.dot.join(facts), style.width))
        yield ""
        if result.not_linted:
            reported = f"{escape.terminal(result.not_linted.sentence)}; what follows was read before that"
            yield from labelled("NOT LINTED", "bold red", reported, style)
            yield ""
        yield from self._tree(rows, sort) if tree else self._flat(rows)
        if len(rows) < len(result.rows):
            yield self.style.paint(f"{words.number(len(rows))} of {units.count(len(result.rows), 'member')}", "dim")
        if rows:
            yield ""
            yield self._extensions(rows)

    def _flat(self, rows: list[Row]) -> Iterator[str]:
        shown = [(self._facts(row), self._name(row), self._notes(row)) for row in rows]
        widest = max((words.columns(name) for _, name, notes in shown if notes), default=0)
        longest = max((words.columns(_JOINT.join(plain for plain, _ in notes)) for _, _, notes in shown), default=0)
        room = min(widest, max(self.style.width - _FACTS - longest - 2, 24))
        for facts, name, notes in shown:
            reported = _JOINT.join(self.style.paint(*note) for note in notes)
            if reported and words.columns(name) <= room:
                yield f"{facts}{name}{' ' * (room - words.columns(name) + 2)}{reported}"
                continue
            yield facts + name
            if reported:
                yield " " * (_FACTS + room + 2) + reported

    def _facts(self, row: Row) -> str:
        mode = stat.filemode(_TYPES[row.type] | (row.mode & 0o7777)) if row.mode is not None else _UNKNOWN[row.type]
        return f"{units.size(row.size):>8}  {self.style.paint(f'{mode:<10}', 'dim')}  "

    def _name(self, row: Row) -> str:
        target = f" -> {escape.name(row.target)}" if row.target is not None else ""
        return escape.name(row.path) + ("/" if row.type is MemberType.DIRECTORY else "") + target

    def _notes(self, row: Row) -> list[tuple[str, str]]:
        """What is to be said of a member, with its look: each rule once, then the policy's expectation."""
        levels = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.INFO: "bold cyan"}
        tally = Counter((j.level, j.finding.rule, j.ignored_by is not None) for j in self.hits.get(row.path, ()))
        notes = []
        for (level, rule, ignored), times in sorted(tally.items(), key=lambda item: (-item[0][0], item[0][1])):
            often = f" x{words.number(times)}" if times > 1 else ""
            notes.append((f"{'ignored' if ignored else level} {rule}{often}", "dim" if ignored else levels[level]))
        if self.expected is not None and row.type is not MemberType.DIRECTORY:
            pattern = self.expected.deciding(row.path)
            notes.append((f"expected by {escape.terminal(pattern)}", "dim") if pattern else ("not expected", "yellow"))
        return notes

    def _tree(self, rows: list[Row], sort: str) -> Iterator[str]:
        yield from self._branch(plant(rows), "", sort)

    def _branch(self, root: Directory, indent: str, sort: str) -> Iterator[str]:
        """Depth first, with a stack of its own: names may be nested deeper than Python recurses."""
        stack: list[tuple[str, Iterator[tuple[str, Row | Directory, bool]]]] = [(indent, self._children(root, sort))]
        tee, corner, bar = ("├── ", "└── ", "│   ") if self.style.unicode else ("|-- ", "`-- ", "|   ")
        while stack:
            indent, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                continue
            name, what, last = child
            branch = self.style.paint(indent + (corner if last else tee), "dim")
            if isinstance(what, Directory):
                yield f"{units.size(what.size):>8}  {branch}{self.style.paint(escape.name(name) + '/', 'bold')}"
                stack.append((indent + ("    " if last else bar), self._children(what, sort)))
                continue
            notes = _JOINT.join(self.style.paint(*note) for note in self._notes(what))
            target = f" -> {escape.name(what.target)}" if what.target is not None else ""
            yield f"{units.size(what.size):>8}  {branch}{escape.name(name)}{target}{'  ' if notes else ''}{notes}"

    def _children(self, directory: Directory, sort: str) -> Iterator[tuple[str, Row | Directory, bool]]:
        found: list[tuple[str, Row | Directory]] = [*directory.directories.items()]
        found += directory.members
        found.sort(key=lambda item: (-item[1].size if sort == "size" else 0, item[0]))
        return ((name, what, index == len(found) - 1) for index, (name, what) in enumerate(found))

    def _extensions(self, rows: list[Row]) -> str:
        totals = extensions(rows)
        shown = [[name, words.number(files), units.size(size)] for name, files, size in totals[:_EXTENSIONS]]
        if len(totals) > _EXTENSIONS:
            rest = totals[_EXTENSIONS:]
            sums = (sum(files for _, files, _ in rest), sum(size for _, _, size in rest))
            shown.append([f"{words.number(len(rest))} others", words.number(sums[0]), units.size(sums[1])])
        return table(shown, ["extension", "files", "size"], self.style, right=(1, 2))

    def document(self, rows: list[Row]) -> dict[str, Any]:
        """The listing as plain values, in a shape of its own that only grows."""
        result = self.result
        return {
            "schema": 1,
            "tool": {"name": tool.NAME, "version": tool.version()},
            "path": escape.terminal(result.artifact.path),
            "kind": result.artifact.kind.value if result.artifact.kind else None,
            "sha256": result.artifact.sha256,
            "size": result.artifact.size,
            "unpacked_size": result.unpacked,
            "status": result.status,
            "reason": escape.terminal(result.not_linted.sentence) if result.not_linted else None,
            "members": [self._member(row) for row in rows],
            "extensions": [{"extension": name, "files": files, "size": size} for name, files, size in extensions(rows)],
        }

    def _member(self, row: Row) -> dict[str, Any]:
        pattern = self.expected.deciding(row.path) if self.expected is not None else None
        return {
            "path": escape.name(row.path),
            "member": escape.name(row.raw),
            "type": row.type.value,
            "target": escape.name(row.target) if row.target is not None else None,
            "size": row.size,
            "mode": f"{row.mode & 0o7777:04o}" if row.mode is not None else None,
            "sha256": row.digest or None,
            "expected_by": escape.terminal(pattern) if pattern else None,
            "findings": [
                {"rule": j.finding.rule, "level": str(j.level), "ignored": j.ignored_by is not None}
                for j in self.hits.get(row.path, ())
            ],
        }


def extensions(rows: list[Row]) -> list[tuple[str, int, int]]:
    """Extension, number of files and bytes, the heaviest first; files without one are reported as ``(none)``."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for row in rows:
        if row.type is not MemberType.DIRECTORY:
            stem, dot, suffix = row.path.rpartition("/")[2].rpartition(".")
            name = escape.name(dot + suffix.lower()) if stem and dot else "(none)"
            files[name] += 1
            sizes[name] += row.size
    return [(name, files[name], size) for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))]
