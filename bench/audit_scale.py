"""An audit of very many small artifacts: memory of the coordinator, rate, resume, size of the journal, a query.

    python bench/audit_scale.py [NUMBER [PROCESSES]]        (Linux; needs the extra `audit`, and duckdb)

The artifacts are wheels of one or two files, every tenth with a leak. Prints what was measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fixtures.build import build
from pkglint.model import Kind

QUERY = """
select rule, count(distinct sha256), count(distinct name) from 'out/findings.parquet'
join 'out/artifacts.parquet' using (sha256, filename) group by 1 order by 2 desc
"""


def mirror(place: Path, number: int) -> int:
    """Wheels of 50 versions a package, a thousand in a directory. Returns their bytes."""
    size = 0
    for index in range(number):
        name, version = f"package{index // 50}", f"1.{index % 50}"
        files: dict[str, str | bytes] = {f"{name}/__init__.py": f"VALUE = {index}\n"}
        if index % 10 == 0:
            files[f"{name}/.env"] = f"PASSWORD=hunter2hunter{index}\n"
        filename, data = build(Kind.WHEEL, files, name=name, version=version)
        folder = place / "mirror" / str(index // 1000)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / filename).write_bytes(data)
        size += len(data)
    return size


def memory(pid: int) -> int:
    """Bytes of a process in memory, 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def audited(place: Path, *more: str) -> tuple[float, list[int], str]:
    """Seconds, memory of the coordinator at every tenth of a second, and what was said."""
    command = [sys.executable, "-m", "pkglint", "audit", "mirror", "--no-config", *more]
    start, sizes = time.perf_counter(), []
    process = subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while process.poll() is None:
        sizes.append(memory(process.pid))
        time.sleep(0.1)
    return time.perf_counter() - start, [size for size in sizes if size], process.communicate()[0]


def main(number: str = "100000", processes: str = "2") -> None:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        size = mirror(place, int(number))
        print(f"{int(number):,} wheels, {size / 1e6:.0f} MB", flush=True)
        took, sizes, reported = audited(place, "-j", processes)
        print(reported.strip())
        parts = [sizes[len(sizes) * at // 10] / 1e6 for at in range(10)] + [max(sizes) / 1e6]
        print(f"{took:.0f} s, {int(number) / took:.0f}/s with {processes} processes")
        print(f"coordinator in MB at each tenth of the run: {', '.join(f'{part:.0f}' for part in parts)} (most)")
        cpu = os.times()
        print(
            f"{(cpu.children_user + cpu.children_system) / int(number) * 1000:.1f} ms of processor for each", flush=True
        )
        took, sizes, reported = audited(place, "-j", processes)
        print(f"again: {took:.1f} s, {max(sizes) / 1e6:.0f} MB; {reported.strip().splitlines()[-1]}")
        store = sum(path.stat().st_size for path in place.glob(".pkglint-audit.sqlite*"))
        print(f"journal: {store / 1e6:.1f} MB, {store / int(number):.0f} B for each", flush=True)
        subprocess.run([sys.executable, "-m", "pkglint", "audit", "export", "out"], cwd=place, check=True)
        tables = sum(path.stat().st_size for path in (place / "out").iterdir())
        os.chdir(place)
        start = time.perf_counter()
        rows = duckdb.sql(QUERY).fetchall()
        print(f"Parquet: {tables / 1e6:.1f} MB; a query of {len(rows)} rows: {time.perf_counter() - start:.3f} s")
        os.chdir("/")


if __name__ == "__main__":
    main(*sys.argv[1:])
