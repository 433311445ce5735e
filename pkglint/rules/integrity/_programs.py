"""Whether bytes are a program that somebody starts, as against a library that is loaded."""

from __future__ import annotations

import struct

_ELF, _PT_INTERP = b"\x7fELF", 3
_MACH_O = {
    b"\xfe\xed\xfa\xce": ">",
    b"\xfe\xed\xfa\xcf": ">",
    b"\xce\xfa\xed\xfe": "<",
    b"\xcf\xfa\xed\xfe": "<",
}
_FAT, _MH_EXECUTE = b"\xca\xfe\xba\xbe", 2


def is_program(data: bytes) -> bool:
    """Whether ``data`` starts as an ELF or Mach-O executable; libraries, objects and everything else are none."""
    if data[:4] == _ELF:
        return _elf(data)
    if data[:4] == _FAT and len(data) >= 28:
        # A fat header says how many architectures follow; a Java class file has its version in that place.
        count, offset = struct.unpack_from(">I", data, 4)[0], struct.unpack_from(">I", data, 16)[0]
        return 0 < count < 20 and is_program(data[offset : offset + 64])
    order = _MACH_O.get(data[:4])
    return order is not None and len(data) >= 16 and struct.unpack_from(f"{order}I", data, 12)[0] == _MH_EXECUTE


def _elf(data: bytes) -> bool:
    """ET_EXEC, or ET_DYN that names an interpreter (a position-independent program)."""
    if len(data) < 64:
        return False
    order = ">" if data[5] == 2 else "<"
    kind = struct.unpack_from(f"{order}H", data, 16)[0]
    if kind != 3:
        return bool(kind == 2)
    if data[4] == 2:
        start = struct.unpack_from(f"{order}Q", data, 32)[0]
        size, count = struct.unpack_from(f"{order}HH", data, 54)
    else:
        start = struct.unpack_from(f"{order}I", data, 28)[0]
        size, count = struct.unpack_from(f"{order}HH", data, 42)
    places = (start + index * size for index in range(min(count, 64)))
    return any(struct.unpack_from(f"{order}I", data, at)[0] == _PT_INTERP for at in places if at + 4 <= len(data))
