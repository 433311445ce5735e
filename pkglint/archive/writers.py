"""Which packers write which tar headers: a header is byte for byte one of these forms, or it is not canonical.

Readers agree on what packers write and on little else: npm skips a header whose device number it cannot read, tarfile
stops there, GNU tar reads on. A form is the width and the end of every number, the checksum's own form, the magic and
the device numbers. Sources: node-tar 1 to 7, tar-stream 1 to 3, CPython's tarfile 2.3 to 3.14, GNU tar 1.34, libarchive
3, Go's archive/tar, Rust's tar, git archive, 7-Zip, busybox, Perl's Archive::Tar, Commons Compress, POSIX.1-1988 and
the V7 manual.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pkglint.model.lazy import lazy

# The fields that a form is made of, with their places in a header (POSIX.1-2017, pax, ustar interchange format).
_FIELDS = {
    "mode": (100, 108),
    "uid": (108, 116),
    "gid": (116, 124),
    "size": (124, 136),
    "mtime": (136, 148),
    "checksum": (148, 156),
    "type": (156, 157),
    "magic": (257, 265),
    "devmajor": (329, 337),
    "devminor": (337, 345),
}
# What a finding says of a field that fits no form.
_CODES = {
    "checksum": "tar-checksum-form",
    "type": "tar-typeflag",
    "magic": "tar-magic",
    "devmajor": "tar-device",
    "devminor": "tar-device",
}

# Numbers of eight and of twelve bytes. What is zero-padded has one way to be written; blanks and the longer form of
# npm depend on the value.
_NUL = rb"[0-7]{7}\0", rb"[0-7]{11}\0"
_NPM = rb"(?:[0-7]{6} |[1-7][0-7]{6})\0", rb"(?:[0-7]{10} |[1-7][0-7]{10})\0"
_BSD = rb"(?:[0-7]{6} \0|[1-7][0-7]{6}\0|[1-7][0-7]{7})", rb"[0-7]{11} "
_BLANK = rb"[0-7]{7} ", rb"[0-7]{11} "
_PADDED = rb"(?= {0,5}(?:0|[1-7][0-7]*) )[ 0-7]{6} \0", rb"(?= {0,10}(?:0|[1-7][0-7]*) )[ 0-7]{11} "
_PERL = rb"(?:[0-7]{6}\0|[1-7][0-7]{6})\0", rb"(?= {0,10}(?:0|[1-7][0-7]*)\0)[ 0-7]{11}\0"
_UNSET = rb"\0{8}", rb"\0{12}"
# Owners over six octal digits (node-tar 2) or seven, binary in the GNU way. GNU tar gives up over 2**32.
_BINARY = rb"\x80\0{3}(?!\0[\0-\x03])[\0-\xff]{4}"

_SIX_NUL = rb"[0-7]{6}\0 "
_SIX_BLANK = rb"[0-7]{6} \0"
_SEVEN = rb"[0-7]{7}\0"
_PADDED_SUM = rb"(?= {0,5}[1-7][0-7]*\0)[ 0-7]{6}\0 "

_POSIX, _GNU, _V7 = rb"ustar\x0000", rb"ustar  \0", rb"\0{8}"
_POSIX_TYPES, _GNU_TYPES, _V7_TYPES = rb"[0-6xg]", rb"[0-6LKS]", rb"[\x00125]"


class Form(NamedTuple):
    """How one family of packers writes headers; each field is a regular expression over its bytes."""

    writers: str
    numbers: tuple[bytes, bytes]
    checksum: bytes
    magic: bytes
    types: bytes
    device: bytes
    owner: bytes = rb"(?!)"
    unset: bool = False

    def fields(self) -> dict[str, bytes]:
        """The expressions by the names of :data:`_FIELDS`, in their order."""
        short, long = self.numbers
        nothing = _UNSET if self.unset else (rb"(?!)", rb"(?!)")
        owner = rb"(?:%b|%b|%b)" % (short, self.owner, nothing[0])
        return {
            "mode": rb"(?:%b|%b)" % (short, nothing[0]),
            "uid": owner,
            "gid": owner,
            "size": long,
            "mtime": rb"(?:%b|%b)" % (long, nothing[1]),
            "checksum": self.checksum,
            "type": self.types,
            "magic": self.magic,
            "devmajor": self.device,
            "devminor": self.device,
        }


_ZERO7, _ZERO6 = rb"0{7}\0", rb"0{6} \0"
_NONE = _UNSET[0]
_EIGHT = rb"[1-7][0-7]{7}"
# Frequent ones first. Where two forms overlap, the first one names the writer.
FORMS = (
    Form("npm", _NPM, _SIX_BLANK, _POSIX, _POSIX_TYPES, rb"(?:%b|%b)" % (_ZERO6, _NONE), _BINARY, unset=True),
    Form("tarfile", _NUL, _SIX_NUL, _POSIX, _POSIX_TYPES, _NONE, _BINARY),
    Form("tarfile, GNU tar, Go or 7-Zip", _NUL, _SIX_NUL, _POSIX, _POSIX_TYPES, _ZERO7, _BINARY),
    Form("tarfile, GNU tar or Go (GNU)", _NUL, _SIX_NUL, _GNU, _GNU_TYPES, rb"(?:%b|%b)" % (_ZERO7, _NONE), _BINARY),
    Form("bsdtar or bun", _BSD, _SIX_NUL, _POSIX, _POSIX_TYPES, _ZERO6, _BINARY),
    Form("tar-stream (pnpm, yarn)", _BSD, _SIX_BLANK, _POSIX, _POSIX_TYPES, _ZERO6, _BINARY),
    Form("Rust", _NUL, _SEVEN, _POSIX, rb"[\x000-6xg]", rb"(?:%b|%b)" % (_ZERO7, _NONE), _BINARY, unset=True),
    Form("Rust (GNU)", _NUL, _SEVEN, _GNU, rb"[\x000-6LKS]", rb"(?:%b|%b)" % (_ZERO7, _NONE), _BINARY, unset=True),
    Form("busybox", _NUL, _SIX_NUL, _GNU, _GNU_TYPES, _NONE, _EIGHT),
    Form("Archive::Tar", _PERL, _PADDED_SUM, _POSIX, rb"[0-6]", rb"0{6}\0\0"),
    Form("Commons Compress", _BLANK, _SIX_NUL, _POSIX, _POSIX_TYPES, rb"0{7} ", _BINARY),
    Form("Commons Compress (GNU)", _BLANK, _SIX_NUL, _GNU, _GNU_TYPES, rb"0{7} ", _BINARY),
    Form("GNU tar (V7)", _NUL, _SIX_NUL, _V7, _V7_TYPES, rb"(?:%b|%b)" % (_ZERO7, _NONE)),
    Form("bsdtar (V7)", _BSD, _SIX_NUL, _V7, _V7_TYPES, _NONE),
    Form("Unix", _PADDED, _PADDED_SUM, rb"(?:%b|%b)" % (_POSIX, _GNU), _POSIX_TYPES, rb"(?:0{6} \0| {5}0 \0|\0{8})"),
    Form("Unix (V7)", _PADDED, _PADDED_SUM, _V7, _V7_TYPES, _NONE),
)
_ALL = tuple(form.fields() for form in FORMS)
_WHOLE = tuple(
    (lazy(b"".join(b"(?:%b)" % field for field in form.fields().values()), re.DOTALL), form.writers) for form in FORMS
)

_TAIL = bytes(167)
_NO_LINK = bytes(100)
# star, old npm and DefinitelyTyped's packer keep two times at the end of a prefix that is short enough.
_TIMES = lazy(rb"\0(?:(?:%b|[0-7]{11} |\0{12}){2})\0{12}" % _NPM[1])
_OCTAL = re.compile(rb" *([0-7]+)")
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")
_FORMATS = {b"0": 0o10, b"\0": 0o10, b"1": 0o10, b"2": 0o12, b"5": 0o4}
_MOST = 200


class Hand:
    """The hand that wrote the headers of one archive. ``forms`` are the names of those seen, in order."""

    def __init__(self) -> None:
        self.forms: dict[str, None] = {}
        self._last = _WHOLE[0][0]
        self._known: set[bytes] = set()
        self._misfits = 0

    def look(self, header: bytes) -> list[tuple[str, str]]:
        """Why no packer would have written this header, as codes with details; empty for a canonical one."""
        shaped = header[100:157] + header[257:265] + header[329:345]
        wrong = [] if self._last.fullmatch(shaped) and self.forms else self._find(header, shaped)
        kind = header[156:157]
        name, _, rest = header[:100].partition(b"\0")
        if not name or name.endswith(b"/") or rest.strip(b"\0"):
            wrong += _name(name, rest, header)
        if header[157:257] != _NO_LINK:
            wrong += _link(header[157:257], kind)
        if header[345:] != _TAIL:
            wrong += _prefix(header)
        owner = header[100:108] + kind + header[265:329]
        if owner not in self._known:
            found = _owner(header, kind)
            if not found and len(self._known) < _MOST:
                self._known.add(owner)
            wrong += found
        return wrong

    def _find(self, header: bytes, shaped: bytes) -> list[tuple[str, str]]:
        for expression, writers in _WHOLE:
            if expression.fullmatch(shaped):
                self._last = expression
                self.forms[writers] = None
                return []
        self._misfits += 1
        return [misfit(header) if self._misfits <= _MOST else ("tar-header", "")]


def misfit(header: bytes) -> tuple[str, str]:
    """Why a header has no form: a code and the field that stands in the way of the form that is nearest to it."""
    wrong = [
        [name for name, (start, end) in _FIELDS.items() if not _field(fields[name]).fullmatch(header, start, end)]
        for fields in _ALL
    ]
    # A field that no form knows says more than one that another form would have had.
    strange = [name for name in _FIELDS if all(name in names for names in wrong)]
    nearest = min(wrong, key=len)
    if not strange:
        return "tar-header", " and ".join(nearest)
    start, end = _FIELDS[strange[0]]
    return _CODES.get(strange[0], "tar-number"), f"{strange[0]} {ascii(header[start:end])[2:-1]}"


@lru_cache(maxsize=256)
def _field(expression: bytes) -> re.Pattern[bytes]:
    return re.compile(expression, re.DOTALL)


def _name(name: bytes, rest: bytes, header: bytes) -> list[tuple[str, str]]:
    wrong, kind = [], header[156:157]
    if rest.strip(b"\0"):
        wrong.append(("tar-junk-after-nul", ascii(rest.strip(b"\0"))[2:-1]))
    if not name:
        wrong.append(("tar-plain-name", "empty"))
    elif kind == b"0" and name.endswith(b"/"):
        wrong.append(("tar-cut-name", ascii(name)[2:-1]))
    elif kind == b"\0" and name.endswith(b"/") and not is_old_directory(header):
        wrong.append(("tar-plain-name", ascii(name)[2:-1]))
    return wrong


def is_old_directory(header: bytes) -> bool:
    """Whether this is how a directory was stored before POSIX: by the slash at the end of its name alone."""
    return header[156:157] == header[257:258] == b"\0" and header[:100].rstrip(b"\0").endswith(b"/") and _empty(header)


def _empty(header: bytes) -> bool:
    return not header[124:136].strip(b"0 \0")


def _link(field: bytes, kind: bytes) -> list[tuple[str, str]]:
    name, _, rest = field.partition(b"\0")
    # tar-stream names the link of the extension header of a link as it names the header.
    if kind not in {b"1", b"2"} and not (kind == b"x" and name == b"PaxHeader"):
        return [("tar-link-name", ascii(name or rest.strip(b"\0"))[2:-1])]
    return [("tar-junk-after-nul", ascii(rest.strip(b"\0"))[2:-1])] if rest.strip(b"\0") else []


def _prefix(header: bytes) -> list[tuple[str, str]]:
    if header[257:265] != b"ustar\x0000":
        return [("tar-prefix", "in a format that has no prefix")]
    prefix, _, rest = header[345:].partition(b"\0")
    if len(prefix) > 155:
        return [("tar-prefix", "longer than its field")]
    if not rest.strip(b"\0"):
        return []
    if len(prefix) < 131 and not header[345 + len(prefix) : 475].strip(b"\0") and _TIMES.fullmatch(header, 475):
        return []
    return [("tar-prefix", ascii(rest.strip(b"\0"))[2:-1])]


def _owner(header: bytes, kind: bytes) -> list[tuple[str, str]]:
    """Look at the names of owner and group, and at the type that old packers put into the mode."""
    wrong = []
    for what, start, end in (("user", 265, 297), ("group", 297, 329)):
        text, _, rest = header[start:end].partition(b"\0")
        if rest.strip(b"\0") or _CONTROL.search(text):
            wrong.append(("tar-owner", f"{what} {ascii(header[start:end].rstrip(bytes(1)))[2:-1]}"))
    mode = _OCTAL.match(header, 100, 107)
    if mode and (stated := int(mode[1], 8) >> 12) and _FORMATS.get(kind, stated) != stated:
        wrong.append(("tar-mode", mode[1].decode()))
    return wrong
