"""A release is refused when its tag, its version, its changelog and its documents do not agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks import CHECKS, main, words
from tools.release import problems

GOOD = {
    "pkglint/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": "## [Unreleased]\n\n## [1.2.3] - 2026-11-21\n",
    "README.md": "uses: pkglint/pkglint@v1.2.3\n",
    "docs/recipes.md": "rev: v1.2.3\n",
}


def tree(place: Path, **changed: str) -> Path:
    for name, text in {**GOOD, **{key.replace("__", "/") + ".md": text for key, text in changed.items()}}.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    return place


def test_what_agrees_may_be_released(tmp_path: Path) -> None:
    assert problems("v1.2.3", tree(tmp_path)) == []


@pytest.mark.parametrize(
    ("tag", "changed", "said"),
    [
        ("v1.2.4", {}, "the tag is v1.2.4, the version is 1.2.3"),
        ("1.2.3", {}, "the tag is 1.2.3, the version is 1.2.3"),
        ("v1.2.3", {"CHANGELOG": "## [Unreleased]\n"}, "CHANGELOG.md has no heading '## [1.2.3] - YYYY-MM-DD'"),
        ("v1.2.3", {"README": "uses: pkglint/pkglint@v1.2.2\n"}, "README.md names v1.2.2"),
        ("v1.2.3", {"docs__recipes": "rev: v1.2\n"}, "docs/recipes.md names v1.2"),
    ],
)
def test_what_does_not_agree_is_named(tmp_path: Path, tag: str, changed: dict[str, str], said: str) -> None:
    assert problems(tag, tree(tmp_path, **changed)) == [said]


def test_the_release_runs_everything_before_it_publishes() -> None:
    text = (Path(__file__).parents[1] / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert text.index("tools/release.py") < text.index(".ci/run") < text.index("needs: check")
    assert text.index("needs: build") < text.index("gh-action-pypi-publish")


def test_commands_are_expanded_and_unknown_checks_refused(capsys: pytest.CaptureFixture[str]) -> None:
    [workflows] = [check for check in CHECKS if check.name == "workflows"]
    assert any("release.yml" in word for command in workflows.commands for word in words(command))
    assert main(["lint", "lnit"]) == 2
    assert "no check is called lnit" in capsys.readouterr().out
