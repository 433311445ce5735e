"""The packages in an npm tarball whose hooks npm runs: the package itself, and what it bundles.

Run against npm 11: of a package in ``node_modules/`` the hooks run when the outer package.json lists anything in
``bundleDependencies``, and do not when it lists nothing. Of two members with one logical path the last one wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.metadata.npm import Manifest, parse_package_json
from pkglint.model import Entry
from pkglint.model.lazy import lazy

_ROOT = lazy(r"(?:node_modules/(?:@[^/]+/)?[^/]+/)*")


def root_of(path: str) -> str:
    """The directory of the package that a member belongs to: empty, or ``node_modules/name/`` and deeper."""
    match = _ROOT.match(path)
    return match.group() if match else ""


@dataclass()
class Packages:
    """The manifests of a tarball by the directory of their package."""

    manifests: dict[str, Manifest] = field(default_factory=dict)

    def see(self, entry: Entry) -> None:
        """Keep a manifest; see :func:`is_manifest`."""
        self.manifests[root_of(entry.path)] = parse_package_json(entry.content.data)

    def installed(self) -> Iterator[tuple[str, Manifest]]:
        """The packages whose hooks run, with their directories."""
        outer = self.manifests.get("", Manifest())
        bundles = outer.data.get("bundleDependencies") or outer.data.get("bundledDependencies")
        for root, manifest in sorted(self.manifests.items()):
            if not root or bundles:
                yield root, manifest


def is_manifest(entry: Entry) -> bool:
    """Whether the entry is the package.json of a package that npm would install."""
    return entry.is_file and entry.name == "package.json" and root_of(entry.path) + "package.json" == entry.path
