"""Which bytes are text worth scanning: what is skipped by its magic, and UTF-16 made plain."""

from __future__ import annotations

import codecs

# Images, fonts, sound, pictures in motion, packed data, machine code: no token is written in them by hand.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "PNG image"),
    (b"GIF8", "GIF image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"BM\x00", "bitmap"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x00\x00\x02\x00", "cursor"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"OTTO", "font"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"ttcf", "font"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    (b"\xff\xfb", "sound"),
    (b"RIFF", "media container"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"PK\x03\x04", "zip archive"),
    (b"PK\x05\x06", "zip archive"),
    (b"\x1f\x8b\x08", "gzip stream"),
    (b"BZh", "bzip2 stream"),
    (b"\xfd7zXZ\x00", "xz stream"),
    (b"(\xb5/\xfd", "zstd stream"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "rar archive"),
    (b"\x7fELF", "ELF executable"),
    (b"MZ", "Windows executable"),
    (b"\xfe\xed\xfa\xce", "Mach-O executable"),
    (b"\xfe\xed\xfa\xcf", "Mach-O executable"),
    (b"\xce\xfa\xed\xfe", "Mach-O executable"),
    (b"\xcf\xfa\xed\xfe", "Mach-O executable"),
    (b"\xca\xfe\xba\xbe", "Java class or Mach-O executable"),
    (b"\x00asm", "WebAssembly module"),
    (b"!<arch>\n", "static library"),
    (b"%PDF-", "PDF document"),
    (b"\x93NUMPY", "NumPy array"),
    (b"\x89HDF\r\n", "HDF5 file"),
    (b"PAR1", "Parquet file"),
)
_FIRST = frozenset(magic[0] for magic, _ in _MAGIC)


def skipped(data: bytes) -> str:
    """What a file is that is not scanned, by its magic; empty for text, and for binary data that may hold text.

    Two letters prove little, so a file that begins with them must hold a NUL as well.
    """
    if not data or (data[0] not in _FIRST and data[4:8] != b"ftyp"):
        return ""
    for magic, name in _MAGIC:
        if data.startswith(magic) and (len(magic) > 3 or b"\0" in data[:4096]):
            return name
    return "video" if data[4:8] == b"ftyp" and b"\0" in data[:8] else ""


def plain(data: bytes) -> tuple[bytes, bool]:
    """Text with one byte per character and the same lines, and whether it is text at all.

    UTF-16 is told by its mark, or by a NUL in most second bytes; what does not fit into one byte becomes ``?``.
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
