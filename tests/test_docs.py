"""What is generated has not drifted, and what is written by hand names what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import generate

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
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), f"{path.name} links to {target}"


def test_contributing_names_every_session() -> None:
    sessions = re.findall(r"(?m)^def ([a-z]+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"))
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {name for name in sessions if f"| `{name}` |" not in text} <= {"pythons"}
