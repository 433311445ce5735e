"""``pkglint verify``: are these the files that were linted?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from pkglint.cli import completing, output
from pkglint.cli.paths import find
from pkglint.report.formats.digests import parse
from pkglint.report.kit.escape import terminal


@click.command("verify")
@click.argument("manifest", shell_complete=completing.files)
@click.argument("paths", nargs=-1, shell_complete=completing.files)
def command(manifest: str, paths: tuple[str, ...]) -> int:
    """Compare PATHS (default: dist) with MANIFEST, written by `pkglint check --report digests=MANIFEST`.

    Exits 1 when a file differs from what was linted, was not linted, or was linted and is missing.
    """
    try:
        linted = {Path(name).name: digest for digest, name in parse(Path(manifest).read_text("utf-8"))}
    except OSError as error:
        raise click.UsageError(f"cannot read '{manifest}': {error.strerror}") from None
    except ValueError as error:
        raise click.UsageError(f"'{manifest}' is not a manifest of digests: {error}") from None
    sources = find(paths).sources
    if not sources:
        output.say(f"nothing to verify: {find(paths).looked_for}")
        return 3
    wrong = 0
    missing = dict(linted)
    for source in sources:
        expected = missing.pop(source.filename, None) or linted.get(source.filename)
        verdict = _verdict(Path(source.path), expected)
        wrong += verdict != "as linted"
        output.emit(f"{terminal(source.path)}: {verdict}\n")
    for name in missing:
        wrong += 1
        output.emit(f"{terminal(name)}: was linted and is not here\n")
    return int(wrong > 0)


def _verdict(path: Path, expected: str | None) -> str:
    if expected is None:
        return "was not linted"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return "as linted" if digest.hexdigest() == expected else "differs from what was linted"
