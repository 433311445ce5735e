"""What an audit keeps of one artifact: plain rows, never the listing."""

from __future__ import annotations

from typing import NamedTuple

from pkglint.model import Artifact, NotLinted, Package, Result
from pkglint.report.kit import escape

# Reasons of a moment: a second attempt may have another outcome.
PASSING = frozenset({"worker-died", "vanished", "changed", "read-error", "out-of-memory", "fetch-failed"})
OTHER = "other"


class Found(NamedTuple):
    """One active finding. All text is escaped; ``path`` is ``None`` for the artifact as a whole."""

    rule: str
    level: int
    path: str | None
    message: str
    fingerprint: str


class Member(NamedTuple):
    """One member of an artifact; ``path`` is escaped, ``size`` in bytes, ``digest`` the sha256 of a regular file."""

    path: str
    size: int
    mode: int | None
    type: str
    digest: str


class Outcome(NamedTuple):
    """One artifact. ``status`` is ``clean``, ``findings``, ``not-linted``, ``crashed`` or, for no artifact, ``other``.

    ``reason`` is a code and ``detail`` a sentence. Sizes are in bytes, ``seconds`` of processor time. ``sha256`` is
    empty where the bytes could not be read.
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
    detail: str | None
    seconds: float
    findings: tuple[Found, ...]
    listing: tuple[Member, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the verdict holds until something changes: neither a reason of a moment nor a bug of ours."""
        return self.reason not in PASSING and self.status != "crashed"


def outcome(result: Result, seconds: float = 0, members: bool = False) -> Outcome:
    """The rows of a result."""
    artifact, package, why = result.artifact, result.package, result.not_linted
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
        why.code if why else None,
        escape.terminal(why.sentence) if why else None,
        seconds,
        found(result),
        listing(result) if members else (),
    )


def found(result: Result) -> tuple[Found, ...]:
    """The active findings."""
    return tuple(
        Found(
            judged.finding.rule,
            int(judged.level),
            escape.name(judged.finding.path) if judged.finding.path is not None else None,
            escape.terminal(judged.finding.message),
            judged.fingerprint,
        )
        for judged in result.active
    )


def listing(result: Result) -> tuple[Member, ...]:
    """The members."""
    return tuple(Member(escape.name(x.path), x.size, x.mode, x.type.value, x.digest) for x in result.rows)


def unread(path: str, filename: str, size: int, code: str, text: str) -> Outcome:
    """The outcome of a file that nobody could read."""
    artifact = Artifact(path, filename, None, size)
    return outcome(Result(artifact, Package(), (), (), NotLinted(code, text)))
