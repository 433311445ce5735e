"""Judge a directory of well-known artifacts with the default policy, and list what fires.

Usage: ``python bench/fetch.py CORPUS && python bench/corpus.py CORPUS [--level error] [--rule ID] [--jobs 2] [--each]``

A finding at level error on one of these is a false alarm until somebody has read it and says why it is right.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from pkglint.engine import Source, inspect
from pkglint.model import Level, Result
from pkglint.policy import default_policy
from pkglint.report.kit.escape import terminal
from pkglint.rules import catalogue


def judge(path: Path) -> tuple[Result, float]:
    start = time.perf_counter()
    source = Source(str(path), lambda: path.open("rb"))
    result = inspect(source, default_policy(catalogue()), date(2026, 1, 1))
    return result, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--level", choices=["info", "warning", "error"], default="warning")
    parser.add_argument("--rule", action="append", help="only these rules")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--each", type=int, default=3, help="findings shown for each artifact and rule")
    arguments = parser.parse_args()
    floor = Level[arguments.level.upper()]
    paths = sorted(p for p in arguments.corpus.rglob("*") if p.name.endswith((".whl", ".tgz", ".tar.gz")))
    totals: Counter[tuple[str, str]] = Counter()
    artifacts: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for result, seconds in pool.map(judge, paths):
            name = f"{result.artifact.filename} ({result.package.visibility}, {seconds:.1f} s)"
            if result.not_linted:
                print(f"{name}: NOT LINTED {result.not_linted.code}: {terminal(result.not_linted.text)}")
            for crash in result.crashes:
                print(f"{name}: CRASH {crash.rule}: {crash.error}")
            shown: Counter[str] = Counter()
            for judged in result.active:
                key = (str(judged.level), judged.finding.rule)
                totals[key] += 1
                shown[str(key)] += 1
                artifacts[key] += shown[str(key)] == 1
                wanted = not arguments.rule or judged.finding.rule in arguments.rule
                if judged.level >= floor and wanted and shown[str(key)] <= arguments.each:
                    where = terminal(judged.finding.path or "-")
                    print(f"{name}: {key[0]} {key[1]} {where}: {terminal(judged.finding.message)}")
            sys.stdout.flush()
    print(f"\n{len(paths)} artifacts")
    for key, count in sorted(totals.items()):
        print(f"{key[0]:8} {key[1]:22} {count:6} findings in {artifacts[key]:4} artifacts")


if __name__ == "__main__":
    main()
