"""Names of files without what changes from build to build: the one folding of versions, ABI tags and content hashes.

Fingerprints, drafted patterns and the comparison of releases all know a file again by :func:`fold`. What no rule about
names can distinguish from a word, such as a hash that spells one, :func:`unpaired` finds by its place: one went, one
came in the same directory, and their names differ in one long word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

# PEP 3149, 425 and 488: `x.cpython-312-x86_64-linux-gnu.so`, `x.cp312-win_amd64.pyd`, `x.abi3.so`, and bytecode,
# `x.cpython-312.opt-1.pyc`. No version of a shared library is a build tag, but it changes as often: `libx.so.1.2`.
_PLATFORM = re.compile(
    r"\.(?:cpython|cp|pypy|abi)-?[0-9][^/.]*(?=\.(?:so|pyd|(?:opt-[12]\.)?pyc)$)|(?<=\.so)(?:\.[0-9]+)+$"
)
# auditwheel and delvewheel put 8 digits of a sha256 into names of libraries; webpack, parcel and mypyc write hex, too.
_HEX = re.compile(r"(?:^|(?<=[-._~/]))(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,64}(?=[.\-/_]|$)")
_BUNDLED = re.compile(r"\.(?:[cm]?js|css|map|wasm|woff2?|ttf|svg|png|jpe?g|gif|html|json|txt|gz|br)$")
_HASH = re.compile(
    r"""(?<=[-._])(?:
        (?=[A-Z]{0,7}[2-7])[A-Z2-7]{8}                                         # esbuild: base32
      | (?=[A-Za-z_-]{0,7}[0-9A-Z])(?=[0-9A-Z_-]{0,7}[a-z_-])[A-Za-z0-9_-]{8}   # rollup, vite: base64url
      | (?=[a-z]{0,12}[0-9]{1,12}[a-z]{1,12}[0-9])[0-9a-z]{12,13}(?:~[0-9a-z]{0,16})?  # turbopack: its own alphabet
      | (?=[A-Za-z]{0,19}[0-9])[A-Za-z0-9]{20}                                   # webpack's default of 20
    )(?=[.-])""",
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]?|[A-Z]+[0-9]?|[a-z]+(?:[-_][a-z]+)+|[0-9-]+")
_LONG = re.compile(r"(?:^|[-_.~])(?=[a-z_~-]{0,63}[0-9A-Z])[A-Za-z0-9_~-]{6,64}(?=\.)")


@lru_cache(maxsize=8)
def _version(version: str) -> re.Pattern[str]:
    """The version as a word of its own: with version 1, the name ``a1.js`` holds none."""
    return re.compile(rf"(?<![0-9A-Za-z.]){re.escape(version)}(?![0-9A-Za-z]|\.[0-9])")


def fold(path: str, version: str) -> str:
    """``path`` with ``*`` for the version of the package, for ABI tags, and for hashes of the content."""
    if version:
        path = _version(version).sub("*", path)
    path = _HEX.sub("*", _PLATFORM.sub(".*", path))
    head, slash, name = path.rpartition("/")
    if _BUNDLED.search(name):
        name = _HASH.sub(_starred, _HASH.sub(_starred, name))  # a bundle of bundles has two: abnf-N423BO3Z-Dk8aa1_x.js
    return head + slash + name


def _starred(found: re.Match[str]) -> str:
    return found[0] if _WORD.fullmatch(found[0]) else "*"


def unpaired(came: Iterable[str], went: Iterable[str]) -> set[str]:
    """Of the folded paths that came those that no path that went explains as a new name of the same file."""
    gone = Counter(place(path) for path in went)
    left = set()
    for path in sorted(came):
        where = place(path)
        if gone[where] > 0:
            gone[where] -= 1
        else:
            left.add(path)
    return left


def place(path: str) -> str:
    """The path with the long words of a bundled file's name left open that are no plain ones."""
    head, slash, name = path.rpartition("/")
    return f"{head}{slash}{_LONG.sub('-*', name)}" if _BUNDLED.search(name) else path
