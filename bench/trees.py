"""Whether `check --source` is silent on artifacts that were built from the tree, and tells what is not in it.

Usage::

    python bench/trees.py built PLACE
    python bench/trees.py published PLACE DIRECTORY...

``built`` makes eight small projects below PLACE (see ``bench/trees_projects.py``), builds them with their own tools,
and checks what was built against the commit; then a file is changed and one added, and it is built and checked again.
Needs uv and npm with their registries, git and a C compiler. ``published`` looks in DIRECTORY for wheels whose sdist is
there, too: a repository is made from the sdist, without what its packer wrote, and the wheel is checked against it, as
it is, and with one module changed and one added. Nothing of PLACE belongs into git.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.trees_projects import PROJECTS, TAMPERED, built, tools  # noqa: E402 - the root is added above
from pkglint.metadata.names import normalize, split_sdist_name, split_wheel_name  # noqa: E402

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
RULES = ("modified-file", "untracked-file")


class Said(NamedTuple):
    """What was reported of one artifact: rule, level, and where."""

    rule: str
    level: str
    path: str


def commit(place: Path) -> None:
    """Make a repository of the directory, with one commit that is tagged."""
    for line in (("init", "-q"), ("add", "-A", "-f"), ("commit", "-qm", "x"), ("tag", "v1.0")):
        subprocess.run([*GIT, *line], cwd=place, check=True, stdout=subprocess.DEVNULL)


def checked(place: Path, artifacts: list[str], source: str = ".", policy: str = "") -> list[Said]:
    """What `check --source` reports of artifacts, by the rules about the tree."""
    command = [sys.executable, "-m", "pkglint", "check", "--no-lock", "--no-progress", "-f", "json", "--source", source]
    if policy:
        (place / ".pkglint.yaml").write_text(policy)
    done = subprocess.run(
        [*command, *([] if policy else ["--no-config"]), *artifacts], cwd=place, capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        return [Said("exit code", str(done.returncode), done.stderr.decode("utf-8", "replace")[-300:])]
    found = [f for artifact in json.loads(done.stdout)["artifacts"] for f in artifact["findings"]]
    return [Said(f["rule"], f["level"], f["path"] or "") for f in found if f["rule"] in RULES]


def pairs(directories: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Wheels with the sdist of the same release, one of each release."""
    wheels: dict[tuple[str, str], Path] = {}
    sdists: dict[tuple[str, str], Path] = {}
    for path in sorted(path for directory in directories for path in directory.rglob("*")):
        parts = split_wheel_name(path.name) or split_sdist_name(path.name)
        if parts and path.is_file():
            (wheels if path.suffix == ".whl" else sdists).setdefault((normalize(parts[0]), parts[1]), path)
    yield from ((wheels[key], sdists[key]) for key in sorted(wheels.keys() & sdists.keys()))


def unpacked(sdist: Path, place: Path) -> None:
    """The files of an sdist without what the packer wrote: what a repository has of it."""
    with tarfile.open(sdist) as tar:
        for member in tar:
            path = member.name.partition("/")[2]
            file = tar.extractfile(member) if member.isfile() else None
            own = path == "PKG-INFO" or ".egg-info/" in path or path.split("/")[0] == ".git"
            if file and path and not own and ".." not in path.split("/"):
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(file.read())


def tampered(wheel: Path, out: Path) -> tuple[str, str] | None:
    """The wheel with its first module of some size changed, and one added beside it; the two paths."""
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith(".py") and "/" in name and ".data/" not in name]
        target = next((name for name in names if old.getinfo(name).file_size > 40), None)
        if target is None:
            return None
        added = f"{target.rpartition('/')[0]}/zz_added.py"
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith(".dist-info/RECORD"):
                continue
            new.writestr(info.filename, data + b"# changed\n" if info.filename == target else data)
        new.writestr(added, b"ADDED = 1\n")
    return target, added


def published(place: Path, directories: list[Path]) -> int:
    """Check every wheel against the tree of its sdist."""
    outcomes: Counter[str] = Counter()
    for wheel, sdist in pairs(directories):
        home = place / wheel.stem
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        unpacked(sdist, home)
        commit(home)
        found = checked(home, [str(wheel)])
        changed = home / "tampered" / wheel.name
        changed.parent.mkdir()
        paths = tampered(wheel, changed)
        told = {(each.rule, each.path) for each in checked(home, [str(changed)])} if paths else set()
        both = bool(paths) and {("modified-file", paths[0]), ("untracked-file", paths[1])} <= told if paths else True
        outcomes["artifacts"] += 1
        outcomes["silent"] += not found
        outcomes["without an error"] += all(each.level != "error" for each in found)
        outcomes["changed and added are told"] += both
        if found or not both:
            print(
                f"{wheel.name}: {len(found)}{'' if both else ', NOT BOTH TOLD'}", *found[:4], sep="\n    ", flush=True
            )
        shutil.rmtree(home)
    print(dict(outcomes))
    return 0


def projects(place: Path) -> int:
    """Build the eight projects, and check what was built before and after they were tampered with."""
    wrong = 0
    made = tools(place)
    for project in PROJECTS:
        home = place / project.name
        shutil.rmtree(home, ignore_errors=True)
        for path, text in project.files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text)
        commit(home)
        policy = f"version: 1\ngenerated-files: [{', '.join(project.generated)}]\n" if project.generated else ""
        clean = checked(home, built(project, home, made), project.source, policy)
        for path, text in TAMPERED[project.kind].items():
            (home / project.code / path).write_text(text)
        for path, (old, new) in project.edits.items():
            (home / path).write_text((home / path).read_text().replace(old, new))
        told = checked(home, built(project, home, made, tampered=True), project.source, policy)
        paths = {(each.rule, each.path.rpartition("/")[2]) for each in told}
        changed, added = TAMPERED[project.kind]
        right = not clean and {("modified-file", changed), ("untracked-file", added)} <= paths
        wrong += not right
        print(f"{project.name}: {len(project.generated)} patterns, clean: {clean or 'silent'}, told: {sorted(paths)}")
    return int(bool(wrong))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("built", "published"))
    parser.add_argument("place", type=Path)
    parser.add_argument("directories", type=Path, nargs="*")
    options = parser.parse_args()
    options.place.mkdir(parents=True, exist_ok=True)
    place = options.place.resolve()
    return projects(place) if options.what == "built" else published(place, options.directories)


if __name__ == "__main__":
    sys.exit(main())
