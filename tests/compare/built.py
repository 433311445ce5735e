"""Artifacts where the commands look for them."""

from __future__ import annotations

from pathlib import Path

from fixtures.build import build

PLAIN: dict[str, str | bytes] = {"demo/__init__.py": "", "demo/data.txt": "1\n"}


def put(
    folder: str, version: str, files: dict[str, str | bytes] = PLAIN, kind: str = "wheel", name: str = "demo"
) -> Path:
    """An artifact in a folder, beside what is there."""
    filename, data = build(kind, files, name=name, version=version)
    path = Path(folder) / filename
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def put_alone(files: dict[str, str | bytes], version: str = "1.0", kind: str = "wheel", name: str = "demo") -> None:
    """The one artifact in ``dist``."""
    for child in Path("dist").glob("*"):
        child.unlink()
    put("dist", version, files, kind, name)
