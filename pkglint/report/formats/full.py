"""Full text: a block per finding with what leaked or runs and what to change, then the table, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.model import Crash, FixAction, Kind, Level, NotLinted, Report, Result, RuleDoc, units
from pkglint.report.advice import fixes
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.layout import wrap
from pkglint.report.kit.style import Style

_INDENT = 2
_COLUMN = 11  # Where text starts: two blanks, the longest level, two blanks.
_SHORT = 3  # Advice up to so many lines is repeated rather than referred to.
_GROUPS = (20, 100, 1 << 30)  # Groups an artifact may show, by verbosity.
_MEMBERS = (3, 20, 1 << 30)  # Members that a group names, by verbosity.
_SHIPPED = (FixAction.EXCLUDE, FixAction.STRIP_MAPS, FixAction.UNLINK_MAPS)
_KINDS = {Kind.WHEEL: "wheel", Kind.SDIST: "sdist", Kind.NPM: "npm tarball", None: "unknown kind"}


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The whole report as text for people."""
    return escape.guard("\n".join(_lines(report, style)) + "\n")


def _lines(report: Report, style: Style) -> Iterator[str]:
    groups = [group for result in report.results for group in grouped(result.active)]
    tables = fixes.Tables()
    for result in report.results:
        if result.active or result.not_linted or result.crashes or (style.show_ignored and result.ignored):
            yield from Blocks(result, style, tables).lines()
    if report.about_policy:
        yield from _about_policy(report, style)
    if report.problem:
        yield from labelled("NOT LINTED", "bold red", escape.terminal(report.problem), style)
        yield ""
    if groups:
        yield from _hint(groups, style)
    if report.results:
        yield summary.artifacts(report, style)
        yield from _notes(report, style)
    if style.statistics and (any(r.active for r in report.results) or report.about_policy):
        yield summary.statistics(report, style)
        yield ""
    yield summary.verdict(report, style)


def _hint(groups: Sequence[Group], style: Style) -> Iterator[str]:
    """The two commands that people look for next, ready to run where there is one thing to say."""
    yield f"{style.paint('Why it matters', 'dim')}  pkglint explain {_one({group.rule for group in groups}, 'RULE')}"
    may_ship = [group for group in groups if _may_ship(group)]
    if may_ship:
        rule = _one({group.rule for group in may_ship}, "RULE")
        where = _one({_pattern_of(group) for group in may_ship}, "PATH")
        yield f'{style.paint("Meant to ship", "dim")}   pkglint ignore {rule} {where} --reason "..."'
    yield ""


def _one(values: set[str], several: str) -> str:
    """The value, if there is only one; the command stays a pattern to fill in where there are ``several``."""
    return values.pop() if len(values) == 1 else several


def _pattern_of(group: Group) -> str:
    """The gitignore pattern for an exception, as one word of a shell."""
    path = group.single.finding.path if group.single else None
    if path:
        return fixes.exception(path)
    return fixes.exception(group.directory, "/**") if group.directory else "PATH"


def _may_ship(group: Group) -> bool:
    """Whether an ignore by path is the line to offer for what should not ship.

    It is not for what is pinned by its content, must be revoked or is missing, nor where the advice already says what
    to write into the policy.
    """
    if any(judged.pinned_only for judged in group.judged):
        return False
    fixes = [j.finding.fix for j in group.judged if j.finding.fix]
    return bool(fixes) and all(fix.action in _SHIPPED and "the policy" not in fix.text for fix in fixes)


def _skipped(report: Report) -> Iterator[str]:
    """What was not searched for secrets because its magic says that it is no text."""
    for result in report.results:
        if result.skipped:
            formats = ", ".join(f"{escape.terminal(name)} ({count:,})" for name, count in result.skipped)
            yield f"not searched for secrets in {escape.terminal(result.artifact.filename)}: {formats}"


