"""Pack small projects of many shapes with the real tools in many versions: what a reader of archives must accept.

Usage: ``python -m bench.pack DIRECTORY [--tools WORKPLACE] [--only TEXT]``, on Linux as root

Every tool of pack_plain, pack_python and pack_node packs the shapes of pack_shapes. The artifacts are
``DIRECTORY/<tool>-<version>/<shape>-1.0…``; ``DIRECTORY/INDEX.tsv`` tells file, tool, version and shape. What is there
already is not packed again; what a tool refuses to pack is in ``DIRECTORY/REFUSED.tsv``. Tools are installed in
WORKPLACE with uv and npm, once; GNU tar, bsdtar, busybox, 7z, zip, Perl, git, Go, cargo, the tool ``wheel`` and the
Pythons of pyenv are those of this machine.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench import pack_node, pack_plain, pack_python
from bench.pack_shapes import FEW, SHAPES

ENDS = (".whl", ".tgz", ".tar.gz")
END = {"npm": ".tgz", "sdist": ".tar.gz", "wheel": ".whl"}
TIMEOUT = 180
# The standard library's own distutils, not the one that setuptools puts in its place.
SETTINGS = {"distutils": {"SETUPTOOLS_USE_DISTUTILS": "stdlib"}}
# These take many seconds for each.
SLOW = dict.fromkeys(("meson-python", "scikit-build-core"), ("plain", "long", "foreign", "modes"))
# Shapes that say nothing about a tool, or that it cannot pack: wheels hold no links.
NO_LINKS = frozenset({"links", "hardlinks"})


@dataclass
class Place:
    """Where things are, and what came of them."""

    out: Path
    tools: Path
    made: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


Packing = Callable[[Path, Path, str], None]


def run(command: list[str] | str, cwd: Path, **environment: str) -> None:
    """One command; its last words when it fails."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(
        command, cwd=cwd, env=env, shell=isinstance(command, str), capture_output=True, text=True, timeout=TIMEOUT,
        errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        words = (done.stderr + done.stdout).strip().splitlines()
        raise RuntimeError(words[-1] if words else f"exit {done.returncode}")


def installed(folder: Path, command: list[str]) -> None:
    """Run the command that fills a folder, unless it was."""
    if not (folder / "ok").exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(command, folder)
        (folder / "ok").touch()


def python(version: str) -> str:
    """The interpreter of this version that pyenv has."""
    found = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}"))
    return str(found[-1])


def node(place: Place, version: str) -> str:
    folder = place.tools / f"node-{version}"
    installed(folder, ["npm", "install", "--no-audit", "--prefix", str(folder), f"node@{version}"])
    return str(folder / "node_modules" / "node" / "bin" / "node")


def with_backend(place: Place, backend: pack_python.Backend) -> Packing:
    modules = place.tools / f"{backend.tool}-{backend.version}"
    interpreter = python(backend.python)
    if backend.requires:
        client = ["-m", "pip"] if backend.python in ("2.7", "3.6") else []
        command = (
            [interpreter, *client, "install"] if client else ["uv", "pip", "install", "-q", "--python", interpreter]
        )
        installed(modules, [*command, "--target", str(modules), *backend.requires])

    def pack(project: Path, out: Path, shape: str) -> None:
        SHAPES[shape](pack_python.prepare(backend, project, project.name))
        if backend.tool == "meson-python":
            pack_python.commit(project)
        path = f"{modules / 'bin'}{os.pathsep}{os.environ['PATH']}"
        for command in pack_python.commands(backend, interpreter, out):
            whole = set(out.iterdir())
            try:
                run(command, project, PYTHONPATH=str(modules), PATH=path, **SETTINGS.get(backend.tool, {}))
            except RuntimeError:
                for half in set(out.iterdir()) - whole:
                    half.unlink()  # it holds only half
                raise

    return pack


def with_packer(place: Place, packer: pack_node.Packer) -> Packing:
    folder = place.tools / f"{packer.tool.replace('/', '-')}-{packer.version}"
    installed(folder, ["npm", "install", "--no-audit", "--prefix", str(folder), *packer.requires])
    runner = node(place, packer.node)
    modules = folder / "node_modules"

    def pack(project: Path, out: Path, shape: str) -> None:
        SHAPES[shape](pack_node.prepare(packer, project, project.name))
        path = f"{Path(runner).parent}{os.pathsep}{os.environ['PATH']}"
        for command in pack_node.commands(packer, runner, modules, project, out):
            run(command, project, PATH=path, NODE_PATH=str(modules), npm_config_update_notifier="false")
        for made in project.glob("*.tgz"):
            shutil.move(made, out / made.name)

    return pack


