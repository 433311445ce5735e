"""Dask: a scheduler and two separate workers over TCP, started as docs/audit.md says."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.model import Kind

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"
BIN = Path(sysconfig.get_path("scripts"))


def commands(port: int) -> list[list[str]]:
    """The commands of the page, with another port, of this environment; the last one lints."""
    found = re.search(r"<!-- run: dask -->\n```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    lines = found[1].replace("8786", str(port)).replace("/srv/mirror", "mirror").splitlines()
    split = [line.removesuffix("&").split() for line in lines]
    return [[str(BIN / program), *rest] for program, *rest in split]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    *servers, audit = commands(port)
    place = tmp_path_factory.mktemp("dask")
    running = [
        subprocess.Popen(server, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for server in servers
    ]
    try:
        yield audit
    finally:
        # The workers first: they say goodbye to the scheduler.
        for process in (*running[1:], running[0]):
            process.terminate()
            process.wait(30)


def mirror(place: Path, number: int) -> None:
    (place / "mirror").mkdir()
    for index in range(number):
        files: dict[str, str | bytes] = {
            "demo/a.py": "1\n",
            **({"demo/.env": "A=hunter2hunter2\n"} if index % 2 else {}),
        }
        name, data = build(Kind.WHEEL, files, version=f"1.{index}")
        (place / "mirror" / name).write_bytes(data)


def statuses(place: Path) -> dict[str, int]:
    database = sqlite3.connect(place / ".pkglint-audit.sqlite")
    found = dict(database.execute("select status, count(*) from artifact group by 1").fetchall())
    database.close()
    return found


@pytest.mark.network  # of this machine alone; it takes too long to be run each time
@pytest.mark.timeout(300)
def test_a_cluster_lints_as_the_page_says(cluster: list[str], tmp_path: Path) -> None:
    mirror(tmp_path, 8)
    done = subprocess.run([*cluster, "--no-config"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert statuses(tmp_path) == {"clean": 4, "findings": 4}
