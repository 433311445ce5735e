"""What the colours and frames of the map mean, with what each sort of file weighs."""

from __future__ import annotations

from collections import Counter

from pkglint.model import Level, units
from pkglint.report.kit import words
from pkglint.report.page.drawing import CHANGES, FRAMES, HEIGHT, INK, WIDTH
from pkglint.report.page.nodes import Change, Contents
from pkglint.report.page.sorts import SORTS, sort_of

_SHOWN = (Change.NEW, Change.GONE, Change.GROWN, Change.SHRUNK)


def figure(shapes: str) -> str:
    """A map inside of a page. The list of contents is its form for the keyboard and for reading aloud."""
    look = f'font-family="system-ui, sans-serif" fill="{INK}"'
    return f'<svg class="map" aria-hidden="true" viewBox="0 0 {WIDTH} {HEIGHT}" {look}>\n{shapes}\n</svg>'


def sizes(tree: Contents) -> list[tuple[str, str, int]]:
    """What the map's fills stand for, the heaviest first: name, fill, bytes."""
    if any(node.change is not Change.NONE for node in tree.members.values()):
        by_change: Counter[Change] = Counter()
        for node in tree.members.values():
            by_change[node.change] += node.size
        return [(change.value, fill, by_change[change]) for change, fill in CHANGES.items() if by_change[change]]
    by_sort: Counter[str] = Counter()
    for node in tree.members.values():
        by_sort[sort_of(node.name).name] += node.size
    shown = [(sort.name, sort.light, by_sort[sort.name]) for sort in SORTS if by_sort[sort.name]]
    return sorted(shown, key=lambda each: -each[2])


def changes(tree: Contents) -> str:
    """How many files came, went and changed their size, and by how many bytes all of it grew, in words."""
    tally = Counter(node.change for node in tree.members.values())
    parts = [f"{words.number(tally[each])} {each.value}" for each in _SHOWN if tally[each]] or ["no size has changed"]
    grown = tree.root.size - tree.root.was
    return f"{words.listed(parts)}; {units.size(abs(grown))} {'more' if grown >= 0 else 'less'} unpacked"


def legend(tree: Contents) -> str:
    """The legend as a line of small pictures and words."""
    whole = tree.root.size
    parts = [
        f"<span>{_swatch(fill)} {name} {units.size(size)}{_share(size, whole)}</span>"
        for name, fill, size in sizes(tree)
    ]
    frames = {node.level for node in tree.members.values()} - {Level.NONE}
    parts += [f"<span>{_swatch('none', FRAMES[level])} {level}</span>" for level in sorted(frames, reverse=True)]
    return f'<p class="legend">{" ".join(parts)}'


def _share(size: int, whole: int) -> str:
    """The share of the whole in words, where it is one percent and more."""
    return f" ({words.percent(size, whole)})" if size * 100 >= whole else ""


def _swatch(fill: str, frame: str = "") -> str:
    place = 'x="2" y="2" width="12" height="12"' if frame else 'width="16" height="16"'
    shape = f'<rect {place} fill="{fill}" {frame}/>'
    return f'<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>'
