"""A box divided into rectangles that are as square as they can be.

After Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in the units of a drawing: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """What it covers."""
        return self.width * self.height

    def inside(self, margin: float, above: float = 0) -> Box:
        """The box without a ``margin`` on every side and a bar at its top."""
        width, height = self.width - 2 * margin, self.height - 2 * margin - above
        return Box(self.x + margin, self.y + margin + above, max(width, 0), max(height, 0))


def divide(weights: Sequence[float], box: Box) -> list[Box]:
    """A box for each of ``weights``, which are positive and descend, together all of ``box``."""
    total = sum(weights)
    if not total or not box.area:
        return [Box(box.x, box.y, 0, 0)] * len(weights)
    areas = [weight * box.area / total for weight in weights]
    made: list[Box] = []
    while len(made) < len(areas):
        side = min(box.width, box.height)
        row = _row(areas, len(made), side)
        taken = areas[len(made) : len(made) + row]
        thick = min(sum(taken) / side, max(box.width, box.height)) if side else 0
        made += _placed(taken, box, thick)
        if box.width >= box.height:
            box = Box(box.x + thick, box.y, box.width - thick, box.height)
        else:
            box = Box(box.x, box.y + thick, box.width, box.height - thick)
    return made


def _row(areas: Sequence[float], start: int, side: float) -> int:
    """How many areas from ``start`` on make the row along ``side`` whose worst rectangle is nearest to a square."""
    covered, worst = 0.0, float("inf")
    most = areas[start]
    for number in range(start, len(areas)):
        covered += areas[number]
        ratio = max(side * side * most / (covered * covered), covered * covered / (side * side * areas[number] or 1))
        if ratio > worst:
            return number - start
        worst = ratio
    return len(areas) - start


def _placed(areas: Sequence[float], box: Box, thick: float) -> list[Box]:
    """The rectangles of one row along the shorter side of ``box``."""
    made, at = [], 0.0
    for area in areas:
        length = area / thick if thick else 0
        if box.width >= box.height:
            made.append(Box(box.x, box.y + at, thick, length))
        else:
            made.append(Box(box.x + at, box.y, length, thick))
        at += length
    return made
