"""A compiled program has the name of a text, an image, a font or an archive.

## Why it matters

Whoever reads the list of files sees a picture; the loader that renames it or marks it executable gets a program. There
is no honest reason for it.

## How to fix

Give the program the name that it deserves, or keep it out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.magic import executable

_TEXT = "txt md rst csv tsv json json5 yaml yml toml ini cfg conf xml html htm css scss less map log tex po pot lock"
_CODE = "py pyi pyx pth js mjs cjs ts tsx jsx vue c cc cpp h hpp rs go java rb php pl lua sh bash ps1 bat cmd sql"
_MEDIA = (
    "png jpg jpeg gif bmp ico svg webp avif tif tiff mp3 mp4 m4a wav ogg oga ogv webm flac aac mov avi mkv pdf woff"
    " woff2 ttf otf eot psd"
)
_ARCHIVE = "zip gz tgz bz2 xz zst tar 7z rar jar whl egg docx xlsx pptx"
_OFFICE = "doc xls ppt"
HARMLESS = frozenset(f".{suffix}" for suffix in f"{_TEXT} {_CODE} {_MEDIA} {_ARCHIVE} {_OFFICE}".split())
_LEAST = 52  # the smallest header of them all, that of a 32-bit ELF file


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.size >= _LEAST and entry.suffix in HARMLESS


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    program = executable(entry.content.data)
    if program:
        yield scope.found(
            entry,
            f"is a compiled program ({program}) under the name of a {entry.suffix} file",
            fix=Fix(FixAction.EXCLUDE, (entry.path,), "Rename it if it belongs there."),
            details={"format": program},
        )


_ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
_PE = b"MZ" + bytes(58) + b"\x40\0\0\0" + b"PE\0\0" + bytes(20)

RULE = Rule(
    id="disguised-executable",
    summary="A compiled program has the name of a text, an image, a font or an archive",
    levels=level(Level.ERROR),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("an image that is an ELF file", {"lib/logo.png": _ELF}, 1),
        Example("a font that is a Windows program", {"lib/icons.woff2": _PE}, 1),
        Example("a script that is a Mach-O file", {"lib/index.js": b"\xcf\xfa\xed\xfe" + bytes(60)}, 1),
        Example("a document that starts with MZ", {"lib/notes.txt": "MZ is what Windows programs start with\n" * 3}),
        Example("an image", {"lib/logo.png": b"\x89PNG\r\n\x1a\n" + bytes(60)}),
    ),
)
