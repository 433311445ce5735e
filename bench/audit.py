"""What an audit costs beside ``check -j``: processor time of pool and Dask over the same artifacts, and their verdicts.

    python bench/audit.py FOLDER [PROCESSES]

Prints a line for each way: processor and wall seconds, against ``check -j``, artifacts a second, and whether the
verdicts are the same. Processor time is that of all processes; it counts starting them.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pkglint.rules import catalogue

Verdicts = dict[str, list[tuple[str, str]]]


def spent(*args: str, cwd: str) -> tuple[float, float, str]:
    """Processor and wall seconds of a command with all of its children, and its standard output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pkglint", *args], cwd=cwd, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{args[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start, done.stdout


def of_check(text: str) -> Verdicts:
    """What ``check`` says of each artifact alone: an audit compares no wheel with its sdist."""
    compare = {rule.id for rule in catalogue().values() if rule.needs}
    return {
        Path(each["path"]).name: sorted(
            (found["rule"], found["fingerprint"]) for found in each["findings"] if found["rule"] not in compare
        )
        for each in json.loads(text)["artifacts"]
    }


def of_store(path: str) -> Verdicts:
    database = sqlite3.connect(path)
    made: Verdicts = {name: [] for (name,) in database.execute("select filename from artifact")}
    for name, rule, fingerprint in database.execute("select filename, rule, fingerprint from finding"):
        made[name].append((rule, fingerprint))
    database.close()
    return {name: sorted(found) for name, found in made.items()}


def main(folder: str, processes: str = "2") -> None:
    files = sorted(str(path.resolve()) for path in Path(folder).iterdir())
    with tempfile.TemporaryDirectory() as place:
        alone = [*files, "-j", processes, "--no-config", "-f", "json"]
        cpu, wall, text = spent("check", *alone, cwd=place)
        wanted = of_check(text)
        size = sum(Path(file).stat().st_size for file in files)
        print(f"{len(files)} artifacts, {size / 1e6:.0f} MB")
        print(f"check -j {processes}: {cpu:.1f} s of processor, {wall:.1f} s")
        for name, more in (
            (f"pool of {processes}", ["-j", processes]),
            (f"Dask, {processes} workers", ["--dask", "local", "-j", processes]),
            ("Dask, 1 worker", ["--dask", "local", "-j", "1"]),
        ):
            store = str(Path(place, name))
            used, took, _ = spent("audit", folder, "--store", store, "--no-config", *more, cwd=place)
            made = of_store(store)
            other = sorted(name for name in wanted if made.get(name) != wanted[name])
            same = f"OTHER VERDICTS: {other[:5]}" if other else "same verdicts"
            print(f"{name}: {used:.1f} s of processor ({used / cpu:.3f}), {took:.1f} s ({wall / took:.2f}), {same}")


if __name__ == "__main__":
    main(*sys.argv[1:])
