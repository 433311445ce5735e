"""What artifacts are compared with: the last release, found among the files of ``--against``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pkglint.cli.output import NotRead, say
from pkglint.cli.paths import find
from pkglint.engine import Source, check
from pkglint.metadata.names import normalize, split_sdist_name, split_wheel_name
from pkglint.model import ALL_KINDS, Kind, Result
from pkglint.model.kinds import assert_never, is_npm
from pkglint.model.lazy import lazy
from pkglint.model.reference import Lock, Reference
from pkglint.policy import Policy
from pkglint.policy.judge.model import LOCK
from pkglint.report.kit.escape import terminal

if TYPE_CHECKING:
    from concurrent.futures import Executor

_NPM = lazy(r"(.+?)-(v?[0-9]+\.[0-9]+\.[0-9]+.*)\.tgz")


def releases(
    sources: Sequence[Source], against: Sequence[str], policy: Policy, today: date, executor: Executor | None
) -> dict[str, Reference]:
    """The last release of each source that has one among ``against``, files or directories, by the source's path.

    Of a directory it is the highest version below the source's own with the same name and kind. Raises ``NotRead``
    for a release that cannot be read, ``click.UsageError`` for a file that is a release of nothing that is linted.
    """
    candidates = [source for name in against for source in find((name,)).sources]
    chosen = {source.path: _chosen(source, candidates) for source in sources}
    wanted = {old.path: old for old in chosen.values() if old}
    for name in against:
        if not Path(name).is_dir() and name not in wanted:
            raise click.UsageError(f"'{terminal(name)}' is no earlier release of anything that is linted here")
    if not wanted:
        return {}
    report = check(list(wanted.values()), policy, today, executor, references={path: Reference() for path in wanted})
    results = {result.artifact.path: result for result in report.results}
    for result in results.values():
        _refuse_unread(result)
    from pkglint.compare.release import as_release

    return {path: as_release(results[old.path]) for path, old in chosen.items() if old}


def missing(sources: Sequence[Source], found: dict[str, Reference], against: Sequence[str]) -> str | None:
    """What to say when some source has no earlier release; nothing when all have one."""
    without = [source.filename for source in sources if source.path not in found]
    if not without or not against:
        return None
    return (
        f"{', '.join(without[:3])}{' and more' if len(without) > 3 else ''} has no earlier release in "
        f"{', '.join(against)}: `--allow-empty` takes a first release"
    )


def with_tree(
    sources: Sequence[Source], found: dict[str, Reference], given: str | None, *, quiet: bool
) -> dict[str, Reference]:
    """The references with the tree of ``DIR[@REF]`` in each. Raises ``NotRead`` where git has none."""
    if given is None:
        return found
    from pkglint.project.tree import GitError, split_reference, tree

    try:
        committed, notes = tree(*split_reference(given))
    except GitError as error:
        raise NotRead(f"nothing was linted: --source {terminal(given)}: {terminal(str(error))}") from None
    for note in notes if not quiet else ():
        say(f"note: --source {given}: {note}")
    return {source.path: replace(found.get(source.path, Reference()), tree=committed) for source in sources}


def locked(sources: Sequence[Source], policy: Policy) -> dict[str, Lock]:
    """The lock of each source, from the file beside the policy; nothing where there is none.

    Raises ``PolicyError`` for a broken one, ``click.UsageError`` for one that knows nothing of what is linted.
    """
    path = Path(policy.source or "").parent / LOCK
    if not path.exists():
        return {}
    from pkglint.cli.lock import read_locks

    by_file = {(_in_filename(name, kind), kind): lock for (name, kind), lock in read_locks(str(path)).items()}
    found = {}
    for source in sources:
        mine = named(source.filename)
        lock = by_file.get((mine[1].lower(), mine[0])) if mine else None
        if lock is None:
            what = f"{mine[1]} ({mine[0]})" if mine else source.filename
            raise click.UsageError(
                f"'{path}' does not hold {terminal(what)}: `pkglint lock --update` adds it, --no-lock leaves it out"
            )
        found[source.path] = lock
    return found


def _in_filename(name: str, kind: Kind) -> str:
    """A package's name as the name of its file has it; npm writes `@scope/name` as `scope-name`."""
    return name.lstrip("@").replace("/", "-").lower() if is_npm(kind) else normalize(name)


def with_locks(found: dict[str, Reference], locks: dict[str, Lock]) -> dict[str, Reference]:
    """The references with the lock of each source in them."""
    return {
        path: replace(found.get(path, Reference()), lock=locks.get(path)) for path in dict.fromkeys([*found, *locks])
    }


def _refuse_unread(result: Result) -> None:
    if result.not_linted:
        name = terminal(result.artifact.path)
        raise NotRead(f"nothing was linted: '{name}' cannot be compared with: {terminal(result.not_linted.sentence)}")


def _chosen(source: Source, candidates: Sequence[Source]) -> Source | None:
    """The release to compare with: of the same platform if there is one, of the highest version."""
    mine = named(source.filename)
    if mine is None:
        return None
    from pkglint.compare.step import follows

    kind, name, version, tags = mine
    best: tuple[str, bool, Source] | None = None
    for each in candidates:
        other = named(each.filename)
        if other is None or other[:2] != (kind, name) or each.path == source.path:
            continue
        if not follows(other[2], version, kind):
            continue
        same = other[3] == tags
        if best is None or follows(best[0], other[2], kind) or (best[0] == other[2] and same and not best[1]):
            best = (other[2], same, each)
    return best[2] if best else None


def named(filename: str) -> tuple[Kind, str, str, str] | None:
    """Kind, name, version and tags as the name of a file says them; ``None`` where it says no such thing."""
    return next((found for kind in ALL_KINDS if (found := _parts(kind, filename))), None)


def _parts(kind: Kind, filename: str) -> tuple[Kind, str, str, str] | None:
    match kind:
        case Kind.WHEEL:
            if wheel := split_wheel_name(filename):
                return kind, normalize(wheel.name), wheel.version, f"{wheel.python}-{wheel.abi}-{wheel.platform}"
        case Kind.SDIST:
            if sdist := split_sdist_name(filename):
                return kind, normalize(sdist[0]), sdist[1], ""
        case Kind.NPM:
            if npm := _NPM.fullmatch(filename):
                return kind, npm[1], npm[2], ""
        case _:
            assert_never(kind)
    return None


__all__ = ["missing", "named", "releases"]
