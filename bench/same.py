"""Whether two versions of pkglint judge the same artifacts the same way: everything but the wording is compared.

Usage::

    python bench/same.py BEFORE AFTER ARTIFACT...
    python bench/same.py --save DIRECTORY CHECKOUT ARTIFACT...

BEFORE and AFTER are each a checkout (it has a ``.venv`` with pkglint in it) or a directory that ``--save`` has filled
with one JSON report for each artifact. An ARTIFACT may be a directory. Of a finding the rule, level, path, member,
line, code and fingerprint are compared (``--no-fingerprints`` leaves those out); of an artifact what was read of it,
its status, the code why it was not linted, crashed rules, and how many members were not scanned. A line that begins
with ``-`` is only true before, one with ``+`` only after. The exit code is 1 when there is such a line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

BATCH = 20
ENDS = (".whl", ".tgz", ".tar.gz")
ABOUT = ("status", "reason_code", "kind", "name", "version", "size", "unpacked_size", "members", "visibility", "packer")

Facts = Counter[str]


def artifacts(arguments: Iterable[Path]) -> list[Path]:
    """The files that are named, and those in directories that are named: absolute paths, sorted, each once."""
    found: set[Path] = set()
    for path in arguments:
        found |= {p for p in path.rglob("*") if p.name.endswith(ENDS)} if path.is_dir() else {path}
    return sorted(p.resolve() for p in found)


def lint(checkout: Path, paths: list[Path], jobs: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each artifact's part of the JSON report, as the pkglint of this checkout writes it."""
    python = checkout / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for at in range(0, len(paths), BATCH):
        batch = paths[at : at + BATCH]
        command = [
            str(python),
            "-m",
            "pkglint",
            "check",
            "--no-config",
            "-j",
            str(jobs),
            "-f",
            "json",
            *map(str, batch),
        ]
        run = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
        try:
            report = json.loads(run.stdout)
        except ValueError:
            sys.exit(f"{checkout}: exit {run.returncode} and no report: {run.stderr[-500:]}")
        parts = {Path(part["path"]).name: part for part in report["artifacts"]}
        for path in batch:
            yield path, parts.get(path.name, {"status": f"missing from a report with exit {run.returncode}"})


def reports(source: Path, paths: list[Path], jobs: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The same from a checkout or from the files that ``--save`` has written."""
    if (source / ".venv").is_dir():
        yield from lint(source, paths, jobs)
        return
    for path in paths:
        saved = source / f"{path.name}.json"
        yield path, json.loads(saved.read_text("utf-8")) if saved.exists() else {"status": "not saved"}


def facts(part: dict[str, Any], fingerprints: bool) -> Facts:
    """What one part of a report says, without its wording."""
    found: Facts = Counter(f"{key} {json.dumps(part[key])}" for key in ABOUT if key in part)
    found.update(f"crash {crash['rule']}" for crash in part.get("crashes", ()))
    found.update(f"not scanned {json.dumps(item)}" for item in sorted(part.get("not_scanned", {}).items()))
    for where in ("findings", "ignored"):
        keys = ("level", "rule", "path", "member", "line", *(("fingerprint",) if fingerprints else ()))
        for finding in part.get(where, ()):
            text = " ".join(ascii(finding[key]).strip("'") for key in keys)
            found[f"{where} {text} {finding['details'].get('code', '')}".rstrip()] += 1
    return found


def compare(before: Path, after: Path, paths: list[Path], jobs: int, fingerprints: bool) -> int:
    """Print what differs, then sums by level and rule; how many artifacts differ."""
    differ = 0
    sums: Counter[str] = Counter()
    pairs = zip(reports(before, paths, jobs), reports(after, paths, jobs), strict=True)
    for (path, old_part), (_, new_part) in pairs:
        old, new = facts(old_part, fingerprints), facts(new_part, fingerprints)
        lines = [*(f"- {line}" for line in (old - new).elements()), *(f"+ {line}" for line in (new - old).elements())]
        if lines:
            differ += 1
            print(path.name, *(f"  {line}" for line in sorted(lines, key=lambda line: line[2:])), sep="\n", flush=True)
            sums.update(" ".join(line.split(" ")[: 4 if " findings " in line else 2]) for line in lines)
    print(f"\n{len(paths)} artifacts, {differ} differ")
    for line, count in sorted(sums.items(), key=lambda item: item[0][2:]):
        print(f"{count:6} {line}")
    return differ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", type=Path, metavar="DIRECTORY", help="write the reports of one checkout")
    parser.add_argument("--no-fingerprints", action="store_true", help="leave fingerprints out")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    arguments = parser.parse_args()
    first, *rest = arguments.paths
    if arguments.save:
        arguments.save.mkdir(parents=True, exist_ok=True)
        for path, part in lint(first, artifacts(rest), arguments.jobs):
            (arguments.save / f"{path.name}.json").write_text(json.dumps(part, indent=1), "utf-8")
        return
    paths = artifacts(rest[1:])
    sys.exit(bool(compare(first, rest[0], paths, arguments.jobs, not arguments.no_fingerprints)))


if __name__ == "__main__":
    main()
