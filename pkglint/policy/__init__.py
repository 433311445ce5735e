"""Policies: YAML, TOML or JSON to a frozen :class:`Policy`; findings judged by it."""

from __future__ import annotations

from pkglint.policy.errors import PolicyError, Problem
from pkglint.policy.judge import judge, judge_policy, level_of
from pkglint.policy.load import default_policy, holds_policy, load_policy
from pkglint.policy.make import with_overrides
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
    "holds_policy",
    "judge",
    "judge_policy",
    "level_of",
    "load_policy",
    "with_overrides",
]
