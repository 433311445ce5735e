"""An exception put into a policy that may have it already: added, its pin renewed, or left as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pkglint.model import Rule
from pkglint.policy.author.edit import EditError, Entry, add_ignore, written
from pkglint.policy.judge.model import Ignore
from pkglint.policy.read.load import load_policy

ADDED, RENEWED, THERE = "added", "renewed", "there"


def merge_ignore(
    name: str, text: str, entry: Entry, catalogue: Mapping[str, Rule], current: Collection[str] = ()
) -> tuple[str, str]:
    """The text of the policy ``name`` with the exception, and what was done: ``added``, ``renewed`` or ``there``.

    ``current`` are the digests of all that is pinned in this run: a pin of something else in the same place is one of
    content that has gone, and is renewed. The reason of an exception that is there stays. Raises as ``add_ignore``.
    """
    before = load_policy(name, text.encode(), catalogue).ignores
    alike = [old for old in before if _place(old) == _place_of(entry) and not _wider(old, entry)]
    if any(_same(old, entry) for old in alike):
        return text, THERE
    stale = next((old for old in alike if _stale(old, entry, current)), None)
    if stale is None:
        return add_ignore(name, text, entry, catalogue), ADDED
    new = _renewed(text, stale, entry)
    after = load_policy(name, new.encode(), catalogue).ignores if new else ()
    wanted = [_pins(old, entry) if old is stale else (old.sha256, set(old.secrets)) for old in before]
    if [(ignore.sha256, set(ignore.secrets)) for ignore in after] != wanted:
        said = f"the exception in line {stale.line} of {name} can only be renewed by a person"
        raise EditError(said, written(name, text, entry))
    return new, RENEWED


def _place(old: Ignore) -> tuple[object, ...]:
    return (old.rule, old.paths.sources if old.paths else (), old.kinds, old.package)


def _place_of(entry: Entry) -> tuple[object, ...]:
    return (entry.rule, entry.paths, entry.kinds, entry.package)


def _wider(old: Ignore, entry: Entry) -> bool:
    """Whether one of the two holds for any content and the other does not, or they differ in their last day."""
    pinned = bool(old.sha256 or old.secrets), bool(entry.sha256 or entry.secrets)
    return pinned[0] is not pinned[1] or (entry.expires is not None and old.expires != entry.expires)


def _same(old: Ignore, entry: Entry) -> bool:
    return old.sha256 == entry.sha256 and set(entry.secrets) <= set(old.secrets)


def _stale(old: Ignore, entry: Entry, current: Collection[str]) -> bool:
    if entry.secrets:
        return bool(old.secrets)
    return entry.sha256 is not None and old.sha256 is not None and old.sha256 not in current


def _pins(old: Ignore, entry: Entry) -> tuple[str | None, set[str]]:
    return (entry.sha256, set()) if entry.sha256 else (old.sha256, {*old.secrets, *entry.secrets})


def _renewed(text: str, old: Ignore, entry: Entry) -> str:
    """The text with the pin in place of the old one, empty where it stands there more than once."""
    last = old.sha256 if entry.sha256 else old.secrets[-1]
    if not last or text.count(last) != 1:
        return ""
    if entry.sha256:
        return text.replace(last, entry.sha256)
    quote = '"' if f'"{last}"' in text else ""
    more = [secret for secret in entry.secrets if secret not in old.secrets]
    return text.replace(f"{quote}{last}{quote}", ", ".join(f"{quote}{name}{quote}" for name in (last, *more)))


__all__ = ["ADDED", "RENEWED", "THERE", "merge_ignore"]
