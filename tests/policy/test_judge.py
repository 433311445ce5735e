"""Levels, exceptions, fingerprints: what a policy makes of findings."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pkglint.model import (
    Artifact,
    Crash,
    Finding,
    Judged,
    Kind,
    Level,
    MemberType,
    NotLinted,
    Package,
    Pin,
    Result,
    Row,
    Rule,
    Visibility,
    level,
)
from pkglint.policy import Policy, default_policy, judge, judge_policy, level_of, load_policy, with_overrides

TODAY = date(2026, 11, 20)
NONE, INFO, WARNING, ERROR = Level.NONE, Level.INFO, Level.WARNING, Level.ERROR
CATALOGUE = {
    rule.id: rule
    for rule in (
        Rule("leak", "A leak", level(ERROR, WARNING), ()),
        Rule("mess", "A mess", level(WARNING, npm=INFO), ()),
        Rule("off", "Off by default", level(NONE), ()),
        Rule("secret", "A secret", level(ERROR), ()),
        Rule("lie", "An archive that lies", level(ERROR), (), pin=Pin.ARTIFACT),
        Rule("unused-ignore", "Unused", level(WARNING), ()),
        Rule("expired-ignore", "Expired", level(WARNING), ()),
    )
}
CLOSED = Package("demo", "1.0", Visibility.CLOSED)
OPEN = Package("demo", "1.0", Visibility.OPEN)
WHEEL = Artifact("dist/demo.whl", "demo.whl", Kind.WHEEL, 10, "a" * 64)
NPM = Artifact("dist/demo.tgz", "demo.tgz", Kind.NPM, 10, "b" * 64)


def row(path: str, digest: str = "c" * 64) -> Row:
    return Row(path, path, 1, None, MemberType.FILE, None, digest)


def policy(text: str) -> Policy:
    return load_policy(".pkglint.yaml", text.encode(), CATALOGUE)


def judged(
    text: str, *findings: Finding, artifact: Artifact = WHEEL, package: Package = CLOSED, rows: tuple[Row, ...] = ()
) -> tuple[Judged, ...]:
    return judge(policy(text), CATALOGUE, artifact, package, rows, findings, TODAY)


def ignored(text: str, finding: Finding, **where: Any) -> bool:
    (found,) = judged(f"ignore: [{text}]", finding, **where)
    return found.ignored_by is not None


@pytest.mark.parametrize(
    ("own", "explicit", "grade", "lowered", "expected"),
    [
        (ERROR, None, None, False, ERROR),
        (ERROR, None, WARNING, False, WARNING),
        (WARNING, None, ERROR, False, ERROR),
        (ERROR, WARNING, None, False, WARNING),
        (WARNING, ERROR, None, False, ERROR),
        (WARNING, ERROR, ERROR, False, ERROR),
        (WARNING, WARNING, ERROR, False, WARNING),
        (ERROR, WARNING, WARNING, False, INFO),
        (ERROR, WARNING, INFO, False, INFO),
        (ERROR, NONE, ERROR, False, NONE),
        (NONE, ERROR, INFO, False, ERROR),
        (NONE, None, None, False, NONE),
        (ERROR, None, None, True, WARNING),
        (INFO, None, None, True, INFO),
        (WARNING, ERROR, None, True, WARNING),
        (NONE, None, None, True, NONE),
        (ERROR, None, NONE, False, NONE),
    ],
)
def test_level_of(own: Level, explicit: Level | None, grade: Level | None, lowered: bool, expected: Level) -> None:
    assert level_of(Finding("leak", "a", "leaks", grade=grade, lowered=lowered), own, explicit) is expected


def test_the_level_depends_on_visibility_and_kind() -> None:
    leak, mess = Finding("leak", "a", "leaks"), Finding("mess", "a", "is a mess")
    assert [j.level for j in judged("{version: 1}", leak, mess)] == [ERROR, WARNING]
    assert [j.level for j in judged("{version: 1}", leak, mess, package=OPEN)] == [WARNING, WARNING]
    assert [j.level for j in judged("{version: 1}", leak, mess, artifact=NPM)] == [ERROR, INFO]
    assert [j.level for j in judged("visibility: open", leak, package=CLOSED)] == [WARNING]
    assert [j.level for j in judged("visibility: closed", leak, package=OPEN)] == [ERROR]


def test_a_section_of_one_kind_goes_over_the_top_level() -> None:
    text = "rules: {mess: error, leak: none}\nartifacts: {npm: {rules: {mess: none}}}"
    leak, mess = Finding("leak", "a", "leaks"), Finding("mess", "a", "is a mess")
    assert [j.level for j in judged(text, leak, mess)] == [ERROR]
    assert judged(text, leak, mess, artifact=NPM) == ()


def test_findings_are_sorted_and_have_stable_names() -> None:
    findings = [
        Finding("mess", "b", "is a mess", line=2),
        Finding("leak", "b", "leaks", line=2),
        Finding("mess", "b", "is a mess", line=1),
        Finding("mess", None, "is a mess"),
        Finding("mess", "demo-1.0/b", "is a mess"),
    ]
    found = judged("{version: 1}", *findings)
    assert [(j.finding.path, j.finding.line, j.finding.rule) for j in found] == [
        (None, None, "mess"),
        ("b", 1, "mess"),
        ("b", 2, "leak"),
        ("b", 2, "mess"),
        ("demo-1.0/b", None, "mess"),
    ]
    assert len({j.fingerprint for j in found}) == 5
    assert [j.fingerprint for j in judged("{version: 1}", *reversed(findings))] == [j.fingerprint for j in found]
    bumped = [replace(f, path=f.path and f.path.replace("1.0", "1.1")) for f in findings]
    again = judged("{version: 1}", *bumped, package=replace(CLOSED, version="1.1"))
    assert [j.fingerprint for j in again] == [j.fingerprint for j in found]
    other = judged("{version: 1}", *findings, package=replace(CLOSED, name="other"))
    assert not {j.fingerprint for j in other} & {j.fingerprint for j in found}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{rule: leak, reason: It is meant to be}", True),
        ("{rule: mess, reason: It is meant to be}", False),
        ('{rule: leak, paths: ["dist/**"], reason: It is meant to be}', True),
        ('{rule: leak, paths: ["dist/**", "!*.map"], reason: It is meant to be}', False),
        ('{rule: leak, paths: ["src/**"], reason: It is meant to be}', False),
        ("{rule: leak, artifacts: [wheel, sdist], reason: It is meant to be}", True),
        ("{rule: leak, artifacts: [npm], reason: It is meant to be}", False),
        ("{rule: leak, package: Demo, reason: It is meant to be}", True),
        ("{rule: leak, package: other, reason: It is meant to be}", False),
        (f'{{rule: leak, sha256: "{"c" * 64}", reason: It is meant to be}}', True),
        (f'{{rule: leak, sha256: "{"d" * 64}", reason: It is meant to be}}', False),
        ("{rule: leak, expires: 2026-11-20, reason: It is meant to be}", True),
        ("{rule: leak, expires: 2026-11-19, reason: It is meant to be}", False),
    ],
)
def test_what_an_exception_covers(entry: str, expected: bool) -> None:
    finding = Finding("leak", "dist/app.js.map", "leaks")
    assert ignored(entry, finding, rows=(row("dist/app.js.map"),)) is expected


def test_an_exception_with_paths_is_not_about_the_whole_artifact() -> None:
    finding = Finding("leak", None, "leaks")
    assert not ignored('{rule: leak, paths: ["**"], reason: It is meant to be}', finding)
    assert ignored(f'{{rule: leak, sha256: "{"a" * 64}", reason: It is meant to be}}', finding)


def test_a_directory_is_known_by_its_slash() -> None:
    entry = '{rule: leak, paths: ["vendor/"], reason: It is meant to be}'
    assert ignored(entry, Finding("leak", "vendor", "leaks"), rows=(row("vendor/x"),))
    assert not ignored(entry, Finding("leak", "vendor", "leaks"), rows=(row("vendor"),))


def test_a_pin_of_a_nested_member_is_that_of_the_outer_one() -> None:
    entry = f'{{rule: leak, sha256: "{"c" * 64}", reason: It is meant to be}}'
    assert ignored(entry, Finding("leak", "a!b.tgz!x/y", "leaks"), rows=(row("a!b.tgz"), row("a", "e" * 64)))


def test_a_pin_fails_when_the_path_holds_two_contents() -> None:
    entry = f'{{rule: leak, paths: [a], sha256: "{"c" * 64}", reason: It is meant to be}}'
    assert not ignored(entry, Finding("leak", "a", "leaks"), rows=(row("a"), row("a", "d" * 64)))


def test_what_lies_about_the_archive_is_pinned_by_the_artifact() -> None:
    finding = Finding("lie", "a", "is there twice")
    member = f'{{rule: lie, paths: [a], sha256: "{"c" * 64}", reason: It is meant to be}}'
    whole = f'{{rule: lie, paths: [a], sha256: "{"a" * 64}", reason: It is meant to be}}'
    assert not ignored(member, finding, rows=(row("a"),))
    assert ignored(whole, finding, rows=(row("a"),))


def result(artifact: Artifact, judged_: tuple[Judged, ...] = (), package: Package = CLOSED) -> Result:
    return Result(artifact, package, (), judged_)


def about(text: str, *results: Result) -> list[tuple[str, int | None]]:
    return [(j.finding.rule, j.finding.line) for j in judge_policy(policy(text), results, TODAY)]


IGNORES = """\
ignore:
  - {rule: leak, paths: [a], reason: It is meant to be}
  - {rule: leak, paths: [b], reason: It is meant to be}
  - {rule: leak, artifacts: [npm], reason: It is meant to be}
  - {rule: leak, package: other, reason: It is meant to be}
  - {rule: leak, expires: 2026-01-01, reason: It is meant to be}
