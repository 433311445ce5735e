"""``check --source``: every file against what git has committed, whatever state the repository is in."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run

FILES: dict[str, str | bytes] = {"demo/__init__.py": "A = 1\n", "demo/b.py": "B = 2\n", "demo/c.txt": "text\n"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


def git(directory: str, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false")
    allowed = ("-c", "protocol.file.allow=always", "-c", "core.autocrlf=false")
    done = subprocess.run(
        ["git", "-C", directory, *identity, *allowed, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def repository(name: str = "repo", files: dict[str, str] | None = None, *options: str) -> Path:
    path = Path(name)
    path.mkdir()
    git(name, "init", "-q", *options)
    commit(path, files if files is not None else {f"src/{path}": str(text) for path, text in FILES.items()})
    return path


def commit(path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(text.encode())
    git(str(path), "add", "-f", *files)
    git(str(path), "commit", "-qm", "x")


def put(files: dict[str, str | bytes], kind: str = "wheel") -> None:
    filename, data = build(kind, files)
    Path("dist").mkdir(exist_ok=True)
    Path("dist", filename).write_bytes(data)


def check(source: str, *more: str) -> int:
    return run(["check", "--no-config", "--no-progress", "-f", "json", "--source", source, *more, "dist"])


def findings(capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str, str]]:
    report = json.loads(capsys.readouterr().out)
    return {(f["rule"], f["level"], f["path"]) for artifact in report["artifacts"] for f in artifact["findings"]}


CHANGED: dict[str, str | bytes] = {**FILES, "demo/b.py": "B = 3\n", "demo/new.py": "N = 1\n"}
SAID = {("modified-file", "error", "demo/b.py"), ("untracked-file", "error", "demo/new.py")}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_one_changed_one_added(capsys: pytest.CaptureFixture[str], algorithm: str) -> None:
    repository("repo", None, f"--object-format={algorithm}")
    put(FILES)
    assert check("repo") == 0
    assert findings(capsys) == set()
    put(CHANGED)
    assert check("repo") == 1
    assert findings(capsys) == SAID


def test_head_counts_and_changes_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    path = repository()
    (path / "src/demo/b.py").write_text("B = 3 + 4\n")
    (path / "src/demo/new.py").write_text("N = 1\n")
    put(CHANGED)
    assert check("repo") == 1
    captured = capsys.readouterr()
    assert "1 file in the working tree differs from HEAD" in captured.err
    assert '"untracked-file"' in captured.out
    git("repo", "add", "-A")
    assert check("repo", "-q") == 1
    assert capsys.readouterr().err == ""


def test_another_commit_a_worktree_and_a_detached_head(capsys: pytest.CaptureFixture[str]) -> None:
    path = repository()
    git("repo", "tag", "first")
    commit(path, {"src/demo/b.py": "B = 3\n", "src/demo/new.py": "N = 1\n"})
    put(CHANGED)
    assert check("repo") == 0
    assert check("repo@first") == 1
    git("repo", "worktree", "add", "-q", "--detach", "../tree", "first")
    capsys.readouterr()
    assert check("tree") == 1
    assert findings(capsys) == SAID


def test_a_shallow_and_a_sparse_clone_are_enough(capsys: pytest.CaptureFixture[str]) -> None:
    path = repository()
    commit(path, {"README": "x\n"})
    git(".", "clone", "-q", "--depth", "1", "--no-checkout", f"file://{path.resolve()}", "clone")
    git("clone", "sparse-checkout", "set", "--no-cone", "/README")
    git("clone", "checkout", "-q")
    assert not Path("clone/src").exists()
    put(FILES)
    assert check("clone") == 0
    assert "working tree" not in capsys.readouterr().err


def test_a_partial_clone_fetches_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    path = repository()
    git("repo", "config", "uploadpack.allowFilter", "true")
    git(".", "clone", "-q", "--no-checkout", "--filter=tree:0", f"file://{path.resolve()}", "clone")
    put(FILES)
    assert check("clone") == 3
    assert "nothing was linted: --source clone: git" in capsys.readouterr().err


def test_submodules(capsys: pytest.CaptureFixture[str]) -> None:
    inner = repository("inner", {"new.py": "N = 1\n"})
    path = repository()
    git("repo", "submodule", "add", "-q", str(inner.resolve()), "src/demo/inner")
    git("repo", "commit", "-qm", "y")
    put({**FILES, "demo/inner/new.py": "N = 1\n"})
    assert check("repo") == 0
    assert capsys.readouterr().err == ""
    git(".", "clone", "-q", str(path.resolve()), "clone")
    assert check("clone") == 0  # a warning: the directory holds nothing of the tree
    captured = capsys.readouterr()
    assert "submodule src/demo/inner is not checked out" in captured.err
    assert '"untracked-file"' in captured.out


def test_a_file_that_git_ignores_is_no_exception(capsys: pytest.CaptureFixture[str]) -> None:
    repository("repo", {"m4/a.m4": "1\n", "m4/.gitignore": "build-to-host.m4\n", "pyproject.toml": "\n"})
    put({"m4/a.m4": "1\n", "pyproject.toml": "\n", "m4/build-to-host.m4": "2\n"}, "sdist")
    assert check("repo") == 1
    assert ("untracked-file", "error", "m4/build-to-host.m4") in findings(capsys)


def test_line_endings_and_version_files(capsys: pytest.CaptureFixture[str]) -> None:
    tree = {f"src/{path}": str(text) for path, text in FILES.items()}
    settings = '[tool.hatch.build.hooks.vcs]\nversion-file = "src/demo/_version.py"\n'
    repository("repo", {**tree, "src/demo/c.txt": "text\r\n", "pyproject.toml": settings})
    put({**FILES, "demo/b.py": "B = 2\r\n", "demo/_version.py": "1\n"})
    assert check("repo") == 0
    assert findings(capsys) == set()


def test_what_git_lfs_keeps_is_known_by_its_digest(capsys: pytest.CaptureFixture[str]) -> None:
    import hashlib

    data = bytes(range(256)) * 10
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(data).hexdigest()}\nsize 2560\n"
    tree = {f"src/{path}": str(text) for path, text in FILES.items()}
    repository("repo", {**tree, "src/demo/d.bin": pointer, ".gitattributes": "*.bin filter=lfs\n"})
    put({**FILES, "demo/d.bin": data})
    assert check("repo") == 0
    put({**FILES, "demo/d.bin": data + b"1"})
    capsys.readouterr()
    assert check("repo") == 1
    assert findings(capsys) == {("modified-file", "error", "demo/d.bin")}
    put({**FILES, "demo/d.bin": pointer})
    assert check("repo") == 0
    assert findings(capsys) == {("modified-file", "warning", "demo/d.bin")}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("nowhere", "is not a directory"),
        ("empty", "git rev-parse"),
        ("repo@nothing", "the repository has no commit 'nothing'"),
        ("unborn", "the repository has no commit 'HEAD'"),
        ("repo@--all", "is no commit"),
    ],
)
def test_no_tree(capsys: pytest.CaptureFixture[str], source: str, why: str) -> None:
    repository()
    Path("empty").mkdir()
    Path("unborn").mkdir()
    git("unborn", "init", "-q")
    put(FILES)
    assert check(source) == 3
    captured = capsys.readouterr()
    assert "nothing was linted: --source" in captured.err
    assert why in captured.err
    assert not captured.out


def test_no_git(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    repository()
    put(FILES)
    monkeypatch.setenv("PATH", "")
    assert check("repo") == 3
    assert "git was not found" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
def test_nothing_of_a_repository_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting that names a program names one that leaves a trace; so do all hooks, and the user's settings."""
    path = repository("repo", {"src/demo/__init__.py": "A = 1\n", ".gitattributes": "* filter=evil diff=evil\n"})
    trap, trace = Path("trap.sh").resolve(), Path("trace").resolve()
    trap.write_text(f'#!/bin/sh\necho "$0 $@" >> {trace}\nexit 0\n')
    trap.chmod(0o755)
    settings: tuple[str, ...] = (
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "diff.external",
    )
    settings += ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv")
    settings += ("diff.evil.command", "credential.helper", "gpg.program", "core.gitProxy", "uploadpack.packObjectsHook")
    settings += ("pager.ls-tree", "alias.ls-tree", "alias.cat-file", "alias.ls-files", "core.alternateRefsCommand")
    for setting in settings:
        git("repo", "config", setting, f"!{trap}" if setting.startswith("alias") else str(trap))
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (path / ".git/hooks" / hook).write_text(trap.read_text())
        (path / ".git/hooks" / hook).chmod(0o755)
    (path / "src/demo/__init__.py").write_text("A = 12345\n")
    home = Path("home")
    home.mkdir()
    (home / ".gitconfig").write_text(f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n")
    monkeypatch.setenv("HOME", str(home.resolve()))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(trap))
    put({"demo/__init__.py": "A = 1\n"})
    assert check("repo") == 0
    assert "working tree" in capsys.readouterr().err
    assert not trace.exists(), trace.read_text()


