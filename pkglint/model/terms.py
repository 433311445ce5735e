"""The field's terms: kinds, levels, member types, and the limits of reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum


class Kind(str, Enum):
    """What an artifact is."""

    WHEEL = "wheel"
    SDIST = "sdist"
    NPM = "npm"

    def __str__(self) -> str:
        return self.value


ALL_KINDS = tuple(Kind)


class Level(IntEnum):
    """How serious a finding is; ``NONE`` switches it off."""

    NONE = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Visibility(str, Enum):
    """Whether a package is meant to be read by everybody."""

    OPEN = "open"
    CLOSED = "closed"

    def __str__(self) -> str:
        return self.value


class MemberType(str, Enum):
    """What an archive says that a member is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    SPECIAL = "special"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one artifact may cost. Sizes in bytes, time in seconds; ``archive.limits`` enforces them.

    A ratio is unpacked bytes over packed bytes: ``member_ratio`` counts for a member over ``member_ratio_floor``
    bytes, ``ratio`` for the whole once it is over ``ratio_floor`` bytes (PyPI's own bound is 50 over 64 MiB).
    """

    max_packed: int = 1 << 30
    max_unpacked: int = 2 << 30
    max_scan: int = 512 << 20
    max_text: int = 64 << 20
    max_members: int = 200_000
    max_name: int = 1024
    max_depth: int = 64
    max_extension: int = 256 << 10
    max_ratio: int = 50
    ratio_floor: int = 64 << 20
    max_member_ratio: int = 300
    member_ratio_floor: int = 16 << 20
    max_seconds: int = 60