"""


def test_unused_and_expired_exceptions_are_reported() -> None:
    used = judged(IGNORES, Finding("leak", "a", "leaks"))
    assert about(IGNORES, result(WHEEL, used)) == [("unused-ignore", 3), ("expired-ignore", 6)]
    both = about(IGNORES, result(WHEEL, used), result(NPM))
    assert both == [("unused-ignore", 3), ("unused-ignore", 4), ("expired-ignore", 6)]
    other = about(IGNORES, result(WHEEL, used, replace(CLOSED, name="other")))
    assert other == [("unused-ignore", 3), ("unused-ignore", 5), ("expired-ignore", 6)]


def test_nothing_is_called_unused_when_something_was_not_read() -> None:
    broken = replace(result(WHEEL), not_linted=NotLinted("truncated", "it ends too early"))
    crashed = replace(result(WHEEL), crashes=(Crash("leak", None, "boom", ""),))
    for found in (broken, crashed):
        assert about(IGNORES, found) == [("expired-ignore", 6)]
    assert about(IGNORES) == [("expired-ignore", 6)]


def test_findings_about_the_policy_name_their_entry_and_obey_levels() -> None:
    (unused, expired) = judge_policy(
        policy(IGNORES), [result(WHEEL, judged(IGNORES, Finding("leak", "a", "x")))], TODAY
    )
    assert unused.finding.message == "the exception silenced nothing: leak in b"
    assert expired.finding.message == "the exception expired on 2026-01-01: leak"
    assert (unused.level, unused.finding.path) == (WARNING, ".pkglint.yaml")
    assert about("rules: {unused-ignore: none, expired-ignore: none}\n" + IGNORES, result(WHEEL)) == []


def test_options_of_the_command_go_over_the_policy() -> None:
    base = policy("rules: {mess: error}\nartifacts: {wheel: {rules: {leak: info}}}\n" + IGNORES)
    changed = with_overrides(base, CATALOGUE, fail_on="never", select=["leak", "mess"], ignore=["mess"])
    assert changed.fail_on is None
    levels = changed.for_kind(Kind.WHEEL).levels
    assert (levels["leak"], levels["mess"], levels["secret"]) == (INFO, NONE, NONE)
    assert base.fail_on is ERROR
    assert changed.digest != base.digest
    assert with_overrides(base, CATALOGUE) == base
    assert with_overrides(base, CATALOGUE, no_ignores=True).ignores == ()
    limits = with_overrides(base, CATALOGUE, limits=["max-unpacked=3 MB", "max-members=7"]).limits
    assert (limits.max_unpacked, limits.max_members) == (3_000_000, 7)
    unselected = with_overrides(base, CATALOGUE, select=["mess"])
    assert [j.finding.rule for j in judge_policy(unselected, [result(WHEEL)], TODAY)] == []


def test_wrong_options_are_all_reported() -> None:
    from pkglint.policy import PolicyError

    with pytest.raises(PolicyError) as caught:
        with_overrides(default_policy(CATALOGUE), CATALOGUE, select=["lek"], limits=["max-unpackd=1", "max-scan=x"])
    assert [(p.file, p.help.partition(" such")[0]) for p in caught.value.problems] == [
        ("--limit", "did you mean `max-unpacked`?"),
        ("--limit", "write a size"),
        ("--select", "did you mean `leak`?"),
    ]


def test_a_policy_travels_to_another_process() -> None:
    base = policy('expected-files: ["*.py"]\n' + IGNORES)
    again = pickle.loads(pickle.dumps(base))
    assert again == base
    assert again.for_kind(Kind.WHEEL).expectations.expected.matches("a.py")


@pytest.mark.parametrize(
    ("named", "held", "same"),
    [("a-b", "a__b", True), ("A.b", "a-_-b", True), ("a-b", "ab", False), ("@x/a-b", "@x/a_b", True)],
)
def test_packages_are_compared_as_an_index_does(named: str, held: str, same: bool) -> None:
    text = f'ignore:\n  - {{rule: leak, package: "{named}", reason: It is meant to be}}'
    [found] = judged(f"version: 1\n{text}", Finding("leak", "a.js", "x"), package=replace(CLOSED, name=held))
    assert (found.ignored_by is not None) is same


@pytest.mark.parametrize(("pins", "silenced"), [("a", True), ("ab", False), ("", False)])
def test_a_pin_by_value_covers_a_finding_only_with_all_of_its_secrets(pins: str, *, silenced: bool) -> None:
    entry = f"{{rule: secret, secrets: [{'a' * 40}], reason: It is a sample}}"
    found = Finding("secret", "a", "holds secrets", pins=tuple(letter * 40 for letter in pins))
    assert ignored(entry, found) is silenced
