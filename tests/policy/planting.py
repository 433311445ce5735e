"""Real and built artifacts with one more file in them, as if somebody had left it there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import tarfile
import zipfile
from functools import partial
from typing import BinaryIO, cast

from pkglint.engine import Source, inspect
from pkglint.model import Kind, Result
from pkglint.policy import Policy
from tests.policy.test_judge import TODAY

MAP = {
    "version": 3,
    "sources": ["../src/private/billing.ts"],
    "sourcesContent": ["export const price = (n: number) => n * 42 // what nobody else may know\n" * 20],
    "names": [],
    "mappings": "AAAA",
}


def plants(top: str, blob: int = 1_000_000) -> dict[str, tuple[str, bytes, str]]:
    """What is planted: its path, its content, and the rule that must speak. ``top`` is a directory that is there."""
    return {
        "map": (f"{top}app.js.map", json.dumps(MAP).encode(), "source-map"),
        "env": (f"{top}.env", b"DATABASE_PASSWORD=correct-horse-battery\n", "env-file"),
        "pth": ("planted.pth", b"import os; os.system('true')\n", "unexpected-file"),
        "blob": (f"{top}planted.bin", random.Random(0).randbytes(blob), "oversized-file"),
        "test": (f"{top}tests/test_planted.py", b"def test() -> None: ...\n", "unexpected-file"),
        "js-test": (f"{top}planted.test.js", b"test('it', () => {})\n", "unexpected-file"),
    }


def lint(name: str, data: bytes, policy: Policy) -> Result:
    """Lint an artifact in memory."""
    opened = cast("BinaryIO", io.BytesIO(data))
    return inspect(Source(name, partial(_same, opened)), policy, TODAY)


def _same(file: BinaryIO) -> BinaryIO:
    return file


def plant(kind: Kind, data: bytes, path: str, content: bytes) -> bytes:
    """The artifact with one more file; a wheel's RECORD lists it, as a builder's would."""
    return _wheel(data, path, content) if kind is Kind.WHEEL else _tarball(data, path, content)


def _wheel(data: bytes, path: str, content: bytes) -> bytes:
    out = io.BytesIO()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename.endswith(".dist-info/RECORD"):
                body = body.rstrip(b"\r\n") + f"\n{path},sha256={digest},{len(content)}\n".encode()
            new.writestr(info, body)
        new.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tarball(data: bytes, path: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as old,
        tarfile.open(fileobj=out, mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as new,
    ):
        root = old.getnames()[0].partition("/")[0]
        for info in old.getmembers():
            new.addfile(info, old.extractfile(info) if info.isreg() else None)
        planted = tarfile.TarInfo(f"{root}/{path}")
        planted.size, planted.mode = len(content), 0o644
        new.addfile(planted, io.BytesIO(content))
    return out.getvalue()
