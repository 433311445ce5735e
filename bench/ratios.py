"""What a lint costs over reading the bytes: CPU of pkglint and of the standard library, interleaved, as ratios.

Usage: ``python bench/ratios.py ARTIFACT... [--rounds 5] [--rules] [--peers]``

The floor is the standard library inflating every member and taking its sha256. Each artifact is measured in a process
of its own, once with the extra ``fast`` and once without; the rounds of the two sides take turns and the least of each
counts. The peak is that of a process that lints once. ``--rules`` adds the seconds of the rules that cost most,
``--peers`` the CPU of other tools that are installed, each with the cost of its start. It prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from tabulate import tabulate

CHUNK = 128 << 10
STATUS = Path("/proc/self/status")
PEERS = {
    "check-wheel-contents": ((".whl",), ("check-wheel-contents", "{}")),
    "pydistcheck": ((".whl", ".tar.gz"), ("pydistcheck", "{}")),
    "twine": ((".whl", ".tar.gz"), ("twine", "check", "{}")),
    "publint": ((".tgz",), ("publint", "{}")),
}


def floor(path: Path) -> int:
    """Read every member and hash it; the number of bytes."""
    with path.open("rb") as file:
        if path.suffix == ".whl":
            with zipfile.ZipFile(file) as archive:
                return sum(_hashed(archive.open(member).read) for member in archive.infolist())
        with tarfile.open(fileobj=file, mode="r|gz") as stream:
            members = (stream.extractfile(member) for member in stream)
            return sum(_hashed(member.read) for member in members if member)


def _hashed(read: Callable[[int], bytes]) -> int:
    digest, size = sha256(), 0
    while chunk := read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return size


def measure(path: Path, rounds: int, *, fast: bool) -> dict[str, object]:
    """Floor and lint of one artifact in this process: least CPU seconds, the peak in bytes, seconds by rule."""
    from pkglint.archive.source import Source
    from pkglint.detect import sieve
    from pkglint.engine import check
    from pkglint.policy import default_policy
    from pkglint.rules import catalogue

    if not fast:
        sieve.engine = lambda: None  # type: ignore[assignment]
    policy, source = default_policy(catalogue()), Source(path.name, lambda: path.open("rb"))
    by_rule = _watched() if rounds else {}
    floors: list[float] = []
    lints: list[float] = []
    size = 0
    for _ in range(max(1, rounds)):
        before = time.process_time()
        size = floor(path) if rounds else 0
        between = time.process_time()
        by_rule.clear()
        check([source], policy, date(2026, 7, 1))
        floors.append(between - before)
        lints.append(time.process_time() - between)
    peak = next(int(line.split()[1]) << 10 for line in STATUS.read_text().splitlines() if "VmHWM" in line)
    return {
        "size": size,
        "floor": min(floors),
        "lint": min(lints),
        "peak": peak,
        "rules": sorted(by_rule.items(), key=lambda one: -one[1])[:5],
    }


def _watched() -> dict[str, float]:
    """The CPU seconds of each rule, while the rules run."""
    from pkglint.walk import Pass

    seconds: dict[str, float] = {}
    walk: Any = Pass
    plain = walk.run

    def run(self: Any, scope: Any, where: Any, step: Any) -> None:
        before = time.process_time()
        plain(self, scope, where, step)
        seconds[scope.rule.id] = seconds.get(scope.rule.id, 0.0) + time.process_time() - before

    walk.run = run
    return seconds


def _in_child(path: Path, rounds: int, *, fast: bool) -> dict[str, object]:
    command = [sys.executable, __file__, "--one", str(path), "--rounds", str(rounds), *([] if fast else ["--plain"])]
    found: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def _line(path: Path, rounds: int) -> tuple[list[object], list[tuple[str, float]]]:
    fast, plain, once = (_in_child(path, n, fast=f) for n, f in ((rounds, True), (rounds, False), (0, True)))
    ratios = [float(str(one["lint"])) / float(str(one["floor"])) for one in (fast, plain)]
    megabytes = float(str(fast["size"])) / 1e6
    rules = fast["rules"]
    assert isinstance(rules, list)
    cells = [path.name[:44], megabytes, fast["floor"], fast["lint"], ratios[0], plain["lint"], ratios[1]]
    return [*cells, float(str(once["peak"])) / 1e6], [(str(name), float(seconds)) for name, seconds in rules]


def peers(paths: Iterable[Path]) -> list[list[object]]:
    """CPU seconds of other tools over the same artifacts, where they are installed."""
    rows: list[list[object]] = []
    home = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    for name, (suffixes, command) in PEERS.items():
        program = shutil.which(command[0], path=home)
        for path in paths:
            if program and path.name.endswith(suffixes):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                arguments = [part.replace("{}", str(path)) for part in command[1:]]
                subprocess.run([program, *arguments], capture_output=True, check=False)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                rows.append([name, path.name[:44], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("artifacts", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rules", action="store_true", help="the rules that cost most")
    parser.add_argument("--peers", action="store_true", help="other tools, where they are installed")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.rounds, fast=not options.plain)))
        return
    rows, by_rule = [], []
    for path in options.artifacts:
        row, rules = _line(path, options.rounds)
        rows.append(row)
        by_rule += [[path.name[:44], name, seconds] for name, seconds in rules]
    heads = ["artifact", "MB", "floor s", "fast s", "ratio", "plain s", "ratio", "peak MB"]
    print(tabulate(rows, heads, "github", floatfmt=("", ".1f", ".2f", ".2f", ".1f", ".2f", ".1f", ".0f")))
    if options.rules:
        print("", tabulate(by_rule, ["artifact", "rule", "fast s"], "github", floatfmt=".2f"), sep="\n")
    if options.peers:
        print("", tabulate(peers(options.artifacts), ["tool", "artifact", "s"], "github", floatfmt=".2f"), sep="\n")


if __name__ == "__main__":
    main()
