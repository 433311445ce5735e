"""What a worker does: one artifact, opened once, linted, reported as plain rows."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import BinaryIO, NamedTuple, NoReturn

from pkglint import __version__
from pkglint.archive import Unreadable
from pkglint.archive.guess import guess
from pkglint.archive.source import Source
from pkglint.audit.bounds import bound
from pkglint.audit.outcome import OTHER, Outcome, outcome, unread
from pkglint.audit.place import Place
from pkglint.engine import inspect
from pkglint.policy import Policy
from pkglint.report.kit import escape
from pkglint.rules import catalogue

_NAMELESS = "unnamed"


class WrongWorkerError(Exception):
    """A worker that would judge by other rules. ``str()`` is a sentence."""


class Order(NamedTuple):
    """What is asked of every artifact of a run. ``memory`` is in bytes, ``seconds`` of processor time; 0 is no bound.

    ``rules`` is the digest of the catalogue of who orders: a worker with another one refuses.
    """

    policy: Policy
    today: date
    rules: str
    memory: int = 0
    seconds: int = 0
    members: bool = False


class Task(NamedTuple):
    """An artifact to lint: ``opener`` gives a seekable file, ``known`` are digests that have a verdict by this name."""

    place: Place
    opener: Callable[[], BinaryIO]
    known: frozenset[str] = frozenset()


class Copy(NamedTuple):
    """The bytes and the name have a verdict already."""

    sha256: str


def rules() -> str:
    """The digest of what a worker judges by, besides the policy: the version and the catalogue."""
    return hashlib.sha256(repr((__version__, sorted(catalogue()))).encode()).hexdigest()[:16]


def ruleset(policy: Policy, today: date) -> str:
    """What verdicts depend on besides the bytes: version, rules, policy, and which exceptions have expired."""
    expired = [index for index, each in enumerate(policy.ignores) if each.expires and each.expires < today]
    return hashlib.sha256(repr((rules(), policy.digest, expired)).encode()).hexdigest()[:16]


def work(task: Task, order: Order) -> Outcome | Copy:
    """Lint one artifact. Raises :class:`WrongWorkerError` only: a bug of ours is a crash of this one artifact."""
    prepare(order)
    before = time.process_time()
    try:
        made = _work(task, order)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours costs one verdict, not a run of days
        place = task.place
        reported = f"{type(error).__name__} in pkglint"
        made = unread(place.path, place.filename, place.size, "internal-error", reported)._replace(status="crashed")
    if isinstance(made, Copy):
        return made
    return made._replace(seconds=round(time.process_time() - before, 3))


def prepare(order: Order) -> None:
    """Set the bounds of this process. Raises :class:`WrongWorkerError` where it would judge by other rules."""
    if rules() != order.rules:
        raise WrongWorkerError(f"a worker has other rules, of pkglint {__version__}: install one version everywhere")
    bound(order.memory, order.seconds)


def _work(task: Task, order: Order) -> Outcome | Copy:
    place = task.place
    try:
        file = task.opener()
    except (OSError, Unreadable) as error:
        return _inspected(Source(place.path, partial(_fail, error), place.size, place.filename or _NAMELESS), order)
    with file:
        if task.known:
            digest = hashlib.sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            if digest.hexdigest() in task.known:
                return Copy(digest.hexdigest())
        name = place.filename or guess(file, order.policy.limits)
        if not name:
            return _other(place)
        return _inspected(Source(place.path, lambda: file, place.size, name), order)


def _inspected(source: Source, order: Order) -> Outcome:
    return outcome(inspect(source, order.policy, order.today), members=order.members)


def _other(place: Place) -> Outcome:
    """A file whose name says nothing and which holds no artifact."""
    name = escape.terminal(place.path.replace("\\", "/").rpartition("/")[2])
    return Outcome("", name, None, "", "", place.size, 0, 0, OTHER, None, None, 0, ())


def _fail(error: Exception) -> NoReturn:
    raise error
