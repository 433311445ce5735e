"""Many findings that say the same become one: per rule, level, shape of the message, and directory.

A rule that fires 2,434 times in one package has one thing to say. What varies between messages are numbers and names:
numbers become ranges, names that differ become dots. Nothing here knows any rule.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pkglint.model import Judged, Level, units
from pkglint.report.kit.words import common

# Up to this many of a kind are shown one by one.
_FEW = 3
# A rule whose messages take more shapes or whose hits are in more directories than this makes one group.
_MANY = 4

# Both branches can only start where a word starts: a message may quote a name of a thousand characters.
_SLOT = re.compile(
    r"""(?P<number>(?<![\w.-])\d[\d,]{0,24}(?:\.\d{1,9})?(?:\ (?P<unit>B|[kKMGTPE]i?B)\b)?(?![\w.]{0,40}[A-Za-z_]))
      | (?P<name>"[^"]*"|'[^']*'|`[^`]*`|(?<![^\s,;:()"'`])[^\s,;:()"'`/\\]*[/\\][^\s,;:()"'`]*)""",
    re.VERBOSE,
)
_PLURAL = re.compile(r"(\0 [a-z]{2,}?)(?:ies\b|s\b|y\b)?(?![a-z])")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings reported together. ``directory`` is the one of all their paths, empty for the root of the package."""

    rule: str
    level: Level
    message: str
    judged: tuple[Judged, ...]
    directory: str = ""

    @property
    def single(self) -> Judged | None:
        """The finding, if there is only one."""
        return self.judged[0] if len(self.judged) == 1 else None


def grouped(judged: Iterable[Judged], dots: str = "...") -> list[Group]:
    """All of ``judged`` in groups, the heaviest level first, otherwise in the order of the report."""
    by_rule: dict[tuple[str, Level], dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for item in judged:
        by_rule[item.finding.rule, item.level][shape(item.finding.message)].append(item)
    groups: list[Group] = []
    for (rule, level), shapes in by_rule.items():
        for bucket in _merged(list(shapes.values())):
            groups += _split(rule, level, bucket, dots)
    return sorted(groups, key=lambda group: (-group.level, group.judged[0].finding.path or "", group.rule))


def shape(message: str) -> str:
    """What stays of a message when its numbers and names are taken out, in the singular."""
    return _PLURAL.sub(r"\1", _SLOT.sub("\0", message))


def _merged(buckets: list[list[Judged]]) -> list[list[Judged]]:
    """The buckets of one rule at one level, or a single one when there are too many of them."""
    if len(buckets) <= _MANY:
        return buckets
    return [[item for bucket in sorted(buckets, key=len, reverse=True) for item in bucket]]


def _split(rule: str, level: Level, bucket: Sequence[Judged], dots: str) -> list[Group]:
    """One group per finding if they are few, else one per first directory, else one for all."""
    placed = [item for item in bucket if item.finding.path is not None]
    if len(bucket) <= _FEW or not placed:
        return [Group(rule, level, item.finding.message, (item,), _parent(item.finding.path or "")) for item in bucket]
    tops: dict[str, list[Judged]] = defaultdict(list)
    for item in placed:
        tops[(item.finding.path or "").rpartition("/")[0].partition("/")[0]].append(item)
    parts = list(tops.values()) if len(tops) <= _MANY else [placed]
    parts += [[item] for item in bucket if item.finding.path is None]
    return [_group(rule, level, part, dots) for part in parts]


def _group(rule: str, level: Level, part: Sequence[Judged], dots: str) -> Group:
    ordered = tuple(sorted(part, key=lambda item: (item.finding.path or "", item.finding.line or 0)))
    message = merge([item.finding.message for item in part], dots)
    return Group(rule, level, message, ordered, common([item.finding.path or "" for item in part]))


def merge(messages: Sequence[str], dots: str = "...") -> str:
    """One message for many: the most frequent shape, its numbers as ranges, its differing names as ``dots``."""
    shapes: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        shapes[shape(message)].append(message)
    alike = max(shapes.values(), key=len)
    slots = [list(_SLOT.finditer(message)) for message in alike]
    # The message with the greatest first number has its nouns in the plural.
    model = max(range(len(alike)), key=lambda index: _value(slots[index][0]) if slots[index] else 0)
    parts, end = [], 0
    for place, found in enumerate(slots[model]):
        parts += [alike[model][end : found.start()], _union([slot[place] for slot in slots], dots)]
        end = found.end()
    parts.append(alike[model][end:])
    if len(shapes) > 1:
        parts.append(" (and similar)")
    return "".join(parts)


def _union(found: Sequence[re.Match[str]], dots: str) -> str:
    if len({match[0] for match in found}) == 1:
        return found[0][0]
    if any(match["number"] is None for match in found):
        return dots
    low, high = min(found, key=_value), max(found, key=_value)
    return low[0] if low[0] == high[0] else f"{low[0]} to {high[0]}"


def _value(found: re.Match[str]) -> float:
    if found["number"] is None:
        return 0
    digits = found["number"].split(" ")[0].replace(",", "")
    return float(digits) * units.FACTORS.get(found["unit"] or "B", 1)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
