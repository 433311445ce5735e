"""A source map gives away source text that the artifact does not ship.

## Why it matters

A source map with `sourcesContent` holds the original files word for word: comments, names, code that was cut out of
the bundle. Claude Code 2.1.88 went out with a map of 58 MB that held 1,900 files and 512,000 lines of a closed
program. Nothing looks different to the user, and what was once downloaded cannot be taken back.

A map is recognised by what it holds, not by its name: with a byte order mark or the `)]}'` line, indexed, packed with
gzip, as a `data:` URL anywhere in a text file, broken in the middle. The strings that webpack evaluates in the mode
`development`, and the statistics of a bundler with the text of each module, give away the same. Text that ships in
the artifact anyway is no leak, wherever it is, and neither is what the bundler wrote, the code of dependencies, or
of libraries that were copied along. Only the map's own content says whose a text is (the names of its sources, an
open licence in its first comment), never the name or the directory of the map: `dist/vendor/react.js.map` of a closed
program is an error. In a closed package of a scope, `node_modules/@scope/` of that same scope is its own code.

## How to fix

Build without maps or without `sourcesContent`, or keep the maps out of the artifact and hand them to your error
tracker instead. If the sources are meant to be public, ship them, or ignore the rule with that reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.detect.sourcemaps import modules
from pkglint.detect.sourcemaps.libraries import is_of
from pkglint.detect.sourcemaps.maps import Content, Facts, SourceMap, excluding, facts_of, may_hold_map
from pkglint.detect.sourcemaps.sources import is_intermediate, scope_of, shown
from pkglint.detect.sourcemaps.texts import digest_of, may_be_source
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Row, Rule, Scope, Visibility, level
from pkglint.model.trees import in_dependency, in_test_tree
from pkglint.model.units import count, size

SHOWN = 3


@dataclass(slots=True)
class Seen:
    """What one member embeds: first-party texts to be looked for, and the rest by number.

    ``scoped`` are texts of packages with an npm scope, which may be that of this package.
    """

    path: str
    raw: str
    texts: list[Content]
    scoped: list[Content] = field(default_factory=list)
    third_party: int = 0
    inline: int = 0
    broken: bool = False
    packed: str = ""
    excess: bool = False
    form: str = ""


@dataclass(slots=True)
class State:
    """The texts of the artifact by hash, and every member that embeds some."""

    shipped: set[bytes] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    state: State = scope.state
    facts = facts_of(entry)
    if facts.packed or facts.maps:
        state.seen.append(_seen(entry, facts))
    if facts.text and not facts.is_map and may_be_source(entry):
        state.shipped.add(digest_of(entry))
    return iter(())


def _seen(entry: Entry, facts: Facts) -> Seen:
    dependency = in_dependency(entry.path)
    inside = scope_of(entry.path)
    seen = Seen(entry.path, entry.raw, [], packed=facts.packed)
    for one in facts.maps:
        own = [content for content in one.contents if _is_own(content, one)]
        seen.scoped += [content for content in one.contents if content.scope]
        if dependency:
            seen.scoped += [content._replace(scope=inside) for content in own if inside]
            own = []
        seen.texts += own
        seen.third_party += len(one.contents) - len(own)
        seen.inline += one.inline
        seen.broken = seen.broken or (one.broken and not dependency)
        seen.excess = seen.excess or one.excess
        seen.form = seen.form or (one.form if own else "")
    return seen


def _is_own(content: Content, one: SourceMap) -> bool:
    return not content.third_party and not is_intermediate(content.source, one.names, one.file)


def _finish(scope: Scope) -> Iterator[Finding]:
    state: State = scope.state
    closed = scope.package.visibility is Visibility.CLOSED
    owner = scope.package.name.partition("/")[0] if scope.package.name.startswith("@") else ""
    rows = {row.raw: row for row in scope.rows}
    paths = {row.path for row in scope.rows}
    for seen in state.seen:
        row = rows.get(seen.raw) or seen.path
        if closed and owner:
            siblings = [content for content in seen.scoped if content.scope == owner]
            seen.texts += siblings
            seen.third_party -= len(siblings)
        own = [content for content in seen.texts if not content.library or _counts(content, scope)]
        seen.third_party += len(seen.texts) - len(own)
        seen.texts = own
        hidden = [content for content in own if content.text.digest not in state.shipped]
        if hidden:
            yield _revealed(scope, row, seen, hidden)
        elif seen.packed:
            plain = seen.path.rpartition(".")[0] in paths
            yield _unread(scope, row, seen, Level.INFO if plain else Level.WARNING)
        elif seen.excess or (seen.broken and not seen.texts):
            yield _unread(scope, row, seen, Level.WARNING)


def _counts(content: Content, scope: Scope) -> bool:
    """Whether a published library is the package's own: in an open package, it counts as any source does."""
    return scope.package.visibility is not Visibility.CLOSED and is_of(content.library, scope.package.name)


def _revealed(scope: Scope, row: Row | str, seen: Seen, hidden: list[Content]) -> Finding:
    lines = sum(content.text.lines for content in hidden)
    total = sum(content.text.size for content in hidden)
    message = f"reveals {count(len(hidden), 'file')} of first-party source ({count(lines, 'line')}, {size(total)})"
    if seen.broken:
        message += ", in a source map that is broken"
    elif seen.inline:
        message += f", in {count(seen.inline, 'inline map')}"
    elif seen.form:
        message += f", in {seen.form}"
    details = {
        "files": len(hidden),
        "lines": lines,
        "bytes": total,
        "examples": _examples(hidden),
        "shipped": len(seen.texts) - len(hidden),
        "third_party": seen.third_party,
        "inline_maps": seen.inline,
        "broken": seen.broken,
    }
    fix = _fix(seen)
    return scope.found(row, message, fix=fix, details=details, lowered=_lowered(seen.path, scope))


