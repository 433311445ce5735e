"""The whole page: the verdict, an index, a section for each artifact, the policy, the rules that fired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pkglint.model import Judged, Report, Result, RuleDoc, units
from pkglint.report.advice.view import View
from pkglint.report.kit import escape, summary, tool, words
from pkglint.report.kit.grouping import Group, grouped
from pkglint.report.kit.style import Style
from pkglint.report.page import assets, findings, listing, prose
from pkglint.report.page.before import before
from pkglint.report.page.drawing import draw
from pkglint.report.page.legend import changes, figure, legend
from pkglint.report.page.nodes import Mark, contents


def page(report: Report, style: Style, docs: Sequence[RuleDoc]) -> str:
    """The page as ASCII. What has a release to be compared with shows what came, went, grew and shrank."""
    explained = _explained(report, docs)
    made = "\n".join((*_head(report), *_body(report, style, explained))) + "\n"
    return made.encode("ascii", "xmlcharrefreplace").decode()


def _explained(report: Report, docs: Sequence[RuleDoc]) -> dict[str, RuleDoc]:
    judged = [each for result in report.results for each in result.judged] + list(report.about_policy)
    fired = {each.finding.rule for each in judged}
    return {doc.id: doc for doc in docs if doc.id in fired}


def _head(report: Report) -> Iterator[str]:
    names = report.results[0].artifact.filename if len(report.results) == 1 else ""
    title = _verdict(report) + (f": {escape.html(words.shorten(escape.terminal(names), 120))}" if names else "")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{assets.policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title} - {tool.NAME}</title>"
    yield f"<style>{assets.style()}</style>\n</head>\n<body>"


def _verdict(report: Report) -> str:
    return "Publish" if summary.decide(report)[0] else "Do not publish"


def _body(report: Report, style: Style, explained: Mapping[str, RuleDoc]) -> Iterator[str]:
    yield f"<header>\n<h1>{_verdict(report)}</h1>\n<p>{escape.html(summary.decide(report)[1])}.\n</header>\n<main>"
    if report.problem:
        yield f'<p class="stop"><strong>Not linted.</strong> {escape.html(report.problem)}'
    if len(report.results) > 1:
        yield from _index(report)
    for number, result in enumerate(report.results):
        yield from _artifact(result, number, style, explained)
    if report.about_policy:
        yield from _policy(report.about_policy, report, explained)
    if explained:
        yield from _rules(explained)
    source = f", policy {escape.html(report.policy_source)}" if report.policy_source else ""
    yield f"</main>\n<footer><p>{tool.NAME} {escape.html(tool.version())}{source}</footer>"
    yield f"<script>{assets.script()}</script>\n</body>\n</html>"


def _index(report: Report) -> Iterator[str]:
    yield '<nav aria-label="Artifacts"><table>'
    yield '<thead><tr><th scope="col">Artifact<th scope="col" class="n wide">Packed<th scope="col" class="n wide">'
    yield 'Unpacked<th scope="col" class="n wide">Files<th scope="col">Result</thead>\n<tbody>'
    for number, result in enumerate(report.results):
        _, *cells, (verdict, _) = summary.row(result)
        numbers = "".join(f'<td class="n wide">{escape.html(text)}' for text, _ in cells)
        name = escape.html(words.shorten(escape.terminal(result.artifact.filename), 120))
        look = next((str(level) for level in summary.LEVELS if result.count(level)), "")
        look = "error" if result.not_linted or result.crashes else look
        yield f'<tr><td><a href="#a{number}">{name}</a>{numbers}<td class="{look}">{escape.html(verdict)}'
    yield "</tbody></table></nav>"


def _artifact(result: Result, number: int, style: Style, explained: Mapping[str, RuleDoc]) -> Iterator[str]:
    groups = grouped(result.active)
    view = View(result, replace(style, verbose=0))
    sizes = before(result)
    tree = contents(result.rows, _marks(groups, number), sizes)
    yield f'<section aria-labelledby="a{number}">\n<h2 id="a{number}">{escape.html(result.artifact.filename)}</h2>'
    yield from _facts(view, number)
    if result.release is not None and sizes is not None:
        yield f"<p>Compared with {escape.html(result.release.filename)}: {changes(tree)}."
    yield from findings.stops(result)
    yield f"<h3>Findings</h3>{'' if groups else '<p>Nothing found.'}"
    yield from findings.findings(view, groups, tree, number, explained)
    yield from findings.ignored(result.ignored)
    if tree.members:
        drawn = draw(tree, f"m{number}-")
        if drawn:
            yield f'<h3 id="s{number}">Size</h3>'
            yield legend(tree)
            yield figure(drawn)
        yield f'<h3 id="c{number}">Contents</h3>'
        yield '<p class="filter" hidden><label>Filter by name <input type="search"></label> '
        yield '<output></output>\n<div class="contents">'
        yield from listing.lines(tree, f"m{number}-")
        yield "</div>"
    yield "</section>"


def _facts(view: View, number: int) -> Iterator[str]:
    result = view.result
    facts = [*view.identity(), f"{units.size(result.artifact.size)} packed"]
    facts += [f"{units.size(result.unpacked)} unpacked", units.count(result.files, "file")]
    facts = facts if not result.not_linted else facts[:-2]
    yield f"<p>{escape.html(', '.join(facts))}."
    if result.artifact.sha256:
        yield f'<p class="quiet">sha256 <code>{result.artifact.sha256}</code>'
    if result.rows:
        jump = f'<a href="#s{number}">Size</a>, ' if result.unpacked else ""
        yield f'<p class="jump">Below: {jump}<a href="#c{number}">contents</a>'


def _marks(groups: Sequence[Group], number: int) -> dict[str, Mark]:
    """The heaviest finding of each member; groups come in the order of their levels."""
    made: dict[str, Mark] = {}
    for index, group in enumerate(groups):
        for judged in group.judged:
            if judged.finding.path is not None:
                made.setdefault(judged.finding.path, Mark(group.level, f"f{number}-{index}"))
    return made


def _policy(about: Sequence[Judged], report: Report, explained: Mapping[str, RuleDoc]) -> Iterator[str]:
    yield f'<section aria-labelledby="policy">\n<h2 id="policy">{escape.html(report.policy_source or "Policy")}</h2>'
    yield '<ol class="findings">'
    for judged in about:
        line = f" line {judged.finding.line}" if judged.finding.line else ""
        rule = findings.rule(judged.finding.rule, judged.finding.rule in explained)
        yield f'<li class="{judged.level}"><p><strong class="{judged.level}">{judged.level}</strong> {rule}{line}<br>'
        yield prose.inline(judged.finding.message)
    yield "</ol>\n</section>"


def _rules(explained: Mapping[str, RuleDoc]) -> Iterator[str]:
    yield '<section class="rules" aria-labelledby="rules">\n<h2 id="rules">Rules</h2>'
    for doc in explained.values():
        yield f'<details id="r-{doc.id}"><summary>{doc.id}: {prose.inline(doc.summary)}</summary>'
        yield f"{prose.html(doc.page)}</details>"
    yield "</section>"
