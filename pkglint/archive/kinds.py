"""What a file is, by name AND by its first bytes: the two must agree."""

from __future__ import annotations

from pkglint.archive.errors import Unreadable
from pkglint.model import ALL_KINDS, Kind, magic
from pkglint.model.kinds import Container, assert_never, spec
from pkglint.model.units import a

BLOCK = 512


def kind_by_name(filename: str, head: bytes) -> Kind:
    """The kind whose suffix the name has. Of two tarballs, :func:`tarball_kind` knows which once it is open.

    Raises :class:`Unreadable` when the first bytes are of another container, with what they are instead.
    """
    name = filename.lower()
    for kind in ALL_KINDS:
        known = spec(kind)
        if not name.endswith(known.suffix):
            continue
        match known.container:
            case Container.ZIP:
                _expect(head, magic.ZIP[:2], f"a zip archive, which {a(known.noun)} is")
            case Container.TARBALL:
                _expect(head, magic.GZIP, "gzip data, which a tarball is")
            case _:
                assert_never(known.container)
        return kind
    raise Unreadable("unknown-kind", _no_kind())


def _no_kind() -> str:
    specs = [spec(kind) for kind in ALL_KINDS]
    *nouns, last = [each.noun for each in specs]
    first, *others = [(a(each.noun), each.suffix) for each in specs]
    known = ", ".join([" is ".join(first), *map(" ".join, others)])
    return f"is no {', '.join(nouns)} or {last} by its name ({known})"


def is_tar(head: bytes) -> bool:
    """Whether a file starts with a tar header, whatever else it is."""
    stored = head[148:156].strip(b" \0")
    if len(head) < BLOCK or not stored or stored.strip(b"01234567"):
        return False
    return sum(head[:BLOCK]) - sum(head[148:156]) + 256 == int(stored, 8)


def tarball_kind(filename: str, first: str) -> Kind:
    """The kind of a tarball by its name and its first member: npm packs everything under ``package/``."""
    if filename.lower().endswith(spec(Kind.NPM).suffix) or first == "package" or first.startswith("package/"):
        return Kind.NPM
    return Kind.SDIST


def _expect(head: bytes, first: bytes, what: str) -> None:
    if not head:
        raise Unreadable("empty-file", "is empty")
    if not head.startswith(first):
        raise Unreadable("wrong-magic", f"is not {what}: it is {_describe(head)}")


def _describe(head: bytes) -> str:
    if known := magic.named(head):
        return a(known)
    if not head.strip(b"\0"):
        return "zero bytes"
    text = not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return "text" if text else "data of an unknown format"
