"""A first policy, from the artifacts that are there: measured, commented, and without a reason that nobody gave."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from pkglint.model import ALL_KINDS, FixAction, Judged, Kind, Level, MemberType, Pin, Result, Rule, units
from pkglint.model.kinds import assert_never
from pkglint.policy.author.edit import Entry, digest_for, lines_of
from pkglint.policy.author.generalise import exceptional, expected, literal
from pkglint.policy.author.text import comment, quoted
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.read.schema import SCHEMA_ID

_HEADROOM = 1.25
# What any package may grow by in a day's work: a small one must not be stopped by its second module.
_GROWTH = 100_000
_MORE_FILES = 20
# What a finding asks to be taken out is there today and not expected for long.
_TO_GO = (FixAction.EXCLUDE, FixAction.ROTATE, FixAction.PIN, FixAction.STRIP_MAPS, FixAction.UNLINK_MAPS)
# Other packers may take all that version control knows.
_PACK_WHAT_IS_NAMED = ("npm-files", "poetry-core", "uv-build", "flit", "pdm-backend")
POLICY_FILE = ".pkglint.yaml"
_NICE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_SHOWN = 30
_MEASURED = "oversized-"  # How rules begin that the drafted budgets answer: they need no exception.
_NAMED = 3  # Paths that an exception names one by one.

_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA_ID}
# Made by `pkglint init` from what is there today. Read it, correct it, commit it: it is the list of what may go out.
# The first line names the schema for editors; `pkglint config --schema` prints the one of the version that you have.
version: 1
preset: recommended
"""


def draft(results: Sequence[Result], catalogue: Mapping[str, Rule]) -> str:
    """The YAML of a policy that these artifacts meet, but for the findings that it lists at its end.

    An artifact that was not linted is named and left out.
    """
    read = [result for result in results if not result.not_linted and result.artifact.kind is not None]
    lines = [_HEAD]
    lines += [
        f"# {comment(r.artifact.filename)} was not linted and is not part of this." for r in results if r not in read
    ]
    lines += _visibility(read)
    lines += _rules()
    lines.append("artifacts:")
    for kind in ALL_KINDS:
        of_kind = [result for result in read if result.artifact.kind is kind]
        if of_kind:
            lines += _section(kind, of_kind, catalogue)
    if lines[-1] == "artifacts:":
        lines.pop()
    lines += _exceptions(read, catalogue)
    return "\n".join(lines) + "\n"


def _visibility(results: Sequence[Result]) -> Iterator[str]:
    """What the artifacts say of themselves, as a decision to confirm; ``auto`` where they disagree."""
    said = {(r.package.visibility, r.package.visibility_reason) for r in results}
    kinds = {visibility for visibility, _ in said}
    yield "# Whether the source is public: with `open`, a source map that reveals it is only a warning."
    for visibility, reason in sorted(said):
        yield f"# Judged {visibility}: {comment(reason)}."
    yield f"visibility: {next(iter(kinds)) if len(kinds) == 1 else 'auto'}"
    yield ""


def _rules() -> Iterator[str]:
    yield "rules:"
    yield "  # The budgets below are measured: what is over them is not meant to be."
    yield "  oversized-file: error"
    yield "  oversized-package: error"
    yield ""


def _section(kind: Kind, results: Sequence[Result], catalogue: Mapping[str, Rule]) -> Iterator[str]:
    files = {row.path for r in results for row in r.rows if row.type is not MemberType.DIRECTORY}
    packed = max(r.artifact.size for r in results)
    unpacked = max(r.unpacked for r in results)
    largest = max((row.size for r in results for row in r.rows), default=0)
    count = max(r.files for r in results)
    yield f"  {kind}:"
    yield f"    # {', '.join(comment(r.artifact.filename) for r in results[:4])}{', ...' if len(results) > 4 else ''}"
    weights = f"packed {units.size(packed)}, unpacked {units.size(unpacked)}, largest file {units.size(largest)}"
    yield f"    # today: {weights}, {count:,} files"
    budgets = f"packed: {budget(packed)}, unpacked: {budget(unpacked)}, file: {budget(largest)}"
    yield f"    budgets: {{{budgets}, files: {nice(max(count * _HEADROOM, count + _MORE_FILES))}}}"
    yield "    expected-files:"
    to_go = _to_go(results, catalogue)
    patterns = _patterns(results, set(to_go))
    yield from (f"      - {quoted(pattern)}" for pattern in patterns)
    matcher = Patterns(patterns)
    yield from (
        f"      - {quoted('/' + name)}  # {why}" for name, why in _soon(kind, results) if not matcher.matches(name)
    )
    yield from _not_for_long(to_go, patterns, results[0].package.version)
    required = _required(kind, files)
    if required:
        yield "    required-files:"
        yield from (f"      - {quoted(path)}" for path in required)
    yield ""


