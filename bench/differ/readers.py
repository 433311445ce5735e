"""The readers of installers, each asked for its listing of one archive: in this process, beside it, or started anew."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import logging
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.differ.programs import python_reader
from bench.differ.verdict import Item

HERE = Path(__file__).parent / "programs"
PATIENCE = 30.0


@dataclass(frozen=True)
class Seen:
    """What one reader made of an archive: its listing, or why it refused. ``tree``: as unpacked, not as stored."""

    items: tuple[Item, ...] = ()
    error: str = ""
    tree: bool = False


Reader = Callable[[str, bytes], Mapping[str, Seen]]


def _seen(said: Mapping[str, object], *, tree: bool) -> Seen:
    items = said.get("items")
    if not isinstance(items, list):
        return Seen(error=str(said.get("error") or "nothing listed"), tree=tree) if "error" in said else Seen(tree=tree)
    return Seen(tuple(Item(*item) for item in items), tree=tree)


def own_python(form: str, data: bytes) -> Mapping[str, Seen]:
    """The tarfile or zipfile of this Python."""
    name = f"python-{sys.version_info.major}.{sys.version_info.minor}"
    return {name: _seen(python_reader.listing(form, data), tree=False)}


class Beside:
    """A reader that runs beside us and answers archive after archive over pipes."""

    def __init__(self, command: Sequence[str], forms: str, *, tree: bool) -> None:
        self._command, self._forms, self._tree = list(command), forms, tree
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, form: str, data: bytes) -> Mapping[str, Seen]:
        if form not in self._forms:
            return {}
        process = self._started()
        if not process.stdin or not process.stdout:
            raise RuntimeError("a reader without pipes")
        process.stdin.write(form.encode() + struct.pack(">L", len(data)) + data)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], PATIENCE)[0]:
            self.close()
            return {self._command[0]: Seen(error=f"no answer within {PATIENCE:.0f} seconds", tree=self._tree)}
        said = json.loads(process.stdout.readline())
        return {name: _seen(answer, tree=self._tree) for name, answer in said.items()}

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, bufsize=1 << 16)
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def libarchive(_form: str, data: bytes) -> Mapping[str, Seen]:
    """The library of bsdtar, in this process (PyPI: libarchive-c)."""
    library = importlib.import_module("libarchive")
    items = []
    try:
        with library.memory_reader(data) as archive:
            for entry in archive:
                body = b"".join(entry.get_blocks())
                kind = (
                    "symlink" if entry.issym else "hardlink" if entry.islnk else "directory" if entry.isdir else "file"
                )
                kind = kind if entry.isreg or kind != "file" else "special"
                digest = hashlib.sha256(body).hexdigest() if kind == "file" else entry.linkname or ""
                items.append(Item(entry.pathname, kind, len(body), digest))
    except (library.exception.ArchiveError, ValueError, UnicodeError, TypeError) as error:
        return {"libarchive": Seen(error=str(error).partition(" (errno")[0])}
    return {"libarchive": Seen(tuple(items))}


@dataclass
class Unpacked:
    """Readers that write files: unpacked into a directory in memory, and read back."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="differ-", dir=_memory())))

    def command(self, name: str, line: Sequence[str], suffix: str, data: bytes) -> Mapping[str, Seen]:
        """Start ``line`` with ``{packed}`` and ``{out}`` filled in."""
        packed, out = self._fresh(suffix, data)
        words = [word.format(packed=packed, out=out) for word in line]
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(words, cwd=out, env=env, capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return {name: Seen(error="time-out", tree=True)}
        if done.returncode and not (name == "unzip" and done.returncode == 1):
            text = (done.stderr or done.stdout).decode("utf-8", "replace").strip().replace(str(self.folder), "")
            return {name: Seen(error=f"{done.returncode}: {text[-100:]}", tree=True)}
        return {name: Seen(_files(out), tree=True)}

    def pip(self, form: str, data: bytes) -> Mapping[str, Seen]:
        """What pip unpacks, with its own functions."""
        unpacking = importlib.import_module("pip._internal.utils.unpacking")
        exceptions = importlib.import_module("pip._internal.exceptions")
        packed, out = self._fresh(".whl" if form == "W" else ".tar.gz", data)
        errors = (exceptions.PipError, *python_reader.ERRORS)
        try:
            if form == "W":
                unpacking.unzip_file(str(packed), str(out), flatten=False)
            else:
                unpacking.untar_file(str(packed), str(out))
        except errors as error:
            return {"pip": Seen(error=f"{type(error).__name__}: {str(error)[:80]}", tree=True)}
        return {"pip": Seen(_files(out), tree=True)}

    def uv(self, form: str, data: bytes) -> Mapping[str, Seen]:
        """What uv unpacks into its cache, whether it can install it or not."""
        packed, out = self._fresh("-1.0-py3-none-any.whl" if form == "W" else "-1.0.tar.gz", data)
        cache = self.folder / "cache"  # kept for what uv knows of the interpreter
        for old in (*cache.glob("archive-*"), *cache.glob("sdists-*"), *cache.glob("wheels-*")):
            shutil.rmtree(old)
        options = ["--no-deps", "--no-index", "--offline", f"--cache-dir={cache}", f"--target={out / 't'}"]
        line = ["uv", "pip", "install", "-q", "--python", sys.executable, *options, str(packed)]
        done = subprocess.run(line, cwd=out, capture_output=True, timeout=PATIENCE, check=False)
        found = list(cache.glob("archive-*/*" if form == "W" else "sdists-*/path/*/*/src"))
        if len(found) != 1:
            return {"uv": Seen(error=f"{done.returncode}: {done.stderr.decode('utf-8', 'replace')[-100:]}", tree=True)}
        return {"uv": Seen(_files(found[0]), tree=True)}

    def _fresh(self, suffix: str, data: bytes) -> tuple[Path, Path]:
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        packed = self.folder / f"demo{suffix}"
        packed.write_bytes(data)
        return packed, out

    def close(self) -> None:
        """Remove the directory."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _files(folder: Path) -> tuple[Item, ...]:
    items = []
    for top, folders, files in os.walk(os.fsencode(folder)):
        for name in sorted([*files, *(f for f in folders if Path(os.fsdecode(top), os.fsdecode(f)).is_symlink())]):
            path = Path(os.fsdecode(os.path.join(top, name)))  # noqa: PTH118 - bytes
            shown = str(path.relative_to(folder))
            if path.is_symlink():
                items.append(Item(shown, "symlink", 0, str(path.readlink())))
            else:
                body = path.read_bytes()
                items.append(Item(shown, "file", len(body), hashlib.sha256(body).hexdigest()))
    return tuple(sorted(items))


class Panel:
    """All readers that are there: those that list in memory, those that unpack, and programs that are started.

    ``effort`` says how many of these three are asked.
    """

    def __init__(self, modules: str = "", go: str = "", pythons: Sequence[str] = ()) -> None:
        self.unpacked = Unpacked()
        self.slow_names = frozenset(name for lines in _COMMANDS.values() for name in lines) | {"uv"}
        self.quick: list[Reader] = [own_python]
        self._beside: list[Beside] = []
        with contextlib.suppress(ImportError):
            importlib.import_module("libarchive")
            logging.getLogger("libarchive").setLevel(logging.ERROR)
            self.quick.append(libarchive)
        for python in pythons:
            self._add([python, "-I", "-S", str(HERE / "python_reader.py")], "NnSW", tree=False)
        if go:
            self._add([go], "NnSW", tree=False)
        if modules:
            self._add(["node", str(HERE / "node_reader.cjs"), modules, str(self.unpacked.folder)], "Nn", tree=True)

    def _add(self, command: Sequence[str], forms: str, *, tree: bool) -> None:
        beside = Beside(command, forms, tree=tree)
        self._beside.append(beside)
        self.quick.append(beside)

    def ask(self, form: str, data: bytes, effort: int = 3) -> dict[str, Seen]:
        """The answers of the readers for one archive; ``form`` is N (npm), S (sdist) or W (wheel)."""
        said: dict[str, Seen] = {}
        for reader in self.quick:
            said.update(reader("n" if form == "N" and effort < 2 else form, data))
        if form != "N" and effort > 1:
            said.update(self.unpacked.pip(form, data))
        if effort > 2 and form != "N" and shutil.which("uv"):
            said.update(self.unpacked.uv(form, data))
        if effort > 2:
            for name, line in _COMMANDS["W" if form == "W" else "T"].items():
                if shutil.which(line[0]):
                    said.update(self.unpacked.command(name, line, ".whl" if form == "W" else ".tgz", data))
        return said

    def close(self) -> None:
        """End what was started."""
        for beside in self._beside:
            beside.close()
        self.unpacked.close()


_COMMANDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "T": {"gnu-tar": ("tar", "-xzf", "{packed}", "-C", "{out}", "--no-same-owner", "--no-same-permissions")},
    "W": {
        "unzip": ("unzip", "-qq", "-o", "{packed}", "-d", "{out}"),
        "7z": ("7z", "x", "-y", "-bd", "-bso0", "-o{out}", "{packed}"),
    },
}
