"""What a reader yields: entries while the walk is on them, rows and anomalies afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeVar

from pkglint.model.terms import Kind, MemberType, Visibility

T = TypeVar("T")


class Content(Protocol):
    """The bytes of the current member: read on first use, shared by all rules, gone when the walk moves on.

    Every property raises ``archive.Unreadable`` when the bytes are damaged and ``archive.StaleContent`` once the
    walk has moved on. ``data`` holds at most ``Limits.max_scan`` bytes; ``truncated`` says that there was more.
    """

    @property
    def data(self) -> bytes: ...

    @property
    def truncated(self) -> bool: ...

    @property
    def sha256(self) -> str: ...

    @property
    def is_binary(self) -> bool: ...

    @property
    def text(self) -> str | None: ...

    def digest(self, algorithm: str) -> str: ...

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for each ``key`` while the member is current, however many rules ask."""

    @property
    def archive_at(self) -> int | None:
        """How many bytes stand before the archive that the member is or ends in, and that is looked into by itself."""

    def inflated(self, limit: int) -> bytes | None:
        """What a gzip member holds, at most ``limit`` bytes of it; ``None`` when it is no gzip or is damaged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of an artifact, valid while it is the current one.

    ``path`` is logical (no ``name-version/`` of an sdist, no first directory of an npm tarball), ``raw`` is what was
    stored, with undecodable bytes as surrogates. ``name`` is the last component of ``path`` and ``suffix`` its last
    extension in lower case with the dot (``.gz`` for ``a.tar.gz``, empty for ``.env``). ``mode`` is ``None`` where
    the archive holds none. A directory's ``path`` has no trailing slash. ``is_file`` is true of regular
    files, the only members that carry content.
    """

    path: str
    raw: str
    size: int
    type: MemberType
    target: str | None
    mode: int | None
    content: Content = field(repr=False)
    name: str = field(init=False)
    suffix: str = field(init=False)
    is_file: bool = field(init=False)

    def __post_init__(self) -> None:
        name = self.path.rpartition("/")[2]
        stem, dot, suffix = name.rpartition(".")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "is_file", self.type is MemberType.FILE)
        object.__setattr__(self, "suffix", dot + suffix.lower() if stem else "")


class Row(NamedTuple):
    """What is kept of a member once the walk has moved on. ``digest`` is the sha256 in hex, empty for non-files."""

    path: str
    raw: str
    size: int
    mode: int | None
    type: MemberType
    target: str | None
    digest: str


class Anomaly(NamedTuple):
    """Something that the reader noticed and does not judge: ``code`` is from the tables of ``archive``.

    ``more`` counts the members beyond those that are listed one by one; such an anomaly has no path.
    """

    code: str
    path: str | None
    detail: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of the metadata that judgement and reports need; empty strings where nothing is said.

    ``tools`` are the compilers and bundlers that the package says it is built with, as ``report.packers`` knows them.
    ``presumed`` says that it is taken for closed though one of two is open: its licence, or the repository it names.
    ``readable`` says that its licence is not open and that its source stands in a public repository all the same.
    ``packing`` are the files that said what to pack, by name, as far as the artifact holds them.
    """

    name: str = ""
    version: str = ""
    visibility: Visibility = Visibility.CLOSED
    visibility_reason: str = "the artifact holds no metadata"
    packer: str = ""
    tools: tuple[str, ...] = ()
    presumed: bool = False
    packing: Mapping[str, str] = field(default_factory=dict, repr=False)
    readable: bool = False


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file as it would be uploaded. ``path`` is how the user named it, ``filename`` its last component."""

    path: str
    filename: str
    kind: Kind | None
    size: int
    sha256: str = ""
