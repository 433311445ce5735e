"""From which number on reports count, widen or merge instead of naming one by one."""

from __future__ import annotations

import pytest

from pkglint.model import (
    Artifact,
    Evidence,
    Finding,
    Fix,
    FixAction,
    Judged,
    Kind,
    Level,
    MemberType,
    Package,
    Result,
    Row,
)
from pkglint.report.advice.fixes import Advice, lines
from pkglint.report.kit.grouping import grouped


def judged(path: str | None, message: str = "is bad") -> Judged:
    return Judged(Finding("rule", path, message), Level.WARNING, "f" * 32)


def advice(action: FixAction, *paths: str, files: tuple[str, ...] = (), kind: str = "npm-token") -> list[str]:
    rows = tuple(Row(path, path, 1, None, MemberType.FILE, None, "") for path in files or paths)
    artifact = Artifact("dist/a-1.tgz", "a-1.tgz", Kind.NPM, 1)
    result = Result(artifact, Package(packer="npm-ignore"), rows, ())
    found = [
        Finding("rule", path, "x", fix=Fix(action, (path,)), evidence=Evidence.of(kind, "abcdefgh")) for path in paths
    ]
    return lines(Advice(result).steps([Judged(finding, Level.ERROR, "f" * 32) for finding in found]))


@pytest.mark.parametrize(("number", "groups"), [(3, 3), (4, 1)])
def test_up_to_three_findings_stay_apart(number: int, groups: int) -> None:
    assert len(grouped(judged(f"d/{i}") for i in range(number))) == groups


@pytest.mark.parametrize(("tops", "groups"), [(4, 4), (5, 1)])
def test_up_to_four_directories_are_reported_apart(tops: int, groups: int) -> None:
    assert len(grouped(judged(f"{top}/{i}") for top in range(tops) for i in range(4))) == groups


@pytest.mark.parametrize(("shapes", "groups"), [(4, 4), (5, 1)])
def test_up_to_four_shapes_are_reported_apart(shapes: int, groups: int) -> None:
    words = ("red", "green", "blue", "black", "white")[:shapes]
    assert len(grouped(judged(f"d/{i}", f"is {word}") for word in words for i in range(4))) == groups


@pytest.mark.parametrize(("number", "wide"), [(8, False), (9, True)])
def test_up_to_eight_paths_are_listed(number: int, *, wide: bool) -> None:
    paths = tuple(f"lib/{i}.map" for i in range(number))
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/a.js"))
    assert ("    lib/**/*.map" in reported) is wide


@pytest.mark.parametrize(("number", "counted"), [(24, False), (25, True)])
def test_up_to_24_patterns_are_listed(number: int, *, counted: bool) -> None:
    paths = tuple(f"lib/{i}/x.js" for i in range(number))
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, *(f"lib/{i}/y.js" for i in range(number))))
    assert ("the first 24 of 25 files" in reported[0]) is counted
    assert len(reported) == 25


@pytest.mark.parametrize(("number", "left"), [(8, None), (9, "    # and 1 more")])
def test_up_to_eight_pins_are_listed(number: int, left: str | None) -> None:
    reported = advice(FixAction.PIN, *(f"{i}.pth" for i in range(number)))
    assert sum("--pin" in line for line in reported) == 8
    assert (reported[-1] == left) is (left is not None)


def test_one_file_of_an_ending_is_named_and_not_its_ending() -> None:
    paths = (*(f"lib/{i}.map" for i in range(9)), "lib/x.log")
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/a.js"))
    assert reported[1:] == ["    lib/x.log", "    lib/**/*.map"] or reported[1:] == [
        "    lib/**/*.map",
        "    lib/x.log",
    ]


def test_a_directory_of_one_bad_file_is_not_left_out_as_a_whole() -> None:
    """What the next build puts beside it would go with it."""
    paths = tuple(f"lib/{i}/x{i}.{i}" for i in range(9))
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/a.js"))
    assert sorted(reported[1:]) == sorted(f"    {path}" for path in paths)


def test_one_bad_file_beside_a_bad_directory_is_named_by_itself() -> None:
    paths = ("lib/a/one.x", *(f"lib/c/{i}.{i}" for i in range(9)))
    reported = advice(FixAction.EXCLUDE, *paths, files=(*paths, "lib/a.js"))
    assert sorted(reported[1:]) == ["    lib/a/one.x", "    lib/c/"]


def test_one_kind_of_credential_is_named_and_two_are_not() -> None:
    assert "revoke the npm token" in advice(FixAction.ROTATE, ".env")[0]
    artifact = Artifact("dist/a-1.tgz", "a-1.tgz", Kind.NPM, 1)
    found = [
        Judged(
            Finding("secret", f"{kind}.js", "x", fix=Fix(FixAction.ROTATE), evidence=Evidence.of(kind, "abcdefgh")),
            Level.ERROR,
            "f" * 32,
        )
        for kind in ("npm-token", "private-key")
    ]
    [step, *_] = Advice(Result(artifact, Package(), (), ())).steps(found)
    assert "revoke what was exposed" in step.say
