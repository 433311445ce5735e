"""One artifact, one forward pass (:func:`inspect`); many artifacts and a policy (:func:`check`).

The engine asks no question of its own: the reader yields entries, the rules that want an entry see it while it is
current, the policy judges. Three outcomes are never mixed: findings, not linted, and a rule that crashed.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from pkglint.archive import Archive, LimitExceeded, Unreadable, open_archive, open_nested, unopened
from pkglint.archive.nested import found_in
from pkglint.archive.source import Source, digest_of, state_of
from pkglint.compare.watch import watching
from pkglint.metadata import describe, is_kept
from pkglint.model import (
    Artifact,
    Entry,
    Finding,
    Judged,
    Kind,
    Level,
    Limits,
    NotLinted,
    OwnPolicy,
    Package,
    Report,
    Result,
    Row,
    Rule,
    RuleDoc,
    Scope,
    Visibility,
)
from pkglint.model.reference import Reference, Snapshot
from pkglint.model.trees import in_test_tree
from pkglint.model.units import exact
from pkglint.policy import Policy, judge, judge_policy
from pkglint.rules import FAMILIES, catalogue, family, page, rules_for
from pkglint.rules.policy import not_scanned
from pkglint.siblings import compared, together
from pkglint.walk import Pass

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

MAX_KEPT = 64 << 20
# Archives whose members run or are loaded where they are: models, arrays, programs, extensions of editors.
LOADED_AS_THEY_ARE = frozenset({".pt", ".pth", ".ckpt", ".npz", ".pyz", ".egg", ".asar", ".joblib", ".vsix", ".xpi"})


def inspect(source: Source, policy: Policy, today: date, reference: Reference | None = None) -> Result:
    """Read one artifact in a single pass and judge it. ``today`` decides which ignores have expired.

    With a ``reference``, be it an empty one, the result has a snapshot, and the rules that need one compare.
    Never raises for what an artifact holds, nor for a file that cannot be opened or read: that is not linted. Where
    packages have policies of their own, the name in the metadata decides, and the file's name is where to begin.
    """
    chosen = policy.likely(source.filename)
    result = _inspect(source, chosen, today, reference)
    right = policy.of(result.package.name) if result.package.name else chosen
    if right is not chosen:
        result, chosen = _inspect(source, right, today, reference), right
    own = OwnPolicy(chosen.source, chosen.fail_on) if chosen.source and chosen.source != policy.source else None
    return replace(result, own=own) if own else result


def _inspect(source: Source, policy: Policy, today: date, reference: Reference | None) -> Result:
    try:
        with source.open() as file:
            state = state_of(file)
            result = _inspect_file(source, file, policy, today, reference)
            if result.not_linted is None and state_of(file) != state:
                return replace(result, not_linted=NotLinted("changed", "was changed while it was read"))
            return result
    except Unreadable as error:  # Also the digest of the file, after a walk that ended early, reads it.
        return _unread(source, NotLinted(error.code, error.text, error.path))
    except FileNotFoundError:
        return _unread(source, NotLinted("vanished", "was there when the run began and is gone"))
    except OSError as error:
        return _unread(source, NotLinted("read-error", f"cannot be read: {error.strerror or type(error).__name__}"))


def _inspect_file(source: Source, file: BinaryIO, policy: Policy, today: date, reference: Reference | None) -> Result:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    artifact = Artifact(source.path, source.filename, None, size)
    try:
        archive = open_archive(source.filename, file, policy.limits)
    except Unreadable as error:
        artifact = replace(artifact, sha256="" if size > policy.limits.max_packed else digest_of(file))
        return Result(artifact, Package(), (), (), NotLinted(error.code, error.text, error.path))
    rehash = partial(_rehash, file, source.filename, policy.limits)
    return _inspect_open(archive, artifact, policy, today, rehash, reference)


def _rehash(file: BinaryIO, filename: str, limits: Limits, algorithm: str) -> dict[str, str]:
    """The digests of all files with an algorithm that the walk did not know it would need: a second walk.

    Empty when the file cannot be read a second time, as when it grew too slow: nothing is then said to match.
    """
    file.seek(0)
    try:
        archive = open_archive(filename, file, limits)
        return {entry.raw: entry.content.digest(algorithm) for entry in archive if entry.is_file}
    except Unreadable:
        return {}


def _inspect_open(
    archive: Archive,
    artifact: Artifact,
    policy: Policy,
    today: date,
    rehash: Callable[[str], dict[str, str]],
    reference: Reference | None,
) -> Result:
    artifact = replace(artifact, kind=archive.kind)
    started = time.thread_time()
    walk = Pass(_scopes(archive, artifact, policy, today, reference), rehash=rehash, tick=archive.meter.tick)
    walk.watch, walk.seconds = watching(archive.kind, reference), {} if policy.timed else None
    for scope in walk.scopes:
        scope.rows, scope.kept = walk.rows, walk.kept
    not_linted = snapshot = None
    try:
        _walk(archive, walk, policy.limits)
    except Unreadable as error:
        not_linted = NotLinted(error.code, error.text, error.path)
    package = _package(archive, artifact, walk, policy)
    artifact = replace(artifact, sha256=archive.sha256)
    if not_linted is None:
        try:
            snapshot = walk.watch.snapshot(artifact, package, walk.rows, walk.kept) if walk.watch else None
            _finish(walk, package, snapshot)
        except Unreadable as error:
            not_linted = NotLinted(error.code, error.text, error.path)
    return Result(
        artifact,
        package,
        tuple(walk.rows),
        judge(policy, catalogue(), artifact, package, walk.rows, walk.findings, today, reference),
        not_linted,
        tuple(walk.crashes),
        policy.for_kind(archive.kind).expectations.budgets,
        walk.skipped(),
        snapshot,
        frozenset(reference.there()) if reference else frozenset(),
        seconds=_by_rule(walk.seconds, started),
    )


def _by_rule(seconds: Mapping[str, float] | None, started: float) -> tuple[tuple[str, float], ...]:
    """What each rule took, the most first, and the rest under no name; nothing where it was not asked for."""
    if seconds is None:
        return ()
    total = time.thread_time() - started
    every = {**seconds, "": max(0.0, total - sum(seconds.values()))}
    return tuple(sorted(every.items(), key=lambda one: -one[1]))


def _scopes(
    archive: Archive, artifact: Artifact, policy: Policy, today: date, reference: Reference | None
) -> list[Scope]:
    """A scope for every rule that counts for this kind under this policy, and that has what it compares with."""
    own = policy.for_kind(archive.kind)
    there = reference or Reference()
    scopes = [
        Scope(rule, artifact, own.options.get(rule.id), own.expectations, (), archive.anomalies, today=today)
        for rule in rules_for(archive.kind, there.there())
        if _is_active(rule, archive.kind, own.levels) and not (rule.needs and there.there().isdisjoint(rule.needs))
    ]
    for scope in scopes:
        scope.reference = there
    return scopes


def _is_active(rule: Rule, kind: Kind | None, explicit: Mapping[str, Level]) -> bool:
    """Whether a rule looks at artifacts of this kind, and the policy has not switched it off."""
    if kind is not None and kind not in rule.kinds:
        return False
    own = max(rule.levels.pick(kind, visibility) for visibility in Visibility)
    return explicit.get(rule.id, own) is not Level.NONE and bool(rule.visit or rule.finish)


def _package(archive: Archive, artifact: Artifact, walk: Pass, policy: Policy) -> Package:
    package = describe(archive.kind, artifact.filename, walk.kept) if archive.kind else Package()
    if policy.visibility is not None:
        return replace(
            package,
            visibility=policy.visibility,
            visibility_reason="the policy says so",
            presumed=False,
            readable=False,
        )
    return package


def _walk(archive: Archive, walk: Pass, limits: Limits) -> None:
    visitors = [(s, s.rule.wants, s.rule.visit) for s in walk.scopes if s.rule.visit]
    for entry in archive:
        for scope, wants, visit in visitors:
            if wants is None or wants(entry):
                walk.run(scope, entry.raw, partial(visit, entry, scope))
        digest = ""
        if entry.is_file:
            if not walk.prefix:
                _keep(entry, walk)
                if walk.watch:
                    walk.watch.see(entry)
            _look_inside(entry, archive, walk, limits)
            if (
                entry.size > min(limits.max_scan, limits.max_text)
                and entry.content.truncated
                and _matters(entry, limits)
            ):
                walk.add(not_scanned.cut(entry, len(entry.content.data)))
            digest = archive.seal()
        walk.rows.append(Row(entry.path, entry.raw, entry.size, entry.mode, entry.type, entry.target, digest))


def _matters(entry: Entry, limits: Limits) -> bool:
    """Whether what was not looked at could say anything: the rest of a program is machine code, as its beginning."""
    return entry.size > limits.max_scan or not entry.content.is_binary or found_in(entry.content.data) is not None


def _keep(entry: Entry, walk: Pass) -> None:
    if is_kept(entry.path):
        if entry.size > MAX_KEPT:
            raise LimitExceeded("metadata-too-big", f"a metadata file is over {exact(MAX_KEPT)}", entry.path)
        walk.kept[entry.path] = entry.content.data


def _finish(walk: Pass, package: Package, snapshot: Snapshot | None = None) -> None:
    for scope in walk.scopes:
        scope.package, scope.rehash, scope.snapshot = package, walk.rehash, snapshot
        if scope.rule.finish:
            walk.run(scope, None, partial(scope.rule.finish, scope))


def _look_inside(entry: Entry, outer: Archive, walk: Pass, limits: Limits) -> None:
    """Run the rules of the families that look inside over the members of ``entry`` if it is an archive.

    What that costs is charged to the artifact: many small bombs are one big one.
    """
    if not entry.size or not any(FAMILIES[family(scope.rule.id)].nested for scope in walk.scopes):
        return
    content = entry.content
    if content.archive_at is None:
        if why := unopened(content.data, entry.name, outer.meter.depth):
            walk.add(not_scanned.unread(entry, why))
        return
    # What is held at the same time is bounded as a whole.
    room = max(limits.max_text, limits.max_scan - entry.size)
    limits = replace(limits, max_scan=min(limits.max_scan, room))
    inner = Pass([], prefix=f"{entry.path}!", tick=outer.meter.tick, seconds=walk.seconds)
    try:
        archive = open_nested(entry.name, content.data, limits, outer)
        inner.scopes = _inner_scopes(entry, archive, walk, inner)
        _walk(archive, inner, limits)
        _finish(inner, Package())
    except LimitExceeded:
        raise
    except Unreadable as error:
        walk.add(not_scanned.unread(entry, error.text))
    walk.crashes.extend(inner.crashes)
    for finding in inner.findings:
        walk.add(_outward(finding, entry))


def _inner_scopes(entry: Entry, archive: Archive, outer: Pass, inner: Pass) -> list[Scope]:
    """Fresh scopes for the members of ``entry``, of the rules that look inside."""
    scopes = []
    for scope in outer.scopes:
        if FAMILIES[family(scope.rule.id)].nested:
            artifact = replace(scope.artifact, filename=entry.name, kind=archive.kind or scope.artifact.kind)
            fresh = Scope(
                scope.rule, artifact, scope.options, None, inner.rows, archive.anomalies, inner.kept, scope.today
            )
            fresh.skipped = scope.skipped
            scopes.append(fresh)
    return scopes


def _outward(finding: Finding, outer: Entry) -> Finding:
    """A finding inside ``outer``, reported from the outside as ``outer!inner``; what is to be kept out is ``outer``.

    One level lower in a test tree, and for what would run by itself: installing this artifact does not unpack it. Some
    archives are loaded as they are.
    """
    path = f"{outer.path}!{finding.path}" if finding.path else outer.path
    member = f"{outer.raw}!{finding.member}" if finding.member else outer.raw
    stays = FAMILIES[family(finding.rule)].weaker_nested and outer.suffix not in LOADED_AS_THEY_ARE
    weaker = in_test_tree(outer.path) or stays
    fix = finding.fix and replace(finding.fix, paths=(outer.path,))
    return replace(finding, path=path, member=member, fix=fix, lowered=finding.lowered or weaker)


def check(
    sources: Iterable[Source],
    policy: Policy,
    today: date,
    executor: Executor | None = None,
    progress: Callable[[int, str], None] | None = None,
    references: Mapping[str, Reference] | None = None,
) -> Report:
    """Lint every source. An ``executor`` spreads the artifacts; ``progress`` is called when one starts or ends.

    ``references`` are what the artifacts are compared with, by the path of the source. Results keep the order of the
    sources, so the report does not depend on who finished first.
    """
    listed, found = list(sources), references or {}
    near = together(source.filename for source in listed)
    todo = [(s, found.get(s.path, Reference() if s.filename in near else None)) for s in listed]
    one = partial(_one, policy=policy, today=today)
    results: list[Result] = []
    for index, result in enumerate(_spread(one, todo, executor) if executor else _one_by_one(one, todo, progress)):
        reference = todo[index][1]
        results.append(_with(result, reference) if reference else result)
        if executor and progress:
            progress(index + 1, result.artifact.path)
    results = compared(results, policy, today) if near else results
    return Report(
        tuple(results),
        policy.source,
        tuple(policy.presets),
        policy.fail_on,
        about_policy=_about_policies(policy, results, today),
        policy_digest=policy.digest,
    )


def _about_policies(policy: Policy, results: Sequence[Result], today: date) -> tuple[Judged, ...]:
    """What is to be said of the run's policy, and of those that packages have in files of their own."""
    found = [*judge_policy(policy, [each for each in results if not each.own], today)]
    for own in policy.packages.values():
        mine = [each for each in results if each.own and each.own.source == own.source]
        if own.source != policy.source and mine:
            found += judge_policy(own, mine, today)
    return tuple(found)


