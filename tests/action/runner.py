"""A stand-in for the GitHub runner: runs the steps of a composite action from its YAML, offline.

What it does as the runner does: every input is a string, ``${{ inputs.x }}`` and ``${{ steps.y.outputs.z }}`` are the
only expressions, run blocks go to ``bash -e -o pipefail`` as a file, outputs come from ``GITHUB_OUTPUT``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
BASH = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"]


@dataclass(frozen=True)
class Outcome:
    code: int
    outputs: dict[str, str]
    log: str
    summary: str


def load(action: Path) -> dict[str, Any]:
    """The action's YAML with every scalar as a string, as the runner takes it."""
    loaded: dict[str, Any] = yaml.load(action.read_text("utf-8"), Loader=yaml.BaseLoader)
    return loaded


def parse_outputs(text: str) -> dict[str, str]:
    """``GITHUB_OUTPUT`` in both of its forms, name=value and heredoc."""
    outputs, lines, at = {}, text.split("\n"), 0
    while at < len(lines):
        heredoc = re.match(r"([^=<]+)<<(.+)$", lines[at])
        if heredoc:
            end = lines.index(heredoc[2], at + 1)
            outputs[heredoc[1]] = "\n".join(lines[at + 1 : end])
            at = end
        elif "=" in lines[at]:
            name, _, value = lines[at].partition("=")
            outputs[name] = value
        at += 1
    return outputs


# The step as it is, but for the environment that it makes: what runs the tests has all that it would install.
_INSTALLED = """\
import importlib.util, sys
spec = importlib.util.spec_from_file_location("main", {main!r})
step = importlib.util.module_from_spec(spec)
spec.loader.exec_module(step)
step.interpreter = lambda temp: {python!r}
sys.exit(step.main())
"""


def installed(action: Path, place: Path) -> Path:
    """A copy of the action below ``place`` that installs nothing: for all that is not about how it is installed."""
    (place / "action").mkdir(parents=True, exist_ok=True)
    main = _INSTALLED.format(main=str(action.parent / "action" / "main.py"), python=sys.executable)
    (place / "action" / "main.py").write_text(main, "utf-8")
    copy = place / action.name
    copy.write_bytes(action.read_bytes())
    return copy


def run(action: Path, inputs: dict[str, str], workspace: Path, temp: Path, path: str | None = None) -> Outcome:
    """Run the action's one step in ``workspace``; ``path`` replaces PATH."""
    spec = load(action)
    unknown = set(inputs) - set(spec["inputs"])
    assert not unknown, f"not an input: {unknown}"
    values = {name: inputs.get(name, text.get("default", "")) for name, text in spec["inputs"].items()}
    (step,) = spec["runs"]["steps"]
    assert "uses" not in step
    assert "${{" not in step["run"]

    def expand(text: str, outputs: dict[str, str]) -> str:
        def one(match: re.Match[str]) -> str:
            parts = match[1].split(".")
            return values[parts[1]] if parts[0] == "inputs" else outputs.get(parts[3], "")

        return EXPRESSION.sub(one, text)

    temp.mkdir(parents=True, exist_ok=True)
    files = {name: temp / f"runner-{name}" for name in ("output", "env", "path", "step_summary")}
    for file in files.values():
        file.write_text("")
    script = temp / "step.sh"
    script.write_text(step["run"], "utf-8")
    scrubbed = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "PYTEST_"))}
    env = {
        **scrubbed,
        **{f"GITHUB_{name.upper()}": str(file) for name, file in files.items()},
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(action.parent),
        "GITHUB_WORKSPACE": str(workspace),
        "RUNNER_TEMP": str(temp),
        **{name: expand(text, {}) for name, text in step["env"].items()},
    }
    if path is not None:
        env["PATH"] = path
    cwd = workspace / expand(step["working-directory"], {})
    done = subprocess.run([*BASH, str(script)], cwd=cwd, env=env, capture_output=True, check=False)
    outputs = parse_outputs(files["output"].read_text("utf-8"))
    exposed = {name: expand(text["value"], outputs) for name, text in spec["outputs"].items()}
    log = (done.stdout + done.stderr).decode("utf-8")
    return Outcome(done.returncode, exposed, log, files["step_summary"].read_text("utf-8"))
