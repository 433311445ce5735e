"""Layers of settings, one over the other: presets from left to right, then the policy's own text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pkgutil import get_data
from typing import Any, NamedTuple

from pkglint.model import ALL_KINDS, Kind, Rule
from pkglint.policy.judge.model import Origin, Setting, Settings
from pkglint.policy.read.errors import PolicyError, Problem, suggest
from pkglint.policy.read.node import Node, Source
from pkglint.policy.read.shapes import Parsed
from pkglint.policy.read.tables import policy_table, section_keys

PRESETS = ("recommended", "strict", "open-source", "closed-source")
_APART = {"version", "preset", "extends", "ignore"}


class Layer(NamedTuple):
    """One preset or one text: its settings by key path, its exceptions as they were read, and files that it extends."""

    settings: Settings
    ignores: tuple[dict[str, Parsed], ...] = ()
    presets: tuple[str, ...] | None = None
    extends: tuple[tuple[str, Node], ...] = ()


def read_layer(source: Source, node: Node, catalogue: Mapping[str, Rule], *, is_preset: bool = False) -> Layer:
    """Validate ``node``; the problems are noted in ``source``, and what is wrong is left out of the layer."""
    found = policy_table(catalogue, PRESETS, is_preset=is_preset).read(node, "the policy", source)
    if not isinstance(found, dict):
        return Layer({})
    name = f"preset {source.file}" if is_preset else source.file
    settings = dict(_flat(found, (), name, with_line=not is_preset))
    starts = found.get("extends" if is_preset else "preset")
    ignores = found.get("ignore")
    entries = tuple(entry for entry in ignores.value if entry) if ignores else ()
    files = None if is_preset else found.get("extends")
    places = files.node.value if files and files.node.kind == "list" else [files.node] if files else []
    extends = tuple(zip(files.value, places, strict=True)) if files else ()
    return Layer(settings, entries, starts.value if starts else None, extends)


def _flat(
    table: Mapping[str, Parsed], prefix: tuple[str, ...], name: str, *, with_line: bool
) -> Iterator[tuple[tuple[str, ...], Setting]]:
    for key, (value, node) in table.items():
        if not prefix and key in _APART:
            continue
        if isinstance(value, dict):
            yield from _flat(value, (*prefix, key), name, with_line=with_line)
        else:
            origin = Origin(name, node.line if with_line else None)
            yield (*prefix, key), Setting(value, _written(value, node), origin)


def _written(value: Any, node: Node) -> str:
    return ", ".join(str(v) for v in value) if isinstance(value, tuple) else node.written


def preset_text(name: str) -> str:
    """The YAML of a preset, as it stands in the package."""
    data = get_data("pkglint.policy", f"presets/{name}.yaml")
    if data is None:
        raise ValueError(name)
    return data.decode("utf-8")


@cache
def _preset_node(name: str) -> Node:
    from pkglint.policy.read.from_yaml import read

    node = read(Source(name, preset_text(name)))
    if node is None:
        raise ValueError(name)
    return node


def preset_layers(names: Sequence[str], catalogue: Mapping[str, Rule]) -> list[Layer]:
    """The layers of presets and of what they extend, each once. Raises :class:`PolicyError` for an unknown name.

    A rule that a preset names and that the catalogue does not hold is passed over: tests judge by a few rules.
    """
    done: dict[str, Layer] = {}

    def add(name: str) -> None:
        if name in done:
            return
        layer = read_layer(Source(name, ""), _known_rules(_preset_node(name), catalogue), catalogue, is_preset=True)
        for parent in layer.presets or ():
            add(parent)
        done[name] = layer

    for name in names:
        if name not in PRESETS:
            help_ = suggest(name, PRESETS, "presets")
            raise PolicyError([Problem("--preset", None, None, f"`{name}` is not a preset", help_)])
        add(name)
    return list(done.values())


def _known_rules(node: Node, catalogue: Mapping[str, Rule]) -> Node:
    kept = []
    for key, value in node.value:
        if key.value == "rules":
            rules = tuple((k, v) for k, v in value.value if k.value in catalogue)
            kept.append((key, Node(value.kind, rules, value.line, value.column)))
        else:
            kept.append((key, value))
    return Node(node.kind, tuple(kept), node.line, node.column)


def merge(layers: Iterable[Layer]) -> Settings:
    """Key by key, the later layer wins; a list is one value, except for patterns that are also expected."""
    merged: dict[tuple[str, ...], Setting] = {}
    for layer in layers:
        _over(merged, layer.settings)
    return merged


def _over(merged: dict[tuple[str, ...], Setting], settings: Settings) -> None:
    """Put ``settings`` over ``merged``."""
    for path, setting in settings.items():
        before = merged.get(path)
        if before is not None and path == ("also-expected-files",):
            value = tuple(dict.fromkeys((*before.value, *setting.value)))
            setting = Setting(value, ", ".join(value), setting.origin)  # noqa: PLW2901
        merged[path] = setting


def for_kind(layers: Iterable[Layer], kind: Kind, catalogue: Mapping[str, Rule]) -> Settings:
    """The sections as one kind sees them: in every layer what is said of the kind goes over the top level.

    So a policy's own top level wins over what a preset says of one kind.
    """
    sections = section_keys(catalogue)
    merged: dict[tuple[str, ...], Setting] = {}
    for layer in layers:
        _over(merged, {path: value for path, value in layer.settings.items() if path[0] in sections})
        prefix = ("artifacts", kind.value)
        _over(merged, {path[2:]: value for path, value in layer.settings.items() if path[:2] == prefix})
    return merged


def all_kinds(layers: Sequence[Layer], catalogue: Mapping[str, Rule]) -> dict[Kind, Settings]:
    """:func:`for_kind` for every kind."""
    return {kind: for_kind(layers, kind, catalogue) for kind in ALL_KINDS}
