"""The map by size: a rectangle for each member, its area its bytes, inside of the rectangle of its directory.

Colours and places are presentation attributes, which no content security policy blocks. What has a finding is framed:
an error with a thick line, a warning with a dashed one, an info with a dotted one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.model import Level, units
from pkglint.report.kit import escape, words
from pkglint.report.page.nodes import Change, Contents, Node
from pkglint.report.page.sorts import sort_of
from pkglint.report.page.squares import Box, divide

WIDTH, HEIGHT = 1200, 640
INK, PAPER = "#1b1f24", "#eef1f4"
FRAMES = {
    Level.ERROR: 'stroke="#b3261e" stroke-width="4"',
    Level.WARNING: 'stroke="#8a5a00" stroke-width="3" stroke-dasharray="6 3"',
    Level.INFO: 'stroke="#3f5873" stroke-width="2" stroke-dasharray="2 2"',
}
_THIN = {level: frame.replace('stroke-width="', 'stroke-width="1.') for level, frame in FRAMES.items()}
CHANGES = {Change.NEW: "#7fb3ff", Change.GROWN: "#f2c14e", Change.SHRUNK: "#a9d8b8", Change.SAME: "#d9dde3"}
_SIGNS = {Change.NEW: "+ ", Change.GROWN: "\N{UPWARDS ARROW} ", Change.SHRUNK: "\N{DOWNWARDS ARROW} "}
_FONTS = (24, 16, 11)  # In units of the drawing, the largest that fits.
_WIDE = 0.58  # Width of a letter over the size of the font, on average.
_BAR = 1.5  # Height of a directory's name over the size of its font.
_LINKED = 2500  # Area from which on a member is a link.
_VISIBLE = 64  # Area that a member with a finding is given at least.
_DISTORTED = 0.03  # Share of the map that may be given away for that.
_CROWD = 200  # So many members with findings are all shown by themselves, however small.
_SMALL = 16  # Width or height of a cell from which on a frame is thin.
_TIP = 300


@dataclass(slots=True)
class Map:
    """Shapes in the order of drawing; frames come last, so that no neighbour covers them."""

    shapes: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All shapes."""
        return "\n".join((*self.shapes, *self.frames))


def draw(tree: Contents, prefix: str = "", least: float | None = None, height: float = HEIGHT) -> str:
    """The shapes of a map. Members that are links are marked as linked: their ``id`` is ``prefix`` and their number.

    Without ``prefix`` nothing is a link. What is smaller than ``least`` is folded into one cell of its directory; by
    default that grows with the number of members, so that a map never has more than a few thousand shapes.
    """
    files = len(tree.members)
    smallest = max(30.0, min(200.0, files / 50)) if least is None else least
    marked = sum(node.level is not Level.NONE for node in tree.members.values())
    share = min(_VISIBLE / (WIDTH * height), _DISTORTED / marked) if marked else 0
    _weigh(tree.root, tree.root.size * share)
    made = Map()
    _Painter(made, prefix, smallest, marked > _CROWD).inner(tree.root, Box(0, 0, WIDTH, height), 0)
    return made.text


def _weigh(node: Node, least: float) -> float:
    """Give every node its weight on the map: its bytes, and a little more for what has a finding and few of them."""
    if node.nodes is None:
        node.weight = max(node.size, least) if node.level else node.size
    else:
        node.weight = sum(_weigh(below, least) for below in node.nodes)
    return node.weight


