"""Policies: YAML, TOML or JSON to a frozen :class:`Policy`; findings judged by it."""

from __future__ import annotations

from pkglint.policy.judge.model import Ignore, KindPolicy, Origin, Policy, Setting
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.judge.verdict import judge, judge_policy, level_of
from pkglint.policy.read.errors import PolicyError, Problem
from pkglint.policy.read.load import default_policy, holds_policy, load_policy
from pkglint.policy.read.make import with_overrides, with_packages

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
    "with_packages",
]
