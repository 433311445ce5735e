"""File name, directories and metadata do not agree on name, version or tags.

## Why it matters

Installers choose a file by its name and install what is inside. When the two disagree, pip stops ("inconsistent
metadata"), a lock file pins another version than the one that runs, and a wheel that claims one platform holds code
for another. It happens when a file is renamed by hand, when a version is changed after the build, or when a stale
file from an earlier build is uploaded. A version that is no version (PEP 440, semver) or has a local part
(`1.0+git.abc`) is refused by PyPI and npm.

## How to fix

Empty the output directory, build again, and publish the file under the name that the packer gave it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pkglint.metadata.headers import Headers
from pkglint.metadata.manifests import dist_info, headers_of, package_json
from pkglint.metadata.names import WheelName, is_normal_version, normalize, split_sdist_name, split_wheel_name
from pkglint.model import Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level
from pkglint.model.kinds import assert_never
from pkglint.model.lazy import lazy
from pkglint.rules._quote import quoted

_NUMBER = r"(?:0|[1-9]\d*)"
_PART = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = lazy(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PART}(?:\.{_PART})*)?(?:\+[0-9A-Za-z.-]+)?")
_NPM_FILE = lazy(rf"(.+?)-v?({_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:[-+].+)?)\.tgz")
MOST = 20  # parts of a tag; wheels for macOS have had six platforms in one
REBUILD = Fix(FixAction.REBUILD, text="empty the output directory, build again and keep the file name")


def _finish(scope: Scope) -> Iterator[Finding]:
    kind = scope.artifact.kind
    match kind:
        case Kind.NPM:
            yield from _npm(scope)
        case Kind.WHEEL:
            yield from _wheel(scope)
        case Kind.SDIST | None:
            yield from _sdist(scope)
        case _:
            assert_never(kind)


def _npm(scope: Scope) -> Iterator[Finding]:
    manifest = package_json(scope.kept)
    name, version = manifest.text("name"), manifest.text("version").strip()
    if version and not (_SEMVER.fullmatch(version) and len(version) <= 256):
        yield scope.found("package.json", "has a version that is not a semantic version", fix=REBUILD)
        return
    # npm itself never looks at the file name, so only a name of the usual form says anything.
    match = _NPM_FILE.fullmatch(scope.artifact.filename)
    if not (match and name and version):
        return
    if match[2] != version:
        text = f"has version {quoted(version)} in package.json and {quoted(match[2])} in its file name"
        yield scope.found("package.json", text, fix=REBUILD)
    short = name.rpartition("/")[2]
    # Yarn's `%s-%v.tgz` keeps the @ of a scope.
    if match[1].lower().removeprefix("@") not in {short.lower(), name.removeprefix("@").replace("/", "-").lower()}:
        text = f"has the name {quoted(name)} in package.json and {quoted(match[1])} in its file name"
        yield scope.found("package.json", text, fix=REBUILD, grade=Level.WARNING)


def _wheel(scope: Scope) -> Iterator[Finding]:
    path = dist_info(scope.artifact.filename, scope.kept)
    headers = headers_of(scope.kept, path)
    yield from _version(scope, path, headers)
    parts = split_wheel_name(scope.artifact.filename)
    if parts is None:
        return  # upload-reject says so
    if path:
        yield from _compare(scope, path, headers, parts.name, parts.version)
        directory = path.partition("/")[0]
        name, _, version = directory.removesuffix(".dist-info").rpartition("-")
        if normalize(name) != normalize(parts.name) or not _same_version(version, parts.version):
            yield scope.found(path, f"is in {quoted(directory)}, which does not match the file name", fix=REBUILD)
    wheel = dist_info(scope.artifact.filename, scope.kept, "WHEEL")
    if wheel:
        yield from _tags(scope, wheel, parts)


def _tags(scope: Scope, path: str, parts: WheelName) -> Iterator[Finding]:
    inside = {tag for value in headers_of(scope.kept, path).all("tag") for tag in _expand(*value.split("-", 2))}
    outside = _expand(parts.python, parts.abi, parts.platform)
    if inside and inside != outside:
        one, other = sorted(inside - outside), sorted(outside - inside)
        said = f"has the tag {quoted(one[0])}, missing from the file name" if one else ""
        said = said or f"does not have the tag {quoted(other[0])} of the file name"
        # Installers choose by the file name: another platform, or fewer tags inside, breaks nothing that they look at.
        same_code = {_code(tag) for tag in inside} == {_code(tag) for tag in outside}
        grade = Level.WARNING if same_code or inside < outside else None
        yield scope.found(path, said, fix=REBUILD, details={"wheel": one[:20], "file": other[:20]}, grade=grade)


def _code(tag: str) -> str:
    return tag.rpartition("-")[0]


def _expand(python: str, abi: str = "", platform: str = "") -> set[str]:
    """The tags that a compressed set such as ``py2.py3-none-any`` stands for; one with too many stands for itself."""
    if python.count(".") > MOST or abi.count(".") > MOST or platform.count(".") > MOST:
        return {f"{python}-{abi}-{platform}"}
    return {"-".join(tag) for tag in product(python.split("."), abi.split("."), platform.strip().split("."))}


def _sdist(scope: Scope) -> Iterator[Finding]:
    path = "PKG-INFO"
    headers = headers_of(scope.kept, path)
    name, version = headers.get("name"), headers.get("version")
    yield from _version(scope, path, headers)
    stem = scope.artifact.filename.removesuffix(".tar.gz")
    roots = {row.raw.partition("/")[0] for row in scope.rows}
    parts = split_sdist_name(scope.artifact.filename)
    if not (name and version and parts):
        return
    # A version may hold hyphens ("1.0-1"), which splitting at the last one does not see.
    if normalize(stem) != normalize(f"{name}-{version}"):
        yield from _compare(scope, path, headers, *parts)
    root = next(iter(roots)) if len(roots) == 1 else ""
    if root and normalize(root) != normalize(f"{name}-{version}"):
        inner, _, inner_version = root.rpartition("-")
        if normalize(inner) != normalize(name) or not _same_version(inner_version, version):
            text = f"is in the directory {quoted(root)}, which does not match its name and version"
            yield scope.found(path, text, fix=REBUILD)


def _version(scope: Scope, path: str, headers: Headers) -> Iterator[Finding]:
    version = headers.get("version")
    if not version:
        return  # invalid-manifest says so
    if is_normal_version(version):
        return
    from packaging.version import Version

    try:
        local = Version(version).local
    except ValueError:
        yield scope.found(path, "has an invalid version (PEP 440)", fix=REBUILD)
        return
    if local:
        text = f"has the local version {quoted(version)}, which PyPI does not take"
        yield scope.found(path, text, fix=REBUILD)


def _compare(scope: Scope, path: str, headers: Headers, name: str, version: str) -> Iterator[Finding]:
    own, own_version = headers.get("name"), headers.get("version")
    if own and normalize(own) != normalize(name):
        yield scope.found(path, f"has the name {quoted(own)}, the file name says {quoted(name)}", fix=REBUILD)
    if own_version and not _same_version(own_version, version):
        text = f"has the version {quoted(own_version)}, the file name says {quoted(version)}"
        yield scope.found(path, text, fix=REBUILD)


def _same_version(one: str, other: str) -> bool:
    if one == other:
        return True
    from packaging.version import Version

    try:
        # In file and directory names a local version is written with an underscore.
        return Version(one.replace("_", "+", 1)) == Version(other.replace("_", "+", 1))
    except ValueError:
        return one.replace("_", "-") == other.replace("_", "-")


_METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n"

RULE = Rule(
    id="name-mismatch",
    summary="File name, directories and metadata do not agree on name, version or tags",
    levels=level(Level.ERROR),
    grades=(
        "warning for the name in the file name of an npm tarball, which npm never looks at, and for a wheel whose "
        "tags differ in the platform only, or are fewer than those of the file name"
    ),
    finish=_finish,
    examples=(
        Example(
            "another version inside",
            {"demo-1.0.dist-info/METADATA": _METADATA.format(name="demo", version="1.1")},
            1,
            Kind.WHEEL,
        ),
        Example("another name inside", {"PKG-INFO": _METADATA.format(name="other", version="1.0")}, 2, Kind.SDIST),
        Example(
            "tags that the file name does not have",
            {"demo-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp312-cp312-win_amd64\n"},
            1,
            Kind.WHEEL,
        ),
        Example(
            "no semantic version",
            {"package.json": '{"name": "demo", "version": "1.0", "license": "MIT"}'},
            1,
            Kind.NPM,
        ),
        Example(
            "a name in another spelling",
            {"demo-1.0.dist-info/METADATA": _METADATA.format(name="Demo", version="1.0.0")},
            kind=Kind.WHEEL,
        ),
        Example("names that agree", {"demo/a.py": "1\n"}),
    ),
)
