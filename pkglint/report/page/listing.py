"""The contents of an artifact as nested lists that fold: all of what the map shows, for the keyboard and for reading.

Whatever stands here is repeated for each of what may be 200,000 members: end tags that HTML does not need are left out.
"""

from __future__ import annotations

from pkglint.model import Level, units
from pkglint.report.kit import escape
from pkglint.report.page.nodes import Change, Contents, Node

_UNFOLDED = 100  # Lines that are shown at first, those of directories with an error apart.
_MANY = 200  # A directory with an error is unfolded up to this many files.


def lines(tree: Contents, prefix: str) -> list[str]:
    """The list, line by line. ``prefix`` starts the ``id`` of members; only what was linked to before gets one."""
    made = ["<ul>"]
    _items(tree.root, prefix, _unfolded(tree.root), made)
    return [*made, "</ul>"]


def _unfolded(root: Node) -> set[int]:
    """Places in memory of the directories that are open at first: from the top, the heaviest first, while few lines."""
    room = _UNFOLDED - len(root.nodes or ())
    opened: set[int] = set()
    queue = [root]
    for node in queue:
        for below in node.nodes or ():
            if below.nodes and len(below.nodes) <= room:
                room -= len(below.nodes)
                opened.add(id(below))
                queue.append(below)
    return opened


def _items(node: Node, prefix: str, unfolded: set[int], made: list[str]) -> None:
    for below in node.nodes or ():
        name = f"<b>{units.size(below.size)}</b> {escape.html(escape.name(below.name))}"
        if below.nodes is None:
            anchor = f" id={prefix}{below.number}" if below.linked else ""
            target = f" &rarr; {escape.html(escape.name(below.target))}" if below.target is not None else ""
            notes = _notes(below) if below.level or below.change is not Change.NONE else ""
            made.append(f"<li{anchor}>{name}{target}{notes}")
            continue
        level = f" <em class={below.level}>{below.level}</em>" if below.level else ""
        opened = id(below) in unfolded or (below.level is Level.ERROR and below.files <= _MANY)
        made.append(
            f"<li><details{' open' if opened else ''}><summary>{name}/ <i>{units.count(below.files, 'file')}</i>{level}"
            f"{_change(below)}</summary><ul>"
        )
        _items(below, prefix, unfolded, made)
        made.append("</ul></details>")


def _notes(node: Node) -> str:
    mark = f" <a class={node.level} href=#{node.finding}>{node.level}</a>" if node.level else ""
    return mark + _change(node)


def _change(node: Node) -> str:
    """What the reference says of a member: new, gone, or its size there."""
    if node.change is Change.NONE or node.change is Change.SAME:
        return ""
    if node.change is Change.NEW:
        return " <i>new</i>"
    gone = "gone, " if node.change is Change.GONE else ""
    return f" <i>{gone}was {units.size(node.was)}</i>"
