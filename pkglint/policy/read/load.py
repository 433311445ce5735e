"""A policy's text, in any of its three forms, to a :class:`Policy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pkglint.model import Rule
from pkglint.policy.judge.model import Policy
from pkglint.policy.read.errors import PolicyError
from pkglint.policy.read.layers import Layer, read_layer
from pkglint.policy.read.make import make
from pkglint.policy.read.presets import preset_layers

if TYPE_CHECKING:
    from pkglint.policy.read.extend import Fetch
    from pkglint.policy.read.node import Node, Source

DEFAULT_PRESETS = ("recommended",)


def default_policy(catalogue: Mapping[str, Rule], presets: Sequence[str] = DEFAULT_PRESETS) -> Policy:
    """The policy that counts where nobody wrote one. Raises :class:`PolicyError` for an unknown preset."""
    return make(preset_layers(presets, catalogue), catalogue, None, presets)


def load_policy(
    name: str,
    text: bytes,
    catalogue: Mapping[str, Rule],
    presets: Sequence[str] | None = None,
    fetch: Fetch | None = None,
) -> Policy:
    """Read a policy. ``name`` is how it is called in messages, and its suffix says whether it is YAML, TOML or JSON.

    ``presets`` take the place of those that the text names. What it extends is read by ``fetch``; without that, the
    text counts alone, as for who edits it. Raises :class:`PolicyError` with every problem.
    """
    from pkglint.policy.read.node import decode

    source = decode(name, text)
    node = None if source.problems else read_node(source)
    if node is None:
        if not source.problems:
            source.problem((1, 1), "there is no policy in this file", "write `version: 1`, or remove the file")
        raise PolicyError(source.problems)
    layer = read_layer(source, node, catalogue)
    bases: list[Layer] = []
    problems = source.problems
    if fetch and layer.extends:
        from pkglint.policy.read.extend import Bases

        found = Bases(fetch, catalogue, read_node)
        found.add(source, layer)
        bases, problems = list(found.layers.values()), [*source.problems, *found.problems]
    if problems:
        raise PolicyError(problems)
    named = next((each.presets for each in (layer, *reversed(bases)) if each.presets), DEFAULT_PRESETS)
    chosen = tuple(presets) if presets is not None else named
    return make([*preset_layers(chosen, catalogue), *bases, layer], catalogue, name, chosen)


def read_node(source: Source) -> Node | None:
    """The policy's part of a text; ``None`` when there is none, or with its problems noted in ``source``."""
    base = source.file.replace("\\", "/").rpartition("/")[2].lower()
    if base.endswith(".toml"):
        from pkglint.policy.read.from_toml import read as read_toml

        return read_toml(source, whole=base != "pyproject.toml")
    if base.endswith(".json"):
        from pkglint.policy.read.from_json import read as read_json

        return read_json(source, whole=base != "package.json")
    from pkglint.policy.read.from_yaml import read as read_yaml

    return read_yaml(source)


def holds_policy(name: str, text: bytes) -> bool:
    """Whether a file that may hold a policy does: ``[tool.pkglint]`` in TOML, ``"pkglint"`` in JSON.

    A file that cannot be read and that names pkglint holds one, so that what is wrong with it is reported.
    """
    if name.lower().endswith((".yaml", ".yml")):
        return True
    if b"pkglint" not in text:
        return False
    from pkglint.policy.read.node import decode

    source = decode(name, text)
    return bool(source.problems) or read_node(source) is not None or bool(source.problems)
