"""``pkglint ignore``: an exception appended to the policy, with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path

import click

from pkglint.cli import completing, output, policies
from pkglint.cli.packages import policy_of
from pkglint.cli.paths import find
from pkglint.cli.policies import discover
from pkglint.engine import Source, inspect
from pkglint.model import ALL_KINDS, Kind, units
from pkglint.policy import PolicyError, default_policy, load_policy
from pkglint.policy.author.edit import EditError, Entry, digest_for
from pkglint.policy.author.merge import ADDED, RENEWED, THERE, merge_ignore
from pkglint.rules import catalogue

_SAID_THERE = "{} for {} stood in {} already, and holds for this"
NEW = "version: 1\npreset: recommended\n"


@click.command("ignore")
@click.argument("rule", shell_complete=completing.rules)
@click.argument("path", required=False)
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence that a reviewer can check.")
@click.option("--expires", metavar="DATE", help="The last day on which it counts, YYYY-MM-DD.")
@click.option("--pin", is_flag=True, help="Pin the content, or the secrets, as found in --from: others are reported.")
@click.option(
    "--from",
    "artifacts",
    shell_complete=completing.files,
    multiple=True,
    metavar="PATH",
    help="Artifacts to pin from. Default: dist.",
)
@click.option(
    "--artifact", "kinds", multiple=True, type=click.Choice([str(k) for k in ALL_KINDS]), help="Only this kind."
)
@click.option("--package", metavar="NAME", help="Only in the package of this name.")
@click.option(
    "-c",
    "--config",
    shell_complete=completing.files,
    metavar="PATH",
    help="The policy file to edit. Default: the one that `check` would use.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(
    rule: str,
    path: str | None,
    reason: str,
    expires: str | None,
    pin: bool,
    artifacts: tuple[str, ...],
    kinds: tuple[str, ...],
    package: str | None,
    config: str | None,
    color: str,
) -> int:
    """Append an exception for RULE at PATH (a gitignore pattern, rooted at the package) to the policy.

    \b
    pkglint ignore source-map "dist/vendor/**" --reason "Vendored from a public MIT project"
    pkglint ignore pth-hook demo.pth --pin --reason "The hook is what the package is for"
    """  # noqa: D301 - click reads \b
    if rule not in catalogue():
        from pkglint.policy.read.errors import suggest

        raise click.UsageError(f"no rule is called '{rule}': {suggest(rule, catalogue(), 'rules')}")
    if artifacts and not pin:
        raise click.UsageError("--from has no effect without --pin")
    entry = Entry(
        rule,
        (path,) if path else (),
        tuple(Kind(kind) for kind in kinds),
        package,
        reason=reason.strip(),
        expires=_day(expires),
    )
    names = {package} if package else set()
    entries = list(_pinned(entry, path, artifacts, names)) if pin else [entry]
    try:
        target, done = _edit(entries, _target(config, package, names))
    except PolicyError as error:
        return output.emit_problems(error.problems, color)
    for what, said in ((ADDED, "added {} for {} to {}"), (RENEWED, "renewed {} for {} in {}"), (THERE, _SAID_THERE)):
        if done.count(what):
            output.note(said.format(units.count(done.count(what), "exception"), rule, target))
    return 0


def _target(config: str | None, package: str | None, names: set[str]) -> Path:
    """The policy to edit: that of ``--config``, of the package in its own directory, of this directory, or a new one.

    ``names`` are the packages that are pinned from, or the one of ``--package``.
    """
    if config:
        return Path(config)
    here = discover(Path.cwd()) or Path(".pkglint.yaml")
    found = {policy_of(name) or here for name in ({package} if package else names)} or {here}
    if len(found) > 1:
        shown = " and ".join(sorted(f"'{path}'" for path in found))
        raise click.UsageError(f"these packages have policies of their own, {shown}: name one with --config")
    return found.pop()


def _edit(entries: list[Entry], target: Path) -> tuple[Path, list[str]]:
    """Put the entries into the policy; nothing is written unless all of it loads."""
    text = _read(target) if os.path.lexists(target) or target != Path(".pkglint.yaml") else NEW
    load_policy(str(target), text.encode(), catalogue())
    current = {entry.sha256 for entry in entries if entry.sha256}
    done = []
    try:
        for entry in entries:
            text, what = merge_ignore(str(target), text, entry, catalogue(), current)
            done.append(what)
    except EditError as error:
        raise output.Advised(f"{error}. Add this by hand:", error.entry) from None
    except PolicyError as error:
        # The text was right before: what is wrong is the entry, which stands in no file that anybody could open.
        said = "; ".join(f"{problem.message} ({problem.help})" for problem in error.problems)
        raise click.UsageError(f"nothing was written: {said}") from None
    if set(done) - {THERE}:
        output.replace(str(target), text)
    return target, done


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day: write YYYY-MM-DD", param_hint="--expires") from None
    if day < datetime.now(timezone.utc).date():
        raise click.BadParameter(f"{text} has passed: the exception would not count", param_hint="--expires")
    return day


def _read(path: Path) -> str:
    try:
        return policies.read(path).decode("utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(f"the policy '{path}' is not UTF-8: save it as UTF-8 first") from None


def _counted(sources: tuple[Source, ...]) -> str:
    return sources[0].filename if len(sources) == 1 else f"{len(sources)} artifacts"


def _pinned(entry: Entry, path: str | None, artifacts: tuple[str, ...], names: set[str]) -> Iterator[Entry]:
    """The entry with the digest of what the artifacts hold at ``path``; one for each content.

    The names of their packages are added to ``names``.
    """
    from dataclasses import replace

    from pkglint.policy import Patterns

    found = find(artifacts)
    if not found.sources:
        raise click.UsageError(f"nothing to pin: {found.looked_for}. Build first, or name the artifacts with --from")
    matcher = Patterns((path,)) if path else None
    today = datetime.now(timezone.utc).date()
    pins: dict[str, None] = {}
    secrets: dict[str, None] = {}
    for source in found.sources:
        result = inspect(source, default_policy(catalogue()), today)
        for judged in result.active:
            place = judged.finding.path
            if judged.finding.rule != entry.rule or (matcher and (place is None or not matcher.matches(place))):
                continue
            names.add(result.package.name)
            if judged.finding.pins:
                secrets.update(dict.fromkeys(judged.finding.pins))
                continue
            digest = digest_for(result, place, catalogue()[entry.rule])
            if digest is None:
                raise click.UsageError(f"'{place}' is there more than once with different content: it cannot be pinned")
            pins[digest] = None
    if not pins and not secrets:
        where = f" at '{path}'" if path else ""
        raise click.UsageError(f"nothing to pin: {entry.rule} finds nothing{where} in {_counted(found.sources)}")
    if secrets:
        yield replace(entry, secrets=tuple(secrets))
    yield from (replace(entry, sha256=digest) for digest in pins)
