"""What is noted of each file while an artifact is walked, so that it can be compared once the walk has ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from pkglint.compare.said import commands, hooks_of_package, identity, needs, started
from pkglint.detect.code import startup
from pkglint.detect.code.capable import capabilities
from pkglint.detect.code.namespaces import is_namespace_hook
from pkglint.metadata.backends import generated
from pkglint.metadata.packages import Packages, is_manifest
from pkglint.metadata.roots import at_site_directory, in_install_root
from pkglint.model import Artifact, Entry, Kind, Package, Row
from pkglint.model.fold import fold
from pkglint.model.kept import Kept
from pkglint.model.kinds import is_npm
from pkglint.model.magic import WASM, executable
from pkglint.model.reference import Held, Reference, Snapshot

# Modules that `site` imports at every start, and files that it reads (PEP 829 added `.start`).
_AT_START = ("sitecustomize", "usercustomize")
_READ_AT_START = (".pth", ".start")
# What a script of a wheel began with before the packer wrote `#!python` there, as the specification of wheels asks.
_SHEBANGS = tuple(
    f"#!{start}python{end}".encode()
    for start in ("/usr/bin/env ", "/usr/bin/", "/usr/local/bin/")
    for end in ("", "3", "2")
)


@dataclass(slots=True)
class Watch:
    """Grows with the walk over one artifact of ``kind``; see :meth:`see`.

    With an ``algorithm`` of hashlib, git's ids are made too.
    """

    kind: Kind
    algorithm: str = ""
    held: dict[str, Held] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    can: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    packages: Packages = field(default_factory=Packages)

    def see(self, entry: Entry) -> None:
        """Note a file while it is the current entry."""
        data = entry.content.data
        plain = data.replace(b"\r\n", b"\n") if b"\r\n" in data and not entry.content.is_binary else b""
        self.held[entry.path] = Held(
            entry.path, entry.size, entry.mode, "", _sha256(plain) if plain else "", _form(data), self._blobs(entry)
        )
        self.can |= capabilities(entry, self.can)
        if self.kind is Kind.WHEEL and at_site_directory(entry.path):
            self._start(entry, data)
        if is_npm(self.kind) and is_manifest(entry):
            self.packages.see(entry)
        if is_npm(self.kind) and entry.path == "binding.gyp":
            self.starts[entry.path] = _sha256(data)

    def _blobs(self, entry: Entry) -> tuple[str, ...]:
        """Git's ids; none of a file that is too big to be held, which is then known by no commit."""
        if not self.algorithm or entry.content.truncated:
            return ()
        data = entry.content.data
        texts = [data]
        if not entry.content.is_binary and b"\n" in data:
            unix = data.replace(b"\r\n", b"\n")
            texts += [unix, unix.replace(b"\n", b"\r\n")]
        texts += [line + data[data.find(b"\n") :] for line in _SHEBANGS if data.startswith(b"#!python")]
        return tuple(blob_id(text, self.algorithm) for text in dict.fromkeys(texts))

    def _start(self, entry: Entry, data: bytes) -> None:
        name = entry.name.lower()
        lines = [line.text for line in startup.read(data).runs] if name.endswith(".pth") else None
        if lines == [] or not (name.endswith(_READ_AT_START) or name.partition(".")[0] in _AT_START):
            return
        if lines and name.endswith("-nspkg.pth") and all(is_namespace_hook(line) for line in lines):
            self.written.add(entry.path)
        inside = in_install_root(entry.path)
        self.starts[inside if inside is not None else entry.path] = _sha256(
            data if lines is None else "\n".join(lines).encode("utf-8", "surrogatepass")
        )

    def snapshot(self, artifact: Artifact, package: Package, rows: list[Row], kept: Kept) -> Snapshot:
        """What was noted, with the digests that the walk has made of it and what the metadata say."""
        digests = {row.path: row.digest for row in rows}
        held = {path: _sealed(one, digests.get(path, "")) for path, one in self.held.items()}
        starts = {fold(path, package.version): run for path, run in self.starts.items()}
        return Snapshot(
            filename=artifact.filename,
            kind=self.kind,
            name=package.name,
            version=package.version,
            packed=artifact.size,
            files=held,
            hooks={**starts, **hooks_of_package(self.packages, "binding.gyp" in self.held)},
            needs=needs(artifact, kept),
            commands=commands(artifact, kept, held),
            started=started(artifact, kept),
            identity=identity(artifact, package, kept),
            generated=tuple(generated("pyproject.toml", kept.get("pyproject.toml", b""))),
            can=frozenset(self.can),
            written=frozenset(self.written),
            path=artifact.path,
            sha256=artifact.sha256,
        )


def watching(kind: Kind | None, reference: Reference | None) -> Watch | None:
    """What notes an artifact for ``reference``, be it an empty one; nothing where there is none."""
    if reference is None or kind is None:
        return None
    return Watch(kind, reference.tree.algorithm if reference.tree else "")


def _sealed(held: Held, digest: str) -> Held:
    """``held`` with the digest of its bytes, which is that of its text too where no line ends as on Windows."""
    return held._replace(digest=digest, plain=held.plain or digest)


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """The name under which git keeps a file: the digest of its kind, its size and its bytes."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _form(data: bytes) -> str:
    if data.startswith(WASM):
        return "wasm"
    return executable(data) or ("script" if data.startswith(b"#!") else "")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
