"""Bytes per second of a whole check, all rules on, against the standard library reading everything with sha256.

Usage: ``python bench/whole.py ARTIFACT... [--runs 3]``
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import tarfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pkglint.engine import Source, inspect
from pkglint.policy import default_policy
from pkglint.rules import catalogue


def standard_library(path: Path) -> int:
    """Read every member with zipfile or tarfile, hash it, and give the number of bytes."""
    total = 0
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                data = archive.read(info)
                hashlib.sha256(data).digest()
                total += len(data)
        return total
    with tarfile.open(path, "r|gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file:
                data = file.read()
                hashlib.sha256(data).digest()
                total += len(data)
    return total


def best(action: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    policy = default_policy(catalogue())
    for path in arguments.artifacts:
        source = Source(str(path), partial(_open, path))
        size = standard_library(path)
        theirs = best(partial(standard_library, path), arguments.runs)
        ours = best(partial(inspect, source, policy, date(2026, 1, 1)), arguments.runs)
        print(
            f"{path.name}: {size / 1e6:.0f} MB unpacked; standard library {size / theirs / 1e6:.0f} MB/s, "
            f"pkglint {size / ours / 1e6:.0f} MB/s: {ours / theirs:.2f} x the time; "
            f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
