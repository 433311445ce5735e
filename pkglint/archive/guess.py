"""What a file would be called whose name says nothing, as in the content stores of indexes and caches."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from contextlib import suppress
from typing import BinaryIO

from pkglint.archive import open_archive
from pkglint.archive.errors import Unreadable
from pkglint.archive.kinds import is_tar
from pkglint.archive.streams import peeked
from pkglint.model import Limits, magic

_MOST = 1 << 20
_PEEKED = 1 << 16
_WHEEL = "/WHEEL"
_DIST_INFO = ".dist-info"


def guess(file: BinaryIO, limits: Limits) -> str:
    """A file name that what is inside would have, empty for what is no artifact. The file is left at its start.

    It decides only which reader looks: that one trusts none of it. A zip archive that is damaged is called a wheel,
    a gzip stream that cannot be read an sdist: reading it says what is wrong.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    try:
        if head in {magic.ZIP, magic.ZIP_EMPTY}:
            return _zip(file)
        return _tarball(file, limits) if head.startswith(magic.GZIP) else ""
    finally:
        file.seek(0)


def _zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.count("/") == 1]
            wheels = [name for name in names if name.endswith(_DIST_INFO + _WHEEL)]
            if not wheels:
                return ""
            with archive.open(wheels[0]) as member:
                text = member.read(_MOST).decode("utf-8", "replace")
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zlib.error):
        return "unnamed-0-py3-none-any.whl"
    tags = [line.partition(":")[2].strip().split("-") for line in text.splitlines() if line.lower().startswith("tag:")]
    triples = [tag for tag in tags if len(tag) == 3] or [["py3", "none", "any"]]
    joined = [".".join(dict.fromkeys(tag[place] for tag in triples)) for place in range(3)]
    return "-".join([wheels[0].partition("/")[0].removesuffix(_DIST_INFO), *joined]) + ".whl"


def _tarball(file: BinaryIO, limits: Limits) -> str:
    """The manifest decides: PKG-INFO in the one directory is an sdist's, package.json npm's."""
    top = npm = ""
    try:
        if not is_tar(peeked("gzip", file.read(_PEEKED))):
            return ""
        for entry in open_archive("unnamed.tar.gz", file, limits):
            top = top or entry.raw.removeprefix("./").partition("/")[0]
            if entry.path == "PKG-INFO":
                return f"{top}.tar.gz"
            if entry.path == "package.json" and not npm:
                npm = _npm(entry.content.data)
                if top == "package":
                    return npm
    except Unreadable as error:
        return "" if error.code == "no-files" else npm or "unnamed.tar.gz"
    return npm


def _npm(manifest: bytes) -> str:
    value: object = None
    with suppress(ValueError, RecursionError):
        value = json.load(io.BytesIO(manifest))
    said = value if isinstance(value, dict) else {}
    name, version = (said.get(key) for key in ("name", "version"))
    if not (isinstance(name, str) and isinstance(version, str)):
        return "unnamed.tgz"
    return f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
