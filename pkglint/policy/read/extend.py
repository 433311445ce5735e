"""Policies that a policy extends: local files, read through a function. Cycles and missing ones are problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pkglint.model import Rule
from pkglint.policy.read.errors import Problem
from pkglint.policy.read.layers import PRESETS, Layer, read_layer
from pkglint.policy.read.node import Node, Source, decode
from pkglint.policy.read.shapes import Parsed

# The policy that names a file, and the file as it is written there, to the file's name and bytes. Raises OSError.
Fetch = Callable[[str, str], tuple[str, bytes]]
MOST = 20


@dataclass()
class Bases:
    """The layers of all that a policy extends, what they extend first, each once."""

    fetch: Fetch
    catalogue: Mapping[str, Rule]
    read_node: Callable[[Source], Node | None]
    layers: dict[str, Layer] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, source: Source, layer: Layer, chain: tuple[str, ...] = ()) -> None:
        """Read what ``layer`` extends; problems with the reference are noted in ``source``."""
        chain = (*chain, source.file.replace("\\", "/"))
        for path, node in layer.extends:
            try:
                name, text = self.fetch(source.file, path)
            except OSError as error:
                help_ = f"write `preset: {path}`" if path in PRESETS else "name a file, from the directory of this one"
                source.problem(node, f"cannot read `{path}`: {error.strerror or 'no such file'}", help_)
                continue
            if name.replace("\\", "/") in chain:
                reported = " -> ".join((*chain[chain.index(name.replace("\\", "/")) :], name))
                source.problem(node, f"`{path}` extends itself: {reported}", "remove one of them")
            elif name not in self.layers:
                if len(self.layers) >= MOST:
                    source.problem(node, f"more than {MOST} policies are extended", "merge some of them")
                    return
                self._read(name, text, chain)

    def _read(self, name: str, text: bytes, chain: tuple[str, ...]) -> None:
        inner = decode(name, text)
        node = None if inner.problems else self.read_node(inner)
        if node is None and not inner.problems:
            inner.problem((1, 1), "there is no policy in this file", "write `version: 1`, or do not extend it")
        layer = read_layer(inner, node, self.catalogue) if node is not None else Layer({})
        self.add(inner, layer, chain)
        self.problems += inner.problems
        self.layers[name] = layer._replace(ignores=tuple(map(_inherited, layer.ignores)))


def _inherited(entry: dict[str, Parsed]) -> dict[str, Parsed]:
    """An exception of another file: its line says nothing here, and it may concern another package."""
    return {**entry, "": Parsed(True, entry[""].node)}