def _with(result: Result, reference: Reference) -> Result:
    return replace(result, release=reference.release, compared_with=reference.compared())


_Job = tuple[Source, Reference | None]


def _one(job: _Job, policy: Policy, today: date) -> Result:
    return inspect(job[0], policy, today, job[1])


def _spread(one: Callable[[_Job], Result], todo: Sequence[_Job], executor: Executor) -> Iterator[Result]:
    futures = [(job[0], executor.submit(one, job)) for job in todo]
    for source, future in futures:
        yield _awaited(source, future)


def _awaited(source: Source, future: Future[Result]) -> Result:
    """What came of one artifact. A process that died reading it judged nothing, and says nothing of the others."""
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor as error:
        return _unread(source, NotLinted("worker-died", str(error) or "the process that read it has gone"))


def _unread(source: Source, why: NotLinted) -> Result:
    return Result(Artifact(source.path, source.filename, None, source.size), Package(), (), (), why)


def _one_by_one(
    one: Callable[[_Job], Result], todo: Sequence[_Job], progress: Callable[[int, str], None] | None
) -> Iterator[Result]:
    for index, job in enumerate(todo):
        if progress:
            progress(index, job[0].path)
        yield one(job)


def documentation() -> tuple[RuleDoc, ...]:
    """Every rule as reports show it, in catalogue order."""
    return tuple(
        RuleDoc(r.id, name, r.summary, page(r.id), r.levels, r.grades, r.kinds, FAMILIES[name].score)
        for r in catalogue().values()
        for name in [family(r.id)]
    )


__all__ = ["Source", "check", "documentation", "inspect"]
