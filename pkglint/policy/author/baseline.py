"""A baseline as text: one line for each finding, in an order that no run changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pkglint.metadata.names import normalize
from pkglint.model import Level, Report, Rule
from pkglint.model.fold import fold
from pkglint.policy.judge.baseline import Baseline, Known, build_of, pins_of
from pkglint.policy.read.baseline import VERSION


def known_of(report: Report, catalogue: Mapping[str, Rule], shown: Callable[[str], str]) -> dict[str, Known]:
    """What counts in a report, from warnings up or from where the run fails, by fingerprint.

    ``shown`` makes names fit to be read: they come out of artifacts.
    """
    least = min(Level.WARNING, report.fail_on or Level.WARNING)
    found: dict[str, Known] = {}
    for result in report.results:
        for judged in result.active:
            if result.artifact.kind is None or judged.level < least:
                continue
            contents, secrets = pins_of(judged, result, catalogue[judged.finding.rule])
            before = found.get(judged.fingerprint)
            found[judged.fingerprint] = Known(
                shown(result.package.name),
                result.artifact.kind,
                judged.finding.rule,
                max(judged.level, before.level) if before else judged.level,
                shown(fold(judged.finding.path or "", result.package.version)),
                judged.fingerprint,
                tuple(sorted(contents.union(before.sha256 if before else ()))),
                tuple(sorted(secrets.union(before.secrets if before else ()))),
                tuple(sorted({build_of(result), *(before.wheels if before else ())} - {""})),
            )
    return found


def with_other_builds(found: Mapping[str, Known], known: Baseline, report: Report) -> dict[str, Known]:
    """``found`` with what ``known`` says of it in wheels that are not among those of this run."""
    here = {(normalize(result.package.name), build_of(result)) for result in report.results}
    made = dict(found)
    for fingerprint, each in found.items():
        old = known.get(fingerprint)
        others = {build for build in old.wheels if (normalize(each.package), build) not in here} if old else set()
        if old and others:
            wheels, contents = others.union(each.wheels), {*old.sha256, *each.sha256}
            secrets = {*old.secrets, *each.secrets}
            made[fingerprint] = replace(
                each, wheels=tuple(sorted(wheels)), sha256=tuple(sorted(contents)), secrets=tuple(sorted(secrets))
            )
    return made


def text_of(baseline: Baseline) -> str:
    """The whole file, in ASCII."""
    lines = ",\n".join(f"    {json.dumps(_entry(known))}" for known in _in_order(baseline.values()))
    findings = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "baseline": {VERSION},\n  "findings": {findings}\n}}\n'


def _in_order(known: Iterable[Known]) -> list[Known]:
    return sorted(known, key=lambda each: (each.package, str(each.kind), each.path, each.rule, each.fingerprint))


def _entry(known: Known) -> dict[str, object]:
    entry: dict[str, object] = {
        "package": known.package,
        "kind": str(known.kind),
        "rule": known.rule,
        "level": str(known.level),
        "path": known.path,
        "fingerprint": known.fingerprint,
    }
    if known.sha256:
        entry["sha256"] = list(known.sha256)
    if known.secrets:
        entry["secrets"] = list(known.secrets)
    if len(known.wheels) > 1 or not all(build.endswith("-any") for build in known.wheels):
        entry["wheels"] = list(known.wheels)
    return entry
