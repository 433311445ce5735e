"""Presets as layers. Their YAML is read when the package is made; a run reads what came of it.

``tools/generate.py`` writes ``presets/made.json`` with :func:`made` and fails when it has drifted from the YAML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from pkgutil import get_data
from typing import Any

from pkglint.model import Level, Rule, Visibility
from pkglint.policy.judge.model import Origin, Setting
from pkglint.policy.read.errors import PolicyError, Problem, suggest
from pkglint.policy.read.layers import PRESETS, Layer, read_layer

_ENUMS: dict[str, type[Enum]] = {"level": Level, "visibility": Visibility}


def preset_text(name: str) -> str:
    """The YAML of a preset, as it stands in the package."""
    return _text(f"{name}.yaml")


def preset_layers(names: Sequence[str], catalogue: Mapping[str, Rule]) -> list[Layer]:
    """The layers of presets and of what they extend, each once. Raises :class:`PolicyError` for an unknown name.

    A rule that a preset names and that the catalogue does not hold is skipped: tests judge by a few rules.
    """
    done: dict[str, Layer] = {}

    def add(name: str) -> None:
        if name in done:
            return
        extends, settings = _made()[name]
        for parent in extends:
            add(parent)
        known = {path: setting for path, setting in settings.items() if _is_known(path, catalogue)}
        done[name] = Layer(known, presets=extends or None)

    for name in names:
        if name not in PRESETS:
            help_ = suggest(name, PRESETS, "presets")
            raise PolicyError([Problem("--preset", None, None, f"`{name}` is not a preset", help_)])
        add(name)
    return list(done.values())


def _is_known(path: tuple[str, ...], catalogue: Mapping[str, Rule]) -> bool:
    return "rules" not in path or path[path.index("rules") + 1] in catalogue


def made(catalogue: Mapping[str, Rule]) -> str:
    """The settings of all presets as JSON, made of their YAML."""
    from pkglint.policy.read.from_yaml import read
    from pkglint.policy.read.node import Source

    presets = {}
    for name in PRESETS:
        source = Source(name, preset_text(name))
        node = read(source)
        layer = read_layer(source, node, catalogue, is_preset=True) if node else Layer({})
        if source.problems or layer.ignores or not layer.settings:
            raise PolicyError(source.problems)
        settings = [[list(path), _plain(s.value), s.written] for path, s in layer.settings.items()]
        presets[name] = {"extends": list(layer.presets or ()), "settings": settings}
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(preset)}" for name, preset in presets.items()) + "\n}\n"


@cache
def _made() -> dict[str, tuple[tuple[str, ...], dict[tuple[str, ...], Setting]]]:
    presets = {}
    for name, found in json.loads(_text("made.json")).items():
        origin = Origin(f"preset {name}")
        settings = {tuple(path): Setting(_value(value), written, origin) for path, value, written in found["settings"]}
        presets[name] = tuple(found["extends"]), settings
    return presets


def _plain(value: Any) -> Any:
    """A setting's value in JSON: a list for a tuple, ``{"level": "ERROR"}`` for what has a name."""
    for name, kind in _ENUMS.items():
        if isinstance(value, kind):
            return {name: value.name}
    if isinstance(value, (str, int, tuple)) or value is None:
        return value
    raise TypeError(value)


def _value(plain: Any) -> Any:
    if isinstance(plain, dict):
        ((name, member),) = plain.items()
        return _ENUMS[name][member]
    return tuple(plain) if isinstance(plain, list) else plain


def _text(name: str) -> str:
    data = get_data("pkglint.policy", f"presets/{name}")
    if data is None:
        raise ValueError(name)
    return data.decode("utf-8")
