"""What to change, in lines to paste: a rule's :class:`Fix` for the packer in use.

A rule knows what must go and not how an artifact is packed; the packer's tables are in ``packers``. A step is one
sentence and the lines that go with it. Nobody is told to "consider" anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pkglint.model import Fix, FixAction, Judged, MemberType, Result, units
from pkglint.report.advice.packers import excluding, including, switches
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape, words
from pkglint.report.kit.grouping import common

_LISTED = 8
_MOST = 24
# How a kind of evidence ends that says what it is; `npm` and `aws` only say whose.
_NOUNS = frozenset({"credential", "id", "key", "keys", "password", "secret", "token", "value", "webhook"})
_SWITCHED = {
    FixAction.STRIP_MAPS: ("Keep sources out of the maps", "where they are made"),
    FixAction.UNLINK_MAPS: ("Write no link to a map that does not ship", "where the code is made"),
}
# What people write by hand or cannot leave out: a secret is taken out of these, they are not taken out of the artifact.
_WRITTEN = re.compile(
    r"(?:\.(?:py[ix]?|[cm]?[jt]sx?|css|html|sh|[ch](?:pp)?|go|java|rb|rs|md|rst)"
    r"|METADATA|PKG-INFO|package\.json|pyproject\.toml|setup\.cfg)\Z"
)


class Advice:
    """What to do about the findings of one artifact."""

    def __init__(self, result: Result) -> None:
        self.packer = result.package.packer
        self.tools = result.package.tools
        self.kind = result.artifact.kind
        self.files = {row.path for row in result.rows if row.type is not MemberType.DIRECTORY}

    def steps(self, judged: Sequence[Judged]) -> tuple[Step, ...]:
        """What to do about findings of one rule; nothing when the rule does not say."""
        fixes = [item.finding.fix for item in judged if item.finding.fix]
        if not fixes:
            return ()
        patterns = self._patterns([path for fix in fixes for path in fix.paths])
        return tuple(dict.fromkeys(self._steps(judged, fixes[0], patterns)))

    def text(self, judged: Judged) -> str | None:
        """The steps for a single finding as plain text, ``None`` when there is nothing to say."""
        return "\n".join(lines(self.steps([judged]))) or None

    def _steps(self, judged: Sequence[Judged], fix: Fix, patterns: Sequence[str]) -> Iterable[Step]:
        said = escape.terminal(" ".join(fix.text.split()).rstrip("."))
        said = said[:1].upper() + said[1:]
        if fix.action is FixAction.EDIT:
            yield Step(said or "Edit the file that the finding names")
            return
        if fix.action is FixAction.REBUILD:
            yield Step(said or "Build the artifact again with a current version of its build tool, and upload that one")
            return
        if fix.action is FixAction.INCLUDE:
            yield from including(self.packer, self.kind, patterns)
            return
        what = "it" if len(patterns) == 1 else "them"
        if fix.action is FixAction.ROTATE:
            yield _revoke(judged)
            written = [path for path in patterns if _WRITTEN.search(path)]
            patterns = [path for path in patterns if path not in written]
            if written:
                yield Step(f"Take it out of {_named(written)}: read it when the program runs")
        if fix.action in _SWITCHED:
            say, place = _SWITCHED[fix.action]
            code = switches(self.tools, links=fix.action is FixAction.UNLINK_MAPS)
            yield Step(f"{say}, {place if len(code) > 1 else f'in the options of {self.tools[0]}'}", code)
            what = "the maps"
        elif said:
            yield Step(said)
        if len(patterns) > _MOST:
            what = f"the first {_MOST} of {words.number(len(patterns))} files"
            patterns = patterns[:_MOST]
        if patterns:
            yield from excluding(self.packer, self.kind, patterns, what)
        if fix.action is FixAction.PIN:
            yield Step("If it is meant to be there, pin it to this very content", _pins(judged))

    def _patterns(self, paths: Sequence[str]) -> list[str]:
        """Gitignore patterns for ``paths``, which are members or patterns already; few, and never too wide."""
        # A path may name something inside a nested archive: then the archive is what to act on.
        outer = (path.partition("!")[0] if path.partition("!")[0] in self.files else path for path in paths)
        unique = list(dict.fromkeys(outer))
        members = [path for path in unique if path in self.files]
        given = [path for path in unique if path not in self.files]
        few = [escape.pattern(path) for path in members]
        return [*given, *(few if len(few) <= _LISTED else _wider(members, self.files, self.held))]

    @cached_property
    def held(self) -> Counter[str]:
        """How many files are below each directory."""
        return Counter(directory for path in self.files for directory in _parents(path))


def lines(made: Sequence[Step]) -> list[str]:
    """Steps as lines of plain text, what is to be pasted indented."""
    return [
        line for step in made for line in (step.say + (":" if step.code else "."), *(f"    {c}" for c in step.code))
    ]


def exception(path: str, inside: str = "", *, pinned: bool = False) -> str:
    """The gitignore pattern that matches this very path, as one word of a shell.

    Where the content is ``pinned``, the same name elsewhere does no harm, and needs no slash in front, which shells on
    Windows take for the root of a drive.
    """
    made = escape.pattern(path) + inside
    rooted = made[0] not in "#!" and (pinned or "/" in made)
    return escape.shell(made if rooted else f"/{made}")


class Tables:
    """The TOML tables that a report has told to write: no table and no key may stand in a file twice."""

    def __init__(self) -> None:
        self._keys: dict[str, set[str]] = {}

    def knows(self, step: Step) -> bool:
        """Whether the step makes a table that stands already."""
        return bool(step.code) and step.code[0] in self._keys

    def once(self, step: Step) -> Step:
        """The step, or where its table stands already, what to add to that."""
        table, *rest = step.code or ("",)
        if not table.startswith("["):
            return step
        keys = [key for key, equals, _ in (line.partition(" = ") for line in rest) if equals and key == key.strip()]
        known = self._keys.get(table)
        self._keys[table] = {*keys, *(known or ())}
        if known is None:
            return step
        if len(keys) == 1 and known.issuperset(keys):
            value = rest[0].partition(" = ")[2]
            items = tuple(line.strip() for line in rest[1:-1]) if value == "[" else (f"{value[1:-1]},",)
            return step.inside(f"`{keys[0]}` of {table}", items)
        return step.inside(table, tuple(rest))


def _named(paths: Sequence[str]) -> str:
    """One name, or how many there are."""
    return escape.name(paths[0]) if len(paths) == 1 else units.count(len(paths), "file")


def _revoke(judged: Sequence[Judged]) -> Step:
    exposed = {item.finding.evidence.kind for item in judged if item.finding.evidence}
    what = "what was exposed"
    if len(exposed) == 1:
        kind = escape.terminal(exposed.pop().replace("-", " "))
        what = f"the {kind}" if kind.rpartition(" ")[2] in _NOUNS else f"the {kind} credential"
    return Step(f"If this was ever uploaded, revoke {what} first: deleting a release does not take it back")


def _pins(judged: Sequence[Judged]) -> tuple[str, ...]:
    named = {item.finding.path: item.finding.rule for item in judged if item.finding.path}
    lines = [
        f'pkglint ignore {rule} {exception(path, pinned=True)} --pin --reason "why it has to be there"'
        for path, rule in list(named.items())[:_LISTED]
    ]
    return (*lines, f"# and {len(named) - _LISTED} more") if len(named) > _LISTED else tuple(lines)


def _wider(paths: Sequence[str], files: set[str], held: Mapping[str, int]) -> list[str]:
    """Patterns that match ``paths`` and no other file: endings, or whole directories, whichever are fewer."""
    wanted = set(paths)
    hit = Counter(directory for path in wanted for directory in _parents(path))
    outermost = {path: next((d for d in _parents(path) if 1 < hit[d] == held[d]), None) for path in wanted}
    trees = sorted({f"{escape.pattern(directory)}/" for directory in outermost.values() if directory})
    rest = [path for path, directory in outermost.items() if not directory]
    return min(_endings(paths, files), [*trees, *_endings(rest, files)], key=len)


def _parents(path: str) -> Iterator[str]:
    """The directories above ``path``, the outermost first."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _endings(paths: Sequence[str], files: set[str]) -> list[str]:
    wanted = set(paths)
    top = common(paths) if paths else ""
    inside = f"{top}/" if top else ""
    patterns: list[str] = []
    for ending in sorted({_ending(path) for path in paths}):
        alike = [path for path in files if path.startswith(inside) and path.endswith(ending)]
        if ending and len(alike) > 1 and all(path in wanted for path in alike):
            patterns.append(f"{escape.pattern(inside)}**/*{ending}")
        else:
            patterns += sorted(escape.pattern(path) for path in paths if _ending(path) == ending)
    return patterns


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return dot + suffix if stem and dot else ""
