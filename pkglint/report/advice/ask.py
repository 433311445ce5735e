"""What is to be kept out of an artifact or taken in, and what is known of the project that it was made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pkglint.edit import holds
from pkglint.edit.change import read
from pkglint.model import Kind, Project
from pkglint.report.advice.step import Step


@dataclass(frozen=True)
class Ask:
    """``patterns`` are gitignore patterns from the root of the artifact, ``going`` the members that they are about.

    ``files`` are all members that are no directories.
    """

    kind: Kind | None
    patterns: tuple[str, ...]
    project: Project = field(default_factory=Project)
    files: frozenset[str] = frozenset()
    going: frozenset[str] = frozenset()

    def only(self, patterns: Sequence[str]) -> Ask:
        """The same for some of the patterns."""
        return replace(self, patterns=tuple(patterns))

    @cached_property
    def _data(self) -> dict[str, Any]:
        return {}

    def value(self, file: str, *path: str) -> Any:
        """What ``file`` of the project holds at ``path``; ``None`` where it says nothing or cannot be read."""
        if file not in self._data:
            text = self.project.texts.get(file, "")
            try:
                self._data[file] = read(file, text.removeprefix("\ufeff")) if text else {}
            except (ValueError, json.JSONDecodeError):
                self._data[file] = {}
        return holds(self._data[file], path)

    def listed(self, file: str, *path: str) -> list[Any]:
        """The list at ``path``, empty where there is none."""
        found = self.value(file, *path)
        return found if isinstance(found, list) else []

    def rooted(self, pattern: str) -> str | None:
        """The pattern from the root of the project, where it is known which directory the files come from."""
        if pattern.startswith("**/"):
            return None
        start = pattern.partition("*")[0].rpartition("/")[0] if "*" in pattern else pattern.rstrip("/")
        for path, source in self.project.sources.items():
            if path == start or path.startswith(f"{start}/"):
                return source[: -len(path)] + pattern if f"/{source}".endswith(f"/{path}") else None
        return None

    def source(self, path: str) -> str:
        """Where a member comes from: its own name where nothing else is known."""
        return self.project.sources.get(path, path)


Maker = Callable[[Ask], list[Step]]
