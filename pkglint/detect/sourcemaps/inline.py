"""The maps that stand in a file as ``data:`` URLs, and the links to maps beside it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from pkglint.model.lazy import lazy

KEY = b"sourceMappingURL"
_BEFORE = lazy(rb"[#@]\s{0,16}$")
# Whatever comes before the comma: a media type and parameters in any order, perhaps nothing.
_DATA = lazy(rb"sourceMappingURL\s{0,16}=\s{0,16}[\"']?data:([^,\s\"'`]{0,200}),", re.IGNORECASE)
_BASE64 = lazy(rb"[A-Za-z0-9+/=_%-]*")
_PERCENT = lazy(rb"[^\s\"`<>\\]*")
_LINE = lazy(rb"[^\r\n]*")
_CODECS = {
    "latin1": "latin-1",
    "iso-8859-1": "latin-1",
    "windows-1252": "latin-1",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_CHARSET = lazy(rb"charset=([\w-]+)", re.IGNORECASE)


def payloads(data: bytes) -> Iterator[bytes]:
    """What each inline map decodes to, as UTF-8, one at a time. Damaged base64 gives what can be decoded."""
    return (payload for _, payload in located(data))


def located(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The same with the offset of each link."""
    at = -1
    while (at := data.find(KEY, at + 1)) >= 0:
        match = _DATA.match(data, at) if _BEFORE.search(data[max(0, at - 20) : at]) else None
        if not match:
            continue
        head = match[1].lower()
        if b"base64" in head:
            found = _BASE64.match(data, match.end())
            body = found[0] if found else b""
            raw = _from_base64(body)
        else:
            until = _LINE if data[match.end() : match.end() + 1] == b"{" else _PERCENT
            found = until.match(data, match.end())
            body = found[0] if found else b""
            raw = unquote_to_bytes(body)
        start, at = at, match.end() + len(body) - 1
        yield start, _as_utf8(raw, _CHARSET.search(head))


def _from_base64(body: bytes) -> bytes:
    if b"%" in body:
        body = unquote_to_bytes(body)
    if b"-" in body or b"_" in body:
        body = body.translate(bytes.maketrans(b"-_", b"+/"))
    body = body.rstrip(b"=")
    if len(body) % 4 == 1:
        body = body[:-1]
    try:
        return base64.b64decode(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        return b""


def _as_utf8(raw: bytes, charset: re.Match[bytes] | None) -> bytes:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace").encode()
    name = charset[1].decode("ascii", "replace").lower() if charset else ""
    # No other codec: the artifact names it, and many are slow, or decode to what UTF-8 has no form for.
    codec = _CODECS.get(name)
    return raw.decode(codec, "replace").encode("utf-8", "replace") if codec else raw
