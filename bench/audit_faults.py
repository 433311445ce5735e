"""Faults of an audit, each one made: nothing is lost, nothing is judged twice, nothing is clean that was not read.

    python bench/audit_faults.py [NAME...]        (Linux; needs the extra `audit`)

The pkglint that runs is a copy of this one which notes each lint in a file, takes its time, and dies of artifacts that
are called `poison`. Prints a line for each fault; ends with 1 when one shows more than it may.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fixtures.build import build
from pkglint.model import Kind

ROOT = Path(__file__).resolve().parents[1]
POLLUTED = """

_real = _work


def _work(task, order):
    import os, signal, threading, time

    path = task.place.path
    if "poison" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(float(os.environ.get("PACE", "0")))
    if "changing" in path:
        def write():
            for _ in range(400):
                with open(path, "r+b") as file:
                    file.write(b"PK")
                time.sleep(0.005)
        threading.Thread(target=write, daemon=True).start()
        time.sleep(0.02)
    made = _real(task, order)
    log = os.open(os.environ["LINTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, (os.path.basename(path) + chr(10)).encode())
    os.close(log)
    return made
"""


class Bench:
    """A directory with a mirror of ``number`` wheels, half of them with a leak, and a journal."""

    def __init__(self, place: Path, number: int, *extra: str) -> None:
        self.place, self.number = place, number
        (place / "mirror").mkdir(parents=True)
        for index in range(number):
            self.put(f"demo{index}", index % 2 == 0)
        for name in extra:
            self.put(name, False, 20000)
        shutil.copytree(ROOT / "pkglint", place / "lib/pkglint", ignore=shutil.ignore_patterns("__pycache__"))
        with (place / "lib/pkglint/audit/task.py").open("a") as file:
            file.write(POLLUTED)
        self.environment = {**os.environ, "PYTHONPATH": str(place / "lib"), "LINTS": str(place / "lints")}

    def put(self, name: str, leak: bool, lines: int = 1) -> None:
        text = "".join(f"VALUE_{at} = {at}\n" for at in range(lines))
        files: dict[str, str | bytes] = {
            f"{name}/a.py": text,
            **({f"{name}/.env": "A=hunter2hunter2\n"} if leak else {}),
        }
        filename, data = build(Kind.WHEEL, files, name=name)
        (self.place / "mirror" / filename).write_bytes(data)

    def start(self, *more: str, pace: str = "0.05", store: str = "store", limit: int = 0) -> subprocess.Popen[str]:
        def lower() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        command = [sys.executable, "-m", "pkglint", "audit", "mirror", "--store", store, "--no-config", *more]
        return subprocess.Popen(
            command,
            cwd=self.place,
            env={**self.environment, "PACE": pace},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lower if limit else None,  # noqa: PLW1509 - it only lowers a limit
        )

    def run(self, *more: str, **how: str) -> tuple[int, str]:
        process = self.start(*more, **how)  # type: ignore[arg-type]
        out, err = process.communicate()
        return process.returncode, out + err

    def lints(self) -> list[str]:
        log = self.place / "lints"
        return log.read_text().split() if log.exists() else []

    def wait(self, lints: int, process: subprocess.Popen[str]) -> None:
        """Until so many lints are done, or the process has ended."""
        while len(self.lints()) < lints and process.poll() is None:
            time.sleep(0.01)

    def verdicts(self, store: str = "store") -> dict[str, str]:
        path = self.place / store
        if not path.exists():
            return {}
        database = sqlite3.connect(path)
        try:
            rows = database.execute("select filename, coalesce(reason, status) from artifact").fetchall()
        except sqlite3.OperationalError:  # killed before its tables were there
            rows = []
        database.close()
        assert len(rows) == len(dict(rows)), "an artifact has two verdicts"
        return dict(rows)

    def complete(self, **others: str) -> None:
        """Every artifact has the verdict that it must have."""
        wanted = {f"demo{at}-1.0-py3-none-any.whl": "clean" if at % 2 else "findings" for at in range(self.number)}
        wanted.update({f"{name}-1.0-py3-none-any.whl": reason for name, reason in others.items()})
        made = self.verdicts()
        assert made == wanted, {
            name: (made.get(name), wanted.get(name)) for name in made.keys() ^ wanted.keys()
        } or made


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
        except OSError:  # noqa: PERF203 - processes end
            continue
    return found


def poison(bench: Bench, *more: str) -> str:
    code, reported = bench.run("-j", "2", *more)
    assert code == 3, (code, reported)
    bench.complete(poison="worker-died")
    code, reported = bench.run("-j", "2", *more)
    assert code == 3
    assert f"{bench.number} known, 0 copies, 1 linted" in reported, reported
    return f"{bench.number} judged, the poison is not linted and is named; again: it alone is tried"


def worker_killed(bench: Bench, *more: str) -> str:
    process = bench.start("-j", "2", *more)
    bench.wait(5, process)
    victim = next(
        pid for pid in children(process.pid) if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(victim, signal.SIGKILL)
    _, reported = process.communicate()
    assert process.returncode == 1, (process.returncode, reported)
    bench.complete()
    return f"one of two killed: {bench.number} of {bench.number} judged"


def coordinator_killed(bench: Bench) -> str:
    chance = random.Random(17)
    for _ in range(10):
        before, at = bench.verdicts(), len(bench.lints())
        process = bench.start("-j", "2")
        bench.wait(at + chance.randint(1, 6), process)
        time.sleep(chance.random() / 20)
        process.kill()
        process.communicate()
        assert before.items() <= bench.verdicts().items(), "a verdict was lost"
        assert not before.keys() & set(bench.lints()[at:]), "judged twice"
    kept = len(bench.verdicts())
    code, reported = bench.run("-j", "2")
    assert code == 1, (code, reported)
    bench.complete()
    return f"killed ten times, {kept} verdicts kept on the way, then {reported.splitlines()[-1]}"


def disk_full(bench: Bench) -> str:
    process = bench.start("-j", "2", pace="0", limit=160_000)
    _, reported = process.communicate()
    assert process.returncode == 2, (process.returncode, reported)
    assert "cannot be used" in reported, reported
    kept = bench.verdicts()
    assert 0 < len(kept) < bench.number, len(kept)
    at = len(bench.lints())
    code, _ = bench.run("-j", "2", pace="0")
    assert code == 1
    assert not kept.keys() & set(bench.lints()[at:]), "judged twice"
    bench.complete()
    return f"ended with 2 after {len(kept)} verdicts, all kept: {reported.strip()[-60:]!r}"


def locked(bench: Bench) -> str:
    first = bench.start("-j", "1", pace="0.6")
    bench.wait(2, first)
    code, reported = bench.run("-j", "1")
    assert (code, "in use by another audit" in reported) == (2, True), reported
    first.communicate()
    assert first.returncode == 1
    bench.complete()
    assert len(bench.lints()) == bench.number, "judged twice"
    return "the second is refused with 2, the first judges all"


def changing(bench: Bench) -> str:
    code, reported = bench.run("-j", "2")
    assert code == 3, (code, reported)
    bench.complete(changing="changed")
    return "not linted: changed"


def scheduler_killed(bench: Bench) -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [str(Path(sysconfig.get_path("scripts"), "dask"))]

    def started() -> list[subprocess.Popen[bytes]]:
        host, port = address.removeprefix("tcp://").split(":")
        commands = [[*dask, "scheduler", "--host", host, "--port", port, "--no-dashboard"]]
        commands += [[*dask, "worker", address, "--nthreads", "1", "--no-dashboard"]] * 2
        return [
            subprocess.Popen(
                each,
                cwd=bench.place,
                env={**bench.environment, "PACE": "0.2"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for each in commands
        ]

    servers = started()
    process = bench.start("--dask", address)
    bench.wait(8, process)
    servers[0].kill()
    clock = time.monotonic()
    _, reported = process.communicate()
    took = time.monotonic() - clock
    assert process.returncode == 3, (process.returncode, reported)
    kept = bench.verdicts()
    for each in servers[1:]:
        each.terminate()
    for each in servers:
        each.wait()
    servers = started()
    code, again = bench.run("--dask", address)
    for each in (*servers[1:], servers[0]):
        each.terminate()
        each.wait()
    assert code == 1, (code, again)
    bench.complete()
    last = reported.strip().splitlines()[-1]
    return f"{len(kept)} kept, ended with 3 after {took:.0f} s: {last}; then {again.split()[-6:]}"


FAULTS: dict[str, tuple[int, tuple[str, ...], Callable[[Bench], str]]] = {
    "poison": (14, ("poison",), poison),
    "poison-dask": (14, ("poison",), lambda bench: poison(bench, "--dask", "local")),
    "worker-killed": (24, (), worker_killed),
    "worker-killed-dask": (24, (), lambda bench: worker_killed(bench, "--dask", "local")),
    "coordinator-killed": (60, (), coordinator_killed),
    "disk-full": (120, (), disk_full),
    "locked": (20, (), locked),
    "changing": (6, ("changing",), changing),
    "scheduler-killed": (30, (), scheduler_killed),
}


def main(*names: str) -> int:
    failed = 0
    for name in names or FAULTS:
        number, extra, fault = FAULTS[name]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            start = time.monotonic()
            try:
                reported = fault(Bench(Path(place), number, *extra))
            except AssertionError as error:
                failed += 1
                reported = f"FAILED: {error}"
            print(f"{name} ({time.monotonic() - start:.0f} s): {reported}", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
