"""The content of the current member: inflated on first use, shared by all rules, hashed once, bounded in memory."""

from __future__ import annotations

import codecs
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from pkglint.archive.errors import LEAKS, StaleContent, Unreadable, explained
from pkglint.archive.forward import NOTHING
from pkglint.archive.limits import Meter
from pkglint.archive.nested import MOST_DEEP, found_in
from pkglint.model.magic import GZIP, LOOK_LIKE_TEXT, ZIP, is_binary

SAMPLE = 8192
MOST_MEMBERS = 50_000
MOST_KEPT = 8 << 20  # bytes of what a gzip member holds that stay at hand for the next rule that asks
# UTF-32 first: its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHA256_OF_NOTHING = hashlib.sha256().hexdigest()
_TEXT = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f\v\b\x1b\x1a"})

T = TypeVar("T")


class MemberContent:
    """Implements :class:`pkglint.model.Content` over the chunks of one member.

    ``sha256`` stays valid after the walk has moved on; everything else raises :class:`StaleContent` then. Damage is
    raised as :class:`Unreadable`, again on every access.
    """

    __slots__ = (
        "_chunks",
        "_data",
        "_error",
        "_inflated",
        "_made",
        "_meter",
        "_sha256",
        "_stale",
        "_text",
        "_truncated",
    )

    def __init__(self, chunks: Iterator[bytes], meter: Meter) -> None:
        self._chunks = chunks
        self._meter = meter
        self._data: bytes | None = None
        self._truncated = False
        self._stale = False
        self._sha256 = ""
        self._error: Unreadable | None = None
        self._text: str | None = None
        self._made: dict[object, Any] | None = None
        self._inflated: dict[int, bytes | None] = {}

    @property
    def data(self) -> bytes:
        """The bytes, at most ``Limits.max_scan`` of them; of what is no archive and no source map ``max_text``."""
        if self._stale:
            raise StaleContent("the content of a member is gone once the walk has moved on")
        if self._data is None:
            self._data = self._load()
        return self._data

    @property
    def truncated(self) -> bool:
        """Whether ``data`` is not all there is."""
        _ = self.data
        return self._truncated

    @property
    def sha256(self) -> str:
        """The digest of all bytes in hex, valid for ever once the member was read."""
        if not self._sha256:
            _ = self.data
        return self._sha256

    @property
    def is_binary(self) -> bool:
        """Whether the first 8 KiB look like anything but text."""
        return looks_binary(self.data)

    @property
    def text(self) -> str | None:
        """The text without byte order mark, ``None`` when binary; bytes that do not decode become U+FFFD."""
        if self._text is None and not self.is_binary:
            self._text = decode(self.data)
        return self._text

    def digest(self, algorithm: str) -> str:
        """The digest by another algorithm of ``hashlib`` in hex; ``Unreadable`` when only a part is at hand."""
        if algorithm == "sha256":
            return self.sha256
        if self.truncated:
            raise Unreadable("too-big-to-hash", f"holds a member that is too big for its {algorithm} digest")
        return hashlib.new(algorithm, self.data, usedforsecurity=False).hexdigest()

    @property
    def archive_at(self) -> int | None:
        """How many bytes stand before the archive that this is or ends in; ``None`` where no archive is looked into."""
        if self.truncated or self._meter.depth >= MOST_DEEP:
            return None
        found = self.once(found_in, partial(found_in, self.data))
        return found.before if found else None

    def inflated(self, limit: int) -> bytes | None:
        """What a gzip member holds, at most ``limit`` bytes of it; ``None`` when it is no gzip or is damaged.

        The bytes are charged to the artifact like all others.
        """
        for known, whole in self._inflated.items():
            if known == limit or (whole is None and known < limit):
                return whole
            if whole is not None and (known > limit or len(whole) < known):
                return whole[:limit]
        inner = gunzip(self.data, limit)
        if inner:
            self._meter.inflate(len(inner))
        if len(inner or b"") <= MOST_KEPT:
            self._inflated[limit] = inner
        return inner

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for each ``key``; nothing is kept when it raises."""
        if self._stale:
            raise StaleContent("the content of a member is gone once the walk has moved on")
        if self._made is None:
            self._made = {}
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def seal(self) -> str:
        """Stream what nobody has read, without keeping it, and return the sha256: the walk moves on."""
        if self._data is None:
            self._load(keep=False)
        self._stale = True
        self._data = self._text = self._made = None
        self._inflated = {}
        return self._sha256

    def _load(self, *, keep: bool = True) -> bytes:
        if self._error:
            raise self._error
        if self._sha256:
            return b""
        if self._chunks is NOTHING:
            self._sha256 = _SHA256_OF_NOTHING
            return b""
        first: bytes | None = None  # a member of one chunk is that chunk
        held = io.BytesIO()  # gives its bytes away without a copy
        room = self._meter.limits.max_scan if keep else 0
        digest = hashlib.sha256()
        try:
            for chunk in self._chunks:
                digest.update(chunk)
                if keep and first is None and not self._truncated:
                    if not _is_whole(chunk):
                        room = min(room, self._meter.limits.max_text)
                    first = chunk[:room]
                elif room > 0:
                    held.write(first or b"")
                    first = b""
                    held.write(chunk[:room])
                self._truncated = self._truncated or len(chunk) > room
                room = max(0, room - len(chunk))
        except Unreadable as error:
            self._error = error
            raise
        except LEAKS as error:
            self._error = explained(error)
            raise self._error from error
        self._sha256 = digest.hexdigest()
        return held.getvalue() or first or b""


def _is_whole(start: bytes) -> bool:
    """Whether a member of any size is held as a whole: an archive, which is opened, and a source map, which is parsed.

    Nothing else can be judged only with its end at hand, and rules make several texts of what they read.
    """
    return start.startswith((ZIP, GZIP)) or b'"mappings"' in start or b'"sources"' in start


def gunzip(data: bytes, limit: int) -> bytes | None:
    """At most ``limit`` bytes of what the gzip members in ``data`` hold; ``None`` when it is no gzip or is damaged.

    So it is when it has more than ``MOST_MEMBERS``: ``bgzip`` writes one for each 64 KiB, parallel packers fewer.
    """
    parts: list[bytes] = []
    position = members = 0
    try:
        while position < len(data) and limit > 0:
            members += 1
            if members > MOST_MEMBERS:
                return None
            engine, step = zlib.decompressobj(31), 512
            while not engine.eof and position < len(data) and limit > 0:
                # What is unused is copied, so a short member is not given all that is left.
                piece = data[position : position + step]
                parts.append(engine.decompress(piece, limit))
                limit -= len(parts[-1])
                position += len(piece) - len(engine.unused_data)
                step = min(step * 2, 1 << 20)
    except zlib.error:
        return None
    return b"".join(parts)


def looks_binary(data: bytes) -> bool:
    """Whether bytes are no text: a known magic, or one control character in twenty. A NUL alone hides nothing."""
    head = data[:SAMPLE]
    if head.startswith(LOOK_LIKE_TEXT) and is_binary(head):
        return True
    if head.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    return len(head.translate(None, _TEXT)) * 20 > len(head)


def decode(data: bytes) -> str:
    """Text of bytes by their byte order mark, else as UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")
