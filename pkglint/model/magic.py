"""Compiled programs, told by their first bytes. Nothing else of them is read."""

from __future__ import annotations

_MACH_O = frozenset(
    bytes.fromhex(magic) for magic in ("feedface", "cefaedfe", "feedfacf", "cffaedfe", "cafebabf", "bfbafeca")
)
_MOST_ARCHITECTURES = 20


def executable(data: bytes) -> str | None:
    """``ELF``, ``PE`` or ``Mach-O`` if ``data`` starts like a compiled program or library, else ``None``.

    A PE file is not told by ``MZ`` alone: the header that it points to must say ``PE``. ``cafebabe`` is both a
    universal Mach-O file and a Java class; the former names few architectures where the latter has its version.
    """
    if data.startswith(b"\x7fELF"):
        return "ELF"
    if data[:4] in _MACH_O:
        return "Mach-O"
    if data.startswith(b"\xca\xfe\xba\xbe") and 0 < int.from_bytes(data[4:8], "big") < _MOST_ARCHITECTURES:
        return "Mach-O"
    if data.startswith(b"MZ") and len(data) >= 0x40:
        header = int.from_bytes(data[0x3C:0x40], "little")
        if data[header : header + 4] == b"PE\0\0":
            return "PE"
    return None
