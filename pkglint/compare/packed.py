"""package.json of a tarball against the one that is committed: what packers may change, and what they must not.

pnpm, yarn and bun write versions in place of ``workspace:`` and ``catalog:``, and values of ``publishConfig`` in place
of those above it. All else that installing the package reads has to be as it was committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pkglint.compare.said import INSTALL_HOOKS
from pkglint.metadata.npm import Manifest, parse_package_json
from pkglint.metadata.targets import published
from pkglint.model.reference import Tree

_NEEDS = ("dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies", "bundledDependencies")
_TARGETS = ("bin", "main", "module", "browser", "exports", "imports", "types", "typings", "os", "cpu")


def differing(data: bytes, committed: bytes, tree: Tree) -> tuple[str, ...]:
    """The keys that differ where they must not, in dots: ``dependencies.a``, ``scripts.postinstall``, ``bin``."""
    new, old = parse_package_json(data), parse_package_json(committed)
    if new.problem or old.problem:
        return ("package.json",) if data != committed else ()
    return tuple(dict.fromkeys([*_needs(new, old, tree), *_scripts(new, old), *_targets(new, old)]))


def _needs(new: Manifest, old: Manifest, tree: Tree) -> Iterator[str]:
    for key in _NEEDS:
        if not isinstance(new.data.get(key), dict) or not isinstance(old.data.get(key, {}), dict):
            if new.data.get(key) != old.data.get(key) and (new.data.get(key) or old.data.get(key)):
                yield key
            continue
        was = old.table(key)
        for name, spec in new.table(key).items():
            if name not in was or not _resolved(name, str(was[name]), str(spec), tree):
                yield f"{key}.{name}"


def _resolved(name: str, was: str, spec: str, tree: Tree) -> bool:
    """Whether a packer makes ``spec`` of ``was``."""
    if was == spec:
        return True
    if was.startswith("workspace:"):
        asked = was.removeprefix("workspace:")
        version = _version_of(name, tree)
        return spec == (f"{'' if asked == '*' else asked}{version}" if asked in ("*", "^", "~") and version else asked)
    if was.startswith("catalog:"):
        entry = rf"""(?m)["']?{re.escape(name)}["']?\s*:\s*["']?{re.escape(spec)}["']?\s*(?:[,}}#].*)?$"""
        return bool(re.search(entry, tree.catalogs))
    return False


def _version_of(name: str, tree: Tree) -> str:
    for data in tree.manifests.values():
        if name.encode() in data:
            manifest = parse_package_json(data)
            if manifest.text("name") == name:
                return manifest.text("version")
    return ""


def _scripts(new: Manifest, old: Manifest) -> Iterator[str]:
    for name in INSTALL_HOOKS:
        if new.table("scripts").get(name) not in (None, old.table("scripts").get(name)):
            yield f"scripts.{name}"


def _targets(new: Manifest, old: Manifest) -> Iterator[str]:
    after, before = published(new.data), published(old.data)
    for key in _TARGETS:
        if key in after and _plain(after[key]) != _plain(before.get(key)):
            yield key


def _plain(value: Any) -> Any:
    """A value without what npm normalises: a leading ``./``, and a command's name where it is the package's."""
    if isinstance(value, str):
        return value.removeprefix("./")
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
