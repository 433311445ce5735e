"""``pkglint verify``: are these the files that were linted?"""

from __future__ import annotations

import hashlib
import os

import click

from pkglint.cli import completing, files, output
from pkglint.cli.paths import find
from pkglint.engine import Source
from pkglint.report.formats.digests import parse


@click.command("verify")
@click.argument("manifest", shell_complete=completing.files)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
def command(manifest: str, paths: tuple[str, ...]) -> int:
    """Compare PATHS (default: dist) with MANIFEST, written by `pkglint check --report digests=MANIFEST`.

    Exits 1 when a file differs from what was linted, was not linted, or was linted and is missing. In a directory
    that is every file that an uploader would take.
    """
    linted = _read(manifest)
    found = find(paths)
    files_here = [*found.sources, *found.uploadable]
    if not files_here:
        output.say(f"nothing to verify: {found.looked_for}")
        return 3
    verdicts = [(source.path, _verdict(source, linted.get(source.filename))) for source in files_here]
    missing = linted.keys() - {source.filename for source in files_here}
    verdicts += [(name, "was linted and is not here") for name in linted if name in missing]
    for path, verdict in verdicts:
        output.note(f"{path}: {verdict}")
    return int(any(verdict != "as linted" for _, verdict in verdicts))


def _read(manifest: str) -> dict[str, str]:
    """Digests by file name. Raises ``click.UsageError``: nothing holds for a manifest that says two things."""
    try:
        with files.open_regular(manifest) as file:
            pairs = parse(file.read().decode("utf-8"))
    except OSError as error:
        raise click.UsageError(f"cannot read '{manifest}': {error.strerror}") from None
    except ValueError as error:
        raise click.UsageError(f"'{manifest}' is not a manifest of digests: {error}") from None
    linted: dict[str, str] = {}
    for digest, path in pairs:
        name = os.path.basename(path)  # noqa: PTH119 - a path of the job that linted, of which the name counts
        if name in {"", ".", ".."}:
            raise click.UsageError(f"'{manifest}' names '{path}', which is no file")
        if linted.setdefault(name, digest) != digest:
            raise click.UsageError(f"'{manifest}' has two digests for '{name}': nobody can say which file was linted")
    return linted


def _verdict(source: Source, expected: str | None) -> str:
    if expected is None:
        return "was not linted"
    digest = hashlib.sha256()
    try:
        with source.open() as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "as linted" if digest.hexdigest() == expected else "differs from what was linted"
