"""The findings of one artifact, group by group: level, rule, place, message, evidence, and what to do."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from pkglint.model import Judged, Result
from pkglint.report.advice.view import View, way_out
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.grouping import Group
from pkglint.report.page.nodes import Contents
from pkglint.report.page.prose import inline

_MEMBERS = 5
_IGNORED = 50


def stops(result: Result) -> Iterator[str]:
    """Why there may be more than what was found: the artifact could not all be read, or a rule crashed."""
    if result.not_linted:
        reported = escape.html(result.not_linted.sentence).rstrip(".")
        yield f'<p class="stop"><strong>Not linted.</strong> {reported}.<br>'
        yield escape.html(way_out(result.not_linted, result))
    for crash in result.crashes:
        yield f'<p class="stop"><strong>A rule crashed, our bug.</strong> {escape.html(f"{crash.rule}: {crash.error}")}'


def findings(view: View, groups: Sequence[Group], tree: Contents, number: int, rules: Container[str]) -> Iterator[str]:
    """The list of all groups; ``number`` is the artifact's place on the page, ``rules`` are those that it explains.

    Members that are linked to are marked as such.
    """
    if not groups:
        return
    seen: set[str] = set()
    yield '<ol class="findings">'
    for index, group in enumerate(groups):
        yield from _group(view, group, _Places(tree, f"m{number}-"), f"f{number}-{index}", group.rule in rules, seen)
    yield "</ol>"


def ignored(judged: Sequence[Judged]) -> Iterator[str]:
    """What the policy silences, with the reason it gives."""
    if not judged:
        return
    yield f"<details><summary>{summary.ignored(judged)}</summary><ul>"
    for each in judged[:_IGNORED]:
        place = escape.html(escape.name(each.finding.path)) if each.finding.path is not None else "the artifact"
        reason = escape.html(each.ignored_by.reason) if each.ignored_by else ""
        yield f"<li>{each.finding.rule} in <code>{place}</code>: {reason}"
    if len(judged) > _IGNORED:
        yield f"<li>and {words.number(len(judged) - _IGNORED)} more"
    yield "</ul></details>"


class _Places:
    """Names of members, linked to the list of contents where they are in it."""

    def __init__(self, tree: Contents, prefix: str) -> None:
        self.tree = tree
        self.prefix = prefix

    def link(self, path: str, shown: str) -> str:
        """``shown`` is escaped for a screen, and not yet for HTML."""
        node = self.tree.members.get(path)
        if node is None:
            return f"<code>{escape.html(shown)}</code>"
        node.linked = True
        return f'<a href="#{self.prefix}{node.number}"><code>{escape.html(shown)}</code></a>'


def rule(name: str, explained: bool) -> str:
    """The name of a rule, with a link to its explanation."""
    return f'<a href="#r-{name}">{name}</a>' if explained else f"<code>{name}</code>"


def _group(view: View, group: Group, places: _Places, anchor: str, explained: bool, seen: set[str]) -> Iterator[str]:
    """One group; what to do about it is folded where it is the same as for one above."""
    place = escape.html(view.place(group))
    if group.single and group.single.finding.path is not None:
        place = places.link(group.single.finding.path, view.place(group))
    elif not group.single:
        place = f"<code>{place}</code>"
    facts = f" <span>{escape.html(view.facts(group))}</span>" if view.facts(group) else ""
    yield (
        f'<li id="{anchor}" class="{group.level}"><p><strong class="{group.level}">{group.level}</strong> '
        f"{rule(group.rule, explained)} {place}{facts}<br>{inline(group.message)}"
    )
    yield from _members(view, group, places)
    steps = "\n".join(_steps(view, group))
    if steps:
        yield f"<details{'' if steps in seen else ' open'}><summary>How to fix</summary>\n{steps}</details>"
    seen.add(steps)


def _steps(view: View, group: Group) -> Iterator[str]:
    for step in view.steps(group):
        yield f"<p>{inline(step.say)}{':' if step.code else '.'}"
        if step.code:
            yield f"<pre><code>{_code(step.code)}</code></pre>"


def _members(view: View, group: Group, places: _Places) -> Iterator[str]:
    if group.single:
        items = [escape.html(line) for line in view.evidence(group)]
    else:
        items = []
        heaviest = sorted(group.judged, key=lambda each: -view.sizes.get(each.finding.path or "", 0))
        for judged in heaviest[:_MEMBERS]:
            path, line = judged.finding.path or "", judged.finding.line
            items.append(places.link(path, escape.name(path) + (f":{line}" if line else "")))
        if len(group.judged) > _MEMBERS:
            items.append(f"and {words.number(len(group.judged) - _MEMBERS)} more, marked in the contents")
    if items:
        yield "<ul>" + "\n".join(f"<li>{item}" for item in items) + "</ul>"


def _code(lines: Sequence[str]) -> str:
    return "\n".join(escape.html(line) for line in lines)
