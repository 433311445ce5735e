"""Artifacts below a URL: the links of an index's pages, or the files of whatever fsspec can list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from pkglint.audit import remote
from pkglint.audit.place import Place
from pkglint.model.kinds import is_artifact

# What object stores and servers call the thing that changes with a file.
_STAMPS = ("ETag", "etag", "md5Hash", "crc32c", "LastModified", "updated", "mtime", "modified", "created")


def places(url: str) -> Iterator[Place]:
    """Every artifact below ``url``, or the one that it names. Raises ``OSError`` where it cannot be listed."""
    if is_artifact(remote.last(url)):
        yield remote.place(url)
        return
    files = remote.files_of(url)
    linked = urlsplit(url).scheme in {"http", "https"}
    yield from _linked(files.system, url) if linked else _listed(files)


def _linked(files: Any, top: str) -> Iterator[Place]:
    """Artifacts that pages link to, wherever they are; of pages those below ``top`` are followed."""
    left, seen = [top], {top}
    while left:
        page = left.pop()
        text = remote.retried(partial(files.cat_file, page))
        for link in _links(text):
            address, digest = urldefrag(urljoin(page, link))
            if address in seen or urlsplit(address).scheme not in {"http", "https"}:
                continue
            if is_artifact(remote.last(address)):
                seen.add(address)
                yield remote.place(address, "", 0, _number(digest) if digest else 0)
            elif address.endswith("/") and address.startswith(top.rstrip("/") + "/"):
                seen.add(address)
                left.append(address)


def _links(page: bytes) -> Iterator[str]:
    found: list[str] = []

    class Links(HTMLParser):
        """Notes where anchors lead."""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for name, value in attrs if tag == "a" and name == "href" and value)

    Links(convert_charrefs=True).feed(page.decode("utf-8", "replace"))
    yield from found


def _listed(files: remote.Files) -> Iterator[Place]:
    """What a file system lists, a directory at a time."""
    left = [files.top]
    while left:
        directory = left.pop()
        for info in remote.retried(partial(files.system.ls, directory, detail=True)):
            name = info["name"]
            if info.get("type") == "directory":
                if name.strip("/") != directory.strip("/"):
                    left.append(name)
            elif is_artifact(remote.last(name)):
                yield remote.place(files.address(name), "", info.get("size") or 0, _stamp(info))


def _stamp(info: dict[str, Any]) -> int:
    """A number that changes with the file, 0 where the listing says nothing of that."""
    said = [str(info[key]) for key in _STAMPS if info.get(key)]
    return _number(repr(said)) if said else 0


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:15], 16)
