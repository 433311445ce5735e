"""``pkglint lock``: what a release holds, in a file that is committed and reviewed."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from pkglint.cli import completing, files, output
from pkglint.cli.paths import find, load
from pkglint.engine import inspect
from pkglint.metadata.names import normalize
from pkglint.model import Kind
from pkglint.model.kinds import is_npm
from pkglint.model.reference import Reference, Snapshot
from pkglint.policy import PolicyError
from pkglint.policy.judge.model import LOCK as NAME
from pkglint.policy.read.lock import Locks, load_lock
from pkglint.report.kit.escape import terminal
from pkglint.rules import catalogue


def key_of(snapshot: Snapshot) -> tuple[str, Kind]:
    """The name under which a lock keeps a package of a kind."""
    return (snapshot.name if is_npm(snapshot.kind) else normalize(snapshot.name)), snapshot.kind


def read_locks(path: str) -> Locks:
    """The locks of a file. Raises :class:`PolicyError`, or ``click.UsageError`` for what cannot be opened."""
    try:
        with files.open_regular(path) as file:
            return load_lock(path, file.read())
    except OSError as error:
        raise click.UsageError(f"cannot read '{path}': {error.strerror}") from None


@click.command("lock")
@click.argument("paths", nargs=-1, shell_complete=completing.files)
@click.option("--update", is_flag=True, help=f"Write {NAME} instead of saying what would change.")
def command(paths: tuple[str, ...], update: bool) -> int:
    """Compare .pkglint-lock.yaml with the artifacts in PATHS (default: dist), or make it anew with --update.

    Without --update it prints what would change, and exits 1 if anything would. Packages that are not in PATHS stay.
    """
    from pkglint.policy.author.lock import lock_of, text_of

    there = Path(NAME).exists()
    try:
        old = read_locks(NAME) if there else {}
        policy = load(catalogue(), None, False, ())
    except PolicyError as error:
        return output.emit_problems(error.problems, "auto")
    before = Path(NAME).read_text(encoding="utf-8-sig") if there else ""
    found: dict[tuple[str, Kind], list[Snapshot]] = {}
    sources = find(paths)
    if not sources.sources:
        raise output.NotRead(f"nothing to lock: {sources.looked_for}")
    today = datetime.now(timezone.utc).date()
    for source in sources.sources:
        result = inspect(source, policy, today, Reference())
        if result.not_linted or result.snapshot is None:
            why = terminal(result.not_linted.sentence) if result.not_linted else "no artifact of a known kind"
            raise output.NotRead(f"nothing was locked: '{terminal(source.path)}': {why}")
        found.setdefault(key_of(result.snapshot), []).append(result.snapshot)
    made = {**old, **{key: lock_of(snapshots, old.get(key)) for key, snapshots in found.items()}}
    after = text_of(made)
    if after == before:
        output.note(f"{NAME} is up to date")
        return 0
    if update:
        output.replace(NAME, after)
        output.note(f"{'updated' if there else 'wrote'} {NAME}")
        return 0
    from difflib import unified_diff

    for line in unified_diff(before.splitlines(), after.splitlines(), NAME, NAME, lineterm=""):
        output.note(line)
    return 1
