"""What to change, in lines to paste: a rule's :class:`Fix` for the packer in use.

A rule knows what must go and not how an artifact is packed; the packer's tables are in ``packers``. A step is one
sentence and the lines that go with it. No sentence says "consider".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pkglint.model import Fix, FixAction, Judged, MemberType, Project, Result, units
from pkglint.model.kinds import is_npm
from pkglint.report.advice import npm
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.packers import excluding, including
from pkglint.report.advice.placed import Ledger
from pkglint.report.advice.step import Step
from pkglint.report.advice.switches import in_scripts, switches
from pkglint.report.kit import escape, words
from pkglint.report.kit.words import common

_LISTED = 8
_MOST = 24
# How a kind of evidence ends that says what it is; `npm` and `aws` only say whose.
_NOUNS = frozenset({"credential", "id", "key", "keys", "password", "secret", "token", "value", "webhook"})
_SWITCHED = {
    FixAction.STRIP_MAPS: ("Keep sources out of the maps", "where they are made"),
    FixAction.UNLINK_MAPS: ("Turn off the sourceMappingURL comment", "where the code is made"),
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
        self.artifact = result.artifact.path
        self.project = result.project if result.project.found else Project(texts=result.package.packing)
        self.files = frozenset(row.path for row in result.rows if row.type is not MemberType.DIRECTORY)

    def steps(self, judged: Sequence[Judged]) -> tuple[Step, ...]:
        """What to do about findings of one rule, for the files as they stand; nothing when the rule does not say."""
        ledger = Ledger()
        return tuple(dict.fromkeys(ledger.once(step, self.project) for step in self.plan(judged)))

    def plan(self, judged: Sequence[Judged]) -> tuple[Step, ...]:
        """The same whatever else has to change in these files."""
        fixes = [item.finding.fix for item in judged if item.finding.fix]
        if not fixes:
            return ()
        paths = [path for fix in fixes for path in fix.paths]
        patterns = self._patterns(paths)
        return tuple(dict.fromkeys(self._steps(judged, fixes[0], self._ask(judged, paths, patterns))))

    def _ask(self, judged: Sequence[Judged], paths: Sequence[str], patterns: Sequence[str]) -> Ask:
        named = {*map(self._outer, paths), *(self._outer(item.finding.path or "") for item in judged)}
        trees = tuple(path for path in (*paths, *patterns) if path.endswith("/"))
        going = named & self.files
        if trees:
            going |= {path for path in self.files if path.startswith(trees)}
        return Ask(self.kind, tuple(patterns), self.project, self.files, frozenset(going))

    def _outer(self, path: str) -> str:
        """A path may name something inside a nested archive: then the archive is what to act on."""
        outer = path.partition("!")[0]
        return outer if outer in self.files else path

    def text(self, judged: Judged) -> str | None:
        """The steps for a single finding as plain text, ``None`` when there is nothing to say."""
        return "\n".join(lines(self.steps([judged]))) or None

    def _steps(self, judged: Sequence[Judged], fix: Fix, ask: Ask) -> Iterable[Step]:
        said = escape.terminal(" ".join(fix.text.split()).rstrip("."))
        said = said[:1].upper() + said[1:]
        if fix.action is FixAction.EDIT:
            yield Step(said or "Edit the file that the finding names", tuple(map(escape.terminal, fix.lines)))
        elif fix.action is FixAction.REBUILD:
            yield Step(said or "Build the artifact again with a current version of its build tool, and upload that one")
        elif fix.action is FixAction.INCLUDE:
            yield from including(self.packer, ask)
        elif fix.action in _SWITCHED:
            yield from self._switched(fix, ask)
        else:
            if fix.action is FixAction.ROTATE:
                yield _revoke(judged)
                written = [path for path in ask.patterns if _WRITTEN.search(path)]
                ask = ask.only([path for path in ask.patterns if path not in written])
                if written:
                    yield Step(f"Remove it from {_named(written)}: read it when the program runs")
            elif said:
                yield Step(said, weak=True)
            yield from self._out(ask, "it" if len(ask.patterns) == 1 else "them")
            if fix.action is FixAction.PIN:
                say = "If it is meant to be there, pin it to this very content"
                yield Step(say, _pins(judged, _from(self.artifact)), weak=True)

    def _switched(self, fix: Fix, ask: Ask) -> Iterable[Step]:
        say, place = _SWITCHED[fix.action]
        links = fix.action is FixAction.UNLINK_MAPS
        scripted = () if links else in_scripts(ask, self.tools, say, weak=bool(ask.patterns))
        yield from scripted
        if not scripted:
            code = switches(self.tools, links=links)
            where = place if len(code) > 1 else f"in the options of {self.tools[0]}"
            yield Step(f"{say}, {where}", code, weak=bool(ask.patterns))
        yield from self._out(ask, "the maps")

    def _out(self, ask: Ask, what: str) -> Iterable[Step]:
        """What keeps files out, and which of them no list keeps out."""
        stays = npm.kept(ask) if is_npm(self.kind) else {}
        literal = {escape.pattern(path) for path in stays}
        patterns = [pattern for pattern in ask.patterns if pattern not in literal]
        if stays and not patterns:
            path, why = next(iter(stays.items()))
            yield Step(f"No pattern keeps {escape.name(path)} out ({why}): change how it is made", weak=True)
        if len(patterns) > _MOST:
            what = f"the first {_MOST} of {words.number(len(patterns))} files"
        if patterns:
            yield from excluding(self.packer, ask.only(patterns[:_MOST]), what)

    def _patterns(self, paths: Sequence[str]) -> list[str]:
        """Gitignore patterns for ``paths``, which are members or patterns already; few, and never too wide."""
        unique = list(dict.fromkeys(map(self._outer, paths)))
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


def _named(paths: Sequence[str]) -> str:
    """One name, or how many there are."""
    return escape.name(paths[0]) if len(paths) == 1 else units.count(len(paths), "file")


def _revoke(judged: Sequence[Judged]) -> Step:
    exposed = {item.finding.evidence.kind for item in judged if item.finding.evidence}
    what = "what was exposed"
    if len(exposed) == 1:
        kind = escape.terminal(exposed.pop().replace("-", " "))
        what = f"the {kind}" if kind.rpartition(" ")[2] in _NOUNS else f"the {kind} credential"
    return Step(f"If this was ever uploaded, revoke {what} first: deleting the release is not enough")


def _from(artifact: str) -> str:
    """The option that says where to pin from, where `pkglint ignore` would not look."""
    directory = artifact.replace("\\", "/").rpartition("/")[0]
    return "" if directory in {"dist", "./dist"} else f" --from {escape.shell(artifact)}"


def _pins(judged: Sequence[Judged], source: str) -> tuple[str, ...]:
    named = {item.finding.path: item.finding.rule for item in judged if item.finding.path}
    lines = [
        f'pkglint ignore {rule} {exception(path, pinned=True)} --pin{source} --reason "why it has to be there"'
        for path, rule in list(named.items())[:_LISTED]
    ]
    return (*lines, f"# and {len(named) - _LISTED} more") if len(named) > _LISTED else tuple(lines)


def _wider(paths: Sequence[str], files: frozenset[str], held: Mapping[str, int]) -> list[str]:
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


def _endings(paths: Sequence[str], files: frozenset[str]) -> list[str]:
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
