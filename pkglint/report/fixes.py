"""What to change, in lines to paste: a rule's :class:`Fix` for the packer in use.

A rule knows what must go and not how an artifact is packed; the packer's tables are in ``packers``. A step is one
sentence and the lines that go with it. Nobody is told to "consider" anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pkglint.model import Fix, FixAction, Judged, MemberType, Result
from pkglint.report import escape
from pkglint.report.grouping import common
from pkglint.report.packers import excluding, including, switches

_LISTED = 8
_GLOB = str.maketrans({"*": "[*]", "?": "[?]", "[": "[[]"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a sentence without its full stop, and lines to paste, escaped already."""

    say: str
    code: tuple[str, ...] = ()


def steps(result: Result, judged: Sequence[Judged]) -> tuple[Step, ...]:
    """What to do about findings of one rule; nothing when the rule does not say."""
    fixes = [item.finding.fix for item in judged if item.finding.fix]
    if not fixes:
        return ()
    fix = fixes[0]
    patterns = _patterns(result, [path for each in fixes for path in each.paths])
    made = list(_steps(result, judged, fix, patterns))
    return tuple(dict.fromkeys(made))


def text(result: Result, judged: Judged) -> str | None:
    """The steps for a single finding as plain text, for machine formats; ``None`` when there is nothing to say."""
    return "\n".join(lines(steps(result, [judged]))) or None


def lines(made: Sequence[Step]) -> list[str]:
    """Steps as lines of plain text, what is to be pasted indented."""
    return [
        line for step in made for line in (step.say + (":" if step.code else "."), *(f"    {c}" for c in step.code))
    ]


def _steps(result: Result, judged: Sequence[Judged], fix: Fix, patterns: Sequence[str]) -> Iterable[Step]:
    packer, kind = result.package.packer, result.artifact.kind
    said = escape.terminal(fix.text.strip().rstrip(".")).strip()
    if fix.action is FixAction.EDIT:
        yield Step(said or "Edit the file that the finding names")
        return
    if fix.action is FixAction.REBUILD:
        yield Step(said or "Build the artifact again with a current version of its build tool, and upload that one")
        return
    if fix.action is FixAction.INCLUDE:
        yield from (Step(*made) for made in including(packer, kind, patterns))
        return
    if fix.action is FixAction.ROTATE:
        exposed = sorted({item.finding.evidence.kind for item in judged if item.finding.evidence})
        what = f"the {escape.terminal(exposed[0])}" if len(exposed) == 1 else "what was exposed"
        yield Step(f"If this was ever uploaded, revoke {what} first: deleting a release does not take it back")
    if fix.action is FixAction.STRIP_MAPS:
        yield Step("Keep sources out of the maps, where they are made", switches(fix.text))
    elif said:
        yield Step(said)
    if patterns:
        what = "the maps" if fix.action is FixAction.STRIP_MAPS else "it" if len(patterns) == 1 else "them"
        yield from (Step(*made) for made in excluding(packer, kind, patterns, what))
    if fix.action is FixAction.PIN:
        yield Step("If it is meant to be there, pin it to this very content", _pins(judged))


def _pins(judged: Sequence[Judged]) -> tuple[str, ...]:
    named = {item.finding.path: item.finding.rule for item in judged if item.finding.path}
    lines = [
        f'pkglint ignore {rule} {escape.shell(path)} --pin --reason "why it has to be there"'
        for path, rule in list(named.items())[:_LISTED]
    ]
    return (*lines, f"# and {len(named) - _LISTED} more") if len(named) > _LISTED else tuple(lines)


def _patterns(result: Result, paths: Sequence[str]) -> list[str]:
    """Gitignore patterns for ``paths``, which are names of members or patterns already; few, and never too wide."""
    files = {row.path for row in result.rows if row.type is not MemberType.DIRECTORY}
    unique = list(dict.fromkeys(paths))
    # A path may name something inside a nested archive: then the archive is what to act on.
    unique = list(dict.fromkeys(path.partition("!")[0] if path.partition("!")[0] in files else path for path in unique))
    literal = [path for path in unique if path in files]
    given = [path for path in unique if path not in files]
    few = [path.translate(_GLOB) for path in literal]
    return [*given, *(few if len(few) <= _LISTED else _wider(literal, files))]


def _wider(paths: Sequence[str], files: set[str]) -> list[str]:
    """Patterns that match ``paths`` and no other file, or the paths themselves where there is none."""
    wanted = set(paths)
    top = common(paths)
    inside = f"{top}/" if top else ""
    if top and all(path in wanted for path in files if path.startswith(inside)):
        return [f"{top.translate(_GLOB)}/"]
    patterns: list[str] = []
    for ending in sorted({_ending(path) for path in paths}):
        alike = [path for path in files if path.startswith(inside) and path.endswith(ending)]
        if ending and all(path in wanted for path in alike):
            patterns.append(f"{inside.translate(_GLOB)}**/*{ending}")
        else:
            patterns += sorted(path.translate(_GLOB) for path in paths if _ending(path) == ending)
    return patterns


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return dot + suffix if stem and dot else ""
