"""Bytes -> entries: one strict, forward-only reading of an artifact, under limits.

Reading ends in one of two ways: all members were yielded and what was odd stands in ``anomalies``, or
:class:`Unreadable` says why the artifact could not all be read. No other exception leaves this package, apart from
:class:`StaleContent` for a caller that keeps an entry too long.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Collection, Iterator
from typing import BinaryIO

from pkglint.archive.ahead import LookAhead
from pkglint.archive.asar import AsarWalk
from pkglint.archive.content import MemberContent
from pkglint.archive.errors import LimitExceeded, StaleContent, Unreadable, translated
from pkglint.archive.forward import Gunzip, Member, Notes, Packed
from pkglint.archive.kinds import is_tar, kind_by_name, tarball_kind
from pkglint.archive.limits import Meter
from pkglint.archive.names import Listing
from pkglint.archive.nested import found_in, unopened
from pkglint.archive.streams import OneFile, Unpacked, peeked
from pkglint.archive.tar import TarWalk
from pkglint.archive.zip import ZipWalk
from pkglint.archive.zip_directory import end_records, read_tail
from pkglint.model import Anomaly, Entry, Kind, Limits, MemberType
from pkglint.model.kinds import Container, spec

__all__ = ["Archive", "LimitExceeded", "StaleContent", "Unreadable", "open_archive", "open_nested", "unopened"]

_HEAD = 512
Walk = TarWalk | ZipWalk | AsarWalk | OneFile


class Archive:
    """One artifact, open. Iterate once: each :class:`Entry` is valid until the next one is asked for.

    ``kind`` is ``None`` for a nested archive. ``size`` is that of the packed file in bytes. ``anomalies`` and ``forms``
    grow during the walk and are complete after it; ``forms`` names the packers whose headers a tar holds.
    """

    def __init__(self, kind: Kind | None, packed: Packed, walk: Walk, meter: Meter, notes: Notes) -> None:
        self.kind = kind
        self.forms: Collection[str] = walk.forms
        self.size = packed.size
        self.anomalies: list[Anomaly] = notes.kept
        self.meter = meter
        self._packed = packed
        self._members = iter(walk)
        self._notes = notes
        self._listing = Listing(kind, notes)
        self._linkable: set[str] = set()
        self._content: MemberContent | None = None

    @property
    def sha256(self) -> str:
        """The digest of the packed file in hex, complete also after a walk that failed."""
        with translated():
            return self._packed.digest()

    def seal(self) -> str:
        """The sha256 of the current member; what nobody has read is streamed, not kept, and is gone then."""
        return self._content.seal() if self._content else ""

    def __iter__(self) -> Iterator[Entry]:
        files = 0
        with translated():
            for member in self._members:
                entry = self._entry(member)
                files += entry.is_file
                yield entry
                self.seal()
            self._listing.close()
            self._notes.close()
        if not files and self.kind:
            raise Unreadable("no-files", "holds no regular file")

    def _entry(self, member: Member) -> Entry:
        path = self._listing.place(member.raw, member.type)
        self._content = content = MemberContent(member.chunks, self.meter)
        if member.mode and member.mode & 0o7002:
            self._look_at_mode(path, member)
        if member.type is MemberType.FILE:
            self._linkable.add(member.raw.removeprefix("./"))
        elif member.type is not MemberType.DIRECTORY:
            self._look_at_type(path, member)
        return Entry(path, member.raw, member.size, member.type, member.target, member.mode, content)

    def _look_at_mode(self, path: str, member: Member) -> None:
        mode = member.mode or 0
        # On a directory it only says which group new files get.
        if mode & 0o6000 and member.type is not MemberType.DIRECTORY:
            self._notes.add("mode-setid", path, f"{mode:04o}")
        if member.type is MemberType.FILE:
            if mode & 0o1000:
                self._notes.add("mode-sticky", path, f"{mode:04o}")
            if mode & 0o002:
                self._notes.add("mode-world-writable", path, f"{mode:04o}")

    def _look_at_type(self, path: str, member: Member) -> None:
        if member.type is MemberType.SPECIAL:
            self._notes.add("special", path)
            return
        target = member.target or ""
        hard = member.type is MemberType.HARDLINK
        # A hard link names its target from the top of the archive, a symbolic one from where it stands.
        raw = member.raw.removeprefix("./")
        where = target.removeprefix("./") if hard else posixpath.join(posixpath.dirname(raw.rstrip("/")), target)
        inside = bool(target) and _stays_inside(where, raw)
        missing = hard and inside and where not in self._linkable
        if hard and not missing:
            self._linkable.add(raw)
        code = ("hardlink" if hard else "symlink") + ("-missing" if missing else "" if inside else "-outside")
        self._notes.add(code, path, f"-> {target}")


def _stays_inside(where: str, raw: str) -> bool:
    """Whether a link ends in the archive, and under the top directory that it stands in."""
    if "\\" in where or where.startswith("/") or where[1:2] == ":":
        return False
    end = posixpath.normpath(where)
    if end == ".." or end.startswith("../"):
        return False
    root, slash, _ = raw.partition("/")
    return not slash or end == root or end.startswith(root + "/")


def open_archive(filename: str, fileobj: BinaryIO, limits: Limits) -> Archive:
    """Open a wheel, sdist or npm tarball. ``fileobj`` is seekable and belongs to the caller.

    Raises :class:`Unreadable` when it is none of these, and when not even its first member can be read.
    """
    with translated():
        packed, head, meter = _open(fileobj, limits, None)
        notes = Notes()
        kind = kind_by_name(filename, head)
        if spec(kind).container is Container.ZIP:
            if is_tar(head):
                notes.add("zip-and-tar")
            return Archive(kind, packed, ZipWalk(fileobj, packed, meter, notes), meter, notes)
        if end_records(read_tail(fileobj, packed.size))[1]:
            notes.add("zip-and-tar")
        ahead = LookAhead(fileobj, packed.size, meter)
        walk = TarWalk(Gunzip(packed, meter, notes), meter, notes, ahead)
        first = walk.first()
        if first is None:
            raise Unreadable("no-files", "holds no regular file")
        kind = tarball_kind(filename, first.raw.removeprefix("./"))
        return Archive(kind, packed, walk, meter, notes)


def open_nested(name: str, data: bytes, limits: Limits, outer: Archive | None = None) -> Archive:
    """Open an archive that is inside another one under ``name``; its logical paths are the stored ones.

    What it costs is charged to ``outer`` too, so that many small bombs are one big one. Raises :class:`Unreadable`
    with the code ``no-archive`` when the bytes are none.
    """
    found = found_in(data)
    if found is None:
        raise Unreadable("no-archive", "is no archive that is looked into")
    with translated():
        packed, _, meter = _open(
            io.BytesIO(data[found.cut :] if found.cut else data), limits, outer.meter if outer else None
        )
        notes = Notes()
        return Archive(None, packed, _nested_walk(found.form, name, data, packed, meter, notes), meter, notes)


def _nested_walk(form: str, name: str, data: bytes, packed: Packed, meter: Meter, notes: Notes) -> Walk:
    if form == "zip":
        return ZipWalk(packed.file, packed, meter, notes)
    if form == "tar":
        meter.inflate(packed.size)
        return TarWalk(packed, meter, notes)
    if form == "asar":
        return AsarWalk(packed, meter)
    holds_tar = is_tar(peeked(form, data))
    stream = Gunzip(packed, meter, notes) if form == "gzip" else Unpacked(form, packed, meter)
    return TarWalk(stream, meter, notes) if holds_tar else OneFile(form, name, stream, meter.limits.max_scan)


def _open(fileobj: BinaryIO, limits: Limits, parent: Meter | None) -> tuple[Packed, bytes, Meter]:
    size = fileobj.seek(0, io.SEEK_END)
    fileobj.seek(0)
    head = fileobj.read(_HEAD)
    fileobj.seek(0)
    return Packed(fileobj, size), head, Meter(limits, size, parent)
