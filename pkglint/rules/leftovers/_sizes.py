"""Numbers of bytes as people say them."""

from __future__ import annotations

from pkglint.model import Row

COMPILED_SUFFIXES = (".so", ".dll", ".dylib", ".pyd", ".node", ".exe", ".wasm", ".a", ".lib")


def said(size: int) -> str:
    """``10.0 MB`` for 10,000,000: decimal, as budgets and registries count."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size:,} bytes"


def headroom(size: int) -> str:
    """A budget as a policy writes it, a twentieth above ``size``: ``62 MB`` for 58,000,000 bytes."""
    wanted = size + size // 20
    for unit, factor in (("MB", 10**6), ("KB", 10**3)):
        if wanted >= factor:
            return f"{-(-wanted // factor)} {unit}"
    return f"{wanted} B"


def is_compiled(row: Row) -> bool:
    """Whether it goes by the name of machine code, ``libssl.so.3`` too, or is a program without an extension.

    What stands behind the last dot of a program's name may be a version: ``ffmpeg-v7.0.2``.
    """
    name = row.path.rpartition("/")[2].lower()
    _, dot, extension = name.rpartition(".")
    program = (not dot or extension.isdigit()) and bool((row.mode or 0) & 0o111)
    return program or name.endswith(COMPILED_SUFFIXES) or ".so." in name
