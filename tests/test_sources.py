"""The file under an artifact: gone, changed while it is read, failing, no archive; a report says which file it was."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest

from fixtures.build import build
from pkglint import engine
from pkglint.engine import Source, inspect
from pkglint.model import Kind, Limits, Result
from pkglint.policy import Policy, default_policy
from pkglint.rules import catalogue

POLICY = default_policy(catalogue())
LEAK = {"a/.env": "TOKEN=${fake:npm}\n", "b.bin": "${bytes:3MB}"}


def judged(name: str, opened: Callable[[], BinaryIO], policy: Policy = POLICY) -> Result:
    return inspect(Source(name, opened), policy, date(2026, 1, 1))


def why(result: Result) -> tuple[str, str]:
    assert result.not_linted
    return result.not_linted.code, result.not_linted.text


class Touched(io.FileIO):
    """A file that somebody writes to while it is read: the bytes are the same, the time is not."""

    def read(self, size: int | None = -1, /) -> bytes:
        now = os.fstat(self.fileno())
        os.utime(self.fileno() if os.utime in os.supports_fd else str(self.name), ns=(0, now.st_mtime_ns + 1_000_000))
        return super().read(-1 if size is None else size)


@pytest.mark.parametrize("opened", [Touched, io.FileIO], ids=["changed", "quiet"])
def test_a_file_that_changes_while_it_is_read_is_not_linted(tmp_path: Path, opened: type[io.FileIO]) -> None:
    filename, data = build(Kind.WHEEL, LEAK)
    path = tmp_path / filename
    path.write_bytes(data)
    result = judged(filename, lambda: opened(path))
    if opened is Touched:
        assert why(result) == ("changed", "was changed while it was read")
    else:
        assert result.not_linted is None


def test_a_file_that_is_gone_is_not_linted(tmp_path: Path) -> None:
    result = judged("gone-1.0.tgz", lambda: (tmp_path / "gone-1.0.tgz").open("rb"))
    assert why(result) == ("vanished", "was there when the run began and is gone")


class FailsOnce(io.BytesIO):
    """One block in the middle cannot be read; what comes behind it can."""

    failed = False

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.failed and 1 << 20 < self.tell() < 2 << 20:
            self.failed = True
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_what_was_found_before_a_read_error_is_reported() -> None:
    filename, data = build(Kind.WHEEL, LEAK)
    result = judged(filename, lambda: FailsOnce(data))
    assert why(result) == ("read-error", "cannot be read: Input/output error")
    assert [j.finding.rule for j in result.active if j.finding.path == "a/.env"]


@pytest.mark.parametrize("data", [b"", b"no archive at all"], ids=["empty", "text"])
def test_the_report_names_the_bytes_of_what_is_no_archive(data: bytes) -> None:
    result = judged("demo-1.0.tgz", lambda: io.BytesIO(data))
    assert result.not_linted
    assert result.artifact.sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_over_the_limit_is_not_read_for_its_digest() -> None:
    small = replace(POLICY, limits=Limits(max_packed=8))
    result = judged("demo-1.0.tgz", lambda: io.BytesIO(b"more than eight bytes"), small)
    assert why(result)[0] == "limit-packed"
    assert result.artifact.sha256 == ""


@pytest.mark.parametrize(("most", "code"), [(10, "metadata-too-big"), (1 << 20, None)])
def test_metadata_over_its_bound_is_not_linted(monkeypatch: pytest.MonkeyPatch, most: int, code: str | None) -> None:
    monkeypatch.setattr(engine, "MAX_KEPT", most)
    filename, data = build(Kind.NPM, {"index.js": "1\n"})
    result = judged(filename, lambda: io.BytesIO(data))
    assert (result.not_linted and result.not_linted.code) == code
