"""A quick look ahead in a tarball that promises to break a limit, so that it is refused before it is walked.

A tar has no count of its members. When the first ten thousand of them, and the size in the gzip trailer, let expect
more than the limit, the headers are counted once without looking at anything else.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from pkglint.archive.errors import LEAKS, LimitExceeded, Unreadable
from pkglint.archive.forward import CHUNK, Gunzip, Notes, Packed
from pkglint.archive.limits import Meter

ENOUGH = 10_000
_BLOCK = 512
_EXTENSIONS = frozenset(b"xgLK")
_OCTAL = re.compile(rb" *([0-7]+)[ \0]*")


class LookAhead:
    """Knows when a look ahead is worth its time, and takes it once. The position of ``file`` is kept."""

    def __init__(self, file: BinaryIO, size: int, meter: Meter) -> None:
        self._file = file
        self._size = size
        self._meter = meter
        file.seek(max(0, size - 4))
        self._unpacked = int.from_bytes(file.read(4), "little")
        file.seek(0)

    def at(self, members: int, consumed: int) -> None:
        """Called for every member; raises :class:`LimitExceeded` when the whole will."""
        if members == ENOUGH and self._promises_too_much(members, consumed):
            position = self._file.tell()
            self._file.seek(0)
            try:
                self._count()
            except LimitExceeded:
                raise
            except (Unreadable, *LEAKS):
                return  # the walk itself will say what is wrong, and where
            finally:
                self._file.seek(position)

    def _promises_too_much(self, members: int, consumed: int) -> bool:
        limits, unpacked = self._meter.limits, self._meter.unpacked
        # Four fifths: what was unpacked is ahead of what was shown.
        many = members * self._unpacked * 5 > unpacked * limits.max_members * 4
        return many or unpacked * 2 > consumed * limits.max_ratio

    def _count(self) -> None:
        meter = Meter(self._meter.limits, self._size)
        meter.deadline = self._meter.deadline
        stream = Gunzip(Packed(self._file, self._size), meter, Notes())
        while (header := stream.take(_BLOCK))[0] and (size := _OCTAL.fullmatch(header, 124, 136)):
            meter.count(header[156] not in _EXTENSIONS)
            left = int(size[1], 8)
            left += -left % _BLOCK
            while left:
                left -= len(stream.more(min(left, CHUNK)))
