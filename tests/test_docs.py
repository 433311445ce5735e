"""What is generated has not drifted, and what is written by hand names what exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import generate
from tools.checks import CHECKS

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_no_drift() -> None:
    assert generate.drift() == []


def test_architecture_is_one_screen_and_names_every_module() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    prose, _, modules = text.partition("<!-- modules: begin -->")
    assert len(prose.splitlines()) <= 60
    for path in (ROOT / "pkglint").rglob("*.py"):
        inside = path.relative_to(ROOT / "pkglint").parts
        if inside[0] != "rules" and path.stem != "__init__":
            assert path.stem in re.split(r"[\s`|.]+", modules), f"{path.name} is not on the map"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"(?s)```.*?```", "", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        own = re.match(
            r"https://(?:raw\.githubusercontent|github)\.com/pkglint/pkglint/(?:(?:blob|tree)/)?main/", target
        )
        if own:
            assert (ROOT / target[own.end() :].partition("#")[0]).exists(), f"{path.name} links to {target}"
        elif not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), f"{path.name} links to {target}"


def test_the_readme_links_by_address_only() -> None:
    """The index shows the README where no relative link leads anywhere."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith("https://")] == []
    assert len(text.splitlines()) <= 110


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_name_a_heading(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", path.read_text(encoding="utf-8")):
        local = re.sub(r"^https://github\.com/pkglint/pkglint/blob/main/", f"{ROOT.as_posix()}/", target)
        if not local.startswith("https:"):
            page = (path.parent / local).read_text(encoding="utf-8") if local else path.read_text(encoding="utf-8")
            headings = [re.sub(r"[^\w\- ]", "", line).strip() for line in re.findall(r"(?m)^#+ (.*)$", page)]
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, f"no heading for #{anchor}"


def test_nox_and_ci_run_what_the_list_says() -> None:
    """One list: nox makes its sessions of it, CI names checks that are in it, and all that is not by hand is run."""
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {check.name for check in CHECKS} == set(re.findall(r"(?m)^[*-] ([a-z]+)(?: |$)", listed))
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    [named] = re.findall(r"tools/checks\.py ([a-z ]+)\n", script)
    assert {*named.split(), "tests"} == {check.name for check in CHECKS if not check.by_hand}
    for name in re.findall(r"tools/checks\.py ([a-z ]+)", (ROOT / ".github/workflows/ci.yml").read_text("utf-8")):
        assert set(name.split()) <= {check.name for check in CHECKS}
