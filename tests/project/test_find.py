"""The project of an artifact, and the files that its members come from."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from pkglint.model import Kind
from pkglint.project.find import project_of
from pkglint.project.trace import sources, tracked


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    return root


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nname = "Acme.Tool"\n'),
        ("pyproject.toml", '[tool.poetry]\nname = "acme_tool"\n'),
        ("setup.cfg", "[metadata]\nname = acme-tool\n"),
    ],
)
def test_a_python_project_is_known_by_its_normal_name(tmp_path: Path, name: str, text: str) -> None:
    tree(tmp_path, {".git/HEAD": "", name: text})
    wheel = tmp_path / "dist/acme_tool-1-py3-none-any.whl"
    assert project_of(Kind.WHEEL, "acme_tool", wheel, tmp_path) == tmp_path
    assert project_of(Kind.WHEEL, "other", wheel, tmp_path) is None
    assert project_of(Kind.NPM, "acme_tool", wheel, tmp_path) is None


def test_a_package_of_a_workspace_is_found_from_its_root_and_from_below(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            ".git/HEAD": "",
            "package.json": '{"name": "root", "private": true}',
            "packages/ui/package.json": '{"name": "@demo/ui"}',
            "node_modules/ui/package.json": '{"name": "@demo/core"}',
            "pyproject.toml": "broken = ",
        },
    )
    tarball = tmp_path / "dist/demo-ui-1.tgz"
    assert project_of(Kind.NPM, "@demo/ui", tarball, tmp_path) == tmp_path / "packages/ui"
    assert project_of(Kind.NPM, "@demo/ui", tarball, tmp_path / "packages/ui") == tmp_path / "packages/ui"
    assert project_of(Kind.NPM, "@demo/core", tarball, tmp_path) is None


def test_outside_of_a_checkout_nobody_looks_above(tmp_path: Path) -> None:
    tree(tmp_path, {"package.json": '{"name": "demo"}', "sub/readme": ""})
    assert project_of(Kind.NPM, "demo", tmp_path / "demo-1.tgz", tmp_path) == tmp_path
    assert project_of(Kind.NPM, "demo", tmp_path / "sub/demo-1.tgz", tmp_path / "sub") is None


def wanted(path: str, text: str) -> dict[str, tuple[str, int]]:
    return {path: (hashlib.sha256(text.encode()).hexdigest(), len(text.encode()))}


def test_a_member_is_known_by_its_bytes_and_the_nearest_name(tmp_path: Path) -> None:
    names = ("other/a/x.env", "src/a/x.env", "build/lib/a/x.env", "lib/y.env")
    tree(tmp_path, dict.fromkeys(names, "same") | {"src/a/z": "else"})
    git = frozenset({"src/a/x.env"})
    assert sources(tmp_path, wanted("a/x.env", "same"), git) == {"a/x.env": "src/a/x.env"}
    assert sources(tmp_path, wanted("y.env", "same"), git) == {"y.env": "lib/y.env"}
    assert sources(tmp_path, wanted("q.env", "same"), git) == {}
    assert sources(tmp_path, wanted("a/z", "with other line ends"), git) == {"a/z": "src/a/z"}


def test_only_what_git_holds_is_tracked(tmp_path: Path) -> None:
    tree(tmp_path, {"pkg/.env": "x", "pkg/new": "y"})
    assert tracked(tmp_path) == frozenset()
    for command in (["init", "-q"], ["add", "pkg/.env"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert tracked(tmp_path) == {"pkg/.env"}
    assert tracked(tmp_path / "pkg") == {".env"}


def test_no_program_of_the_checkout_is_started(tmp_path: Path) -> None:
    for command in (["init", "-q"], ["config", "core.fsmonitor", "touch ran; false"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    tree(tmp_path, {"a": "x"})
    tracked(tmp_path)
    assert not (tmp_path / "ran").exists()