def _notes(report: Report, style: Style) -> Iterator[str]:
    """What belongs under the table: what a percentage means, what was ignored, which policy judged."""
    notes = list(_visibility(report))
    if style.verbose:
        notes += _skipped(report)
    if summary.has_budgets(report):
        notes.append("percentages are of the policy's budgets")
    ignored = sum(len(result.ignored) for result in report.results)
    if ignored:
        told = (
            "" if style.show_ignored else ", --show-ignored lists them" if ignored > 1 else ", --show-ignored lists it"
        )
        notes.append(f"{units.count(ignored, 'finding')} ignored by the policy{told}")
    source = escape.terminal(report.policy_source) if report.policy_source else "none, defaults apply"
    notes.append(f"policy: {source}")
    yield from (style.paint(line, "dim") for note in notes for line in wrap(note, style.width))
    yield ""


def _visibility(report: Report) -> Iterator[str]:
    """How the artifacts were judged that have no heading, once where all of them agree."""
    clean = [r for r in report.results if not (r.active or r.not_linted or r.crashes)]
    reasons = {(r.package.visibility, r.package.visibility_reason) for r in clean}
    for result in clean if len(reasons) > 1 else clean[:1]:
        which = f"{escape.terminal(result.artifact.filename)} is " if len(reasons) > 1 else ""
        yield f"{which}judged as {_source(result)}"


def _source(result: Result) -> str:
    """Whether a package is open source, and why it is taken for that."""
    package = result.package
    return f"{package.visibility} source: {escape.terminal(package.visibility_reason)}"


def _about_policy(report: Report, style: Style) -> Iterator[str]:
    yield style.paint(escape.terminal(report.policy_source or "the policy"), "bold")
    yield ""
    for judged in report.about_policy:
        where = f"line {judged.finding.line}" if judged.finding.line else ""
        yield from head(judged.level, judged.finding.rule, where, style)
        yield from body(escape.terminal(judged.finding.message), style)
        if judged.finding.fix and judged.finding.fix.text:
            text = escape.terminal(judged.finding.fix.text)
            yield from labelled("fix", "green", f"{text[:1].upper()}{text[1:]}.", style, _COLUMN - 5)
        yield ""


def head(label: Level | str, rule: str, place: str, style: Style, facts: str = "") -> Iterator[str]:
    """The first line of a block: the level or a word in its column, the rule, and the place beside or under it."""
    word = style.level(label) if isinstance(label, Level) else style.paint(label, "dim")
    start = " " * _INDENT + word + " " * (_COLUMN - _INDENT - len(str(label)))
    after = f"  {facts}" if facts else ""
    if _COLUMN + len(rule) + 2 + words.columns(place + after) <= style.width:
        yield f"{start}{rule}  {style.paint(place, 'bold')}{after}".rstrip()
        return
    yield start + rule
    *lines, last = wrap(place, style.width - _COLUMN)
    yield from (" " * _COLUMN + style.paint(line, "bold") for line in lines)
    fits = _COLUMN + words.columns(last + after) <= style.width
    yield " " * _COLUMN + style.paint(last, "bold") + (after if fits else "")
    if facts and not fits:
        yield " " * _COLUMN + facts


def body(text: str, style: Style, look: str = "") -> Iterator[str]:
    """Wrapped lines in the text column."""
    yield from (" " * _COLUMN + style.paint(line, look) for line in wrap(text, style.width - _COLUMN))


def labelled(label: str, look: str, text: str, style: Style, indent: int = 0) -> Iterator[str]:
    """A label, and wrapped text that hangs beside it."""
    hang = indent + len(label) + 2
    lines = wrap(text, style.width - hang)
    yield " " * indent + style.paint(label, look) + "  " + lines[0]
    yield from (" " * hang + line for line in lines[1:])


