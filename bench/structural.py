"""Time of the structural pass against the standard library reading every byte with sha256, as ratios in one run.

Usage: ``python bench/structural.py [ROUNDS]``

Made here, from a seed: a wheel of 20,000 members and a tarball of 60 MB. Both sides inflate everything, check every
checksum and take a sha256 of each member; pkglint also checks framing and names, and takes the sha256 of the file.
The two sides take turns, and the best round of each counts.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from pkglint.archive import open_archive
from pkglint.model import Limits

BOUND = 1.3
CHUNK = 128 << 10


def words(seed: int, count: int) -> str:
    """Text that compresses about as well as source code does."""
    chooser = random.Random(seed)
    vocabulary = [
        "".join(chooser.choices("abcdefghijklmnopqrstuvwxyz_", k=chooser.randrange(2, 12))) for _ in range(4000)
    ]
    return " ".join(chooser.choices(vocabulary, k=count))


def wheel(members: int = 20_000) -> bytes:
    text = words(1, 400_000)
    chooser = random.Random(2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(members):
            start, size = chooser.randrange(len(text) // 2), int(chooser.lognormvariate(7.5, 1.2))
            archive.writestr(f"demo/part{index % 200}/module{index}.py", text[start : start + min(size, 200_000)])
    return packed.getvalue()


def tarball(size: int = 60_000_000) -> bytes:
    text = words(3, 600_000)
    chooser = random.Random(4)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT, compresslevel=6) as archive:
        index = 0
        while packed.tell() < size:
            start = chooser.randrange(len(text) // 2)
            data = text[start : start + chooser.randrange(2_000, 1_000_000)].encode()
            data += chooser.randbytes(len(data) // 3)
            member = tarfile.TarInfo(f"package/dist/part{index % 50}/module{index}.js")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
            index += 1
    return packed.getvalue()


def structural(filename: str, packed: bytes) -> int:
    """What pkglint does without rules: all bytes inflated, checked and hashed."""
    archive = open_archive(filename, io.BytesIO(packed), Limits())
    size = 0
    for entry in archive:
        size += entry.size
        archive.seal()
    assert archive.sha256
    return size


def with_zipfile(packed: bytes) -> int:
    size = 0
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for member in archive.infolist():
            with archive.open(member) as file:
                size += _hash(iter(partial(file.read, CHUNK), b""))
    return size


def with_tarfile(packed: bytes) -> int:
    size = 0
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r|gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file:
                size += _hash(iter(partial(file.read, CHUNK), b""))
    return size


def _hash(chunks: Iterator[bytes]) -> int:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    digest.hexdigest()
    return size


def compare(
    title: str, packed: bytes, ours: Callable[[bytes], int], theirs: Callable[[bytes], int], rounds: int
) -> float:
    best = [float("inf"), float("inf")]
    sizes = [0, 0]
    for _ in range(rounds):
        for side, run in enumerate((ours, theirs)):
            start = time.perf_counter()
            sizes[side] = run(packed)
            best[side] = min(best[side], time.perf_counter() - start)
    assert sizes[0] == sizes[1], sizes
    rate = [size / seconds / 1e6 for size, seconds in zip(sizes, best, strict=True)]
    ratio = best[0] / best[1]
    print(
        f"{title}: {len(packed) / 1e6:.1f} MB packed, {sizes[0] / 1e6:.1f} MB unpacked; "
        f"pkglint {best[0]:.3f} s ({rate[0]:.0f} MB/s), library {best[1]:.3f} s ({rate[1]:.0f} MB/s), ratio {ratio:.2f}"
    )
    return ratio


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ratios = [
        compare(
            "wheel of 20,000 members against zipfile",
            wheel(),
            lambda packed: structural("demo-1.0-py3-none-any.whl", packed),
            with_zipfile,
            rounds,
        ),
        compare(
            "tarball of 60 MB against tarfile",
            tarball(),
            lambda packed: structural("demo-1.0.tgz", packed),
            with_tarfile,
            rounds,
        ),
    ]
    return int(max(ratios) > BOUND)


if __name__ == "__main__":
    sys.exit(main())
