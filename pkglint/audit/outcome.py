"""What an audit keeps of one artifact: plain rows, never the listing."""

from __future__ import annotations

import time
from datetime import date
from typing import NamedTuple

from pkglint.archive.source import Source
from pkglint.engine import inspect
from pkglint.model import Result
from pkglint.policy import Policy
from pkglint.report.kit import escape

# Reasons of a moment: whoever asks again may be told something else.
PASSING = frozenset({"worker-died", "vanished", "changed", "read-error", "out-of-memory"})


class Found(NamedTuple):
    """One active finding. All text is escaped; ``path`` is ``None`` for the artifact as a whole."""

    rule: str
    level: int
    path: str | None
    message: str
    fingerprint: str


class Outcome(NamedTuple):
    """One artifact. ``status`` is ``clean``, ``findings``, ``not-linted`` or ``crashed``; ``reason`` is a code.

    Sizes are in bytes, ``seconds`` of processor time. ``sha256`` is empty where the bytes could not be read.
    """

    sha256: str
    filename: str
    kind: str | None
    name: str
    version: str
    size: int
    unpacked: int
    members: int
    status: str
    reason: str | None
    seconds: float
    findings: tuple[Found, ...]

    @property
    def stands(self) -> bool:
        """Whether the verdict holds until something changes: neither a reason of a moment nor a bug of ours."""
        return self.reason not in PASSING and self.status != "crashed"


def lint(source: Source, policy: Policy, today: date) -> Outcome:
    """Lint one artifact; called in a worker."""
    before = time.process_time()
    result = inspect(source, policy, today)
    return outcome(result, round(time.process_time() - before, 3))


def outcome(result: Result, seconds: float = 0) -> Outcome:
    """The rows of a result."""
    artifact, package = result.artifact, result.package
    found = tuple(
        Found(
            judged.finding.rule,
            int(judged.level),
            escape.name(judged.finding.path) if judged.finding.path is not None else None,
            escape.terminal(judged.finding.message),
            judged.fingerprint,
        )
        for judged in result.active
    )
    return Outcome(
        artifact.sha256,
        escape.terminal(artifact.filename),
        artifact.kind.value if artifact.kind else None,
        escape.terminal(package.name),
        escape.terminal(package.version),
        artifact.size,
        result.unpacked,
        len(result.rows),
        "crashed" if result.crashes else result.status,
        result.not_linted.code if result.not_linted else None,
        seconds,
        found,
    )
