"""Forward-only bytes: the packed file, the inflated stream of a tarball, and the members that walkers make of them."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pkglint.archive.errors import Unreadable
from pkglint.archive.limits import Meter
from pkglint.model import Anomaly, MemberType
from pkglint.model.anomalies import MOST_PER_CODE
from pkglint.model.magic import GZIP

CHUNK = 128 << 10
# The bytes of a member that has none.
NOTHING: Iterator[bytes] = iter(())
_HEAD = 10
_LONGEST_NAME = 256
_NAMED = 8


@dataclass(slots=True)
class Member:
    """One member as a walker found it. ``chunks`` gives its bytes once and raises ``Unreadable`` on damage.

    ``raw`` is the stored name with undecodable bytes as surrogates. A directory's keeps its trailing slash.
    """

    raw: str
    size: int
    type: MemberType
    target: str | None
    mode: int | None
    chunks: Iterator[bytes]


class Notes:
    """The anomalies of one artifact, bounded: of each code the first ones are kept and the others counted."""

    def __init__(self) -> None:
        self.kept: list[Anomaly] = []
        self._seen: Counter[str] = Counter()

    def add(self, code: str, path: str | None = None, detail: str = "") -> None:
        """Note an anomaly."""
        self._seen[code] += 1
        if self._seen[code] <= MOST_PER_CODE:
            self.kept.append(Anomaly(code, path, detail[:400]))

    def close(self) -> None:
        """Say how many were not kept, by one anomaly without path for each code."""
        for code, count in self._seen.items():
            if count > MOST_PER_CODE:
                self.kept.append(Anomaly(code, None, more=count - MOST_PER_CODE))
        self._seen.clear()


class Stream:
    """Bytes that can be read once, from front to back; ``_fill`` gets the next ones into the buffer."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0

    def _fill(self) -> None:
        raise NotImplementedError

    @property
    def consumed(self) -> int:
        """How many packed bytes were used up."""
        raise NotImplementedError

    def take(self, size: int) -> bytes:
        """Exactly ``size`` bytes; ``Unreadable`` when there are fewer."""
        at, end = self._at, self._at + size
        if end <= len(self._buffer):
            self._at = end
            return self._buffer[at:end]
        parts = []
        while size:
            part = self.more(size)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def some(self, most: int) -> bytes:
        """Between one and ``most`` bytes, empty at the end."""
        if self._at >= len(self._buffer):
            self._fill()
        part = self._buffer[self._at : self._at + most]
        self._at += len(part)
        return part

    def more(self, most: int) -> bytes:
        """Like :meth:`some`, but ``Unreadable`` at the end."""
        part = self.some(most)
        if not part:
            raise Unreadable("truncated", "ends in the middle of a member: it is truncated")
        return part


class Packed(Stream):
    """The packed file: read once, hashed on the way."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        super().__init__()
        self.size = size
        self.file = file
        self._hash = hashlib.sha256()
        self._read = 0

    @property
    def position(self) -> int:
        """The offset of the next byte."""
        return self._read - len(self._buffer) + self._at

    consumed = position

    def peek(self, size: int) -> bytes:
        """At most ``size`` of the next bytes, which stay to be read."""
        if self._at + size > len(self._buffer):
            rest = self._buffer[self._at :]
            self._fill()
            self._buffer = rest + self._buffer
        return self._buffer[self._at : self._at + size]

    def skip(self, size: int) -> None:
        """Skip ``size`` bytes; they are hashed all the same."""
        while size > 0 and (part := self.some(min(size, CHUNK))):
            size -= len(part)

    def digest(self) -> str:
        """The sha256 of the whole file in hex; reads what has not been read yet."""
        while self.some(CHUNK):
            pass
        return self._hash.hexdigest()

    def _fill(self) -> None:
        self._buffer = self.file.read(CHUNK) or b""
        self._at = 0
        self._read += len(self._buffer)
        self._hash.update(self._buffer)


class Gunzip(Stream):
    """The inflated bytes of the first gzip member of a packed file; every byte is charged to the meter.

    Whatever follows that member is noted and not read: readers differ on whether it counts.
    """

    def __init__(self, packed: Packed, meter: Meter, notes: Notes) -> None:
        super().__init__()
        self._consumed = 0
        self._packed = packed
        self._meter = meter
        self._notes = notes
        self._inflater = zlib.decompressobj(31)
        self._ended = False
        self._head(packed.peek(_HEAD + _LONGEST_NAME))

    @property
    def consumed(self) -> int:
        """How many packed bytes were used up."""
        return self._consumed

    def _head(self, head: bytes) -> None:
        """RFC 1952: a name may stand there; checksum, extra field and comment are room that nobody looks at."""
        if len(head) < _HEAD:
            raise Unreadable("truncated", "ends in the middle of its gzip header: it is truncated")
        flags = head[3]
        if flags & ~_NAMED or (flags & _NAMED and b"\0" not in head[_HEAD:]):
            self._notes.add("gzip-flags", None, f"flags {flags:#04x}")

    def _fill(self) -> None:
        self._buffer, self._at = b"", 0
        inflater = self._inflater
        while not self._buffer and not self._ended:
            fed = inflater.unconsumed_tail or self._packed.some(CHUNK)
            self._buffer = inflater.decompress(fed, 2 * CHUNK)
            self._consumed += len(fed) - len(inflater.unconsumed_tail)
            if inflater.eof:
                self._ended = True
                self._consumed -= len(inflater.unused_data)
                self._tail(inflater.unused_data)
            elif not fed and not self._buffer:
                raise Unreadable("truncated", "ends in the middle of its gzip stream: it is truncated")
        self._meter.inflate(len(self._buffer))

    def _tail(self, rest: bytes) -> None:
        rest += self._packed.some(CHUNK)
        if not rest:
            return
        zeros = not rest.strip(b"\0")
        while zeros and (more := self._packed.some(CHUNK)):
            zeros = not more.strip(b"\0")
        size = self._packed.size - self.consumed
        second = rest.lstrip(b"\0").startswith(GZIP)
        code = "gzip-second-member" if second else "gzip-zero-padding" if zeros else "gzip-trailing"
        self._notes.add(code, None, f"{size:,} bytes")
