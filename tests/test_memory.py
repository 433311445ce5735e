"""The incident that started this: 58 MB of source in one member, judged in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures import cases
from fixtures.build import build
from pkglint.model.units import parse

STATUS = Path("/proc/self/status")  # ru_maxrss would count what the process was before it became Python
PEAK = """
import sys
from datetime import date
from pathlib import Path
from pkglint.engine import Source, check
from pkglint.policy import default_policy
from pkglint.rules import catalogue

path = Path(sys.argv[1])
report = check([Source(path.name, lambda: path.open("rb"))], default_policy(catalogue()), date(2026, 7, 1))
print(report.exit_code)
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line))
"""


@pytest.mark.skipif(not STATUS.exists(), reason="the peak of one process is read from Linux's /proc")
@pytest.mark.parametrize("level", [0, 1], ids=["stored", "compressed"])
def test_a_map_of_58_megabytes_costs_less_than_four_times_its_parse(tmp_path: Path, level: int) -> None:
    case = cases.load(cases.FOLDER / "cli_map_closed.txt")
    filename, data = build("npm", case.files, name=case.name, version=case.version, level=level)
    path = tmp_path / filename
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
    exit_code, peak = map(int, done.stdout.split())
    assert exit_code == 1
    assert peak * 1024 < parse("60MB") + 4 * parse("58MB")
