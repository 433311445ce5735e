"""Lists of gitignore patterns, rooted at the package."""

from __future__ import annotations

import re
import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Lone surrogates break engines that speak UTF-8, and `$` of a regular expression looks past a final newline.
_STRANGE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class Patterns:
    """A ``model.PathMatcher``: the last pattern that matches decides, ``!`` takes back.

    Compiled on first use, so that a policy is cheap to load and to send to another process.
    """

    def __init__(self, sources: tuple[str, ...]) -> None:
        self._sources = sources

    @property
    def sources(self) -> tuple[str, ...]:
        """The patterns as written."""
        return self._sources

    @cached_property
    def _compiled(self) -> tuple[GitIgnoreSpec, list[int]]:
        """The compiled lines, and for each the index of the source that it was made from."""
        lines = [(line, index) for index, source in enumerate(self._sources) for line in _lines(source)]
        return compiled([line for line, _ in lines]), [index for _, index in lines]

    def matches(self, path: str) -> bool:
        """Whether the list includes ``path``, a logical path with ``/``; a directory's path ends in ``/``."""
        return self.deciding(path) is not None

    def deciding(self, path: str) -> str | None:
        """The pattern that includes ``path``, or ``None`` when none does or a later ``!`` took it back."""
        spec, owners = self._compiled
        # No separators: a backslash in a member's name is part of the name, on every system.
        found = spec.check_file(_STRANGE.sub("\ufffd", path), separators=())
        if not found.include or found.index is None:
            return None
        return self._sources[owners[found.index]]

    def apart(self) -> tuple[Patterns, ...]:
        """Each pattern that includes, with the ones after it that take back: what a required list asks one by one."""
        lists = []
        for index, source in enumerate(self._sources):
            if not source.startswith("!"):
                lists.append(Patterns((source, *(s for s in self._sources[index + 1 :] if s.startswith("!")))))
        return tuple(lists)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Patterns, (self._sources,))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patterns) and other.sources == self._sources

    def __hash__(self) -> int:
        return hash(self._sources)

    def __repr__(self) -> str:
        return f"Patterns({self._sources!r})"


def compiled(lines: list[str]) -> GitIgnoreSpec:
    """The patterns as pathspec has them. Raises ValueError or ``re.error`` for what is none.

    A set such as ``[[x]`` makes ``re`` warn that a later Python may read it in another way: not the user's concern.
    """
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        spec = _simple(GitIgnoreSpec, lines)
        for pattern in spec.patterns:
            if pattern.regex is not None:
                pattern.regex = re.compile(_forward(pattern.regex.pattern))
    return spec


def _simple(spec: Any, lines: list[str]) -> GitIgnoreSpec:
    """The patterns for the engine of the standard library, which all versions of pathspec have."""
    try:
        made: GitIgnoreSpec = spec.from_lines(lines, backend="simple")
    except TypeError:  # before pathspec 1.0 there was no other
        made = spec.from_lines(lines)
    return made


# A star, and plain text of one name before the next star.
_STAR = re.compile(r"\[\^/\]\*((?:\\.|\[\^/\]|[^\\\[\]().?*+|^$/{}])+)(?=\[\^/\]\*)")


def _forward(source: str) -> str:
    """The expression without a way back into a star that text and another star follow.

    The first place where the text stands is as good as any later one, as the next star takes what is between. So a
    name of a thousand letters costs a pattern of many stars no more than any other. A look-ahead is never gone back
    into, which Python 3.10 has no other word for.
    """
    count = iter(range(len(source)))

    def atomic(match: re.Match[str]) -> str:
        name = f"star{next(count)}"
        return f"(?=(?P<{name}>[^/]*?{match[1]}))(?P={name})"

    return _STAR.sub(atomic, source)


def _lines(source: str) -> list[str]:
    """The gitignore lines for one pattern.

    Git un-ignores a directory by ``!tests/`` and yet keeps ignoring the files in it. Here the last match wins, for
    files too: whoever writes ``!tests/`` must not find that the tests are still expected.
    """
    if not source.startswith("!") or source.endswith("/**"):
        return [source]
    body = source[1:].rstrip("/")
    return [source, f"!{body}/**" if "/" in body else f"!**/{body}/**"]
