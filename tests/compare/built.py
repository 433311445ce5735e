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


def put_wheels(wheels: dict[str, dict[str, str | bytes]], version: str = "1.0") -> None:
    """The wheels in ``dist``, by their tags."""
    put_alone({}, version)
    for child in Path("dist").glob("*"):
        child.unlink()
    for tags, files in wheels.items():
        about: dict[str, str | bytes] = {
            f"demo-{version}.dist-info/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tags}\n"
        }
        data = build("wheel", {**files, **about}, version=version)[1]
        (Path("dist") / f"demo-{version}-{tags}.whl").write_bytes(data)
