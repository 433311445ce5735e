"""Findings to judged findings: levels, fingerprints, exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pkglint.compare.step import is_major
from pkglint.model import (
    Artifact,
    Finding,
    Fix,
    FixAction,
    IgnoredBy,
    Judged,
    Kind,
    Level,
    Package,
    Result,
    Row,
    Rule,
    fingerprint,
)
from pkglint.model.fold import fold
from pkglint.model.reference import Reference
from pkglint.policy.judge.model import Ignore, Policy

UNUSED = "unused-ignore"
EXPIRED = "expired-ignore"
_REMOVE = "remove the entry"
_RENEW = "fix what it covered, or set a new date with the reason for it"
_PIN_AGAIN = "look at what has changed, then remove the entry and pin again with `pkglint ignore --pin`"


def level_of(finding: Finding, own: Level, explicit: Level | None) -> Level:
    """The level of one finding, of the rule's ``own`` level and the one that the policy sets, if it does.

    A policy's level is a ceiling: a finding that the rule grades lower than itself stays that much lower, so that
    ``some-rule: warning`` does not raise what the rule calls information.
    """
    grade = finding.grade
    if explicit is Level.NONE:
        return Level.NONE
    if explicit is None:
        found = own if grade is None else grade
    elif grade is None or grade >= own:
        found = explicit
    else:
        found = Level(max(Level.INFO, explicit - (own - grade)))
    if finding.lowered and found > Level.INFO:
        found = Level(found - 1)
    return found


def judge(
    policy: Policy,
    catalogue: Mapping[str, Rule],
    artifact: Artifact,
    package: Package,
    rows: Sequence[Row],
    findings: Sequence[Finding],
    today: date,
    reference: Reference | None = None,
) -> tuple[Judged, ...]:
    """Judge one artifact's findings, sorted by path, line and rule; what is switched off is dropped.

    A warning of a rule that said nothing of the last release is an error, unless the policy takes it as it is, or the
    new release is a major one, which no range takes unasked.
    """
    levels = policy.for_kind(artifact.kind).levels
    visibility = policy.visibility_of(package)
    ignores = [i for i in policy.ignores if not i.expired(today) and i.concerns(artifact.kind, package)]
    digests: dict[str, set[str]] = {}
    if ignores:
        for row in rows:
            if row.digest:
                digests.setdefault(row.path, set()).add(row.digest)
    judged = []
    for seen, name in _named(findings, package, artifact.kind):
        finding, own = seen, catalogue[seen.rule].levels.pick(artifact.kind, visibility)
        level = level_of(finding, own, levels.get(finding.rule))
        if (
            level is Level.WARNING
            and policy.raises_new
            and _is_new(catalogue[finding.rule], artifact.kind, package, reference)
        ):
            level, finding = Level.ERROR, replace(finding, message=f"{finding.message} (new: {_silent(reference)})")
        if level is not Level.NONE:
            by = next((i for i in ignores if i.covers(finding, artifact, package, digests)), None)
            judged.append(Judged(finding, level, name, _ignored_by(by), catalogue[finding.rule].pin.required))
    return tuple(judged)


def judge_policy(policy: Policy, results: Sequence[Result], today: date) -> tuple[Judged, ...]:
    """Judge the exceptions themselves: those that have expired, and those that silenced nothing in this run.

    An exception is called unused only when something that it is about was read to the end in this run.
    """
    levels = policy.for_kind(None).levels
    used = {j.ignored_by.index for result in results for j in result.ignored if j.ignored_by}
    findings = []
    for ignore in policy.ignores:
        if ignore.expired(today):
            findings.append(_about(policy, EXPIRED, ignore, f"expired on {ignore.expires}", _RENEW))
        elif ignore.index not in used and _had_its_chance(policy, ignore, results):
            differs = _differs(ignore, results)
            why = "pins other content than what is there now" if differs else "silenced nothing"
            findings.append(_about(policy, UNUSED, ignore, why, _PIN_AGAIN if differs else _REMOVE))
    judged = []
    for finding, name in _named(findings, Package(), None):
        level = level_of(finding, Level.WARNING, levels.get(finding.rule))
        if level is not Level.NONE:
            judged.append(Judged(finding, level, name))
    return tuple(judged)


def _named(findings: Sequence[Finding], package: Package, kind: Kind | None) -> Iterator[tuple[Finding, str]]:
    """The findings in the order in which every report shows them, each with its fingerprint."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in sorted(findings, key=lambda f: (f.path or "", f.line or 0, f.rule, f.message)):
        place = (finding.rule, fold(finding.path or "", package.version))
        yield finding, fingerprint(finding, package, kind, seen[place])
        seen[place] += 1


def _is_new(rule: Rule, kind: Kind | None, package: Package, reference: Reference | None) -> bool:
    """Whether a rule that looks at every artifact was silent on a release that this one takes the place of."""
    if reference is None or reference.spoke is None or rule.needs or rule.id in reference.spoke:
        return False
    return not (reference.release and is_major(reference.release.version, package.version, kind))


def _silent(reference: Reference | None) -> str:
    label = reference.release.label if reference and reference.release else "the last release"
    return f"{label} had none"


def _ignored_by(ignore: Ignore | None) -> IgnoredBy | None:
    return IgnoredBy(ignore.index, ignore.line, ignore.reason, ignore.expires) if ignore else None


def _had_its_chance(policy: Policy, ignore: Ignore, results: Sequence[Result]) -> bool:
    if ignore.rule in policy.silent or ignore.inherited:
        return False
    concerned = [r for r in results if ignore.concerns(r.artifact.kind, r.package)]
    concerned = [r for r in concerned if not ignore.needs or not r.compared.isdisjoint(ignore.needs)]
    return bool(concerned) and not any(r.not_linted or r.crashes for r in results)


def _differs(ignore: Ignore, results: Sequence[Result]) -> bool:
    """Whether the exception would silence something if the content were the one that it names."""
    return bool(ignore.sha256 or ignore.secrets) and any(
        judged.finding.rule == ignore.rule
        and (ignore.paths is None or (judged.finding.path is not None and ignore.paths.matches(judged.finding.path)))
        for result in results
        if ignore.concerns(result.artifact.kind, result.package)
        for judged in result.active
    )


def _subject(ignore: Ignore) -> str:
    """What an exception is about, as in ``source-map in dist/**, *.map (npm)``."""
    where = f" in {', '.join(ignore.paths.sources)}" if ignore.paths else ""
    narrower = [str(kind) for kind in ignore.kinds] + [x for x in (ignore.package,) if x]
    if ignore.sha256:
        narrower.append(f"sha256 {ignore.sha256[:12]}...")
    if ignore.secrets:
        narrower.append(", ".join(f"secret {name[:12]}..." for name in ignore.secrets[:3]))
    return f"{ignore.rule}{where}" + (f" ({', '.join(narrower)})" if narrower else "")


def _about(policy: Policy, rule: str, ignore: Ignore, why: str, advice: str) -> Finding:
    return Finding(
        rule,
        policy.source,
        f"the exception {why}: {_subject(ignore)}",
        line=ignore.line,
        fix=Fix(FixAction.EDIT, (policy.source,) if policy.source else (), advice),
        details={"ignored_rule": ignore.rule, "reason": ignore.reason, "expires": str(ignore.expires or "") or None},
    )
