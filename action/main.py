"""The step of the GitHub Action: standard library only, run with ``python -I`` in the workspace.

Makes a virtual environment under ``RUNNER_TEMP`` from hash-locked requirements, runs pkglint from the action's own
checkout in it, and hands the outcome to the runner: log, annotations, job summary, outputs. Inputs come through the
environment, never through a shell. Nothing is imported from the workspace: it is what is being judged.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "action" / "requirements.txt"
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pkglint.__main__ import main; main()"
LEVELS = ("", "error", "warning", "info", "never")


class InputError(Exception):
    """An input that cannot be used. ``str()`` is one sentence that says which and why."""


def value(name: str) -> str:
    """An input by its name in action.yml."""
    return os.environ.get("PKGLINT_ACTION_" + name.upper().replace("-", "_"), "").strip()


def flag(name: str) -> bool:
    """An input that must be ``true`` or ``false``."""
    text = value(name).lower()
    if text not in {"true", "false"}:
        raise InputError(f"the input '{name}' must be true or false, not {json.dumps(text)}")
    return text == "true"


def say(text: str) -> None:
    """Write to the log at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def error(message: str) -> None:
    """Write an error annotation; the text is made safe for the runner's command syntax."""
    safe = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    say(f"::error title=pkglint::{safe}")


def append(variable: str, text: str) -> None:
    """Append to one of the runner's files; without a runner there is none and nothing to do."""
    name = os.environ.get(variable)
    if name:
        with Path(name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


def output(name: str, text: str) -> None:
    """Set an output; the random delimiter keeps any text from setting another one."""
    mark = f"pkglint_{secrets.token_hex(16)}"
    append("GITHUB_OUTPUT", f"{name}<<{mark}\n{text}\n{mark}\n")


def clean_environment() -> dict[str, str]:
    """The environment of the child: no inputs, nothing that makes Python load code from elsewhere."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("PKGLINT_ACTION_")}
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def interpreter() -> str:
    """The Python of the virtual environment for these requirements, made on first use in a job."""
    temp = Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir())
    stamp = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = temp / f"pkglint-{stamp}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "pkglint-ready"
    if ready.is_file():
        return str(python)
    environment = clean_environment()
    has_pip = not subprocess.run(
        [sys.executable, "-I", "-m", "pip", "--version"], capture_output=True, check=False
    ).returncode
    subprocess.run(
        [sys.executable, "-I", "-m", "venv", "--clear", *(["--without-pip"] if has_pip else []), str(home)],
        check=True,
        env=environment,
    )
    pip = [sys.executable, "-I", "-m", "pip", "--python", str(python)] if has_pip else [str(python), "-I", "-m", "pip"]
    install = ["install", "--quiet", "--no-input", "--require-hashes", "--only-binary=:all:", "--no-deps"]
    subprocess.run([*pip, *install, "-r", str(REQUIREMENTS)], check=True, env=environment, stdout=sys.stderr.fileno())
    ready.touch()
    return str(python)


def arguments(reports: Path) -> list[str]:
    """The command line of ``pkglint check`` for the inputs. Raises :class:`InputError`."""
    fail_on = value("fail-on")
    if fail_on not in LEVELS:
        raise InputError(f"the input 'fail-on' must be error, warning, info or never, not {json.dumps(fail_on)}")
    args = ["check", "--no-progress"]
    args += [f"--{name}={value(name)}" for name in ("config", "preset", "fail-on") if value(name)]
    wanted = {"json": reports / "report.json", "digests": reports / "digests.txt"}
    if flag("annotations"):
        wanted["github"] = reports / "annotations.txt"
    if flag("summary"):
        wanted["markdown"] = reports / "summary.md"
    args += [f"--report={name}={path}" for name, path in wanted.items()]
    for name, form in (("sarif-file", "sarif"), ("json-file", "json")):
        if value(name):
            args.append(f"--report={form}={value(name)}")
    paths = [line.strip() for line in value("paths").splitlines() if line.strip()]
    return [*args, "--", *paths]


def lint(python: str, args: list[str]) -> int:
    """Run pkglint; what it prints goes to the log with the runner's commands switched off."""
    token = secrets.token_hex(16)
    say(f"::stop-commands::{token}")
    try:
        return subprocess.run(
            [python, "-I", "-c", BOOT, str(ROOT), *args], check=False, env=clean_environment()
        ).returncode
    finally:
        say(f"::{token}::")


def hand_over(reports: Path, code: int) -> None:
    """Annotations, summary and outputs from the reports that were written."""
    for name, variable in (("annotations.txt", ""), ("summary.md", "GITHUB_STEP_SUMMARY")):
        path = reports / name
        if path.is_file():
            text = path.read_text("utf-8")
            append(variable, text) if variable else say(text.rstrip("\n"))
    report = reports / "report.json"
    summary = json.loads(report.read_text("utf-8"))["summary"] if report.is_file() else {}
    digests = reports / "digests.txt"
    results = {0: "pass", 1: "fail"}
    output("result", results.get(code, "error"))
    output("exit-code", str(code))
    for name in ("artifacts", "errors", "warnings"):
        output(name, str(summary.get(name, "")))
    output("report", str(report) if report.is_file() else "")
    output("sarif-file", value("sarif-file"))
    output("digests", digests.read_text("utf-8").rstrip("\n") if digests.is_file() else "")


def main() -> int:
    """Run the step; the exit code is pkglint's own."""
    temp = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    reports = Path(tempfile.mkdtemp(prefix="pkglint-report-", dir=temp))
    try:
        args = arguments(reports)
        python = interpreter()
    except InputError as problem:
        error(str(problem))
        hand_over(reports, 2)
        return 2
    except (OSError, subprocess.CalledProcessError) as problem:
        error(f"No environment for pkglint could be made, so nothing was linted ({type(problem).__name__}): see above.")
        hand_over(reports, 3)
        return 3
    code = lint(python, args)
    hand_over(reports, code)
    return code


if __name__ == "__main__":
    sys.exit(main())
