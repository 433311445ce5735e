"""Retell incidents on their true predecessors, and write the second table of docs/incidents.md.

Usage: ``python bench/incidents.py PLACE``

PLACE is a directory where the predecessors are kept and the releases are made; nothing of it belongs into git. Needs
pip and npm with their registries, and git. Each release is linted four ways by the command: alone, against the last
release, with the lock of the last release, and against a repository that holds the files of the last release. The same
is done with a release that has the new version and nothing else: there nothing may be reported.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fixtures.build import build, default_filename  # noqa: E402 - the repository's root is added above
from fixtures.retold import RETOLD, Files, Retelling, after, before, bumped, committed  # noqa: E402
from pkglint.model import Kind  # noqa: E402

PAGE = ROOT / "docs" / "incidents.md"
BEGIN, END = "<!-- compared: begin -->\n", "<!-- compared: end -->\n"
WAYS = ("alone", "release", "lock", "commit")
CHANGES = {path.stem.replace("_", "-") for path in (ROOT / "pkglint" / "rules" / "changes").glob("[a-z]*.py")}


def fetched(reported: Retelling, place: Path) -> Path:
    """The predecessor as its registry has it."""
    folder = place / "before" / f"{reported.name.replace('/', '-')}-{reported.was}"
    if not folder.is_dir():
        folder.mkdir(parents=True)
        if reported.kind is Kind.WHEEL:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", "."]
            command = [*pip, f"{reported.name}=={reported.was}"]
        else:
            command = ["npm", "pack", "--silent", "--ignore-scripts", f"{reported.name}@{reported.was}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (path,) = folder.iterdir()
    return path


def members(path: Path) -> Files:
    """The files of an artifact by logical path."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    found = {}
    with tarfile.open(path) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file:
                found[member.name.partition("/")[2]] = file.read()
    return found


def put(folder: Path, reported: Retelling, files: Files, version: str, filename: str | None = None) -> None:
    """Write an artifact of these files, and no other, to ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    filename, data = build(reported.kind, files, name=reported.name, version=version, filename=filename, level=6)
    (folder / filename).write_bytes(data)


def repository(folder: Path, files: Files) -> None:
    """A repository with one commit of these files, although some of them may be ignored."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "core.autocrlf=false"]
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "The release"]):
        subprocess.run([*git, *command], check=True, capture_output=True)


def pkglint(folder: Path, *arguments: str) -> str:
    """What the command writes to standard output."""
    command = [sys.executable, "-m", "pkglint", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True).stdout


def findings(folder: Path, way: str, dist: str) -> set[tuple[str, str]]:
    """Rule and level of what is reported of the artifact in ``dist``, from warnings up."""
    more = {"alone": ["--no-lock"], "release": ["--no-lock", "--against", "old"], "lock": []}
    options = more.get(way, ["--no-lock", "--source", "repository"])
    report = json.loads(pkglint(folder, "check", "--no-config", "-q", "-f", "json", *options, dist))
    (artifact,) = report["artifacts"]
    if artifact["status"] == "not-linted":
        raise SystemExit(f"{folder}: {artifact}")
    return {(f["rule"], f["level"]) for f in artifact["findings"] if f["level"] != "info"}


def retell(reported: Retelling, place: Path) -> dict[str, set[tuple[str, str]]]:
    """What each way reports of the incident, beyond what is reported alone."""
    folder = place / reported.case
    path = fetched(reported, place) if reported.on else None
    old = members(path) if path else before(reported)
    name = path.name if path else default_filename(reported.kind, reported.name, reported.was)
    put(folder / "old", reported, old, reported.was, name)
    renamed = name.replace(reported.was, reported.version)
    put(folder / "dist", reported, bumped(reported, after(reported, old)), reported.version, renamed)
    put(folder / "clean", reported, bumped(reported, old), reported.version, renamed)
    repository(folder / "repository", committed(bumped(reported, old)))
    pkglint(folder, "lock", "--update", "old")
    clean = {way: findings(folder, way, "clean") for way in WAYS}
    noise = [(way, each) for way in WAYS for each in clean[way] - clean["alone"]]
    if noise:
        raise SystemExit(f"{reported.case}: a clean release is reported: {noise}")
    found = {way: findings(folder, way, "dist") for way in WAYS}
    return {way: found[way] - (clean["alone"] if way == "alone" else found["alone"]) for way in WAYS}


def row(reported: Retelling, found: dict[str, set[tuple[str, str]]]) -> str:
    """One row of the table."""
    cells = [", ".join(f"{rule} ({level})" for rule, level in sorted(found[way])) or "nothing" for way in WAYS]
    title = reported.story.story.partition(".  ")[0].partition(", ")[0].partition("(")[0].strip()
    over = f"{reported.on} {reported.was}" if reported.on else "one made for it"
    return f"| {title} | {over} | {' | '.join(cells)} |"


def main(place: Path) -> None:
    """Retell all and write the table."""
    rows = ["| incident | laid over | alone | last release | lock | commit |", "| --- | --- | --- | --- | --- | --- |"]
    for reported in RETOLD:
        kept = place / f"{reported.case}.row"  # An interrupted run goes on where it ended.
        if not kept.is_file():
            kept.write_text(row(reported, retell(reported, place)), encoding="utf-8")
        rows.append(kept.read_text(encoding="utf-8"))
        print(rows[-1], flush=True)
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}" + "\n".join(rows) + f"\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
