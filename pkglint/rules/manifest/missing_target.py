"""package.json names a file that is not in the tarball.

## Why it matters

The package installs and then fails: `require` and `import` throw, a command does not start, types are missing. It
happens when the build did not run before packing, when `files` leaves the output out, or when a file was renamed.
Tests do not see it, because they run in the working tree.

The rule looks at `main`, `module`, `browser`, `types`, `typings`, `bin`, `exports`, `imports`, `man`, `style`, `unpkg`,
`jsdelivr` and `directories`, each as its reader resolves it: `main` also as a file with `.js`, `.json` or `.node` and
as a directory with an index; `types` as TypeScript looks for `.d.ts`; `exports` exactly, with conditions, patterns
and alternatives. `types` is left alone when `typesVersions` redirects it. Of `publishConfig` the values are taken
that pnpm and yarn put in place when they pack.

## How to fix

Build before packing (`prepack` runs for `npm pack` and `npm publish`), and list the output in `files`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pkglint.metadata.manifests import package_json
from pkglint.metadata.resolve import Listing, normal
from pkglint.metadata.targets import MAX_TARGETS, How, Target, mixed_exports, published, targets
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, MemberType, Rule, Scope, level
from pkglint.rules._quote import quoted

PATH = "package.json"
# Who knows exports does not read these (Node.js docs, package entry points); old clients and old bundlers do.
_OLD_FIELDS = frozenset({"main", "module", "browser"})
_OWN_EXPORTS = ("exports[.]", "exports.")


def _finish(scope: Scope) -> Iterator[Finding]:
    data, manifest = scope.kept.get(PATH, b""), package_json(scope.kept).data
    if not manifest:
        return
    listing = Listing(row.path for row in scope.rows if row.type is MemberType.FILE)
    effective = published(manifest)
    if mixed_exports(effective):
        yield scope.found(
            PATH,
            "mixes paths and conditions in exports, which Node refuses",
            line=_line(data, "exports"),
            fix=Fix(FixAction.EDIT, text='put the conditions below the path "." in exports'),
        )
    missing: dict[tuple[str, Level], list[Target]] = {}
    private = []
    answered = _is_answered(effective, listing)
    for target in _bounded(targets(effective)):
        if any(listing.has(value, target.how) for value in target.values):
            continue
        if target.common:
            missing.setdefault((target.values[0], _weight(target, listing, answered)), []).append(target)
        else:
            private.append(target)
    for (_, weight), found in missing.items():
        yield _found(scope, data, weight, found, listing)
    if private:
        yield _private(scope, data, private)
    yield from _not_applied(scope, data, manifest, effective, listing)


def _bounded(found: Iterator[Target]) -> Iterator[Target]:
    for index, target in enumerate(found):
        if index >= MAX_TARGETS:
            return
        yield target


def _is_answered(manifest: Mapping[str, Any], listing: Listing) -> bool:
    """Whether exports names files for the package itself, and all of them are there: `main` is then not read."""
    found = (target for target in _bounded(targets(manifest)) if target.common)
    own = [target for target in found if target.field == "exports" or target.field.startswith(_OWN_EXPORTS)]
    return bool(own) and all(any(listing.has(value, target.how) for value in target.values) for target in own)


def _weight(target: Target, listing: Listing, answered: bool) -> Level:
    """How much a missing target weighs; see ``grades`` of the rule. ``answered`` says that exports is read instead."""
    if target.key and not listing.has(target.key, How.BUNDLER):
        return Level.INFO
    if target.field.startswith("imports["):
        # A bundler may have taken the only module that used it, and types of private modules are not asked for.
        quiet = target.how is How.PATTERN or target.values[0].endswith(".d.ts")
        return Level.INFO if quiet else Level.WARNING
    if target.how in {How.PATTERN, How.FOLDER} or target.field == "man":
        return Level.WARNING
    if target.field == "main" and listing.has("index", How.NODE):
        return Level.WARNING  # Node falls back to it, with a warning of its own (DEP0128)
    return Level.WARNING if answered and target.field in _OLD_FIELDS else Level.ERROR


def _found(scope: Scope, data: bytes, weight: Level, found: list[Target], listing: Listing) -> Finding:
    value = found[0].values[0]
    fields = [target.field for target in found]
    named = quoted(fields[0]) + (f" and {len(fields) - 1} more" if len(fields) > 1 else "")
    how, verb = found[0].how, "names" if len(fields) == 1 else "name"
    if how is How.PATTERN:
        text = f"{named} {verb} {quoted(value)}, which fits no file in the tarball"
    elif how is How.INVALID:
        text = f"{named} {verb} {quoted(value)}, which Node refuses: it takes paths that start with ./ and stay inside"
    else:
        text = f"{named} {verb} {quoted(value) or 'nothing'}, which is not in the tarball"
    return scope.found(
        PATH,
        text,
        line=_line(data, value),
        fix=_fix(value, how, listing),
        details={"fields": [quoted(field) for field in fields[:50]], "target": quoted(value)},
        grade=None if weight is Level.ERROR else weight,
    )


def _fix(value: str, how: How, listing: Listing) -> Fix:
    """To name the file as it is called when it is there after all, else to take it in."""
    path = normal(value)
    near = listing.near(value) if how is not How.PATTERN else None
    if near and f"./{near}" != value:
        return Fix(FixAction.EDIT, text=f"write {quoted('./' + near)} in package.json, as the file is called")
    return Fix(FixAction.INCLUDE, (path,)) if path else Fix(FixAction.EDIT, text="name a file of the package")


def _private(scope: Scope, data: bytes, found: list[Target]) -> Finding:
    """One line for all that hangs below conditions of the author's own, such as a monorepo's ``source``."""
    count = len(found)
    return scope.found(
        PATH,
        f"{quoted(found[0].field)} and {count - 1:,} more name files that are not in the tarball, below a condition "
        "that only its author sets"
        if count > 1
        else f"{quoted(found[0].field)} names a file that is not in the tarball, below a condition that only its "
        "author sets",
        line=_line(data, found[0].values[0]),
        fix=Fix(FixAction.EDIT, text="take the condition out of package.json when packing"),
        details={"fields": [quoted(target.field) for target in found[:50]], "count": count},
        grade=Level.INFO,
    )


def _not_applied(
    scope: Scope, data: bytes, manifest: Mapping[str, Any], effective: Mapping[str, Any], listing: Listing
) -> Iterator[Finding]:
    """Fields that are wrong as they stand and right in publishConfig: npm does not put the one in the other's place."""
    for target in targets({key: value for key, value in manifest.items() if effective.get(key) is not value}):
        if target.common and not any(listing.has(value, target.how) for value in target.values):
            yield scope.found(
                PATH,
                f"{quoted(target.field)} names {quoted(target.values[0])}, which is not in the tarball; publishConfig "
                "has another value, which pnpm and yarn put in its place and npm does not",
                line=_line(data, target.values[0]),
                fix=Fix(FixAction.EDIT, text="pack with pnpm or yarn, or name the built file outside of publishConfig"),
                details={"fields": [quoted(target.field)], "target": quoted(target.values[0])},
                grade=Level.WARNING,
            )


