"""Building the corpus, linting it with the installed pkglint, and comparing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.breadth.model import ASIDE, LEVELS, WANTED, Expectation
from bench.breadth.pack import build, place


@dataclass(frozen=True)
class Outcome:
    """An expectation, whether it was met, and what was said of its file: (rule, level, message)."""

    expected: Expectation
    met: bool
    said: tuple[tuple[str, str, str], ...]


def write(corpus: Iterable[Expectation], folder: Path) -> dict[str, Expectation]:
    """Build every artifact into the folder; the expectations by file name."""
    written: dict[str, Expectation] = {}
    for one in corpus:
        filename, packed = build(one)
        if filename in written:
            raise ValueError(f"{one.id} and {written[filename].id} have the same name")
        (folder / filename).write_bytes(packed)
        written[filename] = one
    return written


def lint(folder: Path, jobs: int) -> dict[str, dict[str, Any]]:
    """What pkglint says of the folder, by file name; raises CalledProcessError when it could not run."""
    command = [sys.executable, "-m", "pkglint", "check", "--no-config", "--no-progress", "--format", "json"]
    done = subprocess.run(
        [*command, "--jobs", str(jobs), str(folder)], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode not in (0, 1, 3):
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout[-500:], done.stderr[-2000:])
    return {Path(result["path"]).name: result for result in json.loads(done.stdout)["artifacts"]}


def concerns(one: Expectation, finding: Mapping[str, Any]) -> bool:
    """Whether a finding speaks of the file: of itself, of its inside, of a directory above, or of the manifest."""
    member = place(one, one.files[0].path)
    # A report shows what nobody can read in a name as its number.
    member = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in member)
    names = {member} if one.kind == "wheel" else {member, member.partition("/")[2]}
    said = finding["member"] or finding["path"]
    if not said:
        return member.rpartition("/")[2] in ("package.json", "METADATA", "PKG-INFO")
    above = said.endswith("/") and any(name.startswith(said) for name in names)
    return above or said in names or said.startswith(tuple(name + mark for name in names for mark in "!/"))


def judge(one: Expectation, result: Mapping[str, Any]) -> Outcome:
    """Compare what was said of an artifact with what is expected of its file."""
    about = [finding for finding in result["findings"] if concerns(one, finding)]
    if one.rules:
        counted = [finding for finding in about if finding["rule"] in one.rules]
    else:
        counted = [finding for finding in about if finding["rule"] not in ASIDE]
    highest = max((LEVELS[finding["level"]] for finding in counted), default=0)
    met = highest < LEVELS["warning"] if one.level == "quiet" else highest >= LEVELS[WANTED[one.level]]
    return Outcome(one, met, tuple((f["rule"], f["level"], f["message"]) for f in about))


def measure(corpus: Iterable[Expectation], folder: Path, jobs: int) -> list[Outcome]:
    """Build, lint, judge; in the order of the corpus."""
    written = write(corpus, folder)
    results = lint(folder, jobs)
    unread = [one.id for name, one in written.items() if results[name]["reason"]]
    if unread:
        raise ValueError(f"not linted: {', '.join(unread)}")
    return [judge(one, results[name]) for name, one in written.items()]
