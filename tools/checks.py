"""The one list of checks, for nox, .ci/run, CI and CONTRIBUTING.md; without nox: ``python tools/checks.py lint types``.

A command is plain text; ``*`` in it is expanded, and a program is that of the environment whose Python runs this.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Check:
    """Commands that belong together. ``by_hand`` is left out of what runs without a name."""

    name: str
    about: str
    commands: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    by_hand: bool = False


CHECKS = (
    Check("lint", "Format, style, import contracts", ("ruff format --check .", "ruff check .", "lint-imports")),
    Check("types", "Strict types, tests included", ("mypy",)),
    Check("docs", "What is generated is what the code says", ("python tools/generate.py --check",)),
    Check(
        "workflows",
        "The action, the workflows and the hooks are valid and safe",
        (
            "zizmor --offline --quiet --persona=auditor action.yml .github",
            "check-jsonschema --builtin-schema vendor.github-actions action.yml",
            "check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml",
            "check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml",
            "pre-commit validate-manifest .pre-commit-hooks.yaml",
        ),
    ),
    Check(
        "site",
        "The documentation builds, and every link in it leads somewhere",
        ("mkdocs build --quiet --site-dir build/site",),
        {"NO_MKDOCS_2_WARNING": "1"},
    ),
    Check("tests", "The suite", ("pytest -n auto",)),
    Check(
        "hooks",
        "The hooks, in environments that pre-commit makes; downloads",
        ("pytest tests/hooks",),
        {"PKGLINT_NETWORK": "1"},
    ),
    Check("image", "The container image; needs hadolint", ("hadolint Dockerfile",), by_hand=True),
    Check("fuzz", "Damaged archives end in one of the typed outcomes", ("python bench/fuzz.py 20000",), by_hand=True),
    Check("bench", "Speed as a ratio to the standard library", ("python bench/structural.py",), by_hand=True),
)


def words(command: str) -> list[str]:
    """The words of a command, with ``*`` expanded from the repository's root."""
    expanded: list[str] = []
    for word in shlex.split(command):
        found = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(word)) if "*" in word else []
        expanded += found or [word]
    return expanded


def run(check: Check) -> bool:
    """Run the commands of a check, all of them even if one fails; whether all succeeded."""
    print(f"\n== {check.name}: {check.about}", flush=True)
    good = True
    for command in check.commands:
        program, *rest = words(command)
        path = sys.executable if program == "python" else str(Path(sysconfig.get_path("scripts"), program))
        print(f"$ {command}", flush=True)
        done = subprocess.run([path, *rest], cwd=ROOT, env={**os.environ, **check.environment}, check=False)
        good = good and done.returncode == 0
    return good


def table() -> str:
    """The list as CONTRIBUTING.md shows it."""
    rows = ["| check | what | commands |", "| --- | --- | --- |"]
    for check in CHECKS:
        prefix = "".join(f"{name}={value} " for name, value in check.environment.items())
        commands = "<br>".join(f"`{prefix}{command}`" for command in check.commands)
        rows.append(f"| `{check.name}` | {check.about} | {commands} |")
    return "\n".join(rows) + "\n"


def main(names: list[str]) -> int:
    """Run the named checks, or all that are not by hand; 1 if one fails, 2 for a name that is unknown."""
    known = {check.name: check for check in CHECKS}
    if unknown := set(names) - known.keys():
        print(f"no check is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 2
    chosen = [known[name] for name in names] or [check for check in CHECKS if not check.by_hand]
    failed = [check.name for check in chosen if not run(check)]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall green")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
