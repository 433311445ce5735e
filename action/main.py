"""The step of the GitHub Action: standard library only, run with ``python -I`` in the workspace.

Makes a virtual environment in a new directory under ``RUNNER_TEMP`` from hash-locked requirements, runs pkglint from
the action's own checkout in it, and hands the outcome to the runner: log, annotations, job summary, outputs. Inputs
come through the environment, never through a shell. Nothing is imported from the workspace: it is what is being judged.
"""

from __future__ import annotations

import json
import os
import platform
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "action" / "requirements.txt"
BUILDER = ROOT / "action" / "requirements-build.txt"
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pkglint.__main__ import main; main()"
# `pip --python` came with pip 22.3; Ubuntu 22.04 has 22.0.
PIP_WITH_PYTHON = (22, 3)
# Where packages come from is the runner's affair. Where they go and whether they are installed at all is not.
PIP_KEPT = frozenset(
    "PIP_" + name
    for name in (
        *("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "TRUSTED_HOST", "CERT", "CLIENT_CERT", "PROXY"),
        *("CONFIG_FILE", "CACHE_DIR", "NO_CACHE_DIR", "RETRIES", "TIMEOUT", "DEFAULT_TIMEOUT", "KEYRING_PROVIDER"),
    )
)
CODES = frozenset({0, 1, 2, 3, 4, 130})
DEFAULT_PATH = "dist"
# Inputs that are options of `pkglint check` as they are: with one value, or with one per line.
SINGLE = ("config", "fail-on", "build", "baseline")
REPEATED = ("preset", "select", "ignore", "limit", "against")
# What the input `source` may say instead of a directory.
AUTO, NONE = "auto", ("", "none", "false")
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


def lines(name: str) -> list[str]:
    """An input with one value per line."""
    return [line.strip() for line in value(name).splitlines() if line.strip()]


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
    """The environment of the child: no inputs, nothing that makes Python load code or pip install elsewhere."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("PYTHON", "PKGLINT_ACTION_")) and (not name.startswith("PIP_") or name in PIP_KEPT)
    }
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def pip_version() -> tuple[int, int]:
    """The version of this Python's pip; (0, 0) where there is none."""
    command = [sys.executable, "-I", "-m", "pip", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_environment())
    found = re.match(r"pip (\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found and not done.returncode else (0, 0)


def interpreter(temp: str) -> str:
    """The Python of a new virtual environment for these requirements.

    Its directory is made for this step and has no name that an earlier step of the job could know.
    """
    home = Path(tempfile.mkdtemp(prefix="pkglint-python-", dir=temp))
    python = str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    environment = clean_environment()
    from_outside = pip_version() >= PIP_WITH_PYTHON
    bare = ["--without-pip"] if from_outside else []
    subprocess.run([sys.executable, "-I", "-m", "venv", *bare, str(home)], check=True, env=environment)
    pip = [sys.executable, "-I", "-m", "pip", "--python", python] if from_outside else [python, "-I", "-m", "pip"]
    wanted = ["-r", str(REQUIREMENTS), *(["-r", str(BUILDER)] if value("build") else [])]
    locked = ["--quiet", "--no-input", "--require-hashes", "--only-binary=:all:", "--no-deps", *wanted]
    # Python compiles what one run imports; pip would compile all of it.
    install = [*pip, "install", "--no-compile", *locked]
    if value("wheels"):
        wheels([*pip, "download", *locked], install, environment)
    else:
        subprocess.run(install, check=True, env=environment, stdout=sys.stderr.fileno())
    # What a configuration file made of the installation is seen here, not taken for findings later.
    subprocess.run([python, "-I", "-c", BOOT, str(ROOT), "--version"], check=True, env=environment, capture_output=True)
    return python


def wheels(download: list[str], install: list[str], environment: dict[str, str]) -> None:
    """Install from the directory of wheels, filled first where one is missing; every wheel is checked by its hash.

    A cache may be written by others: what it holds is no more than wheels, of which no other is installed.
    """
    place = Path(value("wheels")).resolve()
    place.mkdir(parents=True, exist_ok=True)
    offline = [*install, "--no-index", f"--find-links={place}"]
    first = subprocess.run(offline, check=False, env=environment, capture_output=True)
    if first.returncode:
        stderr = sys.stderr.fileno()
        subprocess.run([*download, f"--dest={place}"], check=True, env=environment, stdout=stderr)
        subprocess.run(offline, check=True, env=environment, stdout=stderr)


def source() -> str:
    """The tree to compare with: the one that is named, or the working directory when git knows a commit of it."""
    named = value("source")
    if named != AUTO:
        return "" if named.lower() in NONE else named
    command = ["git", "-c", "safe.directory=*", "rev-parse", "--verify", "--quiet", "HEAD^{commit}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=clean_environment())
        known = done.returncode == 0
    except OSError:
        known = False
    if not known:
        say("Not compared with a commit: the working directory is no checkout of git. The input `source` names one.")
    return "." if known else ""


def arguments(reports: Path) -> list[str]:
    """The command line of ``pkglint check`` for the inputs. Raises :class:`InputError`."""
    fail_on = value("fail-on")
    if fail_on not in LEVELS:
        raise InputError(f"the input 'fail-on' must be error, warning, info or never, not {json.dumps(fail_on)}")
    args = ["check", "--no-progress"]
    args += [f"--{name}={value(name)}" for name in SINGLE if value(name)]
    args += [f"--{name}={line}" for name in REPEATED for line in lines(name)]
    args += [f"--source={tree}"] if (tree := source()) else []
    args += ["--allow-empty"] if flag("allow-empty") else []
    wanted = {"json": reports / "report.json", "digests": reports / "digests.txt"}
    if flag("annotations"):
        wanted["github"] = reports / "annotations.txt"
    if flag("summary"):
        wanted["markdown"] = reports / "summary.md"
    args += [f"--report={name}={path}" for name, path in wanted.items()]
    for name, form in (("sarif-file", "sarif"), ("json-file", "json"), ("html-file", "html")):
        if value(name):
            args.append(f"--report={form}={value(name)}")
    args += [f"--report={line}" for line in lines("reports")]
    # What is built is a project: the place where artifacts lie by default is none.
    paths = [] if value("build") and lines("paths") == [DEFAULT_PATH] else lines("paths")
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
    for name in ("artifacts", "errors", "warnings", "infos", "ignored", "not-linted"):
        output(name, str(summary.get(name.replace("-", "_"), "")))
    output("report", str(report) if report.is_file() else "")
    for name in ("sarif-file", "html-file"):
        output(name, value(name))
    output("digests", digests.read_text("utf-8").rstrip("\n") if digests.is_file() else "")


def main() -> int:
    """Run the step; the exit code is pkglint's own."""
    temp = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    reports = Path(tempfile.mkdtemp(prefix="pkglint-report-", dir=temp))
    try:
        args = arguments(reports)
        python = interpreter(temp)
    except InputError as problem:
        error(str(problem))
        hand_over(reports, 2)
        return 2
    except (OSError, subprocess.CalledProcessError) as problem:
        this = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
        error(
            f"No environment for pkglint could be made with {this}, so nothing was linted "
            f"({type(problem).__name__}): see above. Add actions/setup-python with 3.10 to 3.14 before this step."
        )
        hand_over(reports, 3)
        return 3
    code = lint(python, args)
    if code not in CODES or (code < 2 and not (reports / "report.json").is_file()):
        # An interpreter that ends with 1 by itself, or by a signal, has found nothing: it has not linted.
        error(f"pkglint ended with exit code {code} and wrote no report, so nothing was linted: see above.")
        code = 3
    hand_over(reports, code)
    return code


if __name__ == "__main__":
    sys.exit(main())