def with_archiver(place: Place, archiver: pack_plain.Archiver, kind: str) -> Packing:
    writer = place.tools / "go-tar"
    if "$GO" in archiver.command and not writer.exists():
        source = place.tools / "tar.go"
        source.write_text(pack_plain.GO, "utf-8")
        run(["go", "build", "-o", str(writer), str(source)], place.tools, GO111MODULE="off")

    def pack(project: Path, out: Path, shape: str) -> None:
        package = project.name.replace("-", "_")
        top = project / ("package" if kind == "npm" else f"{package}-1.0")
        SHAPES[shape](pack_plain.prepare(kind, top, project.name))
        if kind == "wheel":
            pack_plain.record(top)
        if archiver.tool.startswith("git"):
            pack_python.commit(project)
        ends = {"npm": f"{project.name}-1.0.0.tgz", "sdist": f"{package}-1.0.tar.gz"}
        file = out / ends.get(kind, f"{package}-1.0-py3-none-any.whl")
        try:
            run(archiver.command, project, OUT=str(file), TOP=str(top) if kind == "wheel" else top.name, GO=str(writer))
        except RuntimeError:
            file.unlink(missing_ok=True)  # it holds only half
            raise

    return pack


def cargo(project: Path, out: Path, shape: str) -> None:
    """A crate is a tar by Rust's ``tar``; with metadata in it, it is an sdist."""
    backend = pack_python.Backend("maturin", "0")
    SHAPES[shape](pack_python.prepare(backend, project, project.name))
    pack_plain.prepare("sdist", project, project.name)
    run(["cargo", "package", "--no-verify", "--allow-dirty", "--offline"], project)
    for crate in project.glob("target/package/*.crate"):
        shutil.move(crate, out / f"{crate.name[:-6]}.tar.gz")


def jobs(place: Place) -> Iterator[tuple[str, str, str, str, Callable[[], Packing]]]:
    """Tool, version, shape, kind if the tool makes several, and what packs it."""
    for archiver in pack_plain.ARCHIVERS:
        for kind in archiver.kinds:
            shapes = [shape for shape in SHAPES if kind == "sdist" or archiver.wheel or shape in FEW]
            for shape in shapes:
                if not (archiver.wheel and shape in NO_LINKS):
                    yield archiver.tool, "", shape, kind, lambda a=archiver, k=kind: with_archiver(place, a, k)  # type: ignore[misc]
    for packer in pack_node.PACKERS:
        for shape in FEW:
            yield packer.tool, packer.version, shape, "", lambda p=packer: with_packer(place, p)  # type: ignore[misc]
    for backend in pack_python.BACKENDS:
        for shape in SLOW.get(backend.tool, FEW):
            if not (backend.tool == "maturin" and shape == "longer"):
                yield backend.tool, backend.version, shape, "", lambda b=backend: with_backend(place, b)  # type: ignore[misc]
    for shape in FEW:
        yield "cargo", "", shape, "", lambda: cargo


def one(place: Place, tool: str, version: str, shape: str, kind: str, prepare: Callable[[], Packing]) -> None:
    """Pack one shape with one tool, and note what came of it."""
    label = f"{tool.replace('/', '-')}{'-' if version else ''}{version}"
    out = place.out / label
    out.mkdir(parents=True, exist_ok=True)
    pattern = re.compile(rf"(?:.*-)?shape[-_]{shape}-1.*{re.escape(END.get(kind, ''))}")
    if there := [path for path in out.iterdir() if pattern.fullmatch(path.name)]:
        place.made += [f"{label}/{path.name}\t{tool}\t{version}\t{shape}\n" for path in there]
        return
    with tempfile.TemporaryDirectory(prefix="pack-") as scratch, tempfile.TemporaryDirectory(dir=place.tools) as box:
        project = Path(scratch) / f"shape-{shape}"
        project.mkdir()
        error = ""
        try:
            prepare()(project, Path(box), shape)
        except (RuntimeError, OSError, UnicodeError, subprocess.TimeoutExpired) as problem:
            error = str(problem)[-200:].replace("\t", " ").replace("\n", " ")
        made = [path for path in Path(box).iterdir() if path.name.endswith(ENDS)]
        for path in made:
            shutil.move(path, out / path.name)
            place.made.append(f"{label}/{path.name}\t{tool}\t{version}\t{shape}\n")
        if error or not made:
            place.refused.append(f"{tool}\t{version}\t{shape}\t{error or 'nothing made'}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--tools", type=Path, default=Path(tempfile.gettempdir()) / "pkglint-packers")
    parser.add_argument("--only", default="", help="only tools with this in the name")
    arguments = parser.parse_args()
    place = Place(arguments.directory.resolve(), arguments.tools.resolve())
    for folder in (place.out, place.tools):
        folder.mkdir(parents=True, exist_ok=True)
    work = [job for job in jobs(place) if arguments.only in job[0]]
    # Tools are installed by the first job of each, so that no two install the same one at once.
    first = {job[:2]: job for job in reversed(work)}
    with ThreadPoolExecutor(2) as pool:
        for batch in (list(first.values()), [job for job in work if first[job[:2]] is not job]):
            list(pool.map(lambda job: one(place, *job), batch))
    for name, lines, head in (
        ("INDEX.tsv", place.made, "file\ttool\tversion\tshape\n"),
        ("REFUSED.tsv", place.refused, "tool\tversion\tshape\twhy\n"),
    ):
        (place.out / name).write_text(head + "".join(sorted(set(lines))), "utf-8")
    print(f"{len(set(place.made))} artifacts, {len(place.refused)} not packed", file=sys.stderr)


if __name__ == "__main__":
    main()