def _line(data: bytes, value: str) -> int | None:
    """The first line that holds ``value`` as a JSON string, 1-based."""
    at = data.find(b'"' + value.encode("utf-8", "surrogatepass") + b'"')
    return data.count(b"\n", 0, at) + 1 if at >= 0 else None


RULE = Rule(
    id="missing-target",
    summary="package.json names a file that is not in the tarball",
    levels=level(Level.ERROR),
    grades=(
        "warning for a main that an index.js or exports stand in for, for man pages, imports and patterns; info for "
        "conditions that only their author sets"
    ),
    kinds=(Kind.NPM,),
    finish=_finish,
    examples=(
        Example("no build before packing", {"package.json": '{"main": "dist/index.js"}', "src/index.ts": "1\n"}, 1),
        Example(
            "exports without its files",
            {
                "package.json": '{"exports": {".": {"types": "./d.d.ts", "import": "./d.mjs"}, "./x/*": "./x/*.js"}}',
                "d.mjs": "1\n",
            },
            2,
        ),
        Example("a command", {"package.json": '{"bin": {"demo": "cli.js"}}', "cli/main.js": "1\n"}, 1),
        Example(
            "what Node finds by itself",
            {
                "package.json": '{"main": "lib", "types": "lib/index", "module": "lib/esm.js"}',
                "lib/index.js": "1\n",
                "lib/index.d.ts": "1\n",
                "lib/esm.js": "1\n",
            },
        ),
        Example(
            "patterns, alternatives and null",
            {
                "package.json": '{"main": "", "exports": {"./f/*": "./f/*.js", "./f/private/*": null, '
                '"./g": ["./gone.js", "./f/a.js"]}, "imports": {"#dep": {"node": "fs", "default": "./f/a.js"}}}',
                "f/a.js": "1\n",
            },
        ),
    ),
)
