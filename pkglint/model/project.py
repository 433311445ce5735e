"""What is known of the project that an artifact was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Project:
    """The files of a project that advice changes, and where members of the artifact come from.

    ``root`` is the directory, as the user would write it, empty for the working directory. ``texts`` are the files
    that say what is packed, by name. ``sources`` gives the file of the project that holds the bytes of a member, by the
    member's logical path, relative to ``root``; ``tracked`` are those of them that Git's index holds. ``there`` are
    files of the project that the artifact lacks. ``found`` is false where only the manifest inside of the artifact
    is known.
    """

    root: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    found: bool = False

    def name(self, file: str) -> str:
        """A file of the project, as seen from the working directory."""
        return f"{self.root}/{file}" if self.root else file
