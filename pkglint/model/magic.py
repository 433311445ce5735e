"""The first bytes of formats: what a file is, whatever its name says. The only place where such numbers stand.

Sources: APPNOTE.TXT (zip), RFC 1952 (gzip), RFC 8878 (zstd), the System V ABI (ELF), the PE specification,
``mach-o/loader.h`` and ``fat.h``, RFC 2083 (PNG), ISO 32000 (PDF), the file format pages of SQLite, WebAssembly, NumPy,
HDF5 and Parquet, and the specification of OpenType (fonts).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

ZIP = b"PK\x03\x04"
ZIP_EMPTY = b"PK\x05\x06"
GZIP = b"\x1f\x8b"
BZIP2 = b"BZh"
XZ = b"\xfd7zXZ\0"
ZSTD = b"\x28\xb5\x2f\xfd"
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
RAR = b"Rar!\x1a\x07"
COMPRESS = b"\x1f\x9d"
ASAR = b"\x04\0\0\0"  # the first number of its head, which others have too
ELF = b"\x7fELF"
DOS = b"MZ"
MACH_O = {b"\xfe\xed\xfa\xce": ">", b"\xfe\xed\xfa\xcf": ">", b"\xce\xfa\xed\xfe": "<", b"\xcf\xfa\xed\xfe": "<"}
FAT = b"\xca\xfe\xba\xbe"  # of a universal Mach-O file, and of a Java class
FAT_64 = (b"\xca\xfe\xba\xbf", b"\xbf\xba\xfe\xca")
LLVM_BITCODE = b"BC\xc0\xde"
STATIC_LIBRARY = b"!<arch>\n"
PDF = b"%PDF-"
PNG = b"\x89PNG\r\n"
GIF = b"GIF8"
NUMPY = b"\x93NUMPY"
WASM = b"\0asm"
WOFF, WOFF2 = b"wOFF", b"wOF2"
SQLITE = b"SQLite format 3\0"
GIT_LFS = b"version https://git-lfs"
USTAR, USTAR_AT = b"ustar", 257

# Packed data that holds members or a stream; an empty zip holds nothing.
PACKED = (ZIP, GZIP, BZIP2, XZ, SEVEN_ZIP, RAR, ZSTD, COMPRESS)
# What compilers write and only linkers read.
OBJECTS = (ELF, *MACH_O, LLVM_BITCODE, STATIC_LIBRARY)
# Formats whose first kilobytes can look like text. Two letters prove little, so of a Windows program three are asked.
LOOK_LIKE_TEXT = (PDF, ELF, DOS + b"\x90", ZIP, GZIP + b"\x08", PNG, GIF, WOFF, WOFF2, WASM)
_MOST_ARCHITECTURES = 20
_PT_INTERP, _ET_EXEC, _ET_DYN, _MH_EXECUTE = 3, 2, 3, 2


class Format(NamedTuple):
    """A format by its first bytes. Reports count what was not searched by ``name``."""

    magic: bytes
    name: str


# Images, fonts, sound, pictures in motion, packed data, machine code: no token is written in them by hand.
BINARY = (
    Format(PNG, "PNG image"),
    Format(GIF, "GIF image"),
    Format(b"\xff\xd8\xff", "JPEG image"),
    Format(b"BM\0", "bitmap"),
    Format(b"\0\0\x01\0", "icon"),
    Format(b"\0\0\x02\0", "cursor"),
    Format(b"II*\0", "TIFF image"),
    Format(b"MM\0*", "TIFF image"),
    Format(WOFF, "font"),
    Format(WOFF2, "font"),
    Format(b"OTTO", "font"),
    Format(b"\0\x01\0\0\0", "font"),
    Format(b"ttcf", "font"),
    Format(b"OggS", "sound"),
    Format(b"fLaC", "sound"),
    Format(b"ID3", "sound"),
    Format(b"\xff\xfb", "sound"),
    Format(b"RIFF", "media container"),
    Format(b"\x1aE\xdf\xa3", "video"),
    Format(ZIP, "zip archive"),
    Format(ZIP_EMPTY, "zip archive"),
    Format(GZIP, "gzip stream"),
    Format(BZIP2, "bzip2 stream"),
    Format(XZ, "xz stream"),
    Format(ZSTD, "zstd stream"),
    Format(SEVEN_ZIP, "7z archive"),
    Format(RAR, "rar archive"),
    Format(ELF, "ELF executable"),
    Format(DOS, "Windows executable"),
    *(Format(magic, "Mach-O executable") for magic in MACH_O),
    Format(FAT, "Java class or Mach-O executable"),
    Format(WASM, "WebAssembly module"),
    Format(STATIC_LIBRARY, "static library"),
    Format(PDF, "PDF document"),
    Format(NUMPY, "NumPy array"),
    Format(b"\x89HDF\r\n", "HDF5 file"),
    Format(b"PAR1", "Parquet file"),
)
# Of these, what compilers write: strings stand in it as they were written. Empty for what is of no known format.
COMPILED = frozenset({"", "ELF executable", "Windows executable", "Mach-O executable", "WebAssembly module"})
# Text that is found where an archive should be: what a server or Git gave instead.
INSTEAD = (
    Format(b"<!DOCTYPE", "web page"),
    Format(b"<!doctype", "web page"),
    Format(b"<html", "web page"),
    Format(GIT_LFS, "Git LFS pointer"),
)


class Closed(NamedTuple):
    """A format without a reader: ``magic`` stands at ``offset``, counted from the end when negative."""

    magic: bytes
    offset: int
    noun: str


# Archives that the standard library does not open.
CLOSED = (
    Closed(b"7z\xbc\xaf\x27\x1c", 0, "7z archives"),
    Closed(b"Rar!\x1a\x07", 0, "RAR archives"),
    Closed(b"\x28\xb5\x2f\xfd", 0, "Zstandard streams"),
    Closed(b"\x04\x22\x4d\x18", 0, "LZ4 streams"),
    Closed(b"LZIP\x01", 0, "lzip streams"),
    Closed(b"MSCF\0\0\0\0", 0, "cabinet files"),
    Closed(b"\xed\xab\xee\xdb", 0, "RPM packages"),
    Closed(b"!<arch>\ndebian-binary", 0, "Debian packages"),
    Closed(b"hsqs", 0, "squashfs images"),
    Closed(b"CD001", 0x8001, "ISO images"),
    Closed(b"koly\0\0\0\x04", -512, "Apple disk images"),
    Closed(b"MSWIM\0\0\0", 0, "Windows images"),
    Closed(b"xar!\0\x1c", 0, "xar archives"),
    Closed(b"AI\x02", 8, "AppImage programs"),
    Closed(b"AI\x01", 8, "AppImage programs"),
)
INSTALLER, INSTALLERS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (".msi", ".msp", ".msm")


# Control characters that no text has; those for layout, erasing and colours are left out.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\f\r\b\x1b") + b"\x7f"
_SAMPLE, _SHARE = 64 << 10, 50


def is_binary(data: bytes) -> bool:
    """Whether bytes hold what text does not: a NUL, or one control character in fifty.

    The letters at the start of a format prove nothing: text may begin with them, too.
    """
    head = data[:_SAMPLE]
    return b"\0" in head or (len(head) - len(head.translate(None, _CONTROLS))) * _SHARE > len(head)


def is_tar(head: bytes) -> bool:
    """Whether ``head`` carries the mark of a tar header."""
    return head[USTAR_AT : USTAR_AT + len(USTAR)] == USTAR


def named(head: bytes) -> str:
    """What a file is by its first bytes, as in ``PNG image``; empty when they are not known."""
    if head.startswith(ZIP_EMPTY):
        return "empty zip archive"
    found = next((known.name for known in (*BINARY, *INSTEAD) if head.startswith(known.magic)), "")
    return found or ("tar archive without compression" if is_tar(head) else "")


def executable(data: bytes) -> str | None:
    """``ELF``, ``PE`` or ``Mach-O`` if ``data`` starts like a compiled program or library, else ``None``.

    ``MZ`` alone does not make a PE file: the header that it points to must say ``PE``. ``cafebabe`` is both a
    universal Mach-O file and a Java class; the former names few architectures where the latter has its version.
    """
    if data.startswith(ELF):
        return "ELF"
    if data[:4] in MACH_O or data[:4] in FAT_64 or _is_fat(data):
        return "Mach-O"
    if data.startswith(DOS) and len(data) >= 0x40:
        header = int.from_bytes(data[0x3C:0x40], "little")
        if data[header : header + 4] == b"PE\0\0":
            return "PE"
    return None


def is_program(data: bytes) -> bool:
    """Whether ``data`` starts as an ELF or Mach-O executable; libraries, objects and everything else are none."""
    if data[:4] == ELF:
        return _is_elf_program(data)
    if _is_fat(data) and len(data) >= 28:
        offset = struct.unpack_from(">I", data, 16)[0]
        return data[offset : offset + 4] != FAT and is_program(data[offset : offset + 64])
    order = MACH_O.get(data[:4])
    return order is not None and len(data) >= 16 and struct.unpack_from(f"{order}I", data, 12)[0] == _MH_EXECUTE


def _is_fat(data: bytes) -> bool:
    return data.startswith(FAT) and 0 < int.from_bytes(data[4:8], "big") < _MOST_ARCHITECTURES


def _is_elf_program(data: bytes) -> bool:
    """ET_EXEC, or ET_DYN that names an interpreter (a position-independent program)."""
    if len(data) < 64:
        return False
    order = ">" if data[5] == 2 else "<"
    kind = struct.unpack_from(f"{order}H", data, 16)[0]
    if kind != _ET_DYN:
        return bool(kind == _ET_EXEC)
    if data[4] == 2:
        start = struct.unpack_from(f"{order}Q", data, 32)[0]
        size, count = struct.unpack_from(f"{order}HH", data, 54)
    else:
        start = struct.unpack_from(f"{order}I", data, 28)[0]
        size, count = struct.unpack_from(f"{order}HH", data, 42)
    places = (start + index * size for index in range(min(count, 64)))
    return any(struct.unpack_from(f"{order}I", data, at)[0] == _PT_INTERP for at in places if at + 4 <= len(data))
