"""Numbers of bytes as people say them."""

from __future__ import annotations

COMPILED_SUFFIXES = (".so", ".dll", ".dylib", ".pyd", ".node", ".exe", ".wasm", ".a", ".lib")


def said(size: int) -> str:
    """``10.0 MB`` for 10,000,000: decimal, as budgets and registries count."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size:,} bytes"


def is_compiled(path: str) -> bool:
    """Whether the name is that of machine code, also with a version after it: ``libssl.so.3``."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(COMPILED_SUFFIXES) or ".so." in name
