"""Tokens: each row of ``tables/tokens.txt`` is put into two of the files in which tokens are found.

The files are in ``tables/carriers.tpl``: ``== group/name``, the path with its wrappers, the text with ``{NAME}`` (also
``{lower}`` and ``{camel}``) and ``{VALUE}``. Tokens with a checksum are also put into every file of the group `packed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.breadth.model import Expectation, File
from bench.breadth.tables import Head, expectation

TABLE = "tokens.txt"


@dataclass(frozen=True)
class Carrier:
    """A file that tokens are found in."""

    name: str
    path: str
    text: str

    def file(self, variable: str, value: str) -> File:
        first, *rest = variable.lower().split("_")
        camel = first + "".join(part.capitalize() for part in rest)
        names = {"{NAME}": variable, "{lower}": variable.lower(), "{camel}": camel, "{VALUE}": value}
        text = self.text
        for field, filler in names.items():
            text = text.replace(field, filler)
        path, *wraps = self.path.split(" < ")
        return File(path, text, tuple(wraps))


def carriers(path: Path) -> dict[str, list[Carrier]]:
    """The files by group."""
    groups: dict[str, list[Carrier]] = {}
    for block in path.read_text(encoding="utf-8").removeprefix("== ").split("\n== "):
        title, place, text = block.split("\n", 2)
        group, _, name = title.partition("/")
        groups.setdefault(group, []).append(Carrier(name, place, text.rstrip("\n") + "\n"))
    return groups


def read(path: Path) -> Iterator[Expectation]:
    """The expectations of a table of id | level | variable | value | source; ``!`` stands before checked formats."""
    head = Head("tokens", "any", "any", "leak", "")
    groups = carriers(path.with_name("carriers.tpl"))
    plain = groups["plain"]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            head = replace(head, family="tokens-" + line[2:].strip())
        elif line and not line.startswith("## "):
            name, level, variable, value, where = (part.strip() for part in line.split("|", 4))
            own = replace(head, source=where)
            start = hashlib.sha256(name.encode()).digest()[0]
            chosen = [(own, plain[(start + shift) % len(plain)]) for shift in (0, 5)]
            if name.startswith("!"):
                hidden = replace(own, family="tokens-in-packed-files")
                chosen += [(hidden, carrier) for carrier in groups["packed"]]
            for place, carrier in chosen:
                files = (carrier.file(variable, value),)
                yield expectation(place, f"{name.lstrip('!')}/{carrier.name}", level, files)
