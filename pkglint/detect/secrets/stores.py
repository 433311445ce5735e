"""Containers of keys: PKCS #12, Java key stores, password databases. Recognised by their bytes, not by their names.

Sources: RFC 7292 (PKCS #12), the JavaDoc of ``JavaKeyStore`` in OpenJDK (JKS, JCEKS), KeePass' file format.
"""

from __future__ import annotations

KEY_BAGS = (bytes.fromhex("060b2a864886f70d010c0a0101"), bytes.fromhex("060b2a864886f70d010c0a0102"))
_JAVA = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_KEEPASS = b"\x03\xd9\xa2\x9a"
_MOST = 10_000


def holds_key(data: bytes) -> bool | None:
    """Whether a container holds a private key or passwords; ``None`` when the bytes are no container that is known."""
    if data.startswith(_KEEPASS):
        return True
    if data[:4] in _JAVA:
        return _java(data)
    if data[:1] == b"\x30" and b"\x02\x01\x03" in data[:12]:
        return any(oid in data for oid in KEY_BAGS)
    return None


def _java(data: bytes) -> bool:
    """Entries are a tag (1 key, 2 certificate, 3 secret key), an alias and a date, then the content."""
    count, place = int.from_bytes(data[8:12], "big"), 12
    version = int.from_bytes(data[4:8], "big")
    for _ in range(min(count, _MOST)):
        if int.from_bytes(data[place : place + 4], "big") != 2:
            return place + 4 <= len(data)
        place = _skip_text(data, place + 4) + 8
        if version == 2:
            place = _skip_text(data, place)
        place += 4 + int.from_bytes(data[place : place + 4], "big")
    return False


def _skip_text(data: bytes, place: int) -> int:
    return place + 2 + int.from_bytes(data[place : place + 2], "big")
