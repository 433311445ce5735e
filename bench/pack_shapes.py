"""Trees of files in the shapes that archive writers treat differently: each is at a limit of some format."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write(path: Path, content: str = "text\n") -> Path:
    """A file with its directories."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def plain(root: Path) -> None:
    write(root / "one.txt", "one\n" * 300)
    write(root / "sub" / "two.json", "{}\n")


def long(root: Path) -> None:
    """Paths over the 100 bytes of a tar header's name, with and without a place to split them."""
    write(root / ("d" * 60) / ("e" * 60) / "file.txt")
    write(root / ("n" * 120 + ".txt"))
    write(root / ("n" * 150) / "file.txt")


def longer(root: Path) -> None:
    """Paths over the 255 bytes that name and prefix hold together."""
    write(root / ("a" * 90) / ("b" * 90) / ("c" * 90) / "file.txt")
    write(root / ("a" * 90) / ("b" * 90) / ("c" * 90) / ("f" * 200))


def edges(root: Path) -> None:
    """File names of every length around 100 bytes, and paths around 155 + 1 + 100."""
    for length in range(70, 112):
        write(root / f"{length}".ljust(length, "x"))
    for length in range(100, 156, 3):
        write(root / ("p" * length) / f"{length}".ljust(97, "y"))


def foreign(root: Path) -> None:
    for name in ("naïve.txt", "日本語.txt", "emoji-😀.txt", "e\u0301-decomposed.txt", "Ελλάδα/κείμενο.txt", "é" * 70):
        write(root / name)


def signs(root: Path) -> None:
    for name in ("with space.txt", "it's.txt", "a+b@c#d%e.txt", "[x]{y}(z).txt", "a,b;c=d&e!.txt", "~tilde$", "-dash"):
        write(root / name)


def deep(root: Path) -> None:
    write(root.joinpath(*"abcdefghijklmnopqrstuvwxyz") / "file.txt")


def empty(root: Path) -> None:
    write(root / "empty.txt", "")
    write(root / "sub" / "empty.py", "")
    (root / "hollow" / "inner").mkdir(parents=True)


def modes(root: Path) -> None:
    for mode in (0o755, 0o644, 0o600, 0o400, 0o777, 0o664, 0o444, 0o711):
        write(root / f"mode-{mode:o}").chmod(mode)
    directory = root / "private"
    write(directory / "file.txt")
    directory.chmod(0o700)


def _dated(root: Path, seconds: float) -> None:
    plain(root)
    for path in (*root.rglob("*"), root):
        os.utime(path, (seconds, seconds))


def dated_1970(root: Path) -> None:
    _dated(root, 0)


def dated_1979(root: Path) -> None:
    _dated(root, 299_000_000.25)


def dated_1985(root: Path) -> None:
    """The day that npm gives to every file."""
    _dated(root, 499_162_500)


def dated_2040(root: Path) -> None:
    _dated(root, 2_209_000_000.5)


def links(root: Path) -> None:
    plain(root)
    (root / "link.txt").symlink_to("one.txt")
    (root / "up").symlink_to("sub")


def hardlinks(root: Path) -> None:
    plain(root)
    (root / "same.txt").hardlink_to(root / "one.txt")


def owners(root: Path) -> None:
    """Owners over the 2,097,151 of seven octal digits, as directory services give them out. Needs root."""
    plain(root)
    for at, path in enumerate(root.rglob("*")):
        os.chown(path, *((3_000_000, 3_000_000) if at % 2 else (1_000, 2_097_151)))


def many(root: Path) -> None:
    for at in range(400):
        write(root / f"d{at % 20}" / f"f{at}.txt", f"{at}\n" * at)
    (root / "random.bin").write_bytes(os.urandom(1_000_000))
    (root / "repeated.txt").write_text("the same line again\n" * 50_000, "utf-8")


def blocks(root: Path) -> None:
    """Sizes around the 512 bytes of a block and the 10,240 of a record."""
    for size in (1, 511, 512, 513, 1024, 10_239, 10_240, 10_241):
        write(root / f"size-{size}", "x" * size)


SHAPES: dict[str, Callable[[Path], None]] = {
    shape.__name__.replace("_", ""): shape
    for shape in (
        *(plain, long, longer, edges, foreign, signs, deep, empty, modes, dated_1970, dated_1979, dated_1985),
        *(dated_2040, links, hardlinks, owners, many, blocks),
    )
}
# The shapes for tools that take seconds to run.
FEW = ("plain", "long", "longer", "foreign", "signs", "empty", "modes", "dated1970", "dated2040", "owners", "links")