def test_what_packers_write_into_scripts_and_around_compiled_modules(capsys: pytest.CaptureFixture[str]) -> None:
    glue = 'from .fast import *\n\n__doc__ = fast.__doc__\nif hasattr(fast, "__all__"):\n    __all__ = fast.__all__'
    repository("repo", {"bin/demo": "#!/usr/bin/env python\nrun()\n", "src/demo/a.py": "A = 1\n"})
    files: dict[str, str | bytes] = {"demo/a.py": "A = 1\n", "fast/fast.abi3.so": b"\x7fELF" + bytes(80)}
    script = "demo-1.0.data/scripts/demo"
    put({**files, script: "#!python\nrun()\n", "fast/__init__.py": glue})
    assert check("repo") == 0
    assert findings(capsys) == set()
    put({**files, script: "#!python\nrun(1)\n", "fast/__init__.py": glue + "\nrun()\n"})
    check("repo")
    assert {path for _, _, path in findings(capsys)} == {"fast", "demo-1.0.data"}


def test_what_setuptools_writes_for_a_namespace_is_known_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    repository()
    line = (
        "import sys, types, os;has_mfs = sys.version_info > (3, 5);"
        "p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('demo',))\n"
    )
    put({**FILES, "demo-1.0-py3.11-nspkg.pth": line})
    check("repo", "--select", "untracked-file,modified-file")
    assert findings(capsys) == set()
    put({**FILES, "demo-1.0-py3.11-nspkg.pth": line + "import demo.evil\n"})
    check("repo", "--select", "untracked-file,modified-file")
    assert findings(capsys) == {("untracked-file", "error", "demo-1.0-py3.11-nspkg.pth")}
