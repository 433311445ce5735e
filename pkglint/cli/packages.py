"""Policies that packages of a workspace have in their own directories: used, or named as not used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import click

from pkglint.cli import files, output, policies
from pkglint.metadata.names import normalize
from pkglint.model import Kind
from pkglint.policy import Policy, load_policy, with_packages
from pkglint.project.find import named
from pkglint.project.trace import BUILT
from pkglint.project.workspace import members
from pkglint.report.kit.escape import terminal
from pkglint.rules import catalogue


def with_own(
    policy: Policy,
    paths: Iterable[str],
    used: Callable[[Policy], Policy] = lambda own: own,
    *,
    config: str | None,
    quiet: bool = True,
) -> Policy:
    """The policy of a run with those of the packages below the working directory; ``used`` puts options over each.

    With ``--config`` one policy counts for all, and the others are named. Raises ``PolicyError`` for a broken one,
    ``click.UsageError`` where a package has two.
    """
    known = {each.root: each.name for each in members(Path()) or ()}
    own: dict[str, Policy] = {}
    for directory in dict.fromkeys((*known, *_between(paths))):
        found = None if directory == Path() else policies.held(directory)
        if found is None or str(found) == policy.source:
            continue
        name = known.get(directory) or named(Kind.NPM, directory) or named(Kind.WHEEL, directory)
        if config is not None or not name:
            why = "--config names the policy of this run" if name else "its directory holds no package"
            output.say(f"note: {terminal(str(found))} is not used: {why}")
            continue
        if normalize(name) in policy.packages or name in own:
            where = own[name].source if name in own else f"a section of {policy.source}"
            raise click.UsageError(f"two policies for {terminal(name)}: '{found}' and {where}. Keep one of them.")
        own[name] = used(load_policy(str(found), policies.read(found), catalogue(), fetch=files.fetch))
    if not quiet:
        _name_strangers(policy, [name for name in known.values() if name])
    # An exit code is of a run: what reading may cost and which names are skipped is said by the run's policy.
    return with_packages(policy, {name: replace(each, limits=policy.limits) for name, each in own.items()})


def policy_of(name: str) -> Path | None:
    """The policy that a package of this workspace has in its own directory, ``None`` where it has none."""
    wanted = normalize(name)
    roots = [each.root for each in members(Path()) or () if normalize(each.name) == wanted]
    return next((found for root in roots if root != Path() and (found := policies.held(root))), None)


def _between(paths: Iterable[str]) -> Iterator[Path]:
    """The directories of what is linted, and those above them as far as the working directory."""
    here = Path.cwd()
    for each in paths:
        path = (here / each).absolute()
        for directory in (path, *path.parents) if path.is_dir() else path.parents:
            if not directory.is_relative_to(here) or directory == here:
                break
            if directory.name in BUILT:  # what a build put there is no policy of anybody
                continue
            yield directory.relative_to(here)


def _name_strangers(policy: Policy, names: list[str]) -> None:
    """A section for a package that the workspace does not have never counts."""
    there = {normalize(name): name for name in names}
    for name in policy.packages if there else ():
        if name not in there:
            close = get_close_matches(name, there, 1)
            hint = f": did you mean {there[close[0]]}?" if close else ""
            output.say(f"note: the policy has a section for {terminal(name)}, no package of this workspace{hint}")
