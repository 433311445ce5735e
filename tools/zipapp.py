"""One file that runs without pip: ``python tools/zipapp.py pkglint.pyz``, then ``python pkglint.pyz check dist``.

It holds pkglint and the run-time dependencies of the Python that makes it, as far as they are Python: PyYAML comes
without its C parser, which pkglint does not use. Any Python from 3.10 on runs it.
"""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is imported, by the name of the distribution in pyproject.toml.
PACKAGES = ("pkglint", "click", "packaging", "pathspec", "yaml", "tabulate", "tomli")
MAIN = "from pkglint.__main__ import main\n\nmain()\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # The first day of zip: the same input gives the same file.


def members() -> Iterator[tuple[str, Path]]:
    """Each file with its name in the archive, in order; compiled parts and caches stay out."""
    for name in PACKAGES:
        place = ROOT / name if name == "pkglint" else _installed(name)
        if place is None:
            continue  # tomli is part of Python from 3.11 on; an older one that runs the file needs what it brings
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if path.suffix not in {".pyc", ".so", ".pyd"}:
                yield path.relative_to(place.parent).as_posix(), path


def _installed(name: str) -> Path | None:
    """The directory or the single module of an installed package. Raises ``ModuleNotFoundError`` for what must be."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        if name == "tomli":
            return None
        raise ModuleNotFoundError(name)
    origin = Path(found.origin)
    return origin.parent if origin.name == "__init__.py" else origin


def write(target: Path) -> int:
    """Write the file; the number of members."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in (*members(), ("__main__.py", None)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, MAIN if path is None else path.read_bytes())
            count += 1
    packed = target.read_bytes()
    target.write_bytes(b"#!/usr/bin/env python3\n" + packed)
    target.chmod(0o755)
    return count


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} files in {sys.argv[1]}")
