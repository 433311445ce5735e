"""What a rule saw, what to do about it, and the name under which it is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pkglint.model.entry import Package
from pkglint.model.fold import fold
from pkglint.model.terms import Kind, Level


@dataclass(frozen=True, slots=True)
class Evidence:
    """A redacted trace of something secret: what kind it is, its first characters (at most four), its length."""

    kind: str
    prefix: str
    length: int

    @classmethod
    def of(cls, kind: str, secret: str | bytes) -> Evidence:
        """Redact ``secret``: nothing of it but at most four leading characters and its length is kept."""
        text = secret.decode("latin-1") if isinstance(secret, bytes) else secret
        return cls(kind, text[: min(4, len(text) // 4)], len(text))

    def __str__(self) -> str:
        return f"{self.kind} {self.prefix}... ({self.length} characters)"


class FixAction(str, Enum):
    """What a maintainer does about a finding; ``report.fixes`` turns it into exact lines for the packer in use."""

    EXCLUDE = "exclude"  # keep the paths out of the artifact
    STRIP_MAPS = "strip-maps"  # switch the compiler or bundler to maps without sources, and keep maps out
    UNLINK_MAPS = "unlink-maps"  # switch the compiler or bundler to code without links to maps
    INCLUDE = "include"  # the paths are missing and must go in
    EDIT = "edit"  # change the named file: ``text`` says how
    ROTATE = "rotate"  # exclude, and revoke what was exposed
    PIN = "pin"  # if it is meant to be there: exclude, or pin it with an ignore
    REBUILD = "rebuild"  # build the archive again with a tool that writes it properly: ``text`` says why


@dataclass(frozen=True, slots=True)
class Fix:
    """What to change, without knowing which packer is in use. ``paths`` are logical paths or gitignore patterns.

    ``names_policy`` says that ``text`` says already what to write into the policy if the finding is meant, and
    ``lines`` are what to paste there.
    """

    action: FixAction
    paths: tuple[str, ...] = ()
    text: str = ""
    names_policy: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw, before anybody judged it. Holds no secret: see :class:`Evidence`.

    ``path`` is logical, ``None`` for the artifact as a whole; ``member`` is the name as stored. ``grade`` is the
    level that this very finding deserves where it differs from its rule's; ``lowered`` lowers it by one step
    (a test tree). ``pins`` are names by which an exception knows the secrets that it is about, all of them or none.
    The message is one plain sentence without path, level or fix.
    """

    rule: str
    path: str | None
    message: str
    member: str | None = None
    line: int | None = None
    fix: Fix | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: Evidence | None = None
    grade: Level | None = None
    lowered: bool = False
    pins: tuple[str, ...] = ()


def fingerprint(finding: Finding, package: Package, kind: Kind | None, ordinal: int) -> str:
    """A name for a finding that survives a rebuild and a version bump, and differs between two packages.

    Made of rule, package, kind, folded path, and ``ordinal``, the finding's place among those of the same rule with
    the same folded path. 32 hex digits.
    """
    path = fold(finding.path or "", package.version)
    parts = "\0".join((finding.rule, package.name.lower(), kind.value if kind else "", path, str(ordinal)))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
