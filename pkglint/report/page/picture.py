"""The maps of a report as one picture: a heading, the map and its legend for each artifact."""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Report, Result, units
from pkglint.report.kit import escape, summary, words
from pkglint.report.kit.grouping import grouped
from pkglint.report.page.assets import dark
from pkglint.report.page.before import before
from pkglint.report.page.drawing import FRAMES, INK, WIDTH, draw
from pkglint.report.page.legend import sizes
from pkglint.report.page.nodes import Contents, Mark, contents

_MAP, _HEAD, _FOOT, _EDGE = 600, 64, 44, 24  # Heights, in units of the drawing.
_LEAST = 90  # Area of the smallest cell: a picture in a README has no list below it, and weighs less.
_NAME = 60
_STEP = 8.4  # Width of a letter of the legend.
_SORTS = 6  # As many of the heaviest sorts of files as fit on the legend's line.


def picture(report: Report) -> str:
    """The picture as ASCII. What could not be read has a heading and no map."""
    parts, at = [], 0
    for result in report.results:
        shapes, height = _one(result)
        parts.append(f'<g transform="translate(0 {at})">\n{shapes}\n</g>')
        at += height
    label = "Map by size of " + words.listed([_name(result) for result in report.results]) if parts else "Nothing"
    made = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="{-_EDGE} 0 {WIDTH + 2 * _EDGE} {at or _HEAD}" '
        f'width="{WIDTH + 2 * _EDGE}" role="img" font-family="system-ui, sans-serif" fill="{INK}">\n'
        f"<title>{escape.html(label)}</title>\n<style>{dark('.map')}</style>\n"
        f'<rect x="{-_EDGE}" width="{WIDTH + 2 * _EDGE}" height="{at or _HEAD}" fill="#fff"/>\n'
        + "".join(f"{part}\n" for part in parts)
        + "</svg>\n"
    )
    return made.encode("ascii", "xmlcharrefreplace").decode()


def _one(result: Result) -> tuple[str, int]:
    """The shapes of one artifact, and their height."""
    marks: dict[str, Mark] = {}
    for group in grouped(result.active):
        for judged in group.judged:
            marks.setdefault(judged.finding.path or "", Mark(group.level, ""))
    tree = contents(result.rows, marks, before(result))
    drawn = draw(tree, least=_LEAST, height=_MAP)
    shapes = "\n".join(_heading(result))
    if not drawn:
        return shapes, _HEAD
    body = f'<g transform="translate(0 {_HEAD})">\n{drawn}\n</g>\n{"".join(_legend(tree))}'
    return f"{shapes}\n{body}", _HEAD + _MAP + _FOOT


def _name(result: Result) -> str:
    return words.shorten(escape.terminal(result.artifact.filename), _NAME)


def _heading(result: Result) -> Iterator[str]:
    facts = [f"{units.size(result.artifact.size)} packed"]
    if not result.not_linted:
        facts += [f"{units.size(result.unpacked)} unpacked", units.count(result.files, "file")]
    facts.append(summary.of_result(result))
    yield f'<text y="28" font-size="20" font-weight="600">{escape.html(_name(result))}</text>'
    yield f'<text y="50" font-size="14">{escape.html(", ".join(facts))}</text>'


def _legend(tree: Contents) -> Iterator[str]:
    """What the colours and frames mean, on one line."""
    entries = [(f"{name} {units.size(size)}", f'fill="{fill}"') for name, fill, size in sizes(tree)[:_SORTS]]
    levels = sorted({node.level for node in tree.members.values() if node.level}, reverse=True)
    entries += [(str(level), f'fill="none" {FRAMES[level]}') for level in levels]
    at, y = 0.0, _HEAD + _MAP + 26
    for text, look in entries:
        yield f'<rect x="{at + 2:.0f}" y="{y - 12}" width="12" height="12" {look}/>'
        yield f'<text x="{at + 20:.0f}" y="{y}" font-size="14">{text}</text>\n'
        at += 36 + len(text) * _STEP
