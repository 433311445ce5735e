"""A smaller mutant that the same readers still see otherwise, by undoing its damage part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeVar

from bench.differ.compare import differences
from bench.differ.readers import Panel
from bench.differ.verdict import FORMS, judge

ROUNDS = 150


class Mutant(Protocol):
    """What both grammars make."""

    name: str
    done: list[str]

    def pack(self) -> bytes: ...


M = TypeVar("M", bound=Mutant)


class Shrinks(Protocol[M]):
    """Simpler copies of a mutant, each by one step."""

    def __call__(self, mutant: M, /) -> Iterator[M]: ...


def smallest(mutant: M, shrinks: Shrinks[M], seen: Mapping[str, str], panel: Panel) -> M:
    """Take every step after which the same readers still differ in the same way, until none is left."""
    wanted = {reader: reported.startswith("refuses") for reader, reported in seen.items()}
    effort = 3 if wanted.keys() & panel.slow_names else 2
    left, shrunk = ROUNDS, True
    while shrunk and left > 0:
        shrunk = False
        for simpler in shrinks(mutant):
            left -= 1
            data = simpler.pack()
            verdict = judge(simpler.name, data)
            if verdict.codes or not verdict.kind:
                continue
            now = differences(verdict, panel.ask(FORMS[verdict.kind], data, effort))
            if all(
                reader in now and now[reader].startswith("refuses") == refuses for reader, refuses in wanted.items()
            ):
                mutant, shrunk = simpler, True
                break
    return mutant