def _soon(kind: Kind, results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    """What the next build may take along because a policy was written and its advice followed, and why."""
    packers = {r.package.packer for r in results}
    if kind is Kind.SDIST and "setuptools" in packers:
        yield "MANIFEST.in", "says what setuptools leaves out"
    if kind is not Kind.WHEEL and not packers.issubset(_PACK_WHAT_IS_NAMED):
        yield POLICY_FILE, "this file, once it is there"


def _to_go(results: Sequence[Result], catalogue: Mapping[str, Rule]) -> dict[str, Judged]:
    """The files that their findings ask to be taken out, each with its heaviest finding."""
    found: dict[str, Judged] = {}
    for result in results:
        files = {row.path for row in result.rows if row.type is not MemberType.DIRECTORY}
        for judged in result.active:
            if judged.level < Level.WARNING or catalogue[judged.finding.rule].stays:
                continue
            for path in _taken_out(judged, files):
                if path not in found or judged.level > found[path].level:
                    found[path] = judged
    return found


def _taken_out(judged: Judged, files: set[str]) -> Iterator[str]:
    """What the advice of one finding takes out: its own file, or all that is in the directories that it names."""
    fix, path = judged.finding.fix, judged.finding.path
    if not fix or fix.action not in _TO_GO:
        return
    trees = tuple(pattern for pattern in fix.paths if pattern.endswith("/"))
    if path in files and fix.paths:
        yield path
    if trees:
        matcher = Patterns(trees)
        yield from (each for each in files if matcher.matches(each))


def _not_for_long(to_go: Mapping[str, Judged], patterns: Sequence[str], version: str) -> Iterator[str]:
    """The files that a finding asks to be taken out, apart from those that a pattern for the others expects anyway."""
    matcher = Patterns(tuple(patterns))
    by_rule: dict[tuple[Level, str], list[str]] = {}
    for path, judged in to_go.items():
        if not matcher.matches(path):
            by_rule.setdefault((judged.level, judged.finding.rule), []).append(path)
    if by_rule:
        yield "      # In question, see the end. Delete the line when the file is gone:"
    for (level, rule), paths in sorted(by_rule.items(), key=lambda item: (-item[0][0], item[0][1])):
        yield from (f"      - {quoted(pattern)}  # {level}: {rule}" for pattern in exceptional(paths, version))


def _patterns(results: Sequence[Result], to_go: set[str]) -> tuple[str, ...]:
    """The patterns for all artifacts of one kind, each with its own version left open, but for the files ``to_go``."""
    paths = [
        [row.path for row in r.rows if row.type is not MemberType.DIRECTORY and row.path not in to_go] for r in results
    ]
    if len({r.package.version for r in results}) <= 1:
        merged = [path for part in paths for path in part]
        return expected(merged, results[0].package.version, results[0].artifact.kind)
    parts = [expected(part, r.package.version, r.artifact.kind) for part, r in zip(paths, results, strict=True)]
    kept = dict.fromkeys(p for part in parts for p in part if not p.startswith("!"))
    # What one artifact needs is not taken back for another.
    back = [p for p in parts[0] if p.startswith("!") and all(p in part for part in parts)]
    return (*kept, *back)


def _required(kind: Kind, files: set[str]) -> list[str]:
    """What an artifact of this kind is not worth publishing without."""
    match kind:
        case Kind.WHEEL:
            return _of_the_packages(files)
        case Kind.SDIST:
            wanted: tuple[str, ...] = ("/pyproject.toml", "/setup.py")
        case Kind.NPM:
            wanted = ("/package.json",)
        case _:
            assert_never(kind)
    return [name for name in wanted if name[1:] in files]


def _of_the_packages(files: set[str]) -> list[str]:
    """What makes the packages at the top importable and typed."""
    tops = sorted({path.partition("/")[0] for path in files if path.endswith("/__init__.py") and path.count("/") == 1})
    names = [f"/{top}/{name}" for top in tops[:4] for name in ("__init__.py", "py.typed")]
    return [name for name in names if name[1:] in files]


def _exceptions(results: Sequence[Result], catalogue: Mapping[str, Rule]) -> Iterator[str]:
    """What would fail, as entries that wait for their reason: forty maps are one decision."""
    found = [(r, j) for r in results for j in r.active if j.level >= Level.WARNING]
    found = [(r, j) for r, j in found if not j.finding.rule.startswith(_MEASURED)]
    chosen = _decisions([(r, j) for r, j in found if catalogue[j.finding.rule].pin is not Pin.NEVER], catalogue)
    if not chosen:
        return
    yield "# What was found today. Fix it; or, where it is meant, uncomment its entry and say why in `reason`: a"
    yield "# sentence that a reviewer can check. No reason has been made up here."
    yield "#"
    yield "# ignore:"
    for group in chosen[:_SHOWN]:
        result, judged = group[0]
        more = f", and {len(group) - 1:,} more" if len(group) > 1 else ""
        yield f"#   # {judged.level}: {comment(judged.finding.message)}{more}"
        for line in lines_of(_suggestion(result, [item for _, item in group], catalogue), reason=None):
            yield f"#   {line}"
    if len(chosen) > _SHOWN:
        yield f"# ... and {len(chosen) - _SHOWN} more: see `pkglint check`."


def _decisions(
    found: Sequence[tuple[Result, Judged]], catalogue: Mapping[str, Rule]
) -> list[list[tuple[Result, Judged]]]:
    """The findings of one rule in one kind of artifact, the worst first; what is pinned by its content stays alone."""
    groups: dict[tuple[str, Kind | None, str | None], list[tuple[Result, Judged]]] = {}
    for result, judged in sorted(found, key=lambda item: -item[1].level):
        finding, kind = judged.finding, result.artifact.kind
        path = finding.path
        free = catalogue[finding.rule].pin is Pin.FREE or bool(finding.pins)
        plain = free and path is not None and not path.endswith("/") and "!" not in path
        groups.setdefault((finding.rule, kind, "*" if plain else path), []).append((result, judged))
    return list(groups.values())


def _suggestion(result: Result, group: Sequence[Judged], catalogue: Mapping[str, Rule]) -> Entry:
    """The narrowest exception for findings. What runs by itself, and what no pattern may silence, is pinned."""
    finding, kind = group[0].finding, result.artifact.kind
    rule = catalogue[finding.rule]
    paths = list(dict.fromkeys(judged.finding.path for judged in group if judged.finding.path is not None))
    patterns = exceptional(paths, result.package.version) if len(paths) > _NAMED else ()
    matcher = Patterns(patterns)
    return Entry(
        rule=finding.rule,
        paths=(*patterns, *(literal(path) for path in paths if not matcher.matches(path))),
        kinds=(kind,) if kind else (),
        sha256=digest_for(result, finding.path, rule) if rule.pin is not Pin.FREE and not finding.pins else None,
        secrets=tuple(dict.fromkeys(pin for judged in group for pin in judged.finding.pins)),
    )


def budget(number: int) -> str:
    """A size with headroom, as a policy writes it: a quarter more, and enough for a few files more."""
    return units.exact(nice(max(number * _HEADROOM, number + _GROWTH)))


def nice(number: float) -> int:
    """The next number up that is easy to say: 1, 1.2, 1.5, 2 ... times a power of ten."""
    power: int = 10 ** max(0, math.floor(math.log10(max(number, 1))))
    steps = [*_NICE, 10]
    return min(math.ceil(step * power) for step in steps if step * power >= number - 1e-9)
