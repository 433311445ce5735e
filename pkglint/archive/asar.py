"""Electron's asar: a table of the files in JSON, and their bytes one behind the other.

Source: the README of electron/asar. The table is in two of Chromium's pickles: four numbers of four bytes, the last
of them the length of the JSON; offsets are strings of digits, counted from the end of the table.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from pkglint.archive.errors import Unreadable
from pkglint.archive.forward import CHUNK, Member, Packed
from pkglint.archive.limits import Meter
from pkglint.model import MemberType

_HEAD = struct.Struct("<LLLL")
_MOST_TABLE = 32 << 20
_BROKEN = Unreadable("asar-table", "has a table of files that cannot be read")


class _File(NamedTuple):
    offset: int
    size: int
    name: str


class AsarWalk:
    """Walks the files of one asar in the order of their bytes; those that are outside of it are left out."""

    forms: Collection[str] = ()

    def __init__(self, packed: Packed, meter: Meter) -> None:
        self._packed = packed
        self._meter = meter

    def __iter__(self) -> Iterator[Member]:
        _, whole, _, length = _HEAD.unpack(self._packed.take(_HEAD.size))
        if length > _MOST_TABLE:
            raise _BROKEN
        text = self._packed.take(length)
        self._packed.skip(8 + whole - self._packed.position)
        start = self._packed.position
        for file in sorted(self._files(_table(text))):
            if file.offset < self._packed.position - start:
                raise Unreadable("asar-overlap", "has files that share bytes", file.name)
            self._packed.skip(start + file.offset - self._packed.position)
            self._meter.inflate(file.size)
            yield Member(file.name, file.size, MemberType.FILE, None, None, self._chunks(file.size))

    def _chunks(self, left: int) -> Iterator[bytes]:
        while left:
            chunk = self._packed.more(min(left, CHUNK))
            left -= len(chunk)
            yield chunk

    def _files(self, table: Any) -> Iterator[_File]:
        todo: list[tuple[str, Any]] = [("", table)]
        while todo:
            path, node = todo.pop()
            if not isinstance(node, dict):
                raise _BROKEN
            inner = node.get("files")
            if isinstance(inner, dict):
                todo += [(f"{path}/{name}" if path else name, each) for name, each in inner.items()]
                continue
            offset, size = node.get("offset"), node.get("size")
            if (
                isinstance(offset, str)
                and offset.isdecimal()
                and len(offset) < 16
                and isinstance(size, int)
                and size >= 0
            ):
                self._meter.name(path.encode("utf-8", "surrogatepass"))
                self._meter.count()
                yield _File(int(offset), size, path)


def _table(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _BROKEN from error
