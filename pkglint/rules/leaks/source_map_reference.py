"""A file links to a source map that is not in the artifact.

## Why it matters

Debuggers and error trackers of everybody who uses the package ask for the map and report that it is missing. A link to
a host inside the company reveals a name that nobody outside should know, and asks whoever owns that name elsewhere.

Only a link that tools would follow counts: a comment at the end of a script or style sheet, as ECMA-426 has it.

## How to fix

Build without maps, so that no link is written, or ship the maps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.sourcemaps.links import is_absolute, is_internal, link_of, plain_path, remote_host
from pkglint.detect.sourcemaps.maps import facts_of, may_hold_map
from pkglint.detect.sourcemaps.sources import normal
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Row, Rule, Scope, level
from pkglint.model.trees import in_dependency
from pkglint.model.units import count

SHOWN = 3
CODE = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".css", ".scss", ".less"})


class Linked(NamedTuple):
    """A file with a link: its names and the URL."""

    path: str
    raw: str
    url: str


def _wants(entry: Entry) -> bool:
    return entry.suffix in CODE and may_hold_map(entry)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if facts_of(entry).linked and not in_dependency(entry.path):
        url = link_of(entry.content.data)
        if url:
            scope.state.append(Linked(entry.path, entry.raw, url))
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    if not scope.state:
        return
    rows = {row.raw: row for row in scope.rows}
    paths = {row.path for row in scope.rows}
    groups: dict[tuple[str, str], list[Linked]] = {}
    for linked in scope.state:
        kind = _kind(linked, paths)
        if kind:
            groups.setdefault((linked.path.rpartition("/")[0], kind), []).append(linked)
    for (directory, kind), group in groups.items():
        yield _finding(scope, rows.get(group[0].raw) or group[0].path, directory, kind, group)


def _kind(linked: Linked, paths: set[str]) -> str:
    """What is wrong with a link, empty when its map is there."""
    host = remote_host(linked.url)
    if host:
        return "internal" if is_internal(host) else "remote"
    path = plain_path(linked.url)
    if is_absolute(path):
        return "absolute"
    return "" if normal(linked.path.rpartition("/")[0], path) in paths else "dangling"


_WORDS = {
    "internal": "to a source map on an internal host",
    "remote": "to a source map elsewhere on the web",
    "absolute": "to a source map by an absolute path",
    "dangling": "to a source map that is not in the artifact",
}


def _finding(scope: Scope, where: Row | str, directory: str, kind: str, group: list[Linked]) -> Finding:
    message = f"links {_WORDS[kind]}"
    if len(group) > 1:
        message += f", as {count(len(group) - 1, 'more file does', 'more files do')} in {directory or 'the root'}/"
    return scope.found(
        where,
        message,
        fix=Fix(FixAction.UNLINK_MAPS),
        details={
            "kind": kind,
            "files": len(group),
            "examples": [{"path": linked.path, "url": linked.url[:200]} for linked in group[:SHOWN]],
        },
        grade=Level.WARNING if kind == "internal" else None,
    )


_CODE = "run();\n//# sourceMappingURL="

RULE = Rule(
    id="source-map-reference",
    summary="A file links to a source map that is not in the artifact",
    levels=level(Level.INFO),
    grades="Warning for a host that is only known inside.",
    state=list,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example(
            "two links that lead nowhere, one finding", {"a/x.js": _CODE + "x.js.map\n", "a/y.js": _CODE + "y.map"}, 1
        ),
        Example("a host inside", {"dist/app.js": _CODE + "http://maps.corp/app.js.map\n"}, 1),
        Example("a style sheet", {"dist/app.css": "a{}\n/*# sourceMappingURL=app.css.map */\n"}, 1),
        Example("a link to what is there", {"a.js": _CODE + "a.js.map", "a.js.map": '{"mappings":"","sources":[]}'}),
        Example(
            "leftovers in the middle of a bundle, and forms to be filled in",
            {"dist/app.js": _CODE + "part.js.map\nmore();\n", "dist/tool.js": _CODE + "${url}\n"},
        ),
    ),
)
