"""An archive is inside the artifact.

## Why it matters

What is in it is not seen by those who review the package. The usual ones are an earlier tarball of the package
itself, which doubles its size and publishes again what was taken out since, a wheel copied along, and a backup of the
working tree with everything that must not go out. The rules look into archives up to three levels
deep, whatever they are called (zip, also behind a program or a header, tar, gzip, bzip2, xz, asar); what they find
there is reported as `outer!inner`. An archive in a format that is not read (7z, RAR, Zstandard, disk images, packages
of systems), or that is encrypted or damaged, is reported by `not-scanned`.

An archive in a tree of tests or examples is one level lower.

## How to fix

Keep it out: empty the output directory before packing, and list what belongs into the package. If it is data that
the package needs, ignore it with the reason.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Iterator

from pkglint.metadata.names import normalize
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Row, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.magic import PACKED, is_tar
from pkglint.model.trees import in_test_tree

_NAME = lazy(r".+\.(?:tgz|tar|tar\.\w{1,4}|tbz2?|txz|zip|whl|egg|jar|war|vsix|nupkg|crate|gem|7z|rar)", re.IGNORECASE)
_VERSION = lazy(r"[-_]v?\d")


def _wants(entry: Entry) -> bool:
    return entry.is_file and _NAME.fullmatch(entry.name) is not None


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    data = entry.content.data
    if data.startswith(PACKED) or is_tar(data):
        scope.state.append(Row(entry.path, entry.raw, entry.size, entry.mode, entry.type, entry.target, ""))
    yield from ()


def _finish(scope: Scope) -> Iterator[Finding]:
    for row in scope.state:
        own = _is_own(row.path.rpartition("/")[2], scope.package.name)
        yield scope.found(
            row,
            "is an earlier artifact of this same package" if own else "is an archive inside of the artifact",
            fix=Fix(FixAction.EXCLUDE, (row.path,)),
            details={"size": row.size},
            grade=Level.ERROR if own else None,
            lowered=in_test_tree(row.path),
        )


def _is_own(filename: str, package: str) -> bool:
    """Whether a file name is that of an artifact of ``package``, as npm, pip and build backends name it."""
    match = _VERSION.search(filename)
    if not package or not match or not filename.lower().endswith((".tgz", ".whl", ".tar.gz", ".zip", ".egg", ".crate")):
        return False
    # The first digit after a separator may belong to the name ("base-64-1.0.tgz"): any split may be the right one.
    stems = (filename[: split.start()] for split in _VERSION.finditer(filename))
    names = {
        normalize(package),
        normalize(package.lstrip("@").replace("/", "-")),
        normalize(package.rpartition("/")[2]),
    }
    return any(normalize(stem) in names for stem in stems)


# The smallest archives that hold one file, "x" in a.txt.
_ZIP = a2b_base64(
    b"UEsDBBQAAAAAAAAAIQAfCOpGAgAAAAIAAAAFAAAAYS50eHR4ClBLAQIUAxQAAAAAAAAAIQAfCOpGAgAAAAIAAAAFAAAAAAAAAAAAAACkgQAAAABh"
    b"LnR4dFBLBQYAAAAAAQABADMAAAAlAAAAAAA="
)
_TGZ = a2b_base64(
    b"H4sIAAAAAAAA/+3NMQrCQBQE0F97Ck+Q7JqQ+ywiFmlEV8jx/ViJvYL4XjPDNHNpx7WdT2Mb+tbjM0pa5vmZ6T3T4aXnXstUa+xLfMH91ts17+M/"
    b"bbsAAAAAAAAAAADgBz0Aa+UxbwAoAAA="
)

RULE = Rule(
    id="nested-archive",
    summary="An archive is inside the artifact",
    levels=level(Level.WARNING),
    grades="error for an earlier artifact of this same package; one level lower under tests and examples",
    state=list,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("a zip", {"demo/data.zip": b"PK\x03\x04" + bytes(40)}, 1, also=("not-scanned",)),
        Example(
            "an earlier tarball of the package",
            {"demo-0.9.0.tgz": b"\x1f\x8b\x08" + bytes(40)},
            1,
            also=("not-scanned",),
        ),
        Example("an archive by name only", {"demo/notes.zip": "to be done\n"}),
    ),
)
