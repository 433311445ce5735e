"""The catalogue: every module in the family folders that does not start with ``_`` holds one rule.

The file name is the rule's id with underscores, the module docstring is its page, ``RULE`` is the rule itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import NamedTuple

from pkglint.model import Rule


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
    for family in FAMILIES:
        package = importlib.import_module(f"{__name__}.{family}")
        found = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
        names += [f"{package.__name__}.{name}" for name in found]
    return tuple(names)


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by id, in the order of :func:`module_names`."""
    rules = (importlib.import_module(name).RULE for name in module_names())
    return {rule.id: rule for rule in rules}


def page(rule_id: str) -> str:
    """The Markdown page of a rule: its module's docstring."""
    return (importlib.import_module(_module(rule_id)).__doc__ or "").strip() + "\n"


def family(rule_id: str) -> str:
    """The folder that a rule lives in, a key of ``FAMILIES``."""
    return _module(rule_id).split(".")[-2]


def _module(rule_id: str) -> str:
    wanted = rule_id.replace("-", "_")
    return next(name for name in module_names() if name.rpartition(".")[2] == wanted)
