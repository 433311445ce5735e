"""Text that is packed or widely spelled inside of files of other formats: documents, images, arrays, plain streams.

Sources: ISO 32000-1 (streams of PDF), the PNG specification (``zTXt``, ``iTXt``), RFC 1950 (zlib), the format of
NumPy's ``.npy``, the Unicode standard (UTF-32). What is found is searched as text of its own, if it is text.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pkglint.model.lazy import lazy
from pkglint.model.magic import NUMPY, PDF, PNG

MOST = 16 << 20  # bytes of what one file holds
MOST_STREAMS = 5_000
_SAMPLE = 4096
_STREAM = lazy(rb"stream\r?\n(?=[\x58\x68\x78\x48])")
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_TEXTS = lazy(rb"'descr': '([<>])U\d{1,9}'")
_UTF32 = {b"\xff\xfe\0\0": "utf-32-le", b"\0\0\xfe\xff": "utf-32-be"}
_PLAIN = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f"})


class Text(NamedTuple):
    """Text, and where what holds it begins in the file."""

    at: int
    data: bytes


def texts(data: bytes) -> Iterator[Text]:
    """The texts inside of a file, in order, ``MOST`` bytes together; none for a format that holds none this way."""
    if data.startswith(PDF):
        found = _streams(data)
    elif data.startswith(PNG):
        found = _chunks(data)
    elif data.startswith(NUMPY):
        found = _array(data)
    elif data.startswith(_ZLIB):
        found = iter([Text(0, inflated(data))])
    elif data[:4] in _UTF32:
        found = iter([Text(0, _narrow(data[4:], _UTF32[data[:4]]))])
    else:
        return
    left = MOST
    for text in found:
        left -= len(text.data)
        if left < 0:
            return
        if is_text(text.data):
            yield text


def is_text(data: bytes) -> bool:
    """Whether bytes are text: of their beginning less than one in a hundred is none."""
    head = data[:_SAMPLE]
    return bool(head) and len(head.translate(None, _PLAIN)) * 100 < len(head)


def inflated(data: bytes, at: int = 0, *, any_: bool = False) -> bytes:
    """What a stream of zlib holds, as far as it is sound; only its beginning unless that is text, or with ``any_``."""
    engine, made = zlib.decompressobj(), b""
    try:
        made = engine.decompress(data[at : at + 4096], _SAMPLE)
        if made and (any_ or is_text(made)):  # images are the most of what documents hold, and end here
            made += engine.decompress(engine.unconsumed_tail + data[at + 4096 : at + 4096 + MOST], MOST)
    except zlib.error:
        return made
    return made


def _streams(data: bytes) -> Iterator[Text]:
    """The streams of a document that begin as zlib does; each byte of it is looked at once."""
    for number, match in enumerate(_STREAM.finditer(data)):
        if number >= MOST_STREAMS:
            return
        end = data.find(b"endstream", match.end())
        yield Text(match.end(), inflated(data[match.end() : end if end > 0 else len(data)]))


def _chunks(data: bytes) -> Iterator[Text]:
    """The compressed texts of an image: a keyword, a zero, how it is compressed, and for ``iTXt`` a language."""
    at = 8
    for _ in range(MOST_STREAMS):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if len(kind) < 4:
            return
        body = data[at + 8 : at + 8 + size] if kind in (b"zTXt", b"iTXt") else b""
        name = body.find(b"\0")
        if name > 0 and kind == b"zTXt":
            yield Text(at, inflated(body, name + 2))
        elif name > 0 and body[name + 1 : name + 2] == b"\1":
            language = body.find(b"\0", body.find(b"\0", name + 3) + 1)
            yield Text(at, inflated(body, language + 1))
        at += 12 + size


def _array(data: bytes) -> Iterator[Text]:
    """The texts of an array, of four bytes for each character, with zeros behind each."""
    start = (
        10 + int.from_bytes(data[8:10], "little") if data[6:7] == b"\1" else 12 + int.from_bytes(data[8:12], "little")
    )
    match = _TEXTS.search(data, 0, min(start, 4096))
    if match:
        narrow = _narrow(data[start:], "utf-32-le" if match[1] == b"<" else "utf-32-be")
        yield Text(start, narrow.replace(b"\0", b"\n"))


def _narrow(data: bytes, coding: str) -> bytes:
    """Text with one byte for each character; what needs more becomes ``?``."""
    return data[: MOST * 4].decode(coding, "replace").encode("latin-1", "replace")
