"""What an artifact says of itself, typed: where each manifest is, and its values, parsed once for all who ask."""

from __future__ import annotations

from pkglint.metadata.headers import Headers, parse_headers
from pkglint.metadata.names import normalize, split_wheel_name
from pkglint.metadata.npm import Manifest, parse_package_json
from pkglint.model import Artifact, Kind
from pkglint.model.kept import Kept
from pkglint.model.kinds import spec

PACKAGE_JSON = spec(Kind.NPM).manifest
PKG_INFO = spec(Kind.SDIST).manifest
_NOTHING = Manifest()


def package_json(kept: Kept) -> Manifest:
    """The package.json at the root, empty where there is none."""
    return kept.parsed(PACKAGE_JSON, parse_package_json) if PACKAGE_JSON in kept else _NOTHING


def headers_of(kept: Kept, path: str) -> Headers:
    """The fields of METADATA, PKG-INFO or WHEEL at ``path``; none where there is no such file."""
    return kept.parsed(path, parse_headers)


def core_path(artifact: Artifact, kept: Kept) -> str:
    """Where the core metadata of a Python package are or should be: METADATA of a wheel (empty: nowhere), PKG-INFO."""
    return dist_info(artifact.filename, kept) if artifact.kind and not spec(artifact.kind).manifest else PKG_INFO


def dist_info(filename: str, kept: Kept, name: str = "METADATA") -> str:
    """The logical path of a wheel's ``*.dist-info/<name>``, empty when there is none.

    Of several the one that belongs to the file name is taken, as installers do, else the first.
    """
    found = sorted(path for path in kept if path.endswith(f".dist-info/{name}"))
    parts = split_wheel_name(filename)
    for path in found:
        project, _, version = path.rpartition("/")[0].removesuffix(".dist-info").rpartition("-")
        if parts and normalize(project) == normalize(parts.name) and version == parts.version:
            return path
    return found[0] if found else ""
