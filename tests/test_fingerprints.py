"""A finding keeps its name over a rebuild and a version bump, and no two packages share one."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind

FILES: dict[str, str | bytes] = {
    "demo/__init__.py": "",
    "demo/.env": "DB_PASSWORD=correct-horse-battery-staple\n",
    "demo/.git/config": "[core]\n",
    "demo/tokens.py": "A = '${fake:npm}'\nB = '${fake:github}'\n",
    "demo-1.0.data/purelib/demo.pth": "import os\n",
}


def names(kind: Kind, *, name: str = "demo", version: str = "1.0", level: int = 0, more: str = "") -> list[str]:
    """The fingerprints of one build, sorted; ``more`` is put in front of a file, so that lines and sizes move."""
    files = {path.replace("demo-1.0", f"{name}-{version}"): content for path, content in FILES.items()}
    files["demo/tokens.py"] = more + str(FILES["demo/tokens.py"])
    filename, data = build(kind, files, name=name, version=version, level=level)
    (result,) = lint(filename, data).results
    return sorted(judged.fingerprint for judged in result.active)


@pytest.mark.parametrize("kind", list(Kind))
def test_they_survive_a_rebuild_and_a_version_bump(kind: Kind) -> None:
    first = names(kind)
    assert len(first) >= 4
    assert len(set(first)) == len(first)
    assert names(kind, level=9, more="# a line\n\n") == first
    assert names(kind, version="2.0") == first


@pytest.mark.parametrize("kind", list(Kind))
def test_they_differ_between_packages_and_kinds(kind: Kind) -> None:
    others = {name for other in Kind if other is not kind for name in names(other)}
    assert not set(names(kind)) & (others | set(names(kind, name="another")))


def test_a_version_that_is_a_digit_is_not_every_digit() -> None:
    def one(version: str) -> list[str]:
        (result,) = lint(*build(Kind.SDIST, {"demo/a1.env": "DB_PASSWORD=correct-horse\n"}, version=version)).results
        return [judged.fingerprint for judged in result.active]

    assert one("1") == one("2") != []
