"""The files of an artifact against the tree it was built from, by git's own ids: no file of the tree is read.

Packers move files: ``src/demo/a.py`` becomes ``demo/a.py``, ``packages/zod/index.js`` becomes ``index.js``. Where to,
the files that are the same on both sides vote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pkglint.compare.watch import blob_id
from pkglint.model import Kind
from pkglint.model.kinds import assert_never
from pkglint.model.reference import Held, Snapshot, Tree

# What each packer writes itself, by the specifications of wheels and sdists (and PEP 639, 770 for what is below).
_OF_WHEELS = re.compile(
    r"""[^/]+\.dist-info/(?:
        METADATA | WHEEL | RECORD(?:\.jws|\.p7s)? | entry_points\.txt | top_level\.txt | namespace_packages\.txt
      | DESCRIPTION\.rst | zip-safe | not-zip-safe | dependency_links\.txt | DELVEWHEEL | scm_[a-z_]+\.json
      | [a-z-]+\.json
      | sboms/[^/]+ )""",
    re.VERBOSE,
)
_OF_SDISTS = re.compile(r"PKG-INFO|setup\.cfg|(?:.*/)?[^/]+\.egg-info/[^/]+")
_OF_NPM = re.compile(r"package\.json")
# Compiled in the build: extension modules and the libraries that come with them, and programs that are installed.
_BUILT = re.compile(r".*\.(?:so|pyd|dll|dylib)(?:\.[0-9]+)*|[^/]+\.data/scripts/[^/]+|.*\.(?:exe|wasm)|[^/]+\.libs/.*")
_MOST_PLACES, _MOST_MAPS = 20, 8


@dataclass(frozen=True)
class Tracked:
    """Files of the artifact: of which the tree has ``same`` bytes, ``modified`` with the tree's path, and the rest.

    ``generated`` are those that a back end makes by its settings, ``own`` what the packer writes or compiles itself,
    ``pointers`` those that only say where Git LFS keeps the file.
    """

    same: frozenset[str]
    modified: tuple[tuple[str, str], ...]
    untracked: tuple[str, ...]
    generated: tuple[str, ...]
    own: tuple[str, ...]
    manifest: str | None = None
    pointers: tuple[str, ...] = ()


def compare(new: Snapshot, tree: Tree) -> Tracked:
    """Every file of the artifact, classed."""
    places: dict[str, list[str]] = {}
    for path, oid in tree.blobs.items():
        places.setdefault(oid, []).append(path)
    moved = _maps(new, tree, places)
    stored, generated = frozenset(tree.stored.values()), frozenset(tree.generated)
    pointed = {tree.blobs[path] for path in tree.stored if path in tree.blobs}
    found: dict[str, list[str]] = {"same": [], "untracked": [], "generated": [], "own": []}
    modified = []
    for path, held in sorted(new.files.items()):
        there = [before + path[len(after) :] for before, after in moved if path.startswith(after)]
        known = next((place for place in there if place in tree.blobs), None)
        if _is_own(held, new.kind) or path in new.written or _is_glue(path, held, tree):
            found["own"].append(path)
        elif not held.size or not places.keys().isdisjoint(held.blobs) or held.digest in stored:
            found["same"].append(path)
        elif not generated.isdisjoint([path, *there]):
            found["generated"].append(path)
        elif known is not None:
            modified.append((path, known))
        else:
            found["untracked"].append(path)
    manifest = next((place for place in _manifests(moved) if place in tree.manifests), None)
    return Tracked(
        frozenset(found["same"]),
        tuple(modified),
        tuple(found["untracked"]),
        tuple(found["generated"]),
        tuple(found["own"]),
        manifest,
        tuple(path for path in found["same"] if not pointed.isdisjoint(new.files[path].blobs)),
    )


def _manifests(moved: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{before}package.json" for before, after in moved if not after]


def _is_own(held: Held, kind: Kind) -> bool:
    match kind:
        case Kind.WHEEL:
            own = _OF_WHEELS
            if held.form not in ("", "script") and _BUILT.fullmatch(held.path):
                return True
        case Kind.SDIST:
            own = _OF_SDISTS
        case Kind.NPM:
            own = _OF_NPM
        case _:
            assert_never(kind)
    return own.fullmatch(held.path) is not None


def _is_glue(path: str, held: Held, tree: Tree) -> bool:
    """Whether it is the module that maturin writes around a compiled one of the same name, to the letter."""
    name, slash, last = path.rpartition("/")
    text = (
        f"from .{name} import *\n\n__doc__ = {name}.__doc__\n"
        f'if hasattr({name}, "__all__"):\n    __all__ = {name}.__all__'
    )
    return bool(slash) and last == "__init__.py" and blob_id(text.encode(), tree.algorithm) in held.blobs


def _maps(new: Snapshot, tree: Tree, places: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Pairs of prefixes, in the tree and in the artifact, by the votes of files that are the same.

    What nobody voted for comes last: the project's own directory, its ``src``, and the root of the tree.
    """
    votes: Counter[tuple[str, str]] = Counter()
    for path, held in new.files.items():
        if held.size:
            there = [place for oid in held.blobs for place in places.get(oid, ())]
            for place in there[:_MOST_PLACES]:
                common = _common_end(path, place)
                if common:
                    votes[place[: -len(common)], path[: -len(common)]] += 1
    best = sorted(votes, key=lambda pair: (-votes[pair], not pair[0].startswith(tree.base), pair))
    chosen = [pair for pair in best[:_MOST_MAPS] if votes[pair] > 1]
    return list(dict.fromkeys([*chosen, (tree.base, ""), (f"{tree.base}src/", ""), ("", "")]))


def _common_end(path: str, place: str) -> str:
    """The names that two paths end in, as many as are the same."""
    count = 0
    mine, other = path.split("/"), place.split("/")
    for left, right in zip(reversed(mine), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return "/".join(mine[len(mine) - count :]) if count else ""
