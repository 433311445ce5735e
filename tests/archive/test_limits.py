"""Every limit stops what it is there for, names the policy key that raises it, and can be raised."""

from __future__ import annotations

import gzip
import io
import time
import tracemalloc

import pytest

from fixtures.build import build
from fixtures.recipes import recipe
from pkglint.archive import LimitExceeded, Unreadable, open_archive, open_nested
from pkglint.archive.limits import Meter
from pkglint.model import Kind, Limits
from pkglint.model.anomalies import MOST_PER_CODE
from tests.archive.reading import read

TREE: dict[str, str | bytes] = {"demo/a.txt": b"a" * 3000, "demo/b.txt": b"b" * 3000}
KINDS = list(Kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("key", "limits", "raised"),
    [
        ("max-packed", Limits(max_packed=100), Limits(max_packed=10**6)),
        ("max-unpacked", Limits(max_unpacked=2000), Limits(max_unpacked=10**6)),
        ("max-members", Limits(max_members=1), Limits(max_members=10)),
        ("max-name", Limits(max_name=5), Limits(max_name=100)),
        ("max-depth", Limits(max_depth=0), Limits(max_depth=9)),
        ("max-ratio", Limits(max_ratio=1, ratio_floor=10), Limits(max_ratio=1000, ratio_floor=10)),
        ("max-member-ratio", Limits(max_member_ratio=1, member_ratio_floor=10), Limits(max_member_ratio=10**4)),
    ],
)
def test_limit_stops_and_can_be_raised(kind: Kind, key: str, limits: Limits, raised: Limits) -> None:
    filename, data = build(kind, TREE, level=9)
    error = read(filename, data, limits).error
    assert isinstance(error, LimitExceeded)
    assert error.key == key
    assert error.limit == getattr(limits, key.replace("-", "_"))
    assert f"`limits: {{{key}: ...}}`" in error.text
    assert read(filename, data, raised).error is None


def test_extension_header_limit() -> None:
    made = recipe("tar-bomb-pax")
    error = read(made.filename, made.build()).error
    assert isinstance(error, LimitExceeded)
    assert (error.key, error.limit) == ("max-extension", 256 << 10)
    assert read(made.filename, made.build(), Limits(max_extension=1 << 20)).error is None


@pytest.mark.parametrize("kind", KINDS)
def test_clock_stops_the_walk(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    filename, data = build(kind, TREE)
    walk = iter(open_archive(filename, io.BytesIO(data), Limits()))
    next(walk)
    later, now = time.thread_time() + 1000, time.perf_counter() + 1
    monkeypatch.setattr(time, "thread_time", lambda: later)
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    with pytest.raises(LimitExceeded, match="60 seconds"):
        list(walk)


def test_the_system_is_not_asked_for_the_time_with_each_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    meter = Meter(Limits(max_seconds=60), 1)
    asked: list[float] = []

    def processor() -> float:
        asked.append(0.0)
        return 0.0

    monkeypatch.setattr(time, "thread_time", processor)
    for now, count in ((5.0, 1), (5.001, 1), (5.019, 1), (5.021, 2)):
        monkeypatch.setattr(time, "perf_counter", lambda now=now: now)
        meter.tick()
        assert len(asked) == count


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("tar-size-negative-full", ""),
        ("tar-size-pax-negative", ""),
        ("tar-bomb-zeros", "max-member-ratio"),
        ("tar-bomb-members", "max-ratio"),
        ("tar-bomb-pax", "max-extension"),
        ("tar-bomb-name", "max-extension"),
        ("zip-bomb-members", "max-members"),
        ("zip-overlap", ""),
        ("zip-overlap-quoted", ""),
    ],
)
def test_bombs_are_refused_in_little_memory(name: str, key: str) -> None:
    made = recipe(name)
    data = made.build()
    tracemalloc.start()
    try:
        error = read(made.filename, data).error
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error
    assert getattr(error, "key", "") == key
    assert peak < 60 << 20


def test_too_many_members_are_seen_ahead() -> None:
    """A tarball that is refused for its count is refused before a tenth of it was shown to anybody."""
    made = recipe("tar-bomb-members")
    reading = read(made.filename, made.build(), Limits(max_ratio=10**6))
    assert isinstance(reading.error, LimitExceeded)
    assert reading.error.key == "max-members"
    assert len(reading.raw) < 20_000


def test_look_ahead_keeps_the_place() -> None:
    """What promises too much and keeps within the limit is read to its end, and hashed right."""
    made = recipe("tar-bomb-members")
    data = made.build()
    limits = Limits(max_ratio=10**6, max_members=200_002)
    archive = open_archive(made.filename, io.BytesIO(data), limits)
    assert sum(1 for _ in archive) == 200_002
    assert archive.anomalies == []


def test_anomalies_of_one_code_are_bounded() -> None:
    files: dict[str, str | bytes] = {f"f{n:04}": b"x" for n in range(1000)}
    filename, data = build(Kind.NPM, files, modes=dict.fromkeys(files, 0o666), complete=False)
    anomalies = read(filename, data).anomalies
    assert len(anomalies) == MOST_PER_CODE + 1
    assert anomalies[-1].path is None
    assert anomalies[-1].more == 800


def test_nested_archive_is_charged_to_the_outer_one() -> None:
    filename, inner = build(Kind.WHEEL, {"demo/big.bin": bytes(500_000)}, level=9)
    _, outer_data = build(Kind.NPM, {filename: inner}, complete=False)
    outer = open_archive("outer-1.0.0.tgz", io.BytesIO(outer_data), Limits(max_unpacked=1_200_000))
    for entry in outer:
        inside = entry.content.data
        for _ in range(2):
            assert list(open_nested(entry.name, inside, Limits(), outer))
        with pytest.raises(LimitExceeded, match="unpacks"):
            list(open_nested(entry.name, inside, Limits(), outer))
        break


def test_members_of_nested_archives_count_for_the_outer_one() -> None:
    filename, inner = build(Kind.WHEEL, {f"demo/{number}.py": "" for number in range(40)})
    _, outer_data = build(Kind.NPM, {filename: inner}, complete=False)
    outer = open_archive("outer-1.0.0.tgz", io.BytesIO(outer_data), Limits(max_members=100))
    entry = next(iter(outer))
    inside = entry.content.data
    for _ in range(2):
        assert list(open_nested(entry.name, inside, Limits(), outer))
    with pytest.raises(LimitExceeded, match="more than 100 members"):
        list(open_nested(entry.name, inside, Limits(), outer))


def test_a_nested_archive_has_no_clock_of_its_own() -> None:
    outer = Meter(Limits(max_seconds=60), 1)
    outer.deadline -= 61
    with pytest.raises(LimitExceeded, match="60 seconds"):
        Meter(Limits(max_seconds=60), 1, outer).tick()


def test_nested_plain_tar() -> None:
    made = recipe("tar-plain")
    tar = gzip.decompress(made.build())
    reading = read("inner.tar", tar, nested=True)
    assert reading.error is None
    assert reading.raw == reading.paths[:0] + reading.raw
    assert "demo-1.0/setup.py" in reading.paths


@pytest.mark.parametrize(("name", "data"), [("a.tar", b""), ("a.zip", b"text"), ("a.tgz", b"text"), ("a.rar", b"Rar!")])
def test_nested_that_is_something_else(name: str, data: bytes) -> None:
    with pytest.raises(Unreadable):
        open_nested(name, data, Limits())
