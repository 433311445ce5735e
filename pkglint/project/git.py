"""Git, asked for what is committed: nothing of the repository runs, nothing is fetched, nothing is written.

The commands are ``rev-parse``, ``ls-tree``, ``cat-file`` and ``ls-files``, which start no hook and no filter. What the
configuration of a repository could still start is switched off, and that of the user is not read: ``fsmonitor``, hooks,
pagers, transports, and the fetching of objects that a partial clone lacks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_FLAGS = (
    "--no-pager",
    "--no-replace-objects",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.directory=*"),  # nothing of it runs, whoever owns it
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_SECONDS = 600


class GitError(Exception):
    """Git did not answer. ``str()`` is one sentence."""


def git(directory: str, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints. Raises :class:`GitError` when there is no git, or when it fails."""
    program = shutil.which("git")
    if program is None:
        raise GitError("git was not found")
    environment = {key: value for key, value in os.environ.items() if not key.upper().startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell
            [program, *_FLAGS, "-C", directory, *arguments],
            input=given,
            capture_output=True,
            env={**environment, **_ENVIRONMENT},
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git {arguments[0]} could not be run: {type(error).__name__}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(f"git {arguments[0]}: {said[-1] if said else f'exit code {done.returncode}'}")
    return done.stdout


def blobs(directory: str, commit: str) -> tuple[dict[str, str], dict[str, str]]:
    """Ids of the files of a commit by path, and of the commits of its submodules. Links are no files."""
    found: dict[str, str] = {}
    modules: dict[str, str] = {}
    for row in git(directory, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        about, _, path = row.partition(b"\t")
        words = about.split()
        if len(words) == 3 and words[0] != b"120000":
            target = modules if words[1] == b"commit" else found
            target[path.decode("utf-8", "surrogateescape")] = words[2].decode("ascii")
    return found, modules


def texts(directory: str, ids: dict[str, str], most: int) -> dict[str, bytes]:
    """The content of blobs by the keys of ``ids``; none for what has more than ``most`` bytes or is missing."""
    wanted = list(dict.fromkeys(ids.values()))
    sizes = git(directory, "cat-file", "--batch-check", given=_lines(wanted)).split(b"\n")
    small = [oid for oid, line in zip(wanted, sizes, strict=False) if _small(line, most)]
    out, position, content = git(directory, "cat-file", "--batch", given=_lines(small)), 0, dict[str, bytes]()
    for oid in small:
        end = out.index(b"\n", position)
        size = int(out[position:end].split()[2])
        content[oid] = out[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
    return {key: content[oid] for key, oid in ids.items() if oid in content}


def _lines(ids: list[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in ids).encode("ascii")


def _small(line: bytes, most: int) -> bool:
    words = line.split()
    return len(words) == 3 and words[1] == b"blob" and int(words[2]) <= most


def changed(directory: str, committed: dict[str, str]) -> int:
    """How many files of the working tree are not as committed, by the index and by the size and time of each file.

    No content is read, so that no filter runs: a file that was only touched counts when its time is not the index's.
    """
    top = Path(git(directory, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    staged: dict[str, str] = {}
    for row in git(str(top), "ls-files", "-s", "-z").split(b"\0"):
        about, _, name = row.partition(b"\t")
        words = about.split()
        if len(words) == 3 and words[0] not in (b"120000", b"160000"):
            staged[name.decode("utf-8", "surrogateescape")] = words[1].decode("ascii")
    differs = {path for path in staged.keys() | committed.keys() if staged.get(path) != committed.get(path)}
    for path, (seconds, nanoseconds, size, skipped) in _times(str(top)).items():
        if path in staged and not skipped and not _as_in_index(top / path, seconds, nanoseconds, size):
            differs.add(path)
    return len(differs)


def _times(top: str) -> dict[str, tuple[int, int, int, bool]]:
    """What the index knows of each file: time of change in seconds and nanoseconds, size, whether it is left out."""
    found = {}
    rest = git(top, "ls-files", "-z", "--debug")
    while b"\0" in rest:
        path, _, rest = rest.partition(b"\0")
        lines = rest.split(b"\n", 5)
        if len(lines) < 6:
            break
        seconds, nanoseconds = lines[1].split(b":", 1)[1].split(b":")
        size, flags = lines[4].split(b"\t")
        left_out = int(flags.split(b":")[1], 16) & 0x40000000
        found[path.decode("utf-8", "surrogateescape")] = (
            *(int(seconds), int(nanoseconds), int(size.split(b":")[1])),
            bool(left_out),
        )
        rest = lines[5]
    return found


def _as_in_index(path: Path, seconds: int, nanoseconds: int, size: int) -> bool:
    try:
        now = path.lstat()
    except OSError:
        return False
    same = now.st_mtime_ns // 10**9 == seconds and (not nanoseconds or now.st_mtime_ns % 10**9 == nanoseconds)
    return same and now.st_size == size
