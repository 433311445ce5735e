"""Policies: YAML, TOML or JSON to a frozen :class:`Policy`; findings judged by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pkglint.model import Rule
from pkglint.policy.errors import PolicyError, Problem
from pkglint.policy.judge import judge, judge_policy, level_of
from pkglint.policy.model import Ignore, KindPolicy, Origin, Policy, Setting
from pkglint.policy.patterns import Patterns

__all__ = [
    "Ignore",
    "KindPolicy",
    "Origin",
    "Patterns",
    "Policy",
    "PolicyError",
    "Problem",
    "Setting",
    "default_policy",
    "judge",
    "judge_policy",
    "level_of",
]


def default_policy(catalogue: Mapping[str, Rule], presets: Sequence[str] = ("recommended",)) -> Policy:  # noqa: ARG001
    """The policy that counts where nobody wrote one."""
    return Policy(presets=tuple(presets))
