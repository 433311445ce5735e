"""Our listing against those of the readers: everything that they may differ in by right stands here.

A disagreement is another content: a reader that lists or writes other paths, sizes, types or bytes than we do, and says
nothing. A reader that refuses the whole archive installs nothing, so nobody is deceived; that is counted apart. Left to
refuse are these: uv takes one zero block for no end of a tar, no eight digits without an end for an owner (bsdtar and
busybox write them), no name with a colon or with a blank at its end, and no cycle of links.

- A directory's name ends with a slash or not, and directories need no entry of their own.
- ``./`` and ``//`` in a path say nothing: unpackers drop them, some listers too.
- npm's installers strip the first directory, drop links and directories, rename ``.gitignore``.
- pip and uv strip a top directory that all members of an sdist share; other unpackers do not.
- What a link points to is compared where a reader lists it, not where a reader follows it.
- Unpackers give files in the order of the file system, readers of wheels in that of the central directory.
- libarchive composes the accents of names flagged as UTF-8.
- uv writes a wheel's RECORD anew, and refuses for metadata, which is not what is judged here.
- unzip takes names that are not ASCII by the code page of the host that made them, flagged as UTF-8 or not: wheels
  from Windows are not refused for that, so such names are not compared there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from bench.differ.readers import Seen
from bench.differ.verdict import Item, Verdict
from pkglint.model import Kind

_RENAMES = frozenset({"npm-tar7", "npm-tar6"})
_EMPTY = re.compile(r"(?:(?<=/)|^)(?:\.?/)+")
_METADATA = ("Metadata", "RecordEntry", "RECORD", "METADATA", "WHEEL")
_LINKS = frozenset({"symlink", "hardlink"})


def differences(verdict: Verdict, reported: Mapping[str, Seen]) -> dict[str, str]:
    """Reader -> what it sees otherwise, for an accepted archive. A refusal starts with ``refuses``."""
    found = {}
    for reader, seen in reported.items():
        if (
            seen.error
            and reader == "uv"
            and verdict.kind is Kind.WHEEL
            and any(word in seen.error for word in _METADATA)
        ):
            continue
        if seen.error:
            found[reader] = f"refuses: {seen.error}"
            continue
        ours = _cleaned(expected(verdict, reader, tree=seen.tree))
        theirs = _cleaned(_tree(seen.items, verdict.items) if seen.tree else _listed(seen.items))
        if reader == "libarchive":
            ours, theirs = (
                [item._replace(path=normalize("NFC", item.path)) for item in items] for items in (ours, theirs)
            )
        if reader == "uv" and verdict.kind is Kind.WHEEL:
            ours, theirs = ([item for item in items if not item.path.endswith("/RECORD")] for items in (ours, theirs))
        if reader == "unzip":
            ours, theirs = ([item for item in items if item.path.isascii()] for items in (ours, theirs))
        if seen.tree:  # one file a path: two spellings of a path with the same bytes are one file there
            ours, theirs = list(set(ours)), list(set(theirs))
        if seen.tree or verdict.kind is Kind.WHEEL:
            ours, theirs = sorted(ours), sorted(theirs)
        if ours != theirs:
            found[reader] = _reported(ours, theirs)
    return found


def expected(verdict: Verdict, reader: str, *, tree: bool) -> list[Item]:
    """What a reader should see of what we read."""
    items = list(verdict.items)
    if not tree:
        return _listed(items)
    if verdict.kind is Kind.NPM and reader != "gnu-tar":
        items = [item._replace(path=item.path.partition("/")[2]) for item in items if item.type == "file"]
    elif (
        reader in {"pip", "uv"}
        and verdict.kind is Kind.SDIST
        and len({item.path.partition("/")[0] for item in items}) == 1
    ):
        items = [item._replace(path=item.path.partition("/")[2]) for item in items]
    if reader in _RENAMES:
        stripped = [item._replace(path=item.path.partition("/")[2]) for item in verdict.items]
        items = _renamed(items, stripped)
    return _tree(items, items)


def _renamed(items: list[Item], others: Iterable[Item]) -> list[Item]:
    """``.gitignore`` becomes ``.npmignore`` unless such a file came before it; a later one, or a directory, wins."""
    taken = {item.path.rstrip("/") for item in others if item.type == "directory"}
    found: dict[str, Item] = {}
    seen = set()
    for item in items:
        folder, slash, name = item.path.rpartition("/")
        ignore = f"{folder}{slash}.npmignore"
        if name == ".npmignore":
            seen.add(ignore)
        if name == ".gitignore":
            if ignore in seen or ignore in taken:
                continue
            item = item._replace(path=ignore)  # noqa: PLW2901
        found[item.path] = item
    return list(found.values())


def _listed(items: Iterable[Item]) -> list[Item]:
    plain = []
    for path, kind, size, digest in items:
        if kind == "file":
            plain.append(Item(path, kind, size, digest))
        elif kind == "directory":
            plain.append(Item(path.rstrip("/"), kind, 0, ""))
        else:
            plain.append(Item(path, kind, 0, digest if kind in _LINKS else ""))
    return plain


def _cleaned(items: Iterable[Item]) -> list[Item]:
    """Paths without empty and ``.`` components, apart from a slash or a dot at the end."""
    return [item._replace(path=_EMPTY.sub("", item.path)) for item in items]


def _tree(items: Iterable[Item], ours: Iterable[Item]) -> list[Item]:
    """Files by path; where we saw a link, nothing is compared."""
    links = {_EMPTY.sub("", item.path) for item in ours if item.type in _LINKS}
    links |= {path.partition("/")[2] for path in links}
    return sorted({Item(*item) for item in items if item.type == "file" and item.path not in links})


def _reported(ours: list[Item], theirs: list[Item]) -> str:
    """The first things that differ, short."""
    more = [_short(item) for item in theirs if item not in ours][:3]
    less = [_short(item) for item in ours if item not in theirs][:3]
    if not more and not less:
        return "another order or number"
    return ("sees " + ", ".join(more) if more else "") + (" misses " + ", ".join(less) if less else "")


def _short(item: Item) -> str:
    shown = ascii(item.path)[1:-1]
    return f"{shown[:60]} ({item.type} {item.size})"
