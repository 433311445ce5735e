"""Artifacts: a wheel, an sdist or an npm tarball around the files of one expectation, with metadata in order."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from random import Random
from typing import Any

from bench.breadth.fill import fill
from bench.breadth.model import Expectation, File
from bench.breadth.values import WORDS
from bench.breadth.wraps import wrap

TIME = 1_780_000_000


def names(one: Expectation) -> tuple[str, str]:
    """The name of the package (with ``-``) and the file name of the artifact."""
    rng = Random(one.seed)
    name = f"{rng.choice(WORDS)}-{rng.choice(WORDS)}-{one.seed & 0xFFFFFF:06x}"
    under = name.replace("-", "_")
    return name, {
        "npm": f"{name}-1.4.2.tgz",
        "wheel": f"{under}-1.4.2-py3-none-any.whl",
        "sdist": f"{under}-1.4.2.tar.gz",
    }[one.kind]


def place(one: Expectation, path: str) -> str:
    """Where a path of the tables is in the artifact: in the package's own directory, at the root with ``/``."""
    name, _ = names(one)
    under = name.replace("-", "_")
    path = fill(path, Random(one.seed ^ 1)).replace("{mod}", under)
    if one.kind == "npm":
        return "package/" + path.lstrip("/")
    if one.kind == "wheel":
        return path[1:] if path.startswith("/") else f"{under}/{path}"
    return f"{under}-1.4.2/{path.lstrip('/')}"


def contents(one: Expectation) -> dict[str, bytes]:
    rng = Random(one.seed)
    name, _ = names(one)
    made: dict[str, bytes] = {}
    for file in one.files:
        made[place(one, file.path)] = content(file, rng, name)
    return made


def content(file: File, rng: Random, name: str) -> bytes:
    """What is in a file: its text filled and encoded, then packed by each of its wrappers."""
    text = fill(file.text.replace("{mod}", name.replace("-", "_")).replace("{name}", name), rng)
    data = text.encode("utf-8", "surrogatepass")
    for step in file.wraps:
        data = wrap(step, data, rng)
    return data


def build(one: Expectation) -> tuple[str, bytes]:
    """The file name and the bytes of the artifact."""
    name, filename = names(one)
    make = {"npm": npm, "wheel": wheel, "sdist": sdist}[one.kind]
    return filename, make(one, name, contents(one))


def npm(one: Expectation, name: str, files: dict[str, bytes]) -> bytes:
    manifest: dict[str, Any] = {"name": name, "version": "1.4.2", "description": "Helpers for the daily work"}
    manifest |= {"main": "index.js", "license": "MIT" if one.open else "UNLICENSED"}
    if one.open:
        manifest["repository"] = {"type": "git", "url": f"git+https://github.com/{name}/{name}.git"}
    given = files.pop("package/package.json", b"{}")
    try:
        manifest |= json.loads(given)
    except ValueError:
        packed = given
    else:
        packed = json.dumps(manifest, indent=2).encode()
    common = {"package/package.json": packed, "package/README.md": f"# {name}\n\nHelpers.\n".encode()}
    common["package/index.js"] = b"'use strict';\n\nexports.add = (a, b) => a + b;\n"
    if one.open:
        common["package/LICENSE"] = b"MIT License\n\nPermission is hereby granted, free of charge.\n"
    return tarball({**common, **files})


def metadata(one: Expectation, name: str) -> bytes:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.4.2", "Summary: Helpers for the daily work"]
    if one.open:
        lines += ["License: MIT", "Classifier: License :: OSI Approved :: MIT License"]
        lines.append(f"Project-URL: Source, https://github.com/{name}/{name}")
    else:
        lines += ["License: Proprietary", "Classifier: License :: Other/Proprietary License"]
    return "\n".join([*lines, "Requires-Python: >=3.9", "", "Helpers.", ""]).encode()


def sdist(one: Expectation, name: str, files: dict[str, bytes]) -> bytes:
    under = name.replace("-", "_")
    root = f"{under}-1.4.2/"
    project = f'[project]\nname = "{name}"\nversion = "1.4.2"\n\n[build-system]\nrequires = ["setuptools"]\n'
    common = {root + "PKG-INFO": metadata(one, name), root + "pyproject.toml": project.encode()}
    common[f"{root}{under}/__init__.py"] = b'"""Helpers."""\n\n__version__ = "1.4.2"\n'
    return tarball({**common, **files})


def tarball(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size, member.mtime, member.mode = len(data), TIME, 0o644
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def wheel(one: Expectation, name: str, files: dict[str, bytes]) -> bytes:
    under = name.replace("-", "_")
    info = f"{under}-1.4.2.dist-info"
    common = {f"{under}/__init__.py": b'"""Helpers."""\n\n__version__ = "1.4.2"\n'}
    tag = b"Wheel-Version: 1.0\nGenerator: setuptools (80.9.0)\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    every = {**common, **files, f"{info}/METADATA": metadata(one, name), f"{info}/WHEEL": tag}
    lines = []
    for path, data in every.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        quoted = '"' + path.replace('"', '""') + '"' if set(path) & set(',"') else path
        lines.append(f"{quoted},sha256={digest},{len(data)}")
    every[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, data in every.items():
            member = zipfile.ZipInfo(path, (2026, 5, 28, 12, 0, 0))
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o100644 << 16, 3
            archive.writestr(member, data)
    return packed.getvalue()
