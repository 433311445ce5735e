"""Artifacts of one release in one run: distinguished by name and version, compared once, judged by the policy."""

from __future__ import annotations

import io

import pytest

from fixtures.build import build
from fixtures.lint import TODAY, policy_of
from pkglint.engine import Source, check
from pkglint.model import Kind, Report
from pkglint.siblings import together

Files = dict[str, str | bytes]
SAME: Files = {"demo/a.py": "1\n"}
OTHER: Files = {"demo/a.py": "2\n"}
SDIST = build(Kind.SDIST, {"src/demo/a.py": "1\n"})


def source(filename: str, data: bytes) -> Source:
    return Source(filename, lambda: io.BytesIO(data))


def lint(*sources: Source, policy: str = "") -> Report:
    return check(sources, policy_of(policy), TODAY)


def said(report: Report) -> list[tuple[str, str, str, str | None]]:
    changes = ("sdist-mismatch", "wheels-differ")
    return [
        (result.artifact.filename, judged.finding.rule, str(judged.level), judged.finding.path)
        for result in report.results
        for judged in result.active
        if judged.finding.rule in changes
    ]


def wheel(files: Files, tag: str = "py3-none-any", version: str = "1.0") -> Source:
    return source(f"demo-{version}-{tag}.whl", build(Kind.WHEEL, files, version=version)[1])


@pytest.mark.parametrize("reverse", [False, True])
def test_each_wheel_against_the_sdist_in_whatever_order(reverse: bool) -> None:
    sources = [source(*SDIST), wheel(SAME, "py2-none-any"), wheel(OTHER)]
    report = lint(*(reversed(sources) if reverse else sources))
    found = [each for each in said(report) if each[1] == "sdist-mismatch"]
    assert found == [("demo-1.0-py3-none-any.whl", "sdist-mismatch", "error", "demo/a.py")]


def test_wheels_against_the_first() -> None:
    report = lint(wheel(SAME, "cp310-abi3-linux_x86_64"), wheel(OTHER, "cp310-abi3-win_amd64"))
    assert said(report) == [("demo-1.0-cp310-abi3-win_amd64.whl", "wheels-differ", "info", None)]


def test_other_releases_are_no_siblings() -> None:
    assert together(["a-1.0.tar.gz", "a-1.1-py3-none-any.whl", "b-1.0-py3-none-any.whl", "a-1.0.0.tgz"]) == set()
    assert together(["A_b-1.0.tar.gz", "a.b-1.0-py3-none-any.whl"]) == {"A_b-1.0.tar.gz", "a.b-1.0-py3-none-any.whl"}
    assert said(lint(source(*SDIST), wheel(OTHER, version="1.1"))) == []


def test_the_policy_judges_as_ever() -> None:
    pair = (source(*SDIST), wheel(OTHER))
    assert said(lint(*pair, policy="version: 1\nrules: {sdist-mismatch: none}\n")) == []
    ignore = "version: 1\nignore: [{rule: sdist-mismatch, paths: [demo/a.py], reason: it is patched on purpose}]\n"
    report = lint(*pair, policy=ignore)
    assert said(report) == []
    assert report.about_policy == ()
    assert [j.finding.rule for j in report.results[1].ignored] == ["sdist-mismatch"]


def test_a_sibling_that_cannot_be_read_is_not_compared_with() -> None:
    report = lint(source(SDIST[0], SDIST[1][:100]), wheel(OTHER))
    assert report.exit_code == 3
    assert said(report) == []
