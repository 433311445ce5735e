"""Which files are compiled: what may be large by nature."""

from __future__ import annotations

from pkglint.model import Row

COMPILED_SUFFIXES = (".so", ".dll", ".dylib", ".pyd", ".node", ".exe", ".wasm", ".a", ".lib")


def is_compiled(row: Row) -> bool:
    """Whether it goes by the name of machine code, ``libssl.so.3`` too, or is a program without an extension.

    What stands behind the last dot of a program's name may be a version: ``ffmpeg-v7.0.2``.
    """
    name = row.path.rpartition("/")[2].lower()
    _, dot, extension = name.rpartition(".")
    program = (not dot or extension.isdigit()) and bool((row.mode or 0) & 0o111)
    return program or name.endswith(COMPILED_SUFFIXES) or ".so." in name
