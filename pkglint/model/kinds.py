"""What there is to know of a kind of artifact, once.

A new kind is a member of ``Kind`` and a branch of :func:`spec`. What else decides by kinds is a ``match`` that ends in
:func:`assert_never`, so that mypy lists every place that has to decide anew.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import NamedTuple, NoReturn

from pkglint.model.terms import ALL_KINDS, Kind


class Container(str, Enum):
    """The archive that an artifact is."""

    ZIP = "zip"
    TARBALL = "gzip"


class Root(str, Enum):
    """What of a stored name belongs to the logical path."""

    ARCHIVE = "archive"  # all of it
    NAMED = "named"  # what follows the one top directory
    DROPPED = "dropped"  # what follows the first directory, whatever it is called


class Ecosystem(str, Enum):
    """Whose packers, names and registry count."""

    PYTHON = "python"
    NPM = "npm"


class KindSpec(NamedTuple):
    """``suffix`` of the file name; ``manifest``, the logical path of what the artifact says of itself, empty for a
    wheel, where it is in ``*.dist-info``; ``foreign``, a manifest at the root that makes another tool take it for
    another kind, in lower case; ``packing``, the file of the project that controls what goes in; ``noun`` in messages;
    ``registry``, which refuses uploads.
    """

    suffix: str
    container: Container
    root: Root
    ecosystem: Ecosystem
    manifest: str
    foreign: str
    packing: str
    noun: str
    registry: str


def assert_never(value: NoReturn) -> NoReturn:
    """The end of a ``match`` that must know every case: ``typing.assert_never``, which Python 3.10 has not."""
    raise AssertionError(value)


@cache
def spec(kind: Kind) -> KindSpec:
    """What there is to know of ``kind``."""
    zipped, tarball = Container.ZIP, Container.TARBALL
    python, npm = Ecosystem.PYTHON, Ecosystem.NPM
    match kind:
        case Kind.WHEEL:
            return KindSpec(".whl", zipped, Root.ARCHIVE, python, "", "", "pyproject.toml", "wheel", "PyPI")
        case Kind.SDIST:
            manifest, other = "PKG-INFO", "package.json"
            return KindSpec(".tar.gz", tarball, Root.NAMED, python, manifest, other, "pyproject.toml", "sdist", "PyPI")
        case Kind.NPM:
            manifest, other = "package.json", "pkg-info"
            return KindSpec(".tgz", tarball, Root.DROPPED, npm, manifest, other, "package.json", "npm tarball", "npm")
        case _:
            assert_never(kind)


SUFFIXES = tuple(spec(kind).suffix for kind in ALL_KINDS)


def is_artifact(filename: str) -> bool:
    """Whether a file is a wheel, sdist or npm tarball by its name, in whatever case."""
    return filename.lower().endswith(SUFFIXES)


def registry_of(kind: Kind | None) -> str:
    """The registry that takes an artifact; PyPI where the kind is not known."""
    return spec(kind or Kind.WHEEL).registry


def ecosystem_of(kind: Kind | None) -> Ecosystem:
    """Whose packers, names and registry count; Python's where the kind is not known."""
    return spec(kind or Kind.WHEEL).ecosystem


def is_npm(kind: Kind | None) -> bool:
    """Whether npm's packers, names and registry count."""
    return ecosystem_of(kind) is Ecosystem.NPM
