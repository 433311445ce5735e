"""The manifest of what was linted, and reading it back."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pkglint.model import Report
from pkglint.report import Style, render
from pkglint.report.formats.digests import parse
from tests.report import sample


def test_only_what_was_read_is_in_it() -> None:
    report = sample.not_linted()
    assert parse(render("digests", report, Style())) == [
        (report.results[1].artifact.sha256, "demo-1.0-py3-none-any.whl")
    ]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        (f"{'A' * 64}  x.whl", ("a" * 64, "x.whl")),
        (f"{'a' * 64} *x y.whl\r", ("a" * 64, "x y.whl")),
        (f"\\{'a' * 64}  x\\\\y\\n.whl", ("a" * 64, "x\\y\n.whl")),
        (f"\\{'a' * 64}  x\\x1b\\u202e\\U000e0041", ("a" * 64, "x\x1b\u202e\U000e0041")),
    ],
)
def test_parse(line: str, pair: tuple[str, str]) -> None:
    assert parse(f"\ufeff# made by hand\n\n{line}\n") == [pair]


@pytest.mark.parametrize(
    "line", ["x", f"{'a' * 63}  x", f"{'g' * 64}  x", f"{'a' * 64} x", f"\\{'a' * 64}  \\q", "a  "]
)
def test_what_is_not_a_manifest(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 1|escape"):
        parse(line)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here")
def test_sha256sum_reads_it(tmp_path: Path) -> None:
    name = "a\\b c.whl"
    (tmp_path / name).write_bytes(b"x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    made = sample.clean_wheel()
    result = replace(made, artifact=replace(made.artifact, path=name, filename=name, sha256=digest))
    (tmp_path / "sums").write_text(render("digests", Report((result,)), Style()), "utf-8")
    done = subprocess.run(["sha256sum", "-c", "sums"], cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 0
