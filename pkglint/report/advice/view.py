"""What there is to say of one artifact and of each group of its findings, before any format lays it out."""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import NotLinted, Result, units
from pkglint.model.kinds import spec
from pkglint.report.advice.fixes import Advice
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.grouping import Group
from pkglint.report.kit.style import Style

_MEMBERS = (3, 20, 1 << 30)  # Members that a group names, by verbosity.


class View:
    """The groups of one artifact in words, every name of the artifact escaped."""

    def __init__(self, result: Result, style: Style) -> None:
        self.result = result
        self.verbose = min(style.verbose, 2)
        self.sizes = {row.path: row.size for row in result.rows}
        self.advice = Advice(result)

    def identity(self) -> list[str]:
        """What the artifact is, and whether its package is taken for open source."""
        result, package = self.result, self.result.package
        named = escape.terminal(f"{package.name} {package.version}".strip())
        if result.artifact.kind is None and result.not_linted:
            return []
        noun = spec(result.artifact.kind).noun if result.artifact.kind else "unknown kind"
        facts = [noun + (f" of {named}" if named else "")]
        if not result.not_linted:
            facts.append(summary.source(result))
        return facts

    def place(self, group: Group) -> str:
        """The member and line that a group is about, or the directory that all its members are in."""
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

    def steps(self, group: Group) -> tuple[Step, ...]:
        """What to do about a group."""
        return self.advice.steps(group.judged)

    def plan(self, group: Group) -> tuple[Step, ...]:
        """The same, before it is known what else has to change in these files."""
        return self.advice.plan(group.judged)


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
