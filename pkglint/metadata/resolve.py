"""Whether an entry point is in the tarball, asked as Node, bundlers, TypeScript and npm ask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

from pkglint.metadata.targets import How

_NODE = (".js", ".json", ".node")
_BUNDLER = (*_NODE, ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts", ".wasm", ".css")
_MEANT = (".js", ".cjs", ".mjs", ".json", ".node", ".d.ts")
_TYPES = (".ts", ".tsx", ".d.ts")
_TYPES_OF = {
    ".js": (".d.ts", ".ts", ".tsx"),
    ".mjs": (".d.mts", ".mts"),
    ".cjs": (".d.cts", ".cts"),
    ".jsx": (".d.ts",),
}


class Listing:
    """The files of a tarball by logical path, and the directories that they make."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = frozenset(files)
        self._sorted = sorted(self.files)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in self._sorted}

    def has(self, value: str, how: How) -> bool:
        """Whether ``value`` of package.json leads to a file."""
        path = normal(value)
        if path is None:
            return False
        if how is How.PATTERN:
            return self._matches(path)
        if how is How.FOLDER:
            return self._under(path)
        # "", "." and "./" mean the root itself, which is there.
        return how is not How.INVALID and (not path or path in self.files or self._guessed(path, how))

    def near(self, value: str) -> str | None:
        """The file that was probably meant by a value that leads to none.

        It lacks ``./`` or a suffix, names a directory where Node wants a file, or is written in other letters: that
        works where file systems do not distinguish them.
        """
        path = normal(value)
        if not path:
            return None
        names = [path, *(f"{path}{suffix}" for suffix in _MEANT), *(f"{path}/index{suffix}" for suffix in _MEANT)]
        exact = next((name for name in names if name in self.files), None)
        if exact:
            return exact
        return next((self._folded[name.casefold()] for name in names if name.casefold() in self._folded), None)

    def _guessed(self, path: str, how: How) -> bool:
        if how is How.EXACT:
            return False
        if how is How.TYPES:
            return self._types(path)
        suffixes = {How.NODE: _NODE, How.BUNDLER: _BUNDLER, How.STYLE: (".css", ".scss", ".less")}[how]
        # Node drops a slash at the end before it looks, so that "lib/" finds lib.js, too.
        names = [f"{path}{suffix}" for suffix in suffixes] + [f"{path}/index{suffix}" for suffix in suffixes]
        return any(name in self.files for name in names)

    def _types(self, path: str) -> bool:
        stem, dot, suffix = path.rpartition(".")
        names = [f"{path}{s}" for s in _TYPES] + [f"{path}/index{s}" for s in _TYPES]
        names += [f"{stem}{s}" for s in _TYPES_OF.get(dot + suffix, ())]
        return any(name in self.files for name in names)

    def _under(self, path: str) -> bool:
        if not path:
            return bool(self.files)
        at = bisect_left(self._sorted, f"{path}/")
        return at < len(self._sorted) and self._sorted[at].startswith(f"{path}/")

    def _matches(self, pattern: str) -> bool:
        """Whether any file fits: each ``*`` stands for the same text of at least one character, slashes too."""
        prefix, *pieces = pattern.split("*")
        fixed, last = len(prefix) + sum(map(len, pieces)), pieces[-1]
        for at in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            name = self._sorted[at]
            if not name.startswith(prefix):
                return False
            # All stars are one text, so its length follows from that of the name.
            length, left = divmod(len(name) - fixed, len(pieces))
            if length > 0 and not left and name.endswith(last):
                star = name[len(prefix) : len(prefix) + length]
                if name == prefix + star + star.join(pieces):
                    return True
        return False


def normal(value: str) -> str | None:
    """A value of package.json as a logical path, ``None`` when it leads out of the package."""
    parts: list[str] = []
    for part in value.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
