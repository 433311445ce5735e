"""How fast content is searched for tokens: ours, ``re`` one by one, detect-secrets.

    PKGLINT_CORPUS=directory python bench/scan.py [megabytes]

The directory holds wheels, sdists and npm tarballs, at any depth. All ways see the same texts on one core; the slow
ones see a part of them, as the table says. Times are processor time.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tabulate import tabulate

from pkglint.archive import open_archive
from pkglint.detect.secrets.scan import is_scanned, search
from pkglint.detect.secrets.tokens import every
from pkglint.model import Limits

SUFFIXES = (".whl", ".tgz", ".tar.gz")


def texts(root: Path, most: int) -> list[bytes]:
    """Members that are text, from artifacts in a fixed random order, until there are ``most`` bytes."""
    paths = sorted(path for path in root.rglob("*") if path.name.endswith(SUFFIXES))
    random.Random(7).shuffle(paths)
    found: list[bytes] = []
    size = 0
    for path in paths:
        for data in _members(path):
            found.append(data)
            size += len(data)
        if size >= most:
            break
    return found


def _members(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for entry in open_archive(path.name, file, Limits()):
            if is_scanned(entry) and not entry.content.is_binary:
                yield entry.content.data


def part(data: list[bytes], most: int) -> list[bytes]:
    """As many of the texts as fit into ``most`` bytes."""
    chosen, size = [], 0
    for text in random.Random(11).sample(data, len(data)):
        if size + len(text) <= most:
            chosen.append(text)
            size += len(text)
    return chosen


def speed(data: list[bytes], step: Callable[[bytes], object]) -> float:
    """Megabytes per second of processor time, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for text in data:
            step(text)
        best = min(best, time.process_time() - start)
    return sum(map(len, data)) / 1e6 / best


def one_by_one(text: bytes) -> None:
    """Every kind's expression on its own, as most scanners do."""
    for token in every():
        for _ in token.compiled.finditer(text):
            pass


def with_detect_secrets(data: list[bytes]) -> float | None:
    """Its own entry point on files, all plugins on; ``None`` when it is not installed."""
    try:
        collection: Any = importlib.import_module("detect_secrets.core.secrets_collection").SecretsCollection
        default_settings: Any = importlib.import_module("detect_secrets.settings").default_settings
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as directory, default_settings():
        paths = []
        for index, text in enumerate(data):
            path = Path(directory) / f"{index}.txt"
            path.write_bytes(text)
            paths.append(str(path))
        start = time.process_time()
        for name in paths:
            collection().scan_file(name)
        return sum(map(len, data)) / 1e6 / (time.process_time() - start)


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    data = texts(Path(os.environ["PKGLINT_CORPUS"]), megabytes * 1_000_000)
    size = sum(map(len, data)) / 1e6
    some, few = part(data, 8_000_000), part(data, 400_000)
    rows: list[tuple[str, float, float]] = []
    rows.append(("pkglint", size, speed(data, search)))
    rows.append(("re, one expression after the other", sum(map(len, some)) / 1e6, speed(some, one_by_one)))
    theirs = with_detect_secrets(few)
    if theirs is not None:
        rows.append(("detect-secrets", sum(map(len, few)) / 1e6, theirs))
    ours = rows[0][2]
    print(f"{len(data):,} texts, {size:.0f} MB")
    table = [(name, f"{mb:.1f}", f"{rate:.2f}", f"{ours / rate:.2f}") for name, mb, rate in rows]
    print(tabulate(table, headers=("way", "MB", "MB/s", "ours is faster by"), disable_numparse=True))


if __name__ == "__main__":
    main()
