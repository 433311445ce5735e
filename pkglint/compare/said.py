"""What a package says of itself, as comparisons need it: what it runs, asks for, offers, and who it says it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pkglint.metadata.manifests import core_path, dist_info, headers_of, package_json
from pkglint.metadata.names import normalize
from pkglint.metadata.npm import Manifest
from pkglint.metadata.packages import Packages
from pkglint.model import Artifact, Package
from pkglint.model.kept import Kept
from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.reference import Need

# npm runs these three for every package that it installs; `install` of a package with binding.gyp is node-gyp's.
INSTALL_HOOKS = ("preinstall", "install", "postinstall")
_REQUIREMENT = lazy(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)(?:;(.*))?", 16)
_EXTRA = lazy(r"\bextra\s*==|==\s*extra\b")
# What npm does not ask its registry for: git, tarballs, folders, and `user/repository` of GitHub (npm-package-arg).
_ELSEWHERE = lazy(
    r"(?:git(?:\+[a-z]+)?|https?|ssh|file|link|github|gitlab|bitbucket|gist):|git@|\.{0,2}/|[\w.-]+/[\w.-]+"
)
_ALIAS = lazy(r"npm:(@?[^@]+)")
# `pip3.12` and `nosetests-2.7` are named by the Python that built the wheel.
_PYTHON = lazy(r"(?<=[A-Za-z])-?[23]\.[0-9]{1,2}$")
_BEFORE = lazy(r"(?:[a-z+]+:(?://)?)?(?:[^/@\s]*@)?(?:www\.)?")


def hooks_of_package(packages: Packages, gyp: bool) -> dict[str, str]:
    """The scripts that npm runs when it installs the package and what it bundles, by ``scripts.<name>``."""
    found = {}
    for root, manifest in packages.installed():
        scripts = manifest.table("scripts")
        for name in INSTALL_HOOKS:
            command = scripts.get(name)
            if isinstance(command, str) and command.strip():
                found[f"{root}scripts.{name}"] = command
        if (
            not root
            and gyp
            and manifest.data.get("gypfile") is not False
            and not {"preinstall", "install"} & set(scripts)
        ):
            found["scripts.install"] = "node-gyp rebuild"
    return found


def needs(artifact: Artifact, kept: Kept) -> dict[str, Need]:
    """What installing the package asks for, by the name under which an index knows it; the stronger of two wins."""
    found: dict[str, Need] = {}
    for need in _npm_needs(package_json(kept)) if is_npm(artifact.kind) else _python_needs(artifact, kept):
        known = found.get(need.name)
        if known is None or (known.optional and not need.optional) or need.url:
            found[need.name] = need
    return found


def _python_needs(artifact: Artifact, kept: Kept) -> Iterator[Need]:
    for line in headers_of(kept, core_path(artifact, kept)).all("Requires-Dist"):
        match = _REQUIREMENT.match(line)
        if match:
            optional = bool(match[3] and _EXTRA.search(match[3]))
            yield Need(normalize(match[1]), optional, "@" in match[2])


def _npm_needs(manifest: Manifest) -> Iterator[Need]:
    for key in ("dependencies", "optionalDependencies", "peerDependencies"):
        for name, spec in manifest.table(key).items():
            text = spec if isinstance(spec, str) else ""
            alias = _ALIAS.match(text)
            yield Need(name, key == "peerDependencies", bool(not alias and _ELSEWHERE.match(text)))
            if alias and alias[1] != name:
                yield Need(alias[1], key == "peerDependencies")


def commands(artifact: Artifact, kept: Kept, paths: Iterable[str]) -> frozenset[str]:
    """What the package puts on the path or registers: names of ``bin``, of scripts, entry points with their group."""
    if is_npm(artifact.kind):
        return frozenset(_bins(package_json(kept)))
    text = kept.get(dist_info(artifact.filename, kept, "entry_points.txt"), b"").decode("utf-8", "replace")
    found, group = set(), ""
    for line in text.splitlines():
        name, equals, _ = line.partition("=")
        name = name.strip()
        if name.startswith("["):
            group = line.strip().strip("[]").strip()
        elif equals and name and name[0] not in "#;":
            plain = group in ("console_scripts", "gui_scripts")
            found.add(_PYTHON.sub("*", name) if plain else f"{name} ({group})")
    for path in paths:
        first, _, rest = path.partition("/")
        if first.endswith(".data") and rest.startswith("scripts/"):
            found.add(rest.removeprefix("scripts/"))
    return frozenset(found)


def started(artifact: Artifact, kept: Kept) -> frozenset[str]:
    """The paths of the files behind commands, to which packers give the right to be executed."""
    targets = _bins(package_json(kept)).values() if is_npm(artifact.kind) else ()
    return frozenset(target.removeprefix("./") for target in targets)


def _bins(manifest: Manifest) -> Mapping[str, str]:
    bins: Any = manifest.data.get("bin")
    if isinstance(bins, str):
        return {manifest.text("name").rpartition("/")[2]: bins}
    return {name: path for name, path in manifest.table("bin").items() if isinstance(path, str)}


def identity(artifact: Artifact, package: Package, kept: Kept) -> dict[str, str]:
    """Who the package says it is: repository, licence, and the tool that packed it; only what is said at all."""
    if is_npm(artifact.kind):
        manifest = package_json(kept)
        place = manifest.data.get("repository")
        url = manifest.table("repository").get("url") if isinstance(place, dict) else place
        licence = manifest.text("license")
    else:
        headers = headers_of(kept, core_path(artifact, kept))
        url, licence = _python_repository(headers.all("Project-URL")), headers.get("License-Expression")
    said = {"repository": _place(url) if isinstance(url, str) else "", "licence": licence, "packer": package.packer}
    return {what: value for what, value in said.items() if value}


def _python_repository(urls: Iterable[str]) -> str:
    for line in urls:
        label, _, url = line.partition(",")
        if label.strip().lower() in ("repository", "source", "source code", "github", "code"):
            return url.strip()
    return ""


def _place(url: str) -> str:
    """Host, owner and name of a repository, without the many ways to write an address."""
    text = url.strip().lower().partition("#")[0]
    text = text[_match_end(text) :].replace(":", "/").rstrip("/").removesuffix(".git")
    parts = text.split("/")
    return "/".join(["github.com", *parts] if len(parts) == 2 and "." not in parts[0] else parts[:3])


def _match_end(text: str) -> int:
    found = _BEFORE.match(text)
    return found.end() if found and not text.startswith(("github:", "gitlab:")) else text.find(":") + 1
