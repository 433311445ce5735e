"""Bounds of a worker that the kernel keeps: memory, and processor time for each artifact."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from pkglint.audit.bounds import bound
from pkglint.cli import run as command
from pkglint.workers.pool import Pool, WorkerDied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other kernels keep other bounds")


def test_a_process_gets_no_more_memory_and_time_than_it_may() -> None:
    with Pool(1) as pool:
        pool.submit(bound, 400 << 20, 0).result()
        assert pool.submit(len, b"x").result() == 1
        died = pool.submit(bytes, 400 << 20).exception()
        assert isinstance(died, WorkerDied)
        assert "ran out of memory" in str(died)
        pool.submit(bound, 0, 1).result()
        died = pool.submit(sum, range(10**12)).exception()
        assert isinstance(died, WorkerDied)
        assert signal.SIGXCPU.name in str(died)


def test_a_size_that_is_none_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["audit", str(tmp_path), "--memory", "much"]) == 2
    assert "'much' is not a size, for example 4GiB" in capsys.readouterr().err
