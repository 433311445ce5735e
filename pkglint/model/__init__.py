"""The nouns of pkglint: frozen values that every layer shares. Standard library only.

Nothing here reads, judges or prints. The life of one artifact, in these terms: ``archive`` turns bytes into
:class:`Entry` values and :class:`Anomaly` notes; rules turn entries into :class:`Finding` values; ``policy`` turns a
finding into a :class:`Judged` one; the :class:`Report` of all results is what renderers and exit codes are made from.
"""

from pkglint.model.entry import Anomaly, Artifact, Content, Entry, Package, Row
from pkglint.model.finding import Evidence, Finding, Fix, FixAction, fingerprint
from pkglint.model.project import Project
from pkglint.model.report import Crash, FindingsError, IgnoredBy, Judged, NotLinted, OwnPolicy, Report, Result
from pkglint.model.rule import (
    Before,
    Budgets,
    Example,
    Expectations,
    Levels,
    PathMatcher,
    Pin,
    Rule,
    RuleDoc,
    Scope,
    level,
)
from pkglint.model.terms import ALL_KINDS, Kind, Level, Limits, MemberType, Visibility

__all__ = [
    "ALL_KINDS",
    "Anomaly",
    "Artifact",
    "Before",
    "Budgets",
    "Content",
    "Crash",
    "Entry",
    "Evidence",
    "Example",
    "Expectations",
    "Finding",
    "FindingsError",
    "Fix",
    "FixAction",
    "IgnoredBy",
    "Judged",
    "Kind",
    "Level",
    "Levels",
    "Limits",
    "MemberType",
    "NotLinted",
    "OwnPolicy",
    "Package",
    "PathMatcher",
    "Pin",
    "Project",
    "Report",
    "Result",
    "Row",
    "Rule",
    "RuleDoc",
    "Scope",
    "Visibility",
    "fingerprint",
    "level",
]
