"""Workspaces: which packages they hold, which tool packs each, and where the tarballs lie afterwards."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind
from pkglint.project.build import BuildError, plan
from pkglint.project.workspace import members

# Writes what it was called with beside a tarball that it makes where it is told to.
TOOL = """#!/bin/sh
[ "$1" = --version ] && echo 4.9.1 && exit 0
echo "$(basename "$0") $* in $(basename "$PWD")" >> "$CALLS"
for last; do
  case "$last" in *.tgz) out=$(dirname "$last") ;; /*) out=$last ;; esac
done
cp "$MADE" "$out/$(basename "$PWD")-1.0.0.tgz"
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path


def package(path: str, **more: object) -> None:
    Path(path).mkdir(parents=True, exist_ok=True)
    name = {"name": f"@demo/{path.rpartition('/')[2]}", "version": "1.0.0"} if path != "." else {}
    Path(path, "package.json").write_text(json.dumps({**name, **more}))


def names(root: str = ".") -> dict[str, str]:
    return {each.root.as_posix(): each.private for each in members(Path(root)) or ()}


def five() -> None:
    for name in ("core", "ui", "cli"):
        package(f"packages/{name}")
    package("packages/inner", private=True)
    package("packages/node_modules/left-pad")
    package("examples/app", private=True)
    package("tools/gen")


def test_a_workspace_is_what_its_patterns_name() -> None:
    five()
    package(".", private=True, workspaces=["./packages/*", "examples/**", "!packages/c*"])
    assert names() == {
        ".": "private",
        "examples/app": "private",
        "packages/inner": "private",
        "packages/ui": "",
    }
    package(".", workspaces={"packages": ["packages/{ui,cli}/", "packages/[!a-t]*"], "nohoist": ["**"]})
    assert list(names()) == [".", "packages/cli", "packages/ui"]
    package(".", workspaces="packages/*")
    assert names() == {".": "it has no name and version"}
    assert members(Path("packages/ui")) is None


def test_stars_in_a_row_cost_no_more_than_one() -> None:
    package("packages/" + "/".join("abcdefg"))
    package(".", workspaces=["packages/" + "**/" * 40 + "x", "packages/" + "**/" * 40 + "g"])
    assert list(names()) == [".", "packages/a/b/c/d/e/f/g"]


def test_pnpm_lists_its_packages_in_a_file_that_may_hold_settings_only() -> None:
    five()
    package(".", private=True)
    listing = Path("pnpm-workspace.yaml")
    listing.write_text("packages:\n  - 'packages/*'\n  - '!**/inner'\n")
    assert list(names()) == [".", "packages/cli", "packages/core", "packages/ui"]
    listing.write_text("onlyBuiltDependencies: [esbuild]\n")
    assert members(Path()) is None
    listing.write_text("packages: [\n")
    assert names() == {".": "private"}, "a broken list names no package, and the root is not one"


def test_uv_builds_what_has_a_build_system_and_may_be_published() -> None:
    system = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    for name, more in (("a", ""), ("b", 'classifiers = ["Private :: Do Not Upload"]\n'), ("c", ""), ("d", "")):
        Path("libs", name).mkdir(parents=True)
        text = f'[project]\nname = "demo-{name}"\nversion = "1.0"\n{more}' + (system if name != "d" else "")
        Path("libs", name, "pyproject.toml").write_text(text)
    Path("pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/c"]\n')
    assert names() == {
        ".": "it is no package to be built",
        "libs/a": "",
        "libs/b": "private",
        "libs/d": "it is no package to be built",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="the tools of this test are shell scripts")
@pytest.mark.parametrize(
    ("tool", "lock", "line"),
    [
        ("npm", "package-lock.json", "npm pack --pack-destination OUT"),
        ("pnpm", "pnpm-lock.yaml", "pnpm pack --pack-destination OUT"),
        ("yarn", "yarn.lock", "yarn pack --out OUT/demo-NAME-1.0.0.tgz"),
        ("bun", "bun.lock", "bun pm pack --destination OUT"),
    ],
)
def test_one_command_packs_every_package_with_the_tool_of_the_workspace(
    tool: str, lock: str, line: str, place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    five()
    package(".", private=True, workspaces=["packages/*"])
    Path(lock).write_text("")
    (place / "bin").mkdir()
    (place / "bin" / tool).write_text(TOOL)
    (place / "bin" / tool).chmod(0o755)
    (place / "made.tgz").write_bytes(build(Kind.NPM, {"index.js": "1;\n"})[1])
    monkeypatch.setenv("PATH", str(place / "bin"), prepend=":")
    monkeypatch.setenv("CALLS", str(place / "calls"))
    monkeypatch.setenv("MADE", str(place / "made.tgz"))
    assert run(["check", "--build", "auto", "--keep", "../out", "-f", "concise"]) == 0
    reported = capfd.readouterr()
    assert "note: @demo/inner is not built: private" in reported.err
    calls = (place / "calls").read_text().replace(str(place / "out"), "OUT").splitlines()
    assert calls == [f"{line.replace('NAME', name)} in {name}" for name in ("cli", "core", "ui")]
    assert run(["check", "--build", "auto", "packages/[ic]*", "-q"]) == 0, "a glob names what is not private"
    assert len((place / "calls").read_text().splitlines()) == 3 + 2


def test_what_cannot_be_built_is_said() -> None:
    five()
    package(".", private=True, workspaces=["examples/*"])
    with pytest.raises(BuildError, match="@demo/app is left out"):
        plan(["."], "auto")
    with pytest.raises(BuildError, match="matches no directory with a project"):
        plan(["nothing/*"], "auto")
    assert [job.tool for job in plan(["packages/*"], "auto").jobs] == ["npm"] * 3
    assert [job.project.as_posix() for job in plan(["packages/inner"], "npm").jobs] == ["packages/inner"]


def test_idle_options_of_a_build_are_usage_errors(capsys: pytest.CaptureFixture[str]) -> None:
    package("packages/ui")
    assert run(["check", "--build", "auto", "packages/ui", "--no-isolation"]) == 2
    assert "--no-isolation has no effect: only npm packages are built" in capsys.readouterr().err
    Path("pyproject.toml").write_text('[project]\nname = "a"\nversion = "1"\n')
    assert run(["check", "--build", "auto", "--ignore-scripts"]) == 2
    assert "--ignore-scripts has no effect: only Python packages are built" in capsys.readouterr().err


def test_tarballs_are_found_where_the_tools_leave_them(capsys: pytest.CaptureFixture[str]) -> None:
    five()
    package(".", private=True, workspaces=["packages/*"])
    data = build(Kind.NPM, {"index.js": "1;\n"})[1]
    lies = ("demo-ui-1.0.0.tgz", "packages/core/demo-core-v1.0.0.tgz", "packages/cli/package.tgz")
    for path in (*lies, "demo-ui-0.9.0.tgz", "packages/core/other-1.0.0.tgz"):
        Path(path).write_bytes(data)
    assert run(["check", "-f", "json"]) == 0
    found = [each["path"].replace("\\", "/") for each in json.loads(capsys.readouterr().out)["artifacts"]]
    assert sorted(found) == sorted(lies)
    Path("dist").mkdir()
    Path("dist/demo-ui-1.0.0.tgz").write_bytes(data)
    assert run(["check", "-f", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["artifacts"]) == 1, "what lies in dist is what is meant"