@dataclass(frozen=True, slots=True)
class _Painter:
    made: Map
    prefix: str
    smallest: float
    crowded: bool

    def inner(self, node: Node, box: Box, depth: int) -> None:
        """What is in a directory, below its name."""
        if depth:
            font = _FONTS[1] if depth == 1 and box.width > 240 and box.height > 120 else _FONTS[2]
            bar = font * _BAR
            if box.height > 2 * bar and box.width > 4 * font:
                self.made.shapes.append(_text(f"{node.name}/", box, font, bar))
                box = box.inside(0, bar)
        shown = self.shown(node, box)
        for below, place in zip(shown, divide([each.weight for each in shown], box), strict=True):
            if below.nodes and not below.joined and place.area > 900:
                self.directory(below, place, depth)
            else:
                self.cell(below, place)

    def shown(self, node: Node, box: Box) -> list[Node]:
        """The nodes of a directory; those that are too small to see are joined, with findings only in a crowd."""
        nodes = [below for below in node.nodes or () if below.weight]
        total = sum(below.weight for below in nodes)
        scale = box.area / total if total else 0
        small: dict[Level, list[Node]] = defaultdict(list)
        for below in nodes:
            if below.weight * scale < self.smallest and (self.crowded or not below.level):
                small[below.level].append(below)
        for level, parts in small.items():
            if len(parts) > 1:
                dropped = {id(below) for below in parts}
                nodes = [*(below for below in nodes if id(below) not in dropped), _joined(node, level, parts)]
        return sorted(nodes, key=lambda below: (-below.weight, below.name))

    def directory(self, node: Node, box: Box, depth: int) -> None:
        tip = f"{escape.name(node.path)}, {units.size(node.size)}, {units.count(node.files, 'file')}"
        self.made.shapes.append(_rectangle(box, PAPER, "", tip))
        self.inner(node, box.inside(2), depth + 1)

    def cell(self, node: Node, box: Box) -> None:
        """A member, a directory too small to look into, or what was joined."""
        frame = (_THIN if min(box.width, box.height) < _SMALL else FRAMES).get(node.level, "")
        look = frame + (' fill-opacity=".55"' if node.joined else "")
        shape = _rectangle(box, _fill(node), look, _tip(node)) + "".join(_label(node, box))
        if self.prefix and node.nodes is None and (node.level or box.area > _LINKED):
            node.linked = True
            shape = f'<a href="#{self.prefix}{node.number}" tabindex="-1">{shape}</a>'
        (self.made.frames if frame else self.made.shapes).append(shape)


def _joined(node: Node, level: Level, parts: list[Node]) -> Node:
    """One cell for many small parts of a directory; it has the colour of the heaviest."""
    files, size = sum(below.files for below in parts), sum(below.size for below in parts)
    made = Node(f"{words.number(files)} more", node.path, size, level, nodes=[parts[0]], files=files, joined=True)
    made.weight = sum(below.weight for below in parts)
    return made


def _fill(node: Node) -> str:
    """The colour of a member, or of the heaviest one below a directory."""
    while node.nodes:
        node = node.nodes[0]
    return CHANGES.get(node.change) or sort_of(node.name).light


def _tip(node: Node) -> str:
    """What is shown over a cell, escaped."""
    path = words.shorten(escape.name(node.path), _TIP)
    facts = [f"{path}{node.name}" if node.joined else path, units.size(node.size)]
    if node.change in {Change.NEW, Change.SAME}:
        facts.append(node.change.value)
    elif node.change is not Change.NONE:
        facts.append(f"was {units.size(node.was)}")
    if node.level:
        facts.append(str(node.level))
    return ", ".join(facts)


def _rectangle(box: Box, fill: str, look: str, tip: str) -> str:
    """One cell with a gap of a unit to its neighbours; a frame is inside of it."""
    inset = 2 if "stroke" in look else 0.5
    width, height = max(box.width - 2 * inset, 0.5), max(box.height - 2 * inset, 0.5)
    place = f'x="{box.x + inset:.1f}" y="{box.y + inset:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}"{" " if look else ""}{look}><title>{escape.html(tip)}</title></rect>'


def _label(node: Node, box: Box) -> Iterator[str]:
    """The name in the largest font that has room for all of it, and the size below it."""
    name = _SIGNS.get(node.change, "") + node.name + ("/" if node.nodes and not node.joined else "")
    for font in _FONTS:
        last = font == _FONTS[-1]
        if box.height < font * _BAR or box.width < font * 3:
            continue
        if last or words.columns(escape.name(name)) <= _room(box, font):
            yield _text(name, box, font, font * _BAR)
            if box.height > 2.8 * font and box.width > 5 * font:
                yield _text(units.size(node.size), box.inside(0, font * 1.2), font, font * _BAR)
            return


def _text(label: str, box: Box, font: int, height: float) -> str:
    shown = _clipped(escape.name(label), _room(box, font))
    if not shown:
        return ""
    x, y = box.x + 5, box.y + height * 0.72
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{font}">{escape.html(shown)}</text>'


def _room(box: Box, font: int) -> int:
    """How many letters fit on one line."""
    return int((box.width - 8) / (font * _WIDE))


def _clipped(text: str, room: int) -> str:
    """The start of ``text`` in ``room`` columns; nothing where less than two letters would stay."""
    if words.columns(text) <= room:
        return text
    text = text[: max(room - 1, 0)]
    while words.columns(text) > room - 1 and text:
        text = text[:-1]
    return f"{text}\N{HORIZONTAL ELLIPSIS}" if len(text) > 1 else ""
