"""Whether verdicts hold on a machine that is not quiet: a worker is killed, or others want the processor too.

Usage::

    python -m bench.stress killed ARTIFACT... [--runs 50] [--jobs 2] [--seed 1]
    python -m bench.stress busy ARTIFACT... [--loops 4] [--nice 10]

``killed`` lints the artifacts again and again with worker processes, one of which gets SIGKILL at a random moment. One
artifact must then be not linted with the code worker-died, the exit code must be 3, and of the others the report must
say what it says of an undisturbed run. A run whose workers had all finished before the moment came is made again.
``busy`` lints under ``nice`` beside endless loops, and the report must be that of a quiet run; under ``--nice 19`` that
takes a hundred times as long. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.same import Facts, facts

CHECK = [sys.executable, "-m", "pkglint", "check", "--no-config", "-f", "json"]
TRIES = 10
LOOP = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"  # until this program ends


def report(text: str) -> dict[str, dict[str, Any]]:
    """The parts of a JSON report by path."""
    return {part["path"]: part for part in json.loads(text)["artifacts"]}


def said(parts: dict[str, dict[str, Any]]) -> dict[str, Facts]:
    return {path: facts(part, fingerprints=True) for path, part in parts.items()}


def lint(paths: list[str], *options: str, nice: int = 0) -> tuple[int, dict[str, dict[str, Any]], float]:
    """Exit code, report and seconds of one undisturbed run."""
    start = time.monotonic()
    command = [*(["nice", "-n", str(nice)] if nice else []), *CHECK, *options, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, report(done.stdout), time.monotonic() - start


def children(process: int) -> list[int]:
    with suppress(OSError):
        lists = [task.read_text() for task in Path(f"/proc/{process}/task").glob("*/children")]
        return [int(number) for text in lists for number in text.split()]
    return []


def disturbed(paths: list[str], jobs: int, moment: float, choice: random.Random) -> tuple[int, str]:
    """Exit code and output of a run one of whose workers is killed at ``moment``, in seconds."""
    with subprocess.Popen([*CHECK, "-j", str(jobs), *paths], stdout=subprocess.PIPE, text=True) as process:
        time.sleep(moment)
        if workers := children(process.pid):
            with suppress(ProcessLookupError):
                os.kill(choice.choice(workers), signal.SIGKILL)
        output, _ = process.communicate()
    return process.returncode, output


def killed(paths: list[str], runs: int, jobs: int, seed: int) -> int:
    """How many runs did not end as they must; each is reported."""
    code, parts, seconds = lint(paths, "-j", str(jobs))
    expected, choice, wrong = said(parts), random.Random(seed), 0
    lost: Counter[str] = Counter()
    late = 0
    print(f"undisturbed: {len(expected)} artifacts, exit {code}, {seconds:.1f} s", flush=True)
    for run in range(runs):
        for _ in range(TRIES):
            exit_code, output = disturbed(paths, jobs, choice.uniform(0.1, 0.9) * seconds, choice)
            got = report(output)
            died = [path for path, part in got.items() if part["reason_code"] == "worker-died"]
            if died or exit_code == 3:
                break
            late += 1
        others = {path: reported for path, reported in said(got).items() if path not in died}
        same = others == {path: reported for path, reported in expected.items() if path not in died}
        lost.update(Path(path).name for path in died)
        if len(died) != 1 or exit_code != 3 or not same:
            wrong += 1
            print(
                f"run {run}: {len(died)} lost, exit {exit_code}, the others {'agree' if same else 'differ'}", flush=True
            )
    print(f"{runs} runs, {late} made again, {wrong} wrong; {len(lost)} different artifacts lost their worker")
    return wrong


def busy(paths: list[str], loops: int, nice: int) -> int:
    """How many artifacts are judged otherwise beside ``loops`` endless loops."""
    quiet_code, quiet, quiet_seconds = lint(paths)
    beside = [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(loops)]
    try:
        code, parts, seconds = lint(paths, nice=nice)
    finally:
        for process in beside:
            process.kill()
            process.wait()
    differ = [path for path, reported in said(parts).items() if reported != said(quiet)[path]]
    print(f"quiet: exit {quiet_code}, {quiet_seconds:.1f} s; beside {loops} loops: exit {code}, {seconds:.1f} s")
    for path in parts:
        then, now = (f"{reported[path]['status']} {reported[path]['reason_code'] or ''}" for reported in (quiet, parts))
        print(f"{Path(path).name}: {then}, then {now}")
    print(f"{len(differ)} of {len(parts)} judged otherwise")
    return len(differ) + (code != quiet_code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["killed", "busy"])
    parser.add_argument("artifacts", nargs="+", metavar="ARTIFACT")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loops", type=int, default=4)
    parser.add_argument("--nice", type=int, default=10)
    arguments = parser.parse_args()
    if arguments.what == "killed":
        sys.exit(bool(killed(arguments.artifacts, arguments.runs, arguments.jobs, arguments.seed)))
    sys.exit(bool(busy(arguments.artifacts, arguments.loops, arguments.nice)))


if __name__ == "__main__":
    main()
