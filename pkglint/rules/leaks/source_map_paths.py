"""A source map names paths on the machine where it was built.

## Why it matters

`/Users/jane/work/secret-project/src/app.ts` shows who built the package, on what machine, and what else is there. Such
names come from build tools that were given absolute paths; they help nobody who reads the map.

Names that bundlers make up (`webpack://demo/./src/app.ts`), relative paths and paths from the root of a web site
(`/static/app.ts`) are fine.

## How to fix

Let the bundler write relative names (`sourceRoot` and `mapRoot` of the compiler, `output.devtoolModuleFilenameTemplate`
of webpack, `sourcemapPathTransform` of rollup), or keep the maps out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.sourcemaps.links import link_of
from pkglint.detect.sourcemaps.maps import excluding, facts_of, may_hold_map
from pkglint.detect.sourcemaps.sources import is_home, machine_path
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.trees import in_dependency, in_test_tree
from pkglint.model.units import count

SHOWN = 3


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    facts = facts_of(entry)
    maps = facts.maps
    if in_dependency(entry.path) or not (maps or facts.linked):
        return
    link = link_of(entry.content.data) if facts.linked and facts.text else None
    if link and link.startswith(("file:", "/")) and is_home(link):
        yield scope.found(
            entry,
            "links to a source map in a home directory",
            fix=Fix(FixAction.EXCLUDE, (entry.path,)),
            details={"examples": [link[:200]]},
            lowered=in_test_tree(entry.path),
        )
    names = [name for one in maps for name in (*one.names, one.root, one.file) if name]
    found = [path for path in map(machine_path, dict.fromkeys(names)) if path]
    if not found:
        return
    homes = [path for path in found if is_home(path)]
    what = "a home directory" if homes else "the machine that built it"
    yield scope.found(
        entry,
        f"is a source map with {count(len(found), 'path')} of {what}"
        if facts_of(entry).is_map
        else f"holds a source map with {count(len(found), 'path')} of {what}",
        fix=Fix(FixAction.STRIP_MAPS, excluding(entry.path)),
        details={"paths": len(found), "homes": len(homes), "examples": [p[:200] for p in (homes or found)[:SHOWN]]},
        lowered=in_test_tree(entry.path),
    )


def _map(source: str) -> str:
    return f'{{"version":3,"sources":["{source}"],"mappings":"AAAA"}}'


RULE = Rule(
    id="source-map-paths",
    summary="A source map names paths on the machine where it was built",
    levels=level(Level.WARNING),
    wants=may_hold_map,
    visit=_visit,
    examples=(
        Example("a path in a home directory", {"dist/app.js.map": _map("/Users/jane/work/demo/src/app.ts")}, 1),
        Example("a path on a Windows drive", {"dist/app.js.map": _map("C:/Users/jane/demo/src/app.ts")}, 1),
        Example("a file URL", {"dist/app.js.map": _map("file:///home/jane/demo/src/app.ts")}, 1),
        Example(
            "a link to a map in a home directory",
            {"dist/app.js": "run();\n//# sourceMappingURL=file:///home/jane/demo/dist/app.js.map\n"},
            1,
        ),
        Example(
            "relative names, names that bundlers make up, paths of a web site",
            {
                "dist/a.js.map": _map("../src/home/user/app.ts"),
                "dist/b.js.map": _map("webpack://demo/./src/app.ts"),
                "dist/c.js.map": _map("/src/app.ts"),
            },
        ),
    ),
)
