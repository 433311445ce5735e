"""The catalogue: every module in the family folders that does not start with ``_`` holds one rule.

The file name is the rule's id with underscores, the module docstring is its page, ``RULE`` is the rule itself.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from pkglint.model import Kind, Rule


class Family(NamedTuple):
    """What the rules of a folder have in common.

    ``score`` is that of :class:`~pkglint.model.RuleDoc`. ``nested`` says that they look into archives inside the
    artifact too, ``weaker_nested`` that what they find there is one level lower: nothing unpacks such an archive.
    """

    title: str
    score: float = 5.0
    nested: bool = False
    weaker_nested: bool = False


FAMILIES = {
    "leaks": Family("What must not become public", 8.0, nested=True),
    "runs": Family("What would run by itself", 9.0, nested=True, weaker_nested=True),
    "leftovers": Family("Unexpected, oversized, left over"),
    "manifest": Family("What the package says of itself"),
    "integrity": Family("What the archive does", 8.0),
    "changes": Family("What changed", 8.0),
    "policy": Family("About the policy and the run"),
}


@cache
def module_names() -> tuple[str, ...]:
    """The dotted names of all rule modules, by family in the order of ``FAMILIES``, then by name."""
    names = []
    for folder in FAMILIES:
        package = importlib.import_module(f"{__name__}.{folder}")
        found = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
        names += [f"{package.__name__}.{name}" for name in found]
    return tuple(names)


@cache
def _modules() -> dict[str, str]:
    return {name.rpartition(".")[2].replace("_", "-"): name for name in module_names()}


@cache
def _index() -> dict[str, list[list[str]]]:
    """Of rules by id: the kinds of artifacts they look at, and what they compare with (``Rule.needs``)."""
    found: dict[str, list[list[str]]] = json.loads(pkgutil.get_data(__name__, "index.json") or "{}")
    return found


def index() -> str:
    """The index as JSON: ``tools/generate.py`` writes it, or says that it drifted. A rule that it lacks is imported."""
    lines = [f"{json.dumps(r.id)}: {json.dumps([[*map(str, r.kinds)], r.needs])}" for r in catalogue().values()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Catalogue(Mapping[str, Rule]):
    """Every rule by id; a rule's module is imported when the rule is asked for."""

    def __getitem__(self, rule_id: str) -> Rule:
        rule: Rule = importlib.import_module(_module(rule_id)).RULE
        return rule

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in _modules()

    def __iter__(self) -> Iterator[str]:
        return iter(_modules())

    def __len__(self) -> int:
        return len(_modules())


_CATALOGUE = _Catalogue()


def catalogue() -> Mapping[str, Rule]:
    """Every rule by id, in the order of :func:`module_names`."""
    return _CATALOGUE


def rules_for(kind: Kind | None, there: Collection[str]) -> Iterator[Rule]:
    """The rules that look at artifacts of ``kind``, if one is known, and have one of ``there`` to compare with."""
    known = _index()
    for rule_id in _modules():
        kinds, needs = known.get(rule_id, ([], []))
        if (kind is None or not kinds or kind in kinds) and (not needs or not set(needs).isdisjoint(there)):
            yield _CATALOGUE[rule_id]


def page(rule_id: str) -> str:
    """The Markdown page of a rule: its module's docstring."""
    return (importlib.import_module(_module(rule_id)).__doc__ or "").strip() + "\n"


def family(rule_id: str) -> str:
    """The folder that a rule lives in, a key of ``FAMILIES``."""
    return _module(rule_id).split(".")[-2]


def _module(rule_id: str) -> str:
    return _modules()[rule_id]
