"""Markdown for the step summary of a CI job: the verdict, the table, a block per group of findings, the sizes.

GitHub drops a summary of more than 1 MiB as a whole, so this one ends at 512 KiB and counts what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkglint.compare.difference import between
from pkglint.detect.secrets.redact import redacted
from pkglint.model import Level, Report, Result, RuleDoc, units
from pkglint.report.advice.view import View, way_out
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.difference import render_difference
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.style import Style
from pkglint.report.page.heaviest import heaviest
from pkglint.report.page.legend import sizes
from pkglint.report.page.nodes import contents

_LIMIT = 512 << 10
_TAIL = 512  # Room for the line that counts what is left out.
_MEMBERS = 10
_MESSAGE = 400
_PATH = 120
_BAR = 20  # Blocks of a bar for all bytes.


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:
    """The summary, at most 512 KiB of UTF-8."""
    about = {doc.id: doc.summary for doc in docs}
    blocks = list(_blocks(report, style, about))
    lines: list[str] = []
    used = 0
    for number, (block, _) in enumerate(blocks):
        size = len(block.encode()) + 2
        if used + size > _LIMIT - _TAIL:
            left = sum(findings for _, findings in blocks[number:])
            lines.append(f"**{words.number(left)} more** findings are in the log and in the JSON report.")
            break
        lines.append(block)
        used += size
    return escape.guard("\n\n".join(lines) + "\n")


def _blocks(report: Report, style: Style, about: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Blocks of Markdown, each with the number of findings that it reports."""
    go, why = summary.decide(report)
    yield f"## {'Publish' if go else 'Do not publish'}", 0
    yield f"{escape.markdown(why)}.", 0
    if report.problem:
        yield _alert(report.problem), 0
    if report.results:
        yield "\n".join(_table(report)), 0
    if others := summary.compared(report):
        yield f"Compared with {escape.markdown(others)}.", 0
    yield from ((_changed(result, style), 0) for result in report.results if result.release and result.snapshot)
    for result in report.results:
        groups = grouped(result.active)
        view = View(result, style)
        if groups or result.not_linted or result.crashes:
            yield f"### {escape.code(result.artifact.path)}", 0
            if identity := ", ".join(view.identity()):
                yield f"{escape.markdown(identity)}.", 0
            yield from _stops(result)
        for group in groups:
            yield "\n".join(_group(view, group, about)), len(group.judged)
        if result.ignored:
            yield "\n".join(_ignored(result)), 0
    if report.about_policy:
        lines = [
            f"- {_level(judged.level)} {escape.code(judged.finding.rule)}"
            + (f" (line {judged.finding.line})" if judged.finding.line else "")
            + f": {escape.markdown(judged.finding.message)}"
            for judged in report.about_policy
        ]
        yield "\n".join([f"### {escape.code(report.policy_source or 'policy')}", "", *lines]), len(lines)
    for result in report.results:
        if result.unpacked:
            yield "\n".join(_sizes(result)), 0


def _alert(text: str) -> str:
    return f"> **Not linted.** {escape.markdown(text)}"


def _stops(result: Result) -> Iterator[tuple[str, int]]:
    if result.not_linted:
        yield f"{_alert(result.not_linted.sentence)}\n>\n> {escape.markdown(way_out(result.not_linted, result))}", 0
    for crash in result.crashes:
        yield f"> **A rule crashed, our bug.** {escape.markdown(f'{crash.rule}: {crash.error}')}", 0


def _table(report: Report) -> Iterator[str]:
    yield "| Artifact | Kind | Packed | Unpacked | Files | Result |"
    yield "| :-- | :-- | --: | --: | --: | :-- |"
    for result in report.results:
        cells = [escape.code(result.artifact.filename), str(result.artifact.kind or "?")]
        cells += [cell for cell, _ in summary.row(result)[1:]]
        yield f"| {' | '.join(cells)} |"


def _level(level: Level) -> str:
    return f"**{level}**"


def _group(view: View, group: Group, about: dict[str, str]) -> Iterator[str]:
    """One group: a line that says it, and details to unfold."""
    where = f"<code>{escape.markdown(view.place(group))}</code>"
    facts = f" ({view.facts(group)})" if view.facts(group) else ""
    message = escape.markdown(words.shorten(group.message, _MESSAGE))
    yield f"<details><summary><b>{group.level}</b> {group.rule}: {where}{facts} {message}</summary>"
    yield ""
    if group.rule in about:
        yield f"{escape.markdown(about[group.rule].rstrip('.'))}."
        yield ""
    yield from _members(view, group)
    for step in view.steps(group):
        yield f"{escape.markdown(step.say)}{':' if step.code else '.'}"
        yield ""
        if step.code:
            yield from _fenced(step.code)
            yield ""
    yield "</details>"


def _members(view: View, group: Group) -> Iterator[str]:
    if group.single:
        evidence = [f"- {escape.markdown(line)}" for line in view.evidence(group)]
        yield from [*evidence, ""] if evidence else []
        return
    for judged in group.judged[:_MEMBERS]:
        line = f":{judged.finding.line}" if judged.finding.line else ""
        yield f"- {escape.code(judged.finding.path or '')}{line}"
    if len(group.judged) > _MEMBERS:
        yield f"- and {words.number(len(group.judged) - _MEMBERS)} more"
    yield ""


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    yield fence
    yield from lines
    yield fence


def _changed(result: Result, style: Style) -> str:
    """What changed since the last release, folded: the screen of `pkglint diff`."""
    old, new = result.release, result.snapshot
    if old is None or new is None:
        return ""
    shown = render_difference(between(old, new), style, "markdown")
    title = escape.html(escape.terminal(f"{new.name} {old.label} -> {new.label} ({new.kind})"))
    return f"<details><summary>What changed: {title}</summary>\n\n{shown}\n</details>"


def _ignored(result: Result) -> Iterator[str]:
    yield f"<details><summary>{summary.ignored(result.ignored)}</summary>"
    yield ""
    for judged in result.ignored[:_MEMBERS]:
        reason = escape.markdown(judged.ignored_by.reason) if judged.ignored_by else ""
        yield f"- {escape.code(judged.finding.rule)} in {escape.code(judged.finding.path or 'the artifact')}: {reason}"
    if len(result.ignored) > _MEMBERS:
        yield f"- and {words.number(len(result.ignored) - _MEMBERS)} more"
    yield ""
    yield "</details>"


def _sizes(result: Result) -> Iterator[str]:
    """Where the bytes are: GitHub shows no picture that a summary brings along, so the map is a table here."""
    tree = contents(result.rows, {})
    name = escape.markdown(result.artifact.filename)
    total = f"{units.size(result.unpacked)} in {units.count(result.files, 'file')}"
    yield f"<details><summary>Size of {name}: {total}</summary>"
    yield ""
    yield f"{words.listed([f'{sort} {units.size(size)}' for sort, _, size in sizes(tree)])}."
    yield ""
    yield "| Path | Files | Size | |"
    yield "| :-- | --: | --: | :-- |"
    for place in heaviest(tree):
        path = escape.code(words.shorten(redacted(place.path), _PATH)) if place.path else "everything else"
        bar = "\N{FULL BLOCK}" * round(_BAR * place.size / result.unpacked)
        share = words.percent(place.size, result.unpacked) if bar else ""
        yield f"| {path} | {words.number(place.files)} | {units.size(place.size)} | {f'{bar} {share}'.strip()} |"
    yield ""
    yield "</details>"
