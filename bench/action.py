"""Seconds from the action's first line to its verdict on a small wheel: cold (a new environment) and warm.

Usage: ``python bench/action.py``
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from fixtures.build import build
from pkglint.model import Kind
from tests.action import runner

ACTION = Path(__file__).parents[1] / "action.yml"


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place) / "work"
        (workspace / "dist").mkdir(parents=True)
        name, data = build(Kind.WHEEL, {"demo/__init__.py": "VALUE = 1\n"})
        (workspace / "dist" / name).write_bytes(data)
        for state in ("cold", "warm", "warm"):
            start = time.perf_counter()
            outcome = runner.run(ACTION, {}, workspace, Path(place) / "temp")
            print(f"{state}: {time.perf_counter() - start:.2f} s, exit code {outcome.code}")


if __name__ == "__main__":
    main()
