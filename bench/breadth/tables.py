r"""The tables: plain text, one block or one line for each expectation.

``@ family | kinds | visibility | rules | source`` sets what the following entries have unless they say otherwise.
``:: path | level | text`` is an entry in one line, where ``\n`` ends a line and ``\t`` is a tab.
``== id | level | kinds | visibility | rules`` begins a block (what is empty is as above): a line with the path and its
wrappers (``a/b.bin < zip:x.py < gzip``), then the text. ``++ path`` in a block begins a further
file. Lines that begin with ``## `` are remarks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.breadth.model import WANTED, Expectation, File, rules_of

FOLDER = Path(__file__).with_name("tables")
KINDS = ("npm", "wheel", "sdist")


@dataclass(frozen=True)
class Head:
    """What holds for the entries below an ``@`` line."""

    family: str
    kinds: str
    visibility: str
    rules: str
    source: str


def pick(id_: str, choices: tuple[str, ...]) -> str:
    """One of the choices, by a hash of the id."""
    return choices[hashlib.sha256(b"pick " + id_.encode()).digest()[0] % len(choices)]


def expectation(head: Head, name: str, level: str, files: tuple[File, ...]) -> Expectation:
    """The expectation for a name below a head; raises ValueError for a level or a kind that does not exist."""
    id_ = f"{head.family}/{name}"
    kinds = KINDS if head.kinds == "any" else tuple(head.kinds.split())
    if level not in WANTED or not set(kinds) <= set(KINDS) or head.visibility not in ("open", "closed", "any"):
        raise ValueError(f"{id_}: {level} {kinds} {head.visibility}")
    visibility = pick(id_ + " visibility", ("open", "closed")) if head.visibility == "any" else head.visibility
    kind = pick(id_ + " kind", kinds)
    return Expectation(id_, head.family, level, rules_of(head.rules), kind, visibility == "open", files, head.source)


def read(path: Path) -> Iterator[Expectation]:
    """The expectations of one table."""
    head = Head(path.stem, "any", "any", "*", "")
    block: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "@"]:
        if line.startswith(("@", "::", "== ")) and block:
            yield _block(head, block)
            block = []
        if line.startswith("@ "):
            parts = [part.strip() for part in line[1:].split("|", 4)]
            head = Head(*parts)
        elif line.startswith(":: "):
            yield _line(head, line)
        elif line.startswith("== "):
            block = [line]
        elif block and not line.startswith("## "):
            block.append(line)


def _line(head: Head, line: str) -> Expectation:
    place, level, text = (part.strip() for part in line[2:].split("|", 2))
    return expectation(head, place, level, (_file(place, text.replace("\\n", "\n").replace("\\t", "\t") + "\n"),))


def _block(head: Head, lines: list[str]) -> Expectation:
    columns = [part.strip() for part in lines[0][3:].split("|")]
    name, level, kinds, visibility, rules = [*columns, "", "", ""][:5]
    own = replace(head, kinds=kinds or head.kinds, visibility=visibility or head.visibility, rules=rules or head.rules)
    files, start = [], 1
    for index in [*(i for i, line in enumerate(lines) if line.startswith("++ ")), len(lines)]:
        place = lines[start].removeprefix("++ ")
        files.append(_file(place, "\n".join(lines[start + 1 : index]).rstrip("\n") + "\n"))
        start = index
    return expectation(own, name, level, tuple(files))


def _file(place: str, text: str) -> File:
    path, *wraps = (part.strip() for part in place.split(" < "))
    return File(path, text, tuple(wraps))


def every() -> Iterator[Expectation]:
    """All expectations of all tables; raises ValueError when two have the same id."""
    from bench.breadth import tokens

    seen: set[str] = set()
    for one in (one for path in sorted(FOLDER.glob("*.txt")) for one in _of(path, tokens.TABLE, tokens.read)):
        if one.id in seen:
            raise ValueError(f"twice: {one.id}")
        seen.add(one.id)
        yield one


def _of(path: Path, special: str, reader: object) -> Iterator[Expectation]:
    return reader(path) if path.name == special and callable(reader) else read(path)