def _fix(seen: Seen) -> Fix:
    if seen.form == modules.STATISTICS:
        return Fix(FixAction.EXCLUDE, (seen.path,))
    if seen.form and not seen.inline:
        return Fix(FixAction.EDIT, (seen.path,), "Build in the mode `production`, or with a `devtool` without `eval`")
    return Fix(FixAction.STRIP_MAPS, excluding(seen.path))


def _lowered(path: str, scope: Scope) -> bool:
    """In an open package, maps of tests and examples are lowered; a closed one gives its source away all the same.

    What a public repository shows under a licence that is not open is no secret, and no gift either.
    """
    if scope.package.visibility is Visibility.CLOSED:
        return scope.package.readable
    return in_test_tree(path)


def _examples(hidden: list[Content]) -> list[str]:
    """A few names for people: the files with the most lines say the most."""
    largest = sorted(hidden, key=lambda content: (-content.text.lines, content.source))
    return list(dict.fromkeys(shown(content.source) or "(no name)" for content in largest[: SHOWN * 3]))[:SHOWN]


def _unread(scope: Scope, row: Row | str, seen: Seen, grade: Level) -> Finding:
    if seen.packed:
        message = f"is a source map packed as {seen.packed}, which was not read: what it reveals is not known"
    elif seen.excess:
        message = "is a source map of more sources than are read: what the others reveal is not known"
    else:
        message = "looks like a source map but is not valid JSON: what it reveals is not known"
    fix = Fix(FixAction.EXCLUDE, (seen.path,))
    return scope.found(row, message, fix=fix, grade=grade, lowered=_lowered(seen.path, scope))


_LEAK = (
    '{"version":3,"file":"app.js","sources":["../src/app.ts","../node_modules/dep/index.js"],'
    '"sourcesContent":["export const plan = 1\\n","module.exports = 2\\n"],"names":[],"mappings":"AAAA"}'
)
_INLINE = (
    "run();\n//# sourceMappingURL=data:application/json;charset=utf-8,"
    "%7B%22version%22%3A3%2C%22sources%22%3A%5B%22a.ts%22%5D%2C%22sourcesContent%22%3A%5B%22secret%20plan%22%5D%2C"
    "%22mappings%22%3A%22%22%7D\n"
)

_OLD_WEBPACK = (
    '{"version":3,"file":"app.js","sources":["webpack:///app.js","webpack:///webpack/bootstrap 0f","webpack:///./a.js"],'
    '"sourcesContent":["(function webpackUniversalModuleDefinition(){})()","1","run();\\n\\n\\n\\n//////////////////\\n'
    '// WEBPACK FOOTER\\n// ./a.js\\n// module id = 0\\n// module chunks = 0"],"mappings":"AAAA"}'
)

_EVALUATED = (
    'var m={"./src/app.js":()=>{eval("{// what customers pay\\nconst plan = ['
    + ", ".join(map(str, range(100)))
    + '];\\n\\n//# sourceURL=webpack://demo/./src/app.js?\\n}")}};\n'
)
_STATISTICS = json.dumps(
    {"hash": "0f", "chunks": [], "modules": [{"name": "./src/app.js", "source": "export const plan = 1\n" * 20}]}
)

RULE = Rule(
    id="source-map",
    summary="A source map gives away source text that the artifact does not ship",
    levels=level(Level.ERROR, Level.WARNING),
    grades=(
        "In an open package one level lower under tests and examples; so is a closed one that shows its source in a"
        " public repository (SEE LICENSE IN, BUSL, Elastic and the like). Warning for a map that could not be read,"
        " info where the same map also ships unpacked."
    ),
    state=State,
    wants=may_hold_map,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a map beside the bundle that embeds the source", {"dist/app.js.map": _LEAK}, 1),
        Example("a map that stands in the bundle itself", {"dist/app.js": _INLINE}, 1),
        Example("a map under another name, behind the line against script inclusion", {"a.json": ")]}'\n" + _LEAK}, 1),
        Example("modules that webpack evaluates", {"dist/app.js": _EVALUATED}, 1),
        Example("the statistics of a bundler", {"dist/stats.json": _STATISTICS}, 1),
        Example("a map that breaks off", {"dist/app.js.map": _LEAK[:150]}, 1),
        Example(
            "a map that embeds what ships anyway",
            {"dist/app.js.map": _LEAK, "lib/app.ts": "export const plan = 1\r\n"},
        ),
        Example("what old bundlers add to text that ships", {"dist/app.js.map": _OLD_WEBPACK, "a.js": "run();\n"}),
        Example(
            "maps without text, and files that are only called maps",
            {
                "dist/app.js.map": '{"version":3,"sources":["../lib/app.ts"],"mappings":"AAAA"}',
                "lib/app.ts": "export const plan = 1\n",
                "linker.map": ".text 0x0000\n",
                "level.map": '{"tiles":[1,2]}',
            },
        ),
    ),
)
