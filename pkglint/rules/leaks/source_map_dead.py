"""A source map is of no use: it holds no source text, and its sources are not in the artifact.

## Why it matters

A debugger that follows such a map finds nothing. The bytes are downloaded by everybody, and the names in the map still
show how the sources are laid out. The healthy form ships the sources beside a map without text.

## How to fix

Keep the maps out of the artifact, or ship the sources that they name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.sourcemaps.maps import excluding, facts_of, may_hold_map
from pkglint.detect.sourcemaps.sources import is_third_party, places, shown
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.units import count, size

SHOWN = 3


class Bare(NamedTuple):
    """A map without any text: where it is, how big, and where its sources may be."""

    path: str
    raw: str
    size: int
    sources: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    facts = facts_of(entry)
    if facts.is_map and not any(one.contents or one.broken for one in facts.maps):
        names = [name for name in facts.maps[0].names if name and not is_third_party(name)]
        if names:
            directory = entry.path.rpartition("/")[0]
            wanted = tuple(dict.fromkeys(places(directory, name) for name in names))
            shown_names = tuple(dict.fromkeys(shown(name) for name in names[:SHOWN]))
            scope.state.append(Bare(entry.path, entry.raw, entry.size, wanted, shown_names))
    return iter(())


def _finish(scope: Scope) -> Iterator[Finding]:
    if not scope.state:
        return
    rows = {row.raw: row for row in scope.rows}
    paths = {row.path for row in scope.rows}
    for bare in scope.state:
        if any(not paths.isdisjoint(wanted) for wanted in bare.sources):
            continue
        yield scope.found(
            rows.get(bare.raw) or bare.path,
            f"is a source map of no use: it has no source text, and its {count(len(bare.sources), 'source')}"
            f" {'is' if len(bare.sources) == 1 else 'are'} not in the artifact ({size(bare.size)})",
            fix=Fix(FixAction.EXCLUDE, excluding(bare.path)),
            details={"sources": len(bare.sources), "bytes": bare.size, "examples": list(bare.names)},
        )


_MAP = '{"version":3,"file":"app.js","sources":["../lib/app.ts"],"mappings":"AAAA"}'

RULE = Rule(
    id="source-map-dead",
    summary="A source map holds no source text, and its sources are not in the artifact",
    levels=level(Level.INFO),
    state=list,
    wants=may_hold_map,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a map whose source was not packed", {"dist/app.js.map": _MAP}, 1),
        Example("a map whose source ships", {"dist/app.js.map": _MAP, "lib/app.ts": "export const a = 1\n"}),
        Example(
            "a map that embeds its source",
            {"app.js.map": _MAP.replace("]", '],"sourcesContent":["a"]', 1)},
            also=("source-map",),
        ),
    ),
)
