"""The action's step, run from the YAML by a stand-in runner, in green, red and hostile workspaces."""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.model import Kind
from tests.action import runner

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
HOOK: dict[str, str | bytes] = {"demo/__init__.py": "", "evil.pth": "import os; os.system('true')\n"}
CLEAN: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n"}

# On Windows the first bash on the path may be that of WSL; the gate job of CI runs the action itself there.
pytestmark = pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="composite actions run in bash")


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RUNNER_TEMP of a job."""
    return tmp_path_factory.mktemp("runner-temp")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The action where nothing has to be installed."""
    return runner.installed(ACTION, tmp_path_factory.mktemp("action"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "work space"
    (place / "dist").mkdir(parents=True)
    (place / ".git").mkdir()
    return place


def put(workspace: Path, files: dict[str, str | bytes], kind: Kind = Kind.WHEEL) -> Path:
    name, data = build(kind, files)
    path = workspace / "dist" / name
    path.write_bytes(data)
    return path


def commands(log: str) -> list[str]:
    """The workflow commands that the runner would act on: those outside of stop-commands."""
    active, token, found = True, "", []
    for line in log.splitlines():
        stop = re.match(r"::stop-commands::(\w+)$", line)
        if stop and active:
            active, token = False, stop[1]
        elif line == f"::{token}::" and not active:
            active = True
        elif active and re.match(r"\s*::|.*##\[", line):
            found.append(line)
    assert active, "commands stay switched off"
    return found


def test_clean(workspace: Path, temp: Path) -> None:
    artifact = put(workspace, CLEAN)
    outcome = runner.run(ACTION, {}, workspace, temp)
    assert outcome.code == 0, outcome.log
    assert outcome.outputs["result"] == "pass"
    assert outcome.outputs["exit-code"] == "0"
    assert outcome.outputs["artifacts"] == "1"
    assert outcome.outputs["errors"] == "0"
    assert outcome.outputs["digests"] == f"{hashlib.sha256(artifact.read_bytes()).hexdigest()}  {artifact.name}"
    assert json.loads(Path(outcome.outputs["report"]).read_text())["summary"]["exit_code"] == 0
    assert artifact.name in outcome.summary
    assert "Not compared with a commit: the working directory is no checkout of git." in outcome.log
    assert commands(outcome.log) == []


def test_findings(workspace: Path, temp: Path) -> None:
    put(workspace, HOOK)
    inputs = {"sarif-file": "out/pkglint.sarif", "json-file": "out/p.json", "html-file": "out/p.html"}
    outcome = runner.run(ACTION, inputs, workspace, temp)
    assert outcome.code == 1
    assert outcome.outputs["result"] == "fail"
    assert outcome.outputs["errors"] == "1"
    assert outcome.outputs["sarif-file"] == "out/pkglint.sarif"
    assert json.loads((workspace / "out/pkglint.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((workspace / "out/p.json").read_text())["schema"] == 1
    assert outcome.outputs["html-file"] == "out/p.html"
    assert "<h1>Do not publish</h1>" in (workspace / "out/p.html").read_text()
    assert "| Path | Files | Size | |" in outcome.summary
    assert [c for c in commands(outcome.log) if c.startswith("::error")]
    assert "evil.pth" in outcome.summary


def test_lists_and_counts(workspace: Path, temp: Path, installed: Path) -> None:
    put(workspace, HOOK)
    reports = "junit=out/p.xml\n\n  digests=out/linted.txt"
    lists = {"preset": "strict\nclosed-source", "select": "pth-hook, env-file\nbytecode", "ignore": "bytecode"}
    outcome = runner.run(installed, {**lists, "reports": reports, "limit": "max-members=99"}, workspace, temp)
    assert outcome.code == 1, outcome.log
    counts = [outcome.outputs[name] for name in ("errors", "warnings", "infos", "ignored", "not-linted")]
    assert counts == ["1", "0", "0", "0", "0"]
    assert "evil.pth" in (workspace / "out/p.xml").read_text()
    assert (workspace / "out/linted.txt").read_text().strip() == outcome.outputs["digests"]
    report = json.loads(Path(outcome.outputs["report"]).read_text())
    assert report["policy"]["presets"] == ["strict", "closed-source"]


def test_nothing_to_lint_may_be_allowed(workspace: Path, temp: Path, installed: Path) -> None:
    outcome = runner.run(installed, {"allow-empty": "true"}, workspace, temp)
    assert (outcome.code, outcome.outputs["artifacts"]) == (0, "0")
    assert runner.run(installed, {"allow-empty": "yes"}, workspace, temp).code == 2


def test_it_builds_first(workspace: Path, temp: Path, tmp_path: Path) -> None:
    name, data = build(Kind.NPM, {"index.js": "1;\n"})
    (workspace / "made.tgz").write_bytes(data)
    (workspace / "package.json").write_text('{"name": "demo", "version": "1.0.0"}')
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\ncp made.tgz "$3/{name}"\n')
    npm.chmod(0o755)
    path = f"{npm.parent}{os.pathsep}{os.environ['PATH']}"
    outcome = runner.run(ACTION, {"build": "npm"}, workspace, temp, path=path)
    assert (outcome.code, outcome.outputs["artifacts"]) == (0, "1"), outcome.log
    assert name in outcome.outputs["digests"]


def test_a_checkout_is_compared_with_and_the_summary_shows_what_changed(workspace: Path, temp: Path) -> None:
    files: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n", "demo/a.py": "A = 1\n"}
    old, data = build(Kind.WHEEL, files, version="0.9")
    (workspace / "previous").mkdir()
    (workspace / "previous" / old).write_bytes(data)
    put(workspace, {**files, "demo/evil.py": "B = 1\n", "demo/table.bin": "1\n"})
    for path, text in files.items():
        (workspace / path).parent.mkdir(exist_ok=True)
        (workspace / path).write_text(str(text))
    shutil.rmtree(workspace / ".git")
    for line in (
        ("init", "-q"),
        ("add", "demo"),
        ("-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm1"),
    ):
        subprocess.run(["git", *line], cwd=workspace, check=True)
    outcome = runner.run(ACTION, {"against": "previous"}, workspace, temp)
    report = json.loads(Path(outcome.outputs["report"]).read_text())
    (artifact,) = report["artifacts"]
    assert [each["kind"] for each in artifact["compared_with"]] == ["release", "tree"]
    assert {f["path"] for f in artifact["findings"] if f["rule"] == "untracked-file"} == {
        "demo/evil.py",
        "demo/table.bin",
    }
    assert outcome.outputs["result"] == "fail"
    assert "What changed: demo 0.9 -&gt; 1.0 (wheel)" in outcome.summary
    assert "| new kind of file | + | .bin |" in outcome.summary
    assert "| Path | Files | Size | |" in outcome.summary


def test_the_tree_to_compare_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    step = runpy.run_path(str(ROOT / "action" / "main.py"), run_name="step")
    monkeypatch.chdir(tmp_path)
    for given, taken in (("none", ""), ("", ""), ("False", ""), ("sub@v1", "sub@v1"), ("auto", "")):
        monkeypatch.setenv("PKGLINT_ACTION_SOURCE", given)
        assert step["source"]() == taken
    subprocess.run(["git", "init", "-q"], check=True)
    assert step["source"]() == "", "there is no commit yet"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert step["source"]() == "", "there is no git"


def test_a_directory_of_wheels_takes_the_place_of_an_index(
    workspace: Path, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace, CLEAN)
    inputs = {"wheels": "kept/wheels"}
    assert runner.run(ACTION, inputs, workspace, temp).code == 0
    held = sorted((workspace / "kept/wheels").glob("*.whl"))
    assert len(held) >= 5
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    assert runner.run(ACTION, inputs, workspace, temp).code == 0
    held[0].write_bytes(held[1].read_bytes())
    outcome = runner.run(ACTION, inputs, workspace, temp)
    assert (outcome.code, outcome.outputs["result"]) == (3, "error"), "a wheel that somebody changed is not installed"


def test_fail_on_never_reports_and_passes(workspace: Path, temp: Path, installed: Path) -> None:
    put(workspace, HOOK)
    outcome = runner.run(installed, {"fail-on": "never", "annotations": "false", "summary": "false"}, workspace, temp)
    assert (outcome.code, outcome.outputs["errors"], outcome.summary) == (0, "1", "")
    assert commands(outcome.log) == []


def test_not_linted_is_an_error(workspace: Path, temp: Path, installed: Path) -> None:
    (workspace / "dist/x-1.0-py3-none-any.whl").write_text("not a zip")
    outcome = runner.run(installed, {}, workspace, temp)
    assert outcome.code == 3
    assert outcome.outputs["result"] == "error"


def test_nothing_to_lint_is_an_error(workspace: Path, temp: Path, installed: Path) -> None:
    outcome = runner.run(installed, {}, workspace, temp)
    assert (outcome.code, outcome.outputs["result"]) == (3, "error")
    assert "nothing to lint" in outcome.log


def test_no_python(workspace: Path, temp: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "bash").symlink_to(shutil.which("bash") or "")
    outcome = runner.run(ACTION, {}, workspace, temp, path=str(tools))
    assert (outcome.code, outcome.outputs["result"], outcome.outputs["exit-code"]) == (2, "error", "2")
    assert "No Python 3.10" in outcome.log


def test_chosen_python(workspace: Path, temp: Path) -> None:
    put(workspace, CLEAN)
    assert runner.run(ACTION, {"python": sys.executable}, workspace, temp).code == 0
    assert runner.run(ACTION, {"python": "/no/such/python"}, workspace, temp).code == 2


def test_hostile_workspace_is_not_imported(workspace: Path, temp: Path) -> None:
    put(workspace, CLEAN)
    trap = "import pathlib; pathlib.Path(__file__).with_suffix('.pwned').touch()\n"
    names = ("click", "yaml", "pathspec", "tabulate", "packaging", "pkglint", "json", "hashlib", "sitecustomize", "pip")
    for name in names:
        (workspace / f"{name}.py").write_text(trap)
    outcome = runner.run(ACTION, {}, workspace, temp)
    assert outcome.code == 0, outcome.log
    assert not list(workspace.glob("*.pwned"))


def test_a_planted_environment_is_not_used(workspace: Path, temp: Path) -> None:
    """A build step of the same job can write to RUNNER_TEMP: no name there is trusted."""
    put(workspace, HOOK)
    assert runner.run(ACTION, {}, workspace, temp).code == 1
    for python in temp.glob("pkglint-*/bin/python"):
        python.unlink()
        python.write_text("#!/bin/sh\nexit 0\n")
        python.chmod(0o755)
        (python.parent.parent / "pkglint-ready").touch()
    assert runner.run(ACTION, {}, workspace, temp).code == 1


def test_what_pip_is_set_to_do_elsewhere_does_not_count(
    workspace: Path, temp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace, CLEAN)
    for name, text in (("DRY_RUN", "1"), ("ROOT", str(tmp_path / "root")), ("TARGET", str(tmp_path / "target"))):
        monkeypatch.setenv(f"PIP_{name}", text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    outcome = runner.run(ACTION, {}, workspace, temp)
    assert outcome.code == 0, outcome.log
    assert not (tmp_path / "root").exists()


def copy_of_the_action(place: Path) -> Path:
    for name in ("action", "pkglint"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(ACTION, place))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("pkglint/__main__.py", "raise ImportError", "No environment for pkglint could be made"),
        ("pkglint/cli/__init__.py", "raise ImportError", "ended with exit code 1 and wrote no report"),
        ("pkglint/cli/check.py", "raise SystemExit(1)", "ended with exit code 1 and wrote no report"),
        ("pkglint/cli/check.py", "import os; os.kill(os.getpid(), 9)", "ended with exit code -9"),
        ("action/requirements.txt", "click==0.0.1 --hash=sha256:" + "0" * 64, "No environment for pkglint"),
    ],
)
def test_a_tool_that_does_not_start_has_not_linted(
    workspace: Path, temp: Path, tmp_path: Path, path: str, text: str, said: str
) -> None:
    put(workspace, CLEAN)
    action = copy_of_the_action(tmp_path)
    (tmp_path / path).write_text(text + "\n")
    outcome = runner.run(action, {}, workspace, temp)
    assert (outcome.code, outcome.outputs["result"], outcome.outputs["exit-code"]) == (3, "error", "3")
    assert said in outcome.log


def test_an_old_pip_is_left_alone(workspace: Path, temp: Path, tmp_path: Path) -> None:
    """Before 22.3, as on Ubuntu 22.04, pip cannot install into another environment: that one gets its own."""
    put(workspace, CLEAN)
    action = copy_of_the_action(tmp_path)
    main = tmp_path / "action/main.py"
    main.write_text(
        main.read_text("utf-8").replace("def interpreter(", "pip_version = lambda: (22, 0)\n\n\ndef interpreter(")
    )
    outcome = runner.run(action, {}, workspace, temp)
    assert outcome.code == 0, outcome.log
    (pip,) = (path for path in temp.glob("pkglint-python-*/bin/pip3") if path.stat().st_mtime >= main.stat().st_mtime)
    assert pip.is_file()


RECIPE = next(
    block
    for block in re.findall(r"run: \|\n((?: {10}.*\n)+)", (ROOT / "docs/recipes.md").read_text("utf-8"))
    if "sha256sum" in block
)


@pytest.mark.skipif(sys.platform != "linux", reason="the recipe is one for runners with GNU find")
def test_the_recipe_lets_nothing_out_that_was_not_linted(workspace: Path) -> None:
    artifact = put(workspace, CLEAN)
    line = f"{hashlib.sha256(artifact.read_bytes()).hexdigest()}  {artifact.name}"

    def passes(digests: str) -> bool:
        done = subprocess.run(
            [*runner.BASH, "-c", RECIPE], cwd=artifact.parent, env={**os.environ, "DIGESTS": digests}, check=False
        )
        return done.returncode == 0

    assert passes(line)
    assert passes(f"{line}\n{line}"), "a path that was given twice"
    extra = artifact.parent / "evil-1.0.zip"
    extra.write_text("")
    assert not passes(line)
    assert not passes(f"{line}\n{line}"), "two lines for one name make no room for a file that nobody linted"
    extra.unlink()
    artifact.write_bytes(b"")
    assert not passes(line)


HOSTILE_INPUTS = [
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "dist\n$(touch pwned)",
    "--config=/etc/passwd",
    "-o/tmp/pkglint-should-not-exist",
    "::set-output name=result::pass",
    "%0A::error::x",
]


@pytest.mark.parametrize("text", HOSTILE_INPUTS)
def test_hostile_paths(workspace: Path, temp: Path, installed: Path, text: str) -> None:
    put(workspace, CLEAN)
    outcome = runner.run(installed, {"paths": text}, workspace, temp)
    assert outcome.code in {2, 3}
    assert outcome.outputs["result"] == "error"
    assert not (workspace / "pwned").exists()
    assert not Path("/tmp/pkglint-should-not-exist").exists()
    assert commands(outcome.log) == []


@pytest.mark.parametrize("name", ["config", "preset", "fail-on", "build", "reports", "annotations", "python"])
@pytest.mark.parametrize("text", ["$(touch pwned)", "a\nresult=pass\nb", "'\"`"])
def test_hostile_other_inputs(workspace: Path, temp: Path, installed: Path, name: str, text: str) -> None:
    put(workspace, HOOK)
    outcome = runner.run(installed, {name: text}, workspace, temp)
    assert outcome.code != 0
    assert outcome.outputs["result"] != "pass"
    assert not (workspace / "pwned").exists()


def test_hostile_member_names(workspace: Path, temp: Path, installed: Path) -> None:
    names = ["::error::pwned", "##[error]pwned", "##[add-mask]a", "a\n::warning::pwned", "\x1b[2J.pth", "\u202egnp.pth"]
    put(workspace, {**CLEAN, **{f"{name}/.env": "PASSWORD=hunter2hunter2\n" for name in names}})
    outcome = runner.run(installed, {}, workspace, temp)
    assert outcome.code in {1, 3}
    assert not any(re.match(r"::(error|warning)::pwned|##\[", c) for c in commands(outcome.log))
    for text in (outcome.log, outcome.summary):
        assert not re.search(r"[\x00-\x08\x0b-\x1a\u202a-\u202e]", text)
        assert not re.search(r"##\[", text)
        assert not re.search(r"^::(warning|error)::pwned", text, re.MULTILINE)
        assert "hunter2" not in text


def test_requirements_are_the_dependencies() -> None:
    """Every run-time dependency of pyproject.toml is locked with hashes, and nothing else."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[>=;\s]", spec)[0] for spec in project["dependencies"]}
    lock = (ROOT / "action/requirements.txt").read_text("utf-8")
    locked = set(re.findall(r"^([a-z]+)==", lock, re.MULTILINE))
    assert locked - {"colorama"} == wanted
    assert lock.count("--hash=sha256:") > len(locked)


def run_blocks() -> list[str]:
    """Every shell script that stands in the action or in a workflow."""
    steps = list(runner.load(ACTION)["runs"]["steps"])
    for workflow in sorted((ROOT / ".github/workflows").glob("*.yml")):
        for job in runner.load(workflow)["jobs"].values():
            steps += job["steps"]
    return [step["run"] for step in steps if "run" in step]


@pytest.mark.parametrize("block", run_blocks())
def test_run_blocks_pass_shellcheck(block: str, tmp_path: Path) -> None:
    script = tmp_path / "step.sh"
    script.write_text(f"#!/usr/bin/env bash\n{block}\n")
    shellcheck = Path(sys.executable).with_name("shellcheck.exe" if os.name == "nt" else "shellcheck")
    done = subprocess.run([str(shellcheck), str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "${{" not in block
