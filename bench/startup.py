"""How long until a verdict: cold starts as ratios against the imports below and against twine, in one run.

Usage: ``python bench/startup.py ARTIFACT [--runs 15]``

Every command is a fresh process; the figure is the median of its runs.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path


def median(command: list[str], runs: int) -> float:
    """Seconds, the median over ``runs`` fresh processes after one that warms the file cache."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, cwd=Path(sys.executable).parent)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifact", type=Path, help="a wheel, for example of attrs")
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    artifact = str(arguments.artifact.resolve())
    bin_dir = Path(sys.executable).parent
    commands = {
        "python -c 'import click, yaml'": [sys.executable, "-c", "import click, yaml"],
        "python -c pass": [sys.executable, "-c", "pass"],
        "pkglint --version": [str(bin_dir / "pkglint"), "--version"],
        "pkglint check": [str(bin_dir / "pkglint"), "check", "--no-config", artifact],
    }
    twine = shutil.which("twine", path=str(bin_dir))
    if twine:
        commands["twine check"] = [twine, "check", artifact]
    baseline = median(commands["python -c 'import click, yaml'"], arguments.runs)
    for name, command in commands.items():
        seconds = median(command, arguments.runs)
        print(f"{name:32} {seconds * 1000:7.0f} ms  {seconds / baseline:5.2f} x 'import click, yaml'")


if __name__ == "__main__":
    main()
