"""pkglint from Python: lint artifacts, look at the report, fail a test.

What stands in ``pkglint.__all__`` is the public interface and follows semantic versioning; everything else may change
with any release.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timezone
from functools import partial
from typing import TypeAlias

from pkglint.cli.files import fetch, open_regular
from pkglint.engine import Source
from pkglint.engine import check as check_sources
from pkglint.model import Level, Report
from pkglint.policy import Policy, default_policy
from pkglint.policy import load_policy as read_policy
from pkglint.rules import catalogue

StrPath: TypeAlias = "str | os.PathLike[str]"


def check(
    paths: StrPath | Iterable[StrPath],
    *,
    policy: Policy | StrPath | None = None,
    fail_on: Level | str | None = None,
    today: date | None = None,
) -> Report:
    """Lint wheels, sdists and npm tarballs, in the order in which they are given.

    Args:
        paths: One file, or several. Directories and globs are for the command line.
        policy: A policy, or the path of one; without it the defaults count. No policy file is looked for.
        fail_on: Lowest level at which ``Report.ok`` is false: ``"error"``, ``"warning"``, ``"info"`` or a ``Level``;
            without it the policy's.
        today: The day that exceptions expire by; without it the day in UTC.

    An artifact that cannot be read raises nothing: its result says ``not_linted``, and the report is not ``ok``.

    Raises:
        PolicyError: The policy has problems; all of them are in it.
        OSError: The policy cannot be read.
        ValueError: ``fail_on`` is no level.
    """
    chosen = policy if isinstance(policy, Policy) else _policy(policy)
    if fail_on is not None:
        level = fail_on if isinstance(fail_on, Level) else _level(fail_on)
        chosen = replace(chosen, fail_on=level)
    day = today or datetime.now(timezone.utc).date()
    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    return check_sources(map(_source, several), chosen, day)


def load_policy(path: StrPath) -> Policy:
    """Read a policy in YAML, TOML or JSON. Raises ``PolicyError`` with all problems, and ``OSError``."""
    name = os.fspath(path)
    with open_regular(name) as file:
        return read_policy(name, file.read(), catalogue(), fetch=fetch)


def _policy(path: StrPath | None) -> Policy:
    return default_policy(catalogue()) if path is None else load_policy(path)


def _level(name: str) -> Level:
    names = {level.name.lower(): level for level in Level if level is not Level.NONE}
    if name not in names:
        raise ValueError(f"{name!r} is not a level: {', '.join(sorted(names))}")
    return names[name]


def _source(path: StrPath) -> Source:
    name = os.fspath(path)
    try:
        size = os.stat(name).st_size  # noqa: PTH116 - a path may be any PathLike
    except OSError:
        size = 0  # opening it says why
    return Source(name, partial(open_regular, name), size)


__all__ = ["check", "load_policy"]
