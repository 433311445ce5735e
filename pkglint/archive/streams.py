"""Compressed streams inside of an artifact: bzip2 and xz beside gzip, one after the other, in bounded memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator

from pkglint.archive.errors import Unreadable
from pkglint.archive.forward import CHUNK, Member, Packed, Stream
from pkglint.archive.limits import Meter
from pkglint.model import MemberType

# What follows "BZh" and a digit: the first block, or the end of an empty stream.
BZIP2_BLOCK = (b"1AY&SY", b"\x17rE8P\x90")
_XZ_MEMORY = 128 << 20  # `xz -9` needs 65 MiB
_MOST_STREAMS = 50_000  # parallel packers write one for each block of 900 kB
_ENDINGS = {"gzip": (".gz", ".gzip"), "bzip2": (".bz2", ".bz"), "xz": (".xz",)}


_Engine = bz2.BZ2Decompressor | lzma.LZMADecompressor


def _engine(form: str) -> _Engine:
    return bz2.BZ2Decompressor() if form == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)


class Unpacked(Stream):
    """The unpacked bytes of all streams of a bzip2 or xz file; every byte is charged to the meter."""

    def __init__(self, form: str, packed: Packed, meter: Meter) -> None:
        super().__init__()
        self._form = form
        self._packed = packed
        self._meter = meter
        self._engine = _engine(form)
        self._rest = b""
        self._streams = 1

    @property
    def consumed(self) -> int:
        """How many packed bytes were used up."""
        return self._packed.consumed - len(self._rest)

    def _fill(self) -> None:
        self._buffer, self._at = b"", 0
        while not self._buffer:
            if self._engine.eof and not self._next():
                return
            if self._engine.needs_input and not self._rest:
                self._rest = self._packed.some(CHUNK)
                if not self._rest:
                    raise Unreadable("truncated", f"ends in the middle of its {self._form} stream: it is truncated")
            fed, self._rest = self._rest, b""
            try:
                self._buffer = self._engine.decompress(fed, 2 * CHUNK)
            except (OSError, lzma.LZMAError) as error:
                raise _damaged(self._form, error) from error
            if self._engine.eof:
                self._rest = self._engine.unused_data
            self._meter.inflate(len(self._buffer))

    def _next(self) -> bool:
        """Begin the next stream; padding with zeros is allowed between those of xz."""
        rest = (self._rest or self._packed.some(CHUNK)).lstrip(b"\0")
        if not rest:
            return False
        self._streams += 1
        if self._streams > _MOST_STREAMS:
            raise Unreadable("too-many-streams", f"holds more than {_MOST_STREAMS:,} streams")
        self._rest, self._engine = rest, _engine(self._form)
        return True


def _damaged(form: str, error: Exception) -> Unreadable:
    if "emory" in str(error):
        return Unreadable("out-of-memory", "needs more memory to be unpacked than is given to it")
    return Unreadable("damaged", f"its {form} data is damaged")


def peeked(form: str, data: bytes) -> bytes:
    """The first 512 bytes of what a stream holds; raises :class:`Unreadable` when it is damaged."""
    try:
        if form == "gzip":
            return zlib.decompressobj(31).decompress(data[: 64 << 10], 512)
        return _peeked(form, data)
    except (OSError, zlib.error, lzma.LZMAError) as error:
        raise _damaged(form, error) from error


def _peeked(form: str, data: bytes) -> bytes:
    engine, head, at = _engine(form), b"", 0
    while len(head) < 512 and not engine.eof and at < len(data):
        step = data[at : at + CHUNK] if engine.needs_input else b""
        at += len(step)
        head += engine.decompress(step, 512 - len(head))
    return head


class OneFile:
    """Walks a stream that holds no tar: its one file, called as the stream without its ending."""

    forms: tuple[str, ...] = ()

    def __init__(self, form: str, name: str, stream: Stream, most: int) -> None:
        ending = next((end for end in _ENDINGS[form] if name.lower().endswith(end)), "")
        self._name = name[: len(name) - len(ending)] or name
        self._stream = stream
        self._most = most

    def __iter__(self) -> Iterator[Member]:
        parts, size = [], 0
        while part := self._stream.some(CHUNK):
            size += len(part)
            if size > self._most:
                raise Unreadable("too-big", "holds a file that is larger than what is scanned")
            parts.append(part)
        yield Member(self._name, size, MemberType.FILE, None, None, iter(parts))
