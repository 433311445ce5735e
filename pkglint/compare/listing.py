"""The files of two releases: what came, what went, what only has another name, what is the same or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pkglint.model.fold import unpaired
from pkglint.model.reference import Held, Snapshot


class Listing(NamedTuple):
    """Files of the new release that the old one has not (``came``), the other way round (``went``), each in order.

    ``changed`` counts files of one folded path with other bytes, ``renamed`` those that only the build named anew.
    """

    came: tuple[Held, ...]
    went: tuple[Held, ...]
    changed: int
    renamed: int


def compare(old: Snapshot, new: Snapshot) -> Listing:
    """The files of ``new`` against those of ``old``."""
    added, removed = new.folded.keys() - old.folded.keys(), old.folded.keys() - new.folded.keys()
    came, went = unpaired(added, removed), unpaired(removed, added)
    changed = sum(
        {held.plain for held in new.folded[path]} != {held.plain for held in old.folded[path]}
        for path in new.folded.keys() & old.folded.keys()
    )
    return Listing(
        tuple(new.folded[path][0] for path in sorted(came)),
        tuple(old.folded[path][0] for path in sorted(went)),
        changed,
        len(new.files.keys() - old.files.keys()) - len(came),
    )


class Growth(NamedTuple):
    """A directory and by how many bytes its files became more (or less, below zero)."""

    directory: str
    bytes: int


def growth(old: Snapshot, new: Snapshot) -> list[Growth]:
    """Directories, at most two names deep, by how much they changed, the most first; none that did not change."""
    sizes: Counter[str] = Counter()
    for snapshot, sign in ((new, 1), (old, -1)):
        for path, held in snapshot.folded.items():
            sizes[_directory(path)] += sign * sum(each.size for each in held)
    changed = [Growth(directory, size) for directory, size in sizes.items() if size]
    return sorted(changed, key=lambda each: (-abs(each.bytes), each.directory))


def _directory(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2]) + "/"


# What stands for each other: a release that has one of them may well have another, and no word needs to be lost.
_FAMILIES = (
    frozenset([".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".map"]),
    frozenset([".py", ".pyi", ".pyx", ".pxd", ".pxi"]),
    frozenset([".c", ".h", ".cc", ".hh", ".cpp", ".hpp", ".cxx", ".hxx", ".inc", ".inl"]),
    frozenset([".css", ".scss", ".sass", ".less", ".styl"]),
    frozenset([".htm", ".html", ".xhtml", ".xht", ".jinja", ".jinja2", ".j2"]),
    frozenset([".md", ".mdx", ".rst", ".txt", ".adoc"]),
    frozenset([".json", ".json5", ".jsonc", ".yaml", ".yml", ".toml", ".ini", ".cfg"]),
    frozenset([".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp"]),
    frozenset([".woff", ".woff2", ".ttf", ".otf", ".eot"]),
    frozenset([".po", ".pot", ".mo"]),
)


# Code, texts and pictures: what a major release may well be the first to have. No programs and no archives.
ORDINARY = frozenset().union(*_FAMILIES)


def with_relatives(ends: set[str]) -> set[str]:
    """Extensions, and those that stand beside them as a matter of course: ``.mjs`` where there is ``.js``."""
    return ends.union(*(family for family in _FAMILIES if family & ends))


def extensions(paths: Iterable[str]) -> set[str]:
    """The last extensions in lower case with the dot; empty for names without one."""
    return {extension(path) for path in paths}


def extension(path: str) -> str:
    """``.gz`` of ``a.tar.gz``, empty of ``LICENSE`` and ``.env``; a star, which stands for a version, ends nothing."""
    stem, dot, end = path.rpartition("/")[2].rpartition(".")
    return f".{end.lower()}" if stem and dot and end and "*" not in end and not end.isdigit() else ""
