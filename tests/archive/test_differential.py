"""Our member lists against those of ``unzip -Z1``, ``tar -tzf`` and npm's own unpacking.

Where a tool reads something else, ``differences.tsv`` says why, and the archive must be one that we refuse: nothing
passes that two readers list differently. A tool that is not there is skipped; other makes of it too.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from fixtures.build import build
from fixtures.recipes import Recipe, recipes
from pkglint.model import Kind
from tests.archive.reading import Reading, read

HERE = Path(__file__).parent
ALL = {recipe.id: recipe for recipe in recipes() if recipe.id not in {"tar-bomb-zeros", "tar-bomb-members"}}
ZIPS = [recipe for recipe in ALL.values() if recipe.filename.endswith(".whl")]
TARS = [recipe for recipe in ALL.values() if not recipe.filename.endswith(".whl")]
TREE: Mapping[str, str | bytes] = {
    "demo/__init__.py": "VALUE = 1\n",
    "demo/naïve-ß-文.txt": "x",
    "demo/" + "long-directory/" * 8 + "name-that-is-long.txt": "x",
    "demo/space in name.txt": "x",
    "demo/empty.txt": "",
}


@cache
def differences() -> dict[tuple[str, str], str]:
    """Why a tool reads a recipe differently."""
    with (HERE / "differences.tsv").open(encoding="utf-8", newline="") as file:
        return {(row["recipe"], row["tool"]): row["why"] for row in csv.DictReader(file, delimiter="\t")}


def run(*command: str) -> str:
    """What a tool prints, with names as they are."""
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, env=env, timeout=60, check=False)
    return done.stdout.decode("utf-8", "surrogateescape")


def needs(tool: str, make: str, *question: str) -> str:
    """The path of a tool; skips the test when it is missing or of another make."""
    path = shutil.which(tool)
    if not path or make not in run(path, *question):
        pytest.skip(f"{make} is not installed")
    return path


def hold(recipe: Recipe, tool: str, reading: Reading, *, same: bool) -> None:
    """What a tool reads differently must be explained, and refused by us."""
    if not same:
        assert (recipe.id, tool) in differences(), f"{tool} reads {recipe.id} differently, and nothing says why"
        assert reading.refused


@pytest.mark.parametrize("recipe", ZIPS, ids=lambda recipe: recipe.id)
def test_unzip_lists_the_same(recipe: Recipe, tmp_path: Path) -> None:
    unzip = needs("unzip", "Info-ZIP", "-v")
    packed = tmp_path / "a.whl"
    packed.write_bytes(recipe.build())
    reading = read(recipe.filename, packed.read_bytes())
    listed = run(unzip, "-Z1", str(packed))
    hold(recipe, "unzip", reading, same=listed == "".join(f"{raw}\n" for raw in reading.raw))


@pytest.mark.parametrize("recipe", TARS, ids=lambda recipe: recipe.id)
def test_tar_lists_the_same(recipe: Recipe, tmp_path: Path) -> None:
    tar = needs("tar", "GNU tar", "--version")
    packed = tmp_path / "a.tar.gz"
    packed.write_bytes(recipe.build())
    reading = read(recipe.filename, packed.read_bytes())
    listed = run(tar, "--quoting-style=literal", "-tzPf", str(packed))
    hold(recipe, "tar", reading, same=listed == "".join(f"{raw}\n" for raw in reading.raw))


def unpack_with_npm(pairs: list[tuple[Path, Path]]) -> dict[str, list[str]]:
    """What npm's own code writes for each tarball, by the tarball's stem; skips the test where npm is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    root = Path(run(npm, "root", "-g").strip()) / "npm" if npm else None
    if not node or not root or not (root / "node_modules" / "pacote").is_dir():
        pytest.skip("npm is not installed")
    found = json.loads(run(node, str(HERE / "unpack.cjs"), str(root), *(str(path) for pair in pairs for path in pair)))
    return {Path(tarball).stem: each["files"] for tarball, each in found.items()}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What npm writes for each recipe."""
    folder = tmp_path_factory.mktemp("npm")
    for recipe in TARS:
        (folder / f"{recipe.id}.tgz").write_bytes(recipe.build())
    return unpack_with_npm([(folder / f"{recipe.id}.tgz", folder / recipe.id) for recipe in TARS])


@pytest.mark.parametrize("recipe", TARS, ids=lambda recipe: recipe.id)
def test_npm_unpacks_the_same(recipe: Recipe, unpacked: dict[str, list[str]]) -> None:
    reading = read("demo-1.0.0.tgz", recipe.build())
    written = unpacked[recipe.id]
    files = set(reading.files) - {
        anomaly.path for anomaly in reading.anomalies if anomaly.code == "collision-npmignore"
    }
    hold(recipe, "npm", reading, same=sorted(written) == sorted(files))


@pytest.mark.parametrize("level", [0, 6])
def test_what_strict_packers_write_is_read_the_same_by_all(level: int, tmp_path: Path) -> None:
    for kind, tool, make, flags in (
        (Kind.WHEEL, "unzip", "-v", ["-Z1"]),
        (Kind.SDIST, "tar", "--version", ["--quoting-style=literal", "-tzf"]),
        (Kind.NPM, "tar", "--version", ["--quoting-style=literal", "-tzf"]),
    ):
        path = needs(tool, "Info-ZIP" if tool == "unzip" else "GNU tar", make)
        filename, data = build(kind, TREE, level=level)
        (tmp_path / filename).write_bytes(data)
        reading = read(filename, data)
        assert reading.anomalies == []
        assert run(path, *flags, str(tmp_path / filename)).splitlines() == reading.raw


def test_differences_are_about_recipes_that_exist() -> None:
    assert {recipe for recipe, _ in differences()} <= ALL.keys()
    assert {tool for _, tool in differences()} == {"unzip", "tar", "npm"}
    assert all(len(why) > 15 for why in differences().values())


def test_table_is_sorted() -> None:
    lines = (HERE / "differences.tsv").read_text(encoding="utf-8").splitlines()[1:]
    order = {"unzip": 0, "tar": 1, "npm": 2}
    keys = [(line.split("\t")[0], order[line.split("\t")[1]]) for line in lines]
    assert keys == sorted(keys)


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["wheels", "sdists", "npm"])
def test_real_artifacts_are_read_the_same(folder: str) -> None:
    corpus = Path(os.environ["PKGLINT_CORPUS"]) / folder
    for packed in sorted(corpus.iterdir()):
        if not packed.name.endswith((".whl", ".tar.gz", ".tgz")):
            continue
        reading = read(packed.name, packed.read_bytes())
        assert not reading.error, packed.name
        if packed.suffix == ".whl":
            listed = run(needs("unzip", "Info-ZIP", "-v"), "-Z1", str(packed))
        else:
            listed = run(needs("tar", "GNU tar", "--version"), "--quoting-style=literal", "-tzPf", str(packed))
        assert listed.splitlines() == reading.raw, packed.name


@pytest.mark.corpus
def test_real_npm_tarballs_are_unpacked_the_same(tmp_path: Path) -> None:
    tarballs = sorted(Path(os.environ["PKGLINT_CORPUS"], "npm").glob("*.tgz"))
    small = [tarball for tarball in tarballs if tarball.stat().st_size < 8_000_000]
    unpacked = unpack_with_npm([(tarball, tmp_path / tarball.stem) for tarball in small])
    for tarball in small:
        assert set(unpacked[tarball.stem]) == set(read(tarball.name, tarball.read_bytes()).files), tarball.name
