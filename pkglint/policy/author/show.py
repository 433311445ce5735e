"""The policy that counts, merged, as YAML again: every value with a comment that says where it came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from pkglint.model import Limits, units
from pkglint.policy.author.edit import Entry, lines_of
from pkglint.policy.author.text import comment, listed, quoted, scalar
from pkglint.policy.judge.model import Ignore, Origin, Policy, Setting, Settings
from pkglint.policy.read.tables import SIZES, kebab

_COLUMN = 44
_FLOW = 2  # A list that is longer takes a line for each item.
_ORDER = ("version", "visibility", "fail-on", "limits", "pass-over", "rules", "budgets")


def show(policy: Policy) -> str:
    """YAML that loads to the same policy. A section of one kind holds what differs from the top level."""
    lines = [_line("version: 1", None)]
    top = {**_defaults(policy), **{p: s for p, s in policy.settings.items() if p[0] != "artifacts"}}
    packages = {path: setting for path, setting in top.items() if path[0] == "packages"}
    lines += _tree(_nested({path: setting for path, setting in top.items() if path not in packages}), 0)
    kinds = {
        str(kind): _nested({path: s for path, s in found.items() if policy.settings.get(path) != s})
        for kind, found in policy.kind_settings.items()
    }
    kinds = {kind: tree for kind, tree in kinds.items() if tree}
    if kinds:
        lines.append("artifacts:")
        for kind, tree in kinds.items():
            lines += [f"  {kind}:", *_tree(tree, 4)]
    lines += _tree(_nested(packages), 0)
    lines += _ignores(policy)
    return "\n".join(lines) + "\n"


def _defaults(policy: Policy) -> dict[tuple[str, ...], Setting]:
    """What counts where neither a preset nor the text says anything."""
    origin = Origin("default")
    found: dict[tuple[str, ...], Setting] = {
        ("visibility",): Setting(None, "auto", origin),
        ("fail-on",): Setting(policy.fail_on, "error", origin),
    }
    for item in dataclasses.fields(Limits):
        value = getattr(Limits(), item.name)
        sized = item.name in SIZES
        found["limits", kebab(item.name)] = Setting(value, units.exact(value) if sized else str(value), origin)
    return found


def _nested(settings: Settings) -> dict[str, Any]:
    """Key paths to nested mappings, the sections that decide most first."""
    tree: dict[str, Any] = {}
    rank = {name: index for index, name in enumerate(_ORDER)}
    for path in sorted(settings, key=lambda path: (rank.get(path[0], len(rank)), path[0])):
        here = tree
        for part in path[:-1]:
            here = here.setdefault(part, {})
        here[path[-1]] = settings[path]
    return tree


def _tree(tree: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict) and tuple(value) == ("level",):
            value = value["level"]  # noqa: PLW2901 - the short form of a rule
        if isinstance(value, dict):
            yield f"{' ' * indent}{scalar(key)}:"
            yield from _tree(value, indent + 2)
        elif isinstance(value.value, tuple) and len(value.value) > _FLOW:
            yield _line(f"{' ' * indent}{key}:", value.origin)
            yield from (f"{' ' * indent}  - {quoted(str(item))}" for item in value.value)
        else:
            yield _line(f"{' ' * indent}{key}: {_value(value)}", value.origin)


def _value(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, tuple):
        return listed(tuple(str(item) for item in value))
    if value is None or isinstance(value, Enum):
        return setting.written
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    return scalar(setting.written) if not setting.written[:1].isdigit() else setting.written


def _ignores(policy: Policy) -> Iterator[str]:
    if policy.ignores:
        yield "ignore:"
    for ignore in policy.ignores:
        first, *rest = lines_of(_entry(ignore), ignore.reason)
        yield _line(f"  {first}", Origin(policy.source or "default", ignore.line))
        yield from (f"  {line}" for line in rest)


def _entry(ignore: Ignore) -> Entry:
    paths = ignore.paths.sources if ignore.paths else ()
    about = (ignore.rule, paths, ignore.kinds, ignore.package, ignore.sha256)
    return Entry(*about, ignore.reason, ignore.expires, ignore.secrets)


def _line(text: str, origin: Origin | None) -> str:
    return text if origin is None else f"{text:<{_COLUMN}}  # {comment(str(origin))}"
