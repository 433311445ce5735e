"""Lists archives with the tarfile and zipfile of the Python that runs it; imports nothing else of ours.

Standard input: a letter (N npm, S sdist, W wheel), four bytes of length (big-endian), the archive; again and again.
Standard output: one line of JSON for each, ``{reader: {"items": [[path, type, size, digest]]}}`` or ``{"error"}``.
"""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import sys
import tarfile
import zipfile
import zlib

Item = list[object]
ERRORS = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, IndexError,
    OverflowError, NotImplementedError, RuntimeError, struct.error,
)  # fmt: skip


def tar_items(data: bytes) -> list[Item]:
    """What ``tarfile`` lists."""
    items: list[Item] = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for info in archive:
            if info.isreg():
                opened = archive.extractfile(info)
                body = opened.read() if opened else b""
                items.append([info.name, "file", len(body), hashlib.sha256(body).hexdigest()])
            else:
                kind = (
                    "directory"
                    if info.isdir()
                    else "symlink"
                    if info.issym()
                    else "hardlink"
                    if info.islnk()
                    else "special"
                )
                items.append([info.name, kind, info.size, info.linkname])
    return items


def zip_items(data: bytes) -> list[Item]:
    """What ``zipfile`` lists, with the checksum looked at."""
    items: list[Item] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            body = archive.read(info)
            mode = info.external_attr >> 16
            link = stat.S_ISLNK(mode)
            kind = "directory" if info.is_dir() else "symlink" if link else "file"
            items.append([info.filename, kind, len(body), hashlib.sha256(body).hexdigest()])
    return items


def listing(kind: str, data: bytes) -> dict[str, object]:
    """The answer for one archive."""
    try:
        return {"items": zip_items(data) if kind == "W" else tar_items(data)}
    except ERRORS as error:
        return {"error": f"{type(error).__name__}: {str(error)[:80]}"}


def main() -> None:
    """Answer until the input ends."""
    name = f"python-{sys.version_info[0]}.{sys.version_info[1]}"
    source, sink = sys.stdin.buffer, sys.stdout
    while True:
        head = source.read(5)
        if len(head) < 5:
            return
        kind, size = chr(head[0]), struct.unpack(">L", head[1:])[0]
        sink.write(json.dumps({name: listing(kind, source.read(size))}) + "\n")
        sink.flush()


if __name__ == "__main__":
    main()
