"""Real packages over three releases each: a policy made from the first, and what the next two ask for.

Usage: ``python -m bench.releases PLACE [NAME ...]``

PLACE keeps the downloads. For each package: a check of the first release, ``pkglint init``, every exception that it
proposes taken over with a reason, then the next two releases by that policy. Printed are the findings at warning or
above before the policy, the exceptions taken over, and the groups of findings that every release is the first to have,
one edit each: whether an edit is right, a person has to judge. Needs pip and npm with their registries.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PYTHON = ("attrs", "black", "fastapi", "jupyterlab", "numpy", "plotly")
NODE = ("eslint", "firebase", "monaco-editor", "prettier", "prisma", "zod")
REASON = "Looked at, and meant to ship"
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def fetched(name: str, place: Path) -> list[Path]:
    """The directories of three consecutive releases, the oldest first."""
    here = sorted((d for d in place.glob("[0-9]*") if any(d.iterdir())), key=lambda d: numbers(d.name))
    if len(here) >= 3:
        return here[:3]
    if name in PYTHON:
        said = run(sys.executable, "-m", "pip", "index", "versions", name)
        versions = said.partition("Available versions: ")[2].splitlines()[0].split(", ")
    else:
        versions = json.loads(run("npm", "view", name, "versions", "--json"))
    versions = sorted((v for v in versions if re.fullmatch(r"\d+(?:\.\d+)+", v)), key=numbers)[-3:]
    for version in versions:
        target = place / version
        target.mkdir(parents=True, exist_ok=True)
        if name in PYTHON:
            pip = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:")
            run(*pip, "-d", str(target), f"{name}=={version}")
        else:
            run("npm", "pack", "--silent", "--pack-destination", str(target), f"{name}@{version}")
    return [place / version for version in versions]


def without_size(group: str) -> str:
    return re.sub(r" +(?:[\d,]+ files?, )?[\d.,]+ [kMG]?B$", "", group)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


class Project:
    """A directory with a policy and the artifacts of one release."""

    def __init__(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        (root / ".git").mkdir(parents=True)
        self.root = root

    def put(self, release: Path) -> None:
        shutil.rmtree(self.root / "dist", ignore_errors=True)
        shutil.copytree(release, self.root / "dist")

    def groups(self) -> list[str]:
        """The groups of findings at warning or above, as the report shows them."""
        report = self.pkglint("check", "-v", "--fail-on", "never")
        heads = re.findall(r"(?m)^  (error|warning|NOT LINTED) +(\S.*)$", report)
        return [f"{level} {' '.join(rest.split())}" for level, rest in heads]

    def pkglint(self, *words: str) -> str:
        return run(sys.executable, "-m", "pkglint", *words, cwd=self.root)

    def adopt(self) -> int:
        """``init``, with every exception that it proposes taken over. Returns how many."""
        self.pkglint("init")
        policy = self.root / ".pkglint.yaml"
        head, mark, proposed = policy.read_text("utf-8").partition("# ignore:\n")
        lines = [line.removeprefix("# ") for line in proposed.splitlines()]
        taken = "".join(f"{re.sub('reason:$', f'reason: {REASON}', line)}\n" for line in lines)
        policy.write_text(head + ("ignore:\n" + taken if mark else ""), "utf-8")
        return taken.count(REASON)


def main() -> None:
    place = Path(sys.argv[1]).resolve()
    edits = 0
    for name in (*PYTHON, *NODE):
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        releases = fetched(name, place / name)
        project = Project(place / name / "project")
        project.put(releases[0])
        before = project.groups()
        taken = project.adopt()
        print(f"{name} {releases[0].name}: {len(before)} groups, {taken} exceptions, left: {project.groups()}")
        seen: set[str] = set()
        for release in releases[1:]:
            project.put(release)
            asked = [group for group in project.groups() if without_size(group) not in seen]
            seen |= {*map(without_size, asked)}
            edits += len(asked)
            print(f"    {release.name}: {len(asked)} edits", *(f"\n        {each}" for each in asked), flush=True)
    print(f"{edits} edits in all")


if __name__ == "__main__":
    main()
