"""The normal form in which a text of a source map and a file of the artifact are held against each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from pkglint.detect.sourcemaps.libraries import published
from pkglint.model import Entry
from pkglint.model.lazy import lazy

_BOM = b"\xef\xbb\xbf"
# What webpack up to version 3 wrote below each module that it put into a source map comes in two forms: lines, a block.
_BLOCK = lazy(rb"\*{2,}\s*\*{0,2} ?")
_FOOTER_MARK = b"WEBPACK FOOTER"
_FOOTER_SIZE = 4096
# Text that no bundler takes as a source: not worth a hash.
_NEVER_BUNDLED = frozenset({".py", ".pyi", ".pyx", ".pxd", ".po", ".pot", ".rst", ".map"})


class Text(NamedTuple):
    """A text by its hash: sha256 of the normal form, lines, and bytes as UTF-8. An empty digest was not computed.

    ``library`` is not empty when the text states an open licence, that of the library of this name.
    """

    digest: bytes
    lines: int
    size: int
    library: str = ""


def normal_form(data: bytes) -> bytes:
    """``data`` with LF line ends, no byte order mark, no trailing white space, one newline at the end.

    Gives ``data`` itself, the same object, when nothing changes.
    """
    if is_normal(data):
        return data
    while data.startswith(_BOM):
        data = data.removeprefix(_BOM)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for end in (b" \n", b"\t\n"):
        data = b"".join(_without_blanks(data, end))
    return data.rstrip(b" \t\n") + b"\n"


def _without_blanks(data: bytes, end: bytes) -> Iterator[bytes]:
    """The pieces of a text without the blanks before each ``end``; most lines have none, and are not looked at."""
    at, place = 0, data.find(end)
    while place >= 0:
        yield data[at:place].rstrip(b" \t")
        at = place + 1
        place = data.find(end, at)
    yield data[at:]


def is_normal(data: bytes) -> bool:
    """Whether ``data`` is its own normal form."""
    return (
        data.endswith(b"\n")
        and not data.endswith(b"\n\n")
        and b"\r" not in data
        and b" \n" not in data
        and b"\t\n" not in data
        and not data.startswith(_BOM)
    )


def without_footer(data: bytes) -> bytes:
    """A module as its author wrote it, without what old bundlers put below it."""
    start = max(0, len(data) - _FOOTER_SIZE)
    mark = data.find(_FOOTER_MARK, start)
    if mark < 0:
        return data
    head, tail = data[max(start, mark - 100) : mark], data[mark + len(_FOOTER_MARK) :]
    below = _footer_of_lines(head, tail) if head.endswith(b"\n// ") else _footer_block(head, tail)
    return data[: mark - below].rstrip() + b"\n" if below else data


def _footer_of_lines(head: bytes, tail: bytes) -> int:
    """Bytes from a line of slashes to the mark where nothing but comments and then blank lines follow; else 0."""
    bare = head[: -len(b"\n// ")]
    slashes = len(bare) - len(bare.rstrip(b"/"))
    first, *lines = tail.split(b"\n")
    while lines and lines[0].startswith(b"//"):
        del lines[0]
    return slashes + len(b"\n// ") if slashes >= 10 and not first and not b"".join(lines).strip() else 0


def _footer_block(head: bytes, tail: bytes) -> int:
    """Bytes from the start of a comment ``/*** WEBPACK FOOTER`` to the mark where nothing follows its end; else 0."""
    bare = head.rstrip(b"* \t\n\r\f\v")
    end = tail.find(b"*/", 0, 2002)
    opened = bare.endswith(b"/") and _BLOCK.fullmatch(head, len(bare))
    return len(head) - len(bare) + 1 if opened and end >= 0 and not tail[end + 2 :].strip() else 0


def text_of(text: str) -> Text:
    """The hash and measures of an embedded text."""
    data = without_footer(text.encode("utf-8", "surrogatepass"))
    form = normal_form(data)
    return Text(hashlib.sha256(form).digest(), form.count(b"\n"), len(data), published(text))


def may_be_source(entry: Entry) -> bool:
    """Whether a member may be a source of a bundle, judged without touching its content."""
    return entry.suffix not in _NEVER_BUNDLED


def digest_of(entry: Entry) -> bytes:
    """The hash of a member's text; the digest that the reader made anyway where the text is in normal form."""
    data = entry.content.data
    form = normal_form(data)
    if form is data and not entry.content.truncated:
        return bytes.fromhex(entry.content.sha256)
    return hashlib.sha256(form).digest()
