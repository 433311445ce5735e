"""What an artifact is compared with, and what is known of it for that: values that survive the walk.

A :class:`Snapshot` is made of the new artifact and of the old one in the same way, so that a comparison never asks
which is which. The :class:`Reference` is made before the pass and handed to the rules through the scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pkglint.model.fold import fold
from pkglint.model.terms import Kind

if TYPE_CHECKING:
    from pkglint.model.rule import PathMatcher


class Held(NamedTuple):
    """One file of an artifact. ``form`` is ``ELF``, ``PE``, ``Mach-O``, ``wasm``, ``script`` (``#!``) or empty.

    ``digest`` is the sha256 of the bytes, ``plain`` that of the text with line endings of Unix, in hex. ``blobs`` are
    git's ids of the bytes as they are and with other line endings, where a tree is compared with.
    """

    path: str
    size: int
    mode: int | None
    digest: str
    plain: str = ""
    form: str = ""
    blobs: tuple[str, ...] = ()

    @property
    def executable(self) -> bool:
        """Whether some bit says that it may be executed."""
        return bool((self.mode or 0) & 0o111)


class Need(NamedTuple):
    """What a package asks for. ``optional`` is what an extra or a peer asks for, ``url`` that no index resolves it."""

    name: str
    optional: bool = False
    url: bool = False


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What an artifact holds, runs, needs and offers.

    ``files`` are by logical path, of two members with one path the last. ``hooks`` are what runs by itself: by name
    (``scripts.postinstall``, or the path of a start-up file) the command, or the sha256 of what is run. ``identity``
    is what the package says of itself: ``repository``, ``licence``, ``packer``, where it says them.
    ``generated`` are paths of files that the build back end makes, by the settings in an sdist's pyproject.toml.
    ``can`` is what its code can do, as :mod:`pkglint.detect.code.capable` names it. ``written`` are start-up files that
    hold what setuptools writes for a namespace package, to the letter. ``path`` is where it was read from,
    ``sha256`` that of the packed file in hex.
    """

    filename: str
    kind: Kind
    name: str
    version: str
    packed: int
    files: Mapping[str, Held] = field(repr=False)
    hooks: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    started: frozenset[str] = frozenset()
    identity: Mapping[str, str] = field(default_factory=dict)
    generated: tuple[str, ...] = ()
    can: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    path: str = ""
    sha256: str = ""

    @cached_property
    def unpacked(self) -> int:
        """The sum of the sizes in bytes."""
        return sum(held.size for held in self.files.values())

    @cached_property
    def folded(self) -> Mapping[str, tuple[Held, ...]]:
        """The files by their folded path, in the order of their paths."""
        found: dict[str, list[Held]] = {}
        for path in sorted(self.files):
            found.setdefault(fold(path, self.version), []).append(self.files[path])
        return {path: tuple(held) for path, held in found.items()}

    @property
    def label(self) -> str:
        """How messages call it: the version, else the file's name."""
        return self.version or self.filename


@dataclass(frozen=True, eq=False)
class Tree:
    """A commit as git has it: ``blobs`` are the ids of files by path, made with ``algorithm`` of hashlib.

    ``base`` is where the project is below the root, empty or with a slash at its end. ``manifests`` are all
    package.json, ``catalogs`` the texts in which catalogs of versions stand, ``stored`` the sha256 of what is kept in
    Git LFS, by path, ``generated`` the paths of files that back ends make. ``commit`` is its whole id,
    ``directory`` where it was asked for.
    """

    label: str
    algorithm: str
    blobs: Mapping[str, str] = field(repr=False)
    base: str = ""
    manifests: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    catalogs: str = field(default="", repr=False)
    stored: Mapping[str, str] = field(default_factory=dict, repr=False)
    generated: tuple[str, ...] = ()
    commit: str = ""
    directory: str = ""


class Room(NamedTuple):
    """What files of one pattern may take: ``matcher`` knows them, at most ``files`` of them and ``size`` bytes."""

    matcher: PathMatcher
    files: int
    size: int


@dataclass(frozen=True, eq=False)
class Lock:
    """What the committed lock says that a package of one kind holds; sizes in bytes.

    ``files`` are by pattern. ``runs`` are hooks by name, with the command or the shortened sha256 of what runs.
    ``can`` is ``None`` where the lock does not say what the code can do. ``path`` and ``sha256`` are those of the file
    that it stands in.
    """

    label: str
    packed: int
    unpacked: int
    files: Mapping[str, Room] = field(repr=False)
    runs: Mapping[str, str] = field(default_factory=dict)
    compiled: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    can: frozenset[str] | None = None
    path: str = ""
    sha256: str = ""


class Compared(NamedTuple):
    """What an artifact was compared with: ``kind`` as :class:`Reference` has it, or ``baseline``.

    ``name`` is how people call it. ``path`` is where it was read from; its content is known by ``sha256``, or by the id
    of the ``commit``.
    """

    kind: str
    name: str
    path: str = ""
    sha256: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What there is to compare one artifact with; ``None`` is what was not asked for.

    ``release`` is the last release, and ``spoke`` the rules that said something of it; ``tree`` is the commit that the
    artifact was built from, ``lock`` what is committed of what it holds; ``sdist`` and ``sibling``,
    another wheel, are of the same release.
    """

    release: Snapshot | None = None
    spoke: frozenset[str] | None = None
    tree: Tree | None = None
    lock: Lock | None = None
    sdist: Snapshot | None = None
    sibling: Snapshot | None = None

    def compared(self) -> tuple[Compared, ...]:
        """What there is, as reports name it: artifacts, the commit, the lock."""
        artifacts = (("release", self.release), ("sdist", self.sdist), ("sibling", self.sibling))
        found = [Compared(kind, each.filename, each.path, each.sha256) for kind, each in artifacts if each]
        if self.tree:
            found.append(Compared("tree", self.tree.label, self.tree.directory, commit=self.tree.commit))
        if self.lock:
            found.append(Compared("lock", self.lock.label, self.lock.path, self.lock.sha256))
        return tuple(found)

    def there(self) -> frozenset[str]:
        """The names of what is there, as rules say that they need it."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) is not None)
