"""Which bytes are text worth scanning: what is skipped by its magic, and UTF-16 made plain."""

from __future__ import annotations

import codecs

from pkglint.model.magic import BINARY, is_binary

_FIRST = frozenset(known.magic[0] for known in BINARY)


def skipped(data: bytes) -> str:
    """What a file is in which only proof counts, by its magic; empty for text, and for data that may hold text.

    A text may begin with the letters of a format (``OTTO``, ``RIFF``, ``%PDF-``): the bytes must be binary as well.
    """
    if not data or (data[0] not in _FIRST and data[4:8] != b"ftyp") or not is_binary(data):
        return ""
    return next((name for magic, name in BINARY if data.startswith(magic)), "video" if data[4:8] == b"ftyp" else "")


def plain(data: bytes) -> tuple[bytes, bool]:
    """Text with one byte per character and the same lines, and whether it is text at all.

    UTF-16 is recognised by its mark, or by a NUL in most second bytes; what does not fit into one byte becomes ``?``.
    """
    encoding = ""
    if data.startswith(codecs.BOM_UTF16_LE):
        encoding = "utf-16-le"
    elif data.startswith(codecs.BOM_UTF16_BE):
        encoding = "utf-16-be"
    elif 0 in data[:65536]:
        encoding = _unmarked(data[:65536])
        if not encoding:
            return data, data[:65536].count(0) * 200 < len(data[:65536])
    if not encoding:
        return data, True
    return data.decode(encoding, "replace").removeprefix("\ufeff").encode("latin-1", "replace"), True


def _unmarked(head: bytes) -> str:
    """The encoding of UTF-16 text without a mark: most characters have a zero in the same half."""
    half = max(1, len(head) // 2)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 2 > half and even * 50 < half:
        return "utf-16-le"
    if even * 2 > half and odd * 50 < half:
        return "utf-16-be"
    return ""