class Blocks:
    """The blocks of one artifact."""

    def __init__(self, result: Result, style: Style, tables: fixes.Tables | None = None) -> None:
        self.result = result
        self.style = style
        self.verbose = min(style.verbose, 2)
        self.sizes = {row.path: row.size for row in result.rows}
        self.advice = fixes.Advice(result)
        self.told: dict[tuple[fixes.Step, ...], str] = {}
        self.tables = tables or fixes.Tables()

    def lines(self) -> Iterator[str]:
        """The artifact's heading and everything that was found in it."""
        yield from self._heading()
        if self.result.not_linted:
            yield from self._not_linted(self.result.not_linted)
        for crash in self.result.crashes:
            yield from self._crash(crash)
        groups = grouped(self.result.active, self.style.dots)
        limit = _GROUPS[self.verbose]
        for group in groups[:limit]:
            yield from self._group(group)
        if len(groups) > limit:
            left = sum(len(group.judged) for group in groups[limit:])
            more = f"and {units.count(left, 'more finding')} in {units.count(len(groups) - limit, 'group')}: "
            yield from body(f"{more}-v shows more, --format json all", self.style)
            yield ""
        if self.style.show_ignored:
            yield from self._ignored()

    def _heading(self) -> Iterator[str]:
        style = self.style
        path = escape.terminal(self.result.artifact.path)
        yield from (style.paint(line, "bold") for line in wrap(path, style.width))
        identity = style.dot.join(self.identity())
        yield from (style.paint(line, "dim") for line in wrap(identity, style.width) if line)
        yield ""

    def identity(self) -> list[str]:
        """What the artifact is, and whether its package is taken for open source."""
        result, package = self.result, self.result.package
        named = escape.terminal(f"{package.name} {package.version}".strip())
        if result.artifact.kind is None and result.not_linted:
            return []
        facts = [_KINDS[result.artifact.kind] + (f" of {named}" if named else "")]
        if not result.not_linted:
            facts.append(_source(result))
        return facts

    def _not_linted(self, why: NotLinted) -> Iterator[str]:
        text = escape.terminal(why.told)
        yield from labelled("NOT LINTED", "bold red", text, self.style, _INDENT)
        for line in wrap(way_out(why, self.result), self.style.width - 14):
            yield " " * 14 + line
        yield ""

    def _crash(self, crash: Crash) -> Iterator[str]:
        where = f" at {escape.name(crash.where)}" if crash.where else ""
        text = f"a rule crashed: our bug. {crash.rule}{where}: {escape.terminal(crash.error)}"
        yield from labelled("CRASH", "bold red", text, self.style, _INDENT)
        hang = " " * (_INDENT + 7)
        rest = "The other rules have reported. Please send us the output of -v."
        yield from (hang + line for line in wrap(rest, self.style.width - len(hang)))
        yield ""

    def _group(self, group: Group) -> Iterator[str]:
        yield from head(group.level, group.rule, self.place(group), self.style, self.facts(group))
        yield from body(escape.terminal(group.message), self.style)
        for line in self.evidence(group):
            yield from body(line, self.style)
        yield from self._fix(group)
        yield ""

    def place(self, group: Group) -> str:
        """The member and line that a group is about, or the directory that all its members lie in."""
        if group.single:
            finding = group.single.finding
            line = f":{finding.line}" if finding.line else ""
            return escape.name(finding.path) + line if finding.path is not None else "the whole artifact"
        return escape.name(f"{group.directory}/") if group.directory else "./"

    def facts(self, group: Group) -> str:
        """How many members and bytes a group is about."""
        if group.single:
            size = self.sizes.get(group.single.finding.path or "")
            return units.size(size) if size is not None else ""
        paths = {j.finding.path for j in group.judged}
        total = units.size(sum(self.sizes.get(path or "", 0) for path in paths))
        several = f"{units.count(len(group.judged), 'finding')} in " if len(paths) != len(group.judged) else ""
        return f"{several}{units.count(len(paths), 'file')}, {total}"

    def where(self, group: Group) -> str:
        """Place and facts in one phrase."""
        return ", ".join(filter(None, (self.place(group), self.facts(group))))

    def evidence(self, group: Group) -> Iterator[str]:
        """What else there is to say, a line each, escaped: the trace of a secret, names, the largest members."""
        shown = _MEMBERS[self.verbose]
        if group.single:
            finding = group.single.finding
            if finding.member and finding.path and finding.member.rpartition("/")[2] != finding.path.rpartition("/")[2]:
                yield f"stored as {escape.name(finding.member)}"
            if finding.evidence:
                yield f"found: {escape.terminal(str(finding.evidence))}"
            for key, value in finding.details.items():
                yield from self._detail(str(key), value, shown, finding.path)
            return
        paths = list(dict.fromkeys(j.finding.path or "" for j in group.judged))
        largest = sorted(paths, key=lambda path: (-self.sizes.get(path, 0), path))[:shown]
        inside = f"{group.directory}/" if group.directory else ""
        names = ", ".join(escape.name(path.removeprefix(inside)) for path in largest)
        yield f"{'all' if len(largest) == len(paths) else 'largest'}: {names}"

    def _detail(self, key: str, value: object, shown: int, path: str | None) -> Iterator[str]:
        """Lists of names are shown; single values only add to what the message says, so they wait for -v."""
        label = escape.terminal(key.replace("_", " ").replace("-", " "))
        if isinstance(value, (list, tuple)) and value and all(isinstance(item, str) for item in value):
            more = f" and {words.number(len(value) - shown)} more" if len(value) > shown else ""
            names = ", ".join(escape.terminal(item) for item in value[:shown])
            if list(value) != [path]:
                yield f"{label}: {names}{more}"
        elif self.verbose and isinstance(value, (str, int, float)):
            yield f"{label}: {escape.terminal(str(value))}"

    def steps(self, group: Group) -> tuple[fixes.Step, ...]:
        """What to do about a group."""
        return self.advice.steps(group.judged)

    def _fix(self, group: Group) -> Iterator[str]:
        steps = self.steps(group)
        if not steps:
            return
        style = self.style
        label = " " * (_COLUMN - 5) + style.paint("fix", "green") + "  "
        before = self.told.get(steps)
        self.told.setdefault(steps, f"{group.rule} in {self.place(group)}")
        if before and (sum(1 + len(step.code) for step in steps) > _SHORT or any(map(self.tables.knows, steps))):
            first, *rest = wrap(f"as for {before}, above", style.width - _COLUMN)
            yield label + first
            yield from (" " * _COLUMN + line for line in rest)
            return
        lines = [line for step in steps for line in self._step(self.tables.once(step))]
        yield label + lines[0]
        yield from (" " * _COLUMN + line for line in lines[1:])

    def _step(self, step: fixes.Step) -> Iterator[str]:
        """A sentence, and the lines to paste under it; a single short one stands beside it."""
        width = self.style.width - _COLUMN
        if len(step.code) == 1 and words.columns(step.say + step.code[0]) + 3 <= width:
            yield f"{step.say}:  {self.style.paint(step.code[0], 'cyan')}"
            return
        yield from wrap(step.say + (":" if step.code else "."), width)
        yield from (f"  {self.style.paint(line, 'cyan')}" for line in step.code)

    def _ignored(self) -> Iterator[str]:
        for judged in self.result.ignored:
            finding, by = judged.finding, judged.ignored_by
            yield from head("ignored", finding.rule, escape.name(finding.path or "the whole artifact"), self.style)
            yield from body(escape.terminal(finding.message), self.style)
            if by:
                told = [f"until {by.expires.isoformat()}"] if by.expires else []
                told += [f"line {by.line} of the policy"] if by.line else []
                notes = f" ({', '.join(told)})" if told else ""
                yield from body(f"reason: {escape.terminal(by.reason)}{notes}", self.style, "dim")
            yield ""


def way_out(why: NotLinted, result: Result) -> str:
    """What to do about an artifact that could not be read."""
    path = escape.shell(result.artifact.path)
    if why.code == "unknown-kind":
        return (
            "If it is not to be uploaded, move it out of the directory or do not name it. Or list its name under "
            '"pass-over" in the policy.'
        )
    if why.code.startswith("limit-"):
        key = escape.terminal(why.code.removeprefix("limit-"))
        return (
            "Nothing is known about what was not read. If the artifact is meant to be like that, raise the limit: "
            f'"limits: {{max-{key}: ...}}" in the policy, or --limit max-{key}=... for one run.'
        )
    if why.code in {"worker-died", "vanished", "changed"}:
        return (
            "Nothing is known about it, so it must not go out. Lint it again by itself while nothing else writes to "
            f"it: pkglint check {path}"
        )
    return (
        f"Nothing is known about what was not read, so this must not go out. Delete {path}, build it again with a "
        "current version of its build tool, and lint that."
    )
