"""What an artifact says of itself: manifests parsed to plain values. Standard library only.

A few small files are kept while the archive is read (:func:`is_kept`); from them and the file name comes the
:class:`~pkglint.model.Package` that judgement and reports need (:func:`describe`). Nothing here raises on bad input.
"""

from __future__ import annotations

from dataclasses import replace

from pkglint.metadata.names import split_sdist_name, split_wheel_name
from pkglint.model import Kind, Package
from pkglint.model.kept import Kept
from pkglint.model.kinds import assert_never, spec

_KEPT_ROOT = frozenset({"PKG-INFO", "pyproject.toml", "package.json"})
_MOST_PACKING = 1 << 20
_KEPT_DIST_INFO = frozenset({"METADATA", "WHEEL", "RECORD", "entry_points.txt"})


def is_kept(path: str) -> bool:
    """Whether the member at this logical path is kept for the rules that run at the end."""
    directory, slash, name = path.rpartition("/")
    if not slash:
        return name in _KEPT_ROOT
    return name in _KEPT_DIST_INFO and directory.endswith(".dist-info") and "/" not in directory


def describe(kind: Kind | None, filename: str, kept: Kept) -> Package:
    """The package that an artifact holds, from its kept metadata, else from its file name. Never raises."""
    if kind is None:
        return Package()
    match kind:
        case Kind.NPM:
            package = _describe_npm(filename, kept)
        case Kind.WHEEL:
            package = _describe_wheel(filename, kept)
        case Kind.SDIST:
            package = _describe_sdist(filename, kept)
        case _:
            assert_never(kind)
    return replace(package, packing=_packing(kind, kept))


def _packing(kind: Kind, kept: Kept) -> dict[str, str]:
    """The files that said what to pack, by name, as far as the artifact has them and they are text."""
    name = spec(kind).packing
    data = kept.get(name, b"")
    try:
        return {name: data.decode("utf-8")} if data and len(data) <= _MOST_PACKING else {}
    except UnicodeDecodeError:
        return {}


def _describe_npm(filename: str, kept: Kept) -> Package:
    from pkglint.metadata.manifests import PACKAGE_JSON, package_json
    from pkglint.metadata.packer import npm_packer, npm_tools
    from pkglint.metadata.visibility import npm_visibility

    if PACKAGE_JSON not in kept:
        return Package(name=filename.removesuffix(spec(Kind.NPM).suffix).rpartition("-")[0])
    manifest = package_json(kept)
    visibility, reason, presumed, readable = npm_visibility(manifest)
    if manifest.problem:
        reason = f"package.json {manifest.problem}"
    named = (manifest.text("name"), manifest.text("version"))
    return Package(*named, visibility, reason, npm_packer(manifest), npm_tools(manifest), presumed, readable=readable)


def _describe_wheel(filename: str, kept: Kept) -> Package:
    from pkglint.metadata.manifests import dist_info, headers_of
    from pkglint.metadata.packer import wheel_packer

    wheel, path = dist_info(filename, kept, "WHEEL"), dist_info(filename, kept)
    parts = split_wheel_name(filename)
    named = (parts.name, parts.version) if parts else ("", "")
    return _python_package(named, kept, path, wheel_packer(headers_of(kept, wheel)) if wheel else "")


def _describe_sdist(filename: str, kept: Kept) -> Package:
    from pkglint.metadata.packer import sdist_packer

    named = split_sdist_name(filename) or ("", "")
    return _python_package(named, kept, spec(Kind.SDIST).manifest, sdist_packer(kept.get("pyproject.toml")))


def _python_package(named: tuple[str, str], kept: Kept, path: str, packer: str) -> Package:
    from pkglint.metadata.manifests import headers_of
    from pkglint.metadata.visibility import python_visibility

    if path not in kept:
        return Package(*named, packer=packer)
    headers = headers_of(kept, path)
    visibility, reason, presumed, readable = python_visibility(headers)
    name, version = headers.get("name") or named[0], headers.get("version") or named[1]
    return Package(name, version, visibility, reason, packer, presumed=presumed, readable=readable)
