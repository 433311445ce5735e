"""Every file that a package.json names as an entry point, as plain values.

Sources: Node's documentation of packages and of subpath patterns, npm's of package.json, TypeScript's module
resolution, and the browser field specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

# Conditions that Node, bundlers or type checkers set. Any other one is private to whoever sets it.
COMMON_CONDITIONS = frozenset(
    """
    asset browser bun default deno development edge edge-light electron import module module-sync netlify node
    node-addons node-require production react-native react-server require sass script style svelte types types.require
    types.import typings umd unpkg webpack worker workerd worklet
    """.split()  # noqa: SIM905 - a table of words
)
MAX_TARGETS = 50_000


class How(Enum):
    """Who looks a target up, and so what may stand for it."""

    EXACT = "exact"  # exports, imports, bin, man: the very file
    NODE = "node"  # require(): the file, .js .json .node, then index of a directory
    BUNDLER = "bundler"  # as Node, with the suffixes that bundlers add
    TYPES = "types"  # TypeScript: the file, its .d.ts, index.d.ts of a directory
    STYLE = "style"  # the file or .css
    PATTERN = "pattern"  # exports and imports with *: any file
    FOLDER = "folder"  # a directory that holds something
    INVALID = "invalid"  # exports and imports: what Node refuses to look up


class Target(NamedTuple):
    """One entry point: ``field`` as a reader of package.json would say it; one of ``values`` must be there.

    ``common`` is false below a condition that only its author sets. ``key`` is the left side in a browser map.
    """

    field: str
    values: tuple[str, ...]
    how: How
    common: bool = True
    key: str = ""


FIELDS = (
    ("main", How.NODE),
    ("module", How.BUNDLER),
    ("types", How.TYPES),
    ("typings", How.TYPES),
    ("unpkg", How.BUNDLER),
    ("jsdelivr", How.BUNDLER),
    ("style", How.STYLE),
)


def targets(manifest: Mapping[str, Any]) -> Iterator[Target]:
    """All targets of a package.json. ``publishConfig`` is not looked at: see :func:`published`."""
    for name, how in FIELDS:
        value = manifest.get(name)
        if isinstance(value, str) and not (how is How.TYPES and manifest.get("typesVersions")):
            yield Target(name, (value,), how)
    yield from _browser(manifest.get("browser"))
    for field, path in bin_targets(manifest):
        yield Target(field, (path,), How.EXACT)
    yield from _man(manifest)
    exports, imports = manifest.get("exports"), manifest.get("imports")
    if exports is not None:
        yield from _exports(exports)
    if isinstance(imports, dict):
        for key, value in imports.items():
            yield from _leaf(value, f"imports[{key}]", "*" in key, True)


# Fields that bundlers and other readers know beside those of npm, Node and TypeScript.
_OTHERS = ("react-native", "svelte", "sass", "umd:main", "es2015", "esnext", "jsnext:main", "esm", "less")


def entry_values(manifest: Mapping[str, Any]) -> list[str]:
    """Every value of a package.json, as it goes out, that names a file or directory of its own as an entry point."""
    merged = published(manifest)
    values = [merged[name] for name in _OTHERS if isinstance(merged.get(name), str)]
    for index, target in enumerate(targets(merged)):
        if index >= MAX_TARGETS:
            break
        values += target.values
    return values


def published(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as pnpm and yarn write it when they pack: fields of ``publishConfig`` take the place of others."""
    overrides = manifest.get("publishConfig")
    merged = dict(manifest)
    if isinstance(overrides, dict):
        names = ("bin", "browser", "exports", "imports", "typesVersions", *(name for name, _ in FIELDS))
        merged.update((name, overrides[name]) for name in names if overrides.get(name))
    return merged


def bin_targets(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and logical path of every command: npm roots it at the package and takes a backslash for a slash."""
    value = manifest.get("bin")
    if isinstance(value, str):
        value = {"": value}
    if isinstance(value, dict):
        for name, path in value.items():
            if isinstance(path, str) and path:
                yield (f"bin[{name}]" if name else "bin"), rooted(path.replace("\\", "/"))


def rooted(path: str) -> str:
    """``path`` without empty and ``.`` components, ``..`` stopping at the root: what npm makes of a bin path."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _browser(value: Any) -> Iterator[Target]:
    if isinstance(value, str):
        yield Target("browser", (value,), How.BUNDLER)
    elif isinstance(value, dict):
        for key, path in value.items():
            # What does not start with a dot is another package.
            if isinstance(path, str) and path.startswith("."):
                yield Target(f"browser[{key}]", (path,), How.BUNDLER, key=key)


def _man(manifest: Mapping[str, Any]) -> Iterator[Target]:
    value = manifest.get("man")
    for path in value if isinstance(value, list) else [value]:
        if isinstance(path, str) and path:
            yield Target("man", (rooted(path),), How.EXACT)
    directories = manifest.get("directories")
    if isinstance(directories, dict):
        for name in ("bin", "man"):
            path = directories.get(name)
            if isinstance(path, str) and path and not manifest.get(name):
                yield Target(f"directories.{name}", (rooted(path),), How.FOLDER)


def _exports(value: Any) -> Iterator[Target]:
    if isinstance(value, dict) and any(key.startswith(".") for key in value):
        for key, inner in value.items():
            if key.startswith("."):
                yield from _leaf(inner, f"exports[{key}]", "*" in key, False)
    else:
        yield from _leaf(value, "exports", False, False)


def _leaf(
    value: Any, field: str, pattern: bool, imports: bool, common: bool = True, depth: int = 0
) -> Iterator[Target]:
    """Follow conditions down to strings; of an array one alternative is enough."""
    if depth > 30:
        return
    if isinstance(value, str):
        yield from _string(value, field, pattern, imports, common)
    elif isinstance(value, dict):
        for condition, inner in value.items():
            known = common and (condition in COMMON_CONDITIONS or condition.startswith("types@"))
            yield from _leaf(inner, f"{field}.{condition}", pattern, imports, known, depth + 1)
    elif isinstance(value, list):
        found = [t for item in value for t in _leaf(item, field, pattern, imports, common, depth + 1)]
        found = [target for target in found if target.how is not How.INVALID] or found
        if found:
            strings = tuple(v for target in found for v in target.values)
            yield Target(field, strings, found[0].how, all(target.common for target in found))


def _string(value: str, field: str, pattern: bool, imports: bool, common: bool) -> Iterator[Target]:
    if imports and not value.startswith(("./", "../", "/")):
        return  # another package or a module of Node
    if not value.startswith("./") or {"..", "node_modules"} & set(value.split("/")):
        yield Target(field, (value,), How.INVALID, common)
    elif pattern and "*" in value:
        yield Target(field, (value,), How.PATTERN, common)
    elif value.endswith("/"):
        yield Target(field, (value,), How.FOLDER, common)
    else:
        types = field.rpartition(".")[2].startswith("types")
        yield Target(field, (value,), How.TYPES if types else How.EXACT, common)


def mixed_exports(manifest: Mapping[str, Any]) -> bool:
    """Whether ``exports`` has paths beside conditions, which Node refuses to load (ERR_INVALID_PACKAGE_CONFIG)."""
    exports = manifest.get("exports")
    if not isinstance(exports, dict):
        return False
    return len({key.startswith(".") for key in exports}) == 2
