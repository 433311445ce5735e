"""A baseline: findings that are known, by fingerprint, so that only new ones count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pkglint.metadata.names import normalize, split_wheel_name
from pkglint.model import Finding, Fix, FixAction, IgnoredBy, Judged, Kind, Level, Pin, Report, Result, Rule
from pkglint.model.units import count
from pkglint.policy.judge.model import Policy, digests_of

_UNUSED = "unused-ignore"
_SHOWN = 3
# The versions of systems in platform tags (PEP 600, PEP 656): `_2_28` of manylinux_2_28_x86_64, `2014`, `_11_0`.
_IMAGE = re.compile(r"(?:(?<=linux)[0-9]{1,4}|_[0-9]{1,3}_[0-9]{1,3})(?=_)")


@dataclass(frozen=True, slots=True)
class Known:
    """One finding that is known, at this ``level`` or a lower one.

    ``path`` is the folded path, for people. ``sha256`` are the contents and ``secrets`` the names of secrets that it is
    known for, where its rule lets no pattern silence it. ``wheels`` are the builds that it was found in, none where
    there is one wheel for all. ``line`` is 1-based, 0 for what is in no file yet.
    """

    package: str
    kind: Kind
    rule: str
    level: Level
    path: str
    fingerprint: str
    sha256: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    wheels: tuple[str, ...] = ()
    line: int = 0


Baseline = Mapping[str, Known]


def build_of(result: Result) -> str:
    """Which build of its release a wheel is: ``cp312-cp312-manylinux_x86_64``, whatever image it was built on.

    Empty for all that is no wheel: of that there is one to a release.
    """
    wheel = split_wheel_name(result.artifact.filename)
    if not wheel:
        return ""
    platforms = sorted({_IMAGE.sub("", each) for each in wheel.platform.split(".")})
    return f"{wheel.python}-{wheel.abi}-{'.'.join(platforms)}"


def pins_of(judged: Judged, result: Result, rule: Rule) -> tuple[frozenset[str], frozenset[str]]:
    """The contents and the secrets by which a finding must be known; none where its fingerprint is enough."""
    if not judged.pinned_only:
        return frozenset(), frozenset()
    if judged.finding.pins:
        return frozenset(), frozenset(judged.finding.pins)
    digests: dict[str, set[str]] = {}
    for row in result.rows:
        if row.digest:
            digests.setdefault(row.path, set()).add(row.digest)
    path = None if rule.pin is Pin.ARTIFACT else judged.finding.path
    return frozenset(digests_of(path, result.artifact, digests)), frozenset()


def judged_by(
    baseline: Baseline, file: str, report: Report, catalogue: Mapping[str, Rule], *, raises_new: bool = False
) -> Report:
    """The report with what ``baseline`` knows as ignored. A finding that became worse, or has other content, counts.

    With ``raises_new`` a warning that it does not know is an error; what compares has a level of its own for news.
    """
    results = []
    for result in report.results:
        judged = [_judged(each, result, baseline.get(each.fingerprint), file, catalogue) for each in result.judged]
        if raises_new:
            judged = [_raised(each, file, baseline, catalogue) for each in judged]
        results.append(replace(result, judged=tuple(judged)))
    return replace(report, results=tuple(results))


def _judged(judged: Judged, result: Result, known: Known | None, file: str, catalogue: Mapping[str, Rule]) -> Judged:
    if judged.ignored_by is not None or known is None or known.rule != judged.finding.rule:
        return judged
    contents, secrets = pins_of(judged, result, catalogue[known.rule])
    if not (contents <= set(known.sha256) and secrets <= set(known.secrets)):
        return _said(judged, f"known in {file} for other content")
    if judged.level > known.level:
        return _said(judged, f"known in {file} as {known.level}")
    place = f", line {known.line}" if known.line else ""
    return replace(judged, ignored_by=IgnoredBy(-1, None, f"known in {file}{place}"))


def _raised(judged: Judged, file: str, baseline: Baseline, catalogue: Mapping[str, Rule]) -> Judged:
    if judged.ignored_by is not None or judged.level is not Level.WARNING or catalogue[judged.finding.rule].needs:
        return judged
    new = judged if judged.fingerprint in baseline else _said(judged, f"new: not in {file}")
    return replace(new, level=Level.ERROR)


def _said(judged: Judged, why: str) -> Judged:
    return replace(judged, finding=replace(judged.finding, message=f"{judged.finding.message} ({why})"))


def settled(baseline: Baseline, report: Report, policy: Policy, catalogue: Mapping[str, Rule]) -> dict[str, Known]:
    """What the baseline knows, this run could have found, and did not find: it is fixed, or the policy covers it."""
    found = {
        judged.fingerprint
        for result in report.results
        for judged in result.judged
        if judged.ignored_by is None or judged.ignored_by.index < 0
    }
    if any(result.not_linted or result.crashes for result in report.results):
        return {}
    compared: dict[tuple[str, Kind | None], frozenset[str]] = {}
    builds: set[tuple[str, str]] = set()
    for result in report.results:
        name = normalize(result.package.name)
        key = name, result.artifact.kind
        compared[key] = compared.get(key, frozenset()) | result.compared
        builds.add((name, build_of(result)))
    left = {}
    for fingerprint, known in baseline.items():
        there = compared.get((normalize(known.package), known.kind))
        rule = catalogue.get(known.rule)
        if fingerprint in found or there is None or known.rule in policy.silent:
            continue
        if any((normalize(known.package), build) not in builds for build in known.wheels):
            continue
        if rule is None or not rule.needs or not there.isdisjoint(rule.needs):
            left[fingerprint] = known
    return left


def about(left: Iterable[Known], file: str, policy: Policy) -> Iterator[Judged]:
    """One finding about all that is settled and still stands in the baseline; none at the level ``none``."""
    entries = sorted(left, key=lambda known: known.line)
    level = policy.for_kind(None).levels.get(_UNUSED, Level.WARNING)
    if not entries or level is Level.NONE:
        return
    shown = ", ".join(f"{known.rule} in {known.path or known.package}" for known in entries[:_SHOWN])
    more = f" and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    finding = Finding(
        _UNUSED,
        file,
        f"the baseline knows {count(len(entries), 'finding')} that {_is(entries)} fixed: {shown}{more}",
        line=entries[0].line or None,
        fix=Fix(FixAction.EDIT, (file,), "run again with --prune, which removes what is fixed"),
        details={"fingerprints": [known.fingerprint for known in entries]},
    )
    yield Judged(finding, level, entries[0].fingerprint)


def _is(entries: Sequence[Known]) -> str:
    return "is" if len(entries) == 1 else "are"
