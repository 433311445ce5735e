"""Layers of settings, one over the other: presets from left to right, then the policy's own text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pkglint.model import ALL_KINDS, Kind, Rule
from pkglint.policy.judge.model import Origin, Setting, Settings

if TYPE_CHECKING:
    from pkglint.policy.read.node import Node, Source
    from pkglint.policy.read.shapes import Parsed

PRESETS = ("recommended", "strict", "open-source", "closed-source")
# What stands at the top level and, for one kind only, under ``artifacts``; ``tables.section_keys`` says what it holds.
SECTIONS = frozenset(
    {
        "rules",
        "budgets",
        "expected-files",
        "also-expected-files",
        "required-files",
        "forbidden-files",
        "generated-files",
    }
)
_APART = {"version", "preset", "extends", "ignore"}


class Layer(NamedTuple):
    """One preset or one text: its settings by key path, its exceptions as they were read, and files that it extends."""

    settings: Settings
    ignores: tuple[dict[str, Parsed], ...] = ()
    presets: tuple[str, ...] | None = None
    extends: tuple[tuple[str, Node], ...] = ()


def read_layer(source: Source, node: Node, catalogue: Mapping[str, Rule], *, is_preset: bool = False) -> Layer:
    """Validate ``node``; the problems are noted in ``source``, and what is wrong is left out of the layer."""
    from pkglint.policy.read.tables import policy_table

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


def for_kind(layers: Iterable[Layer], kind: Kind) -> Settings:
    """The sections as one kind sees them: in every layer what is said of the kind goes over the top level.

    So a policy's own top level wins over what a preset says of one kind.
    """
    merged: dict[tuple[str, ...], Setting] = {}
    for layer in layers:
        _over(merged, {path: value for path, value in layer.settings.items() if path[0] in SECTIONS})
        prefix = ("artifacts", kind.value)
        _over(merged, {path[2:]: value for path, value in layer.settings.items() if path[:2] == prefix})
    return merged


def all_kinds(layers: Sequence[Layer]) -> dict[Kind, Settings]:
    """:func:`for_kind` for every kind."""
    return {kind: for_kind(layers, kind) for kind in ALL_KINDS}
