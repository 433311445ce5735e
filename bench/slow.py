"""What small artifacts cost that are made to be slow: processor seconds and peak memory, each in a process of its own.

    python bench/slow.py [name ...] [--seconds 20]

The recipes are those of ``fixtures/slow.py``. A run that needs more than ``--seconds`` of the processor is stopped
by the system; Linux only, as the peak is read from ``/proc``. The cost of an empty package is subtracted from the time.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tabulate import tabulate

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fixtures.build import build
from fixtures.slow import RECIPES, packed

CHILD = """
import json, sys, time
from datetime import date
from pathlib import Path
from pkglint.engine import Source, check
from pkglint.policy import default_policy
from pkglint.rules import catalogue
path = Path(sys.argv[1])
policy = default_policy(catalogue())
before = time.process_time()
report = check([Source(path.name, lambda: path.open("rb"))], policy, date(2026, 7, 1))
seconds = time.process_time() - before
result = report.results[0]
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
said = sorted({j.finding.rule for j in result.judged})
crashed = sorted({f"{c.rule} {c.error}" for c in result.crashes}) if result.crashes else []
code = result.not_linted.code if result.not_linted else ""
print(json.dumps([round(seconds, 2), int(peak) // 1024, len(result.judged), said, crashed, code]))
"""
MEMORY = 6 << 30


def measure(path: Path, seconds: int) -> list[object]:
    """The line of a table for one artifact."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, preexec_fn=limit, check=False
    )
    if done.returncode:
        ended = f"stopped ({done.returncode}) after {time.perf_counter() - before:.0f} s of wall clock"
        return [f"> {seconds}", "", "", f"{ended} {done.stderr.strip().splitlines()[-1:]}"]
    cpu, peak, count, said, crashed, code = json.loads(done.stdout)
    return [cpu, peak, count, " ".join([*said, *crashed, code])[:150]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or ["nothing", *RECIPES]:
            filename, data = packed(name) if name in RECIPES else build("npm", {"a.js": "1\n"})
            path = Path(folder) / filename
            path.write_bytes(data)
            rows.append([name, len(data), *measure(path, options.seconds)])
            print(*rows[-1], sep="\t", flush=True, file=sys.stderr)
    print(tabulate(rows, ["recipe", "packed bytes", "CPU s", "MB", "findings", "said"]))


if __name__ == "__main__":
    main()
