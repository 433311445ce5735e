"""The sizes that files had in the release that an artifact is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from pkglint.model import MemberType, Result
from pkglint.model.fold import fold, place
from pkglint.model.reference import Held, Snapshot


def before(result: Result) -> Mapping[str, int] | None:
    """Sizes in bytes by the path that a file has now; what is gone stands under its old path. ``None``: there is no
    release, or not all of the artifact was read.

    A file is known again by its path, else by its folded path (versions and hashes apart), else by its place in a
    directory of bundled files.
    """
    old = result.release
    if old is None or result.not_linted:
        return None
    new = [row.path for row in result.rows if row.type is not MemberType.DIRECTORY]
    sizes = {path: old.files[path].size for path in new if path in old.files}
    left = {path: held for path, held in old.files.items() if path not in sizes}
    for key in (fold, _placed):
        renamed = _paired([path for path in new if path not in sizes], left, key, result.package.version, old)
        for path, held in renamed.items():
            sizes[path] = held.size
            del left[held.path]
    return sizes | {path: held.size for path, held in left.items()}


def _placed(path: str, version: str) -> str:
    return place(fold(path, version))


def _paired(
    came: Iterable[str], left: Mapping[str, Held], key: Callable[[str, str], str], version: str, old: Snapshot
) -> dict[str, Held]:
    """Of the paths that ``came`` those with a file of the same key among what is ``left``, one for one."""
    known: dict[str, list[Held]] = defaultdict(list)
    for path in sorted(left, reverse=True):
        known[key(path, old.version)].append(left[path])
    found: dict[str, Held] = {}
    for path in sorted(came):
        same = known.get(key(path, version))
        if same:
            found[path] = same.pop()
    return found
