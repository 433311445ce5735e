"""The mutator's seeds are what writers make, its damage comes from the seed alone, and what we accept is read alike.

``python -m bench.differ`` is the long run, with the readers of npm, yarn, pnpm, Go, libarchive and others; here are
those of this Python.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date

import pytest

from bench.differ import tar_ways, tars, zip_ways, zips
from bench.differ.compare import differences
from bench.differ.readers import own_python
from bench.differ.run import made
from bench.differ.verdict import FORMS, judge
from pkglint.engine import Source, inspect
from pkglint.model import Level
from pkglint.model.anomalies import ANOMALIES
from pkglint.policy import Policy
from pkglint.rules import catalogue

MUTANTS = 1200
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_what_is_accepted_is_read_alike(form: str) -> None:
    accepted = 0
    for seed in range(MUTANTS):
        mutant = made(form, seed)
        data = mutant.pack()
        verdict = judge(mutant.name, data)
        if not verdict.codes and verdict.kind:
            accepted += 1
            assert not differences(verdict, own_python(FORMS[verdict.kind], data)), f"{form} seed {seed}: {mutant.done}"
    assert accepted > MUTANTS // 50


@pytest.mark.parametrize(("form", "writers"), [("tar", len(tars.WRITERS)), ("zip", len(zips.WRITERS))])
def test_seeds_are_accepted_and_read_alike(form: str, writers: int) -> None:
    for seed in range(40 * writers):
        chance = random.Random(seed)
        mutant: tars.Tarball | zips.Zipped = tars.grown(chance) if form == "tar" else zips.grown(chance)
        data = mutant.pack()
        verdict = judge(mutant.name, data)
        assert verdict.kind, f"{form} seed {seed}"
        assert not verdict.codes, f"{form} seed {seed}"
        assert not differences(verdict, own_python(FORMS[verdict.kind], data)), f"{form} seed {seed}"


def test_a_seed_makes_the_same_mutant_for_ever() -> None:
    assert all(made("tar", seed).pack() == made("tar", seed).pack() for seed in range(50))
    assert all(made("zip", seed).pack() == made("zip", seed).pack() for seed in range(50))


def test_every_way_of_damage_is_taken() -> None:
    tar, wheel = (Counter(word for seed in range(1500) for word in made(form, seed).done) for form in ("tar", "zip"))
    assert {word.partition(" ")[0] for word in tar} >= {
        "number",
        "value",
        "magic",
        "prefix",
        "type",
        "pax",
        "gnu",
        "gzip",
    }
    assert {word.partition(" ")[0] for word in wheel} >= {"version", "extra", "zip64", "bytes", "order", "end", "name"}
    assert len(tar_ways.WAYS) > 30
    assert len(zip_ways.WAYS) > 30


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_the_verdict_is_that_of_a_whole_lint(form: str) -> None:
    """What only the container's rules find, by the engine and by the shorter way."""
    hard = {rule.id for rule in catalogue().values() if rule.pin.required}
    container = {meaning.rule for meaning in ANOMALIES.values()} & hard
    both: Counter[bool] = Counter()
    for seed in range(150):
        mutant = made(form, seed)
        data = mutant.pack()
        verdict = judge(mutant.name, data)
        result = inspect(Source(mutant.name, lambda data=data: io.BytesIO(data)), Policy(), TODAY)  # type: ignore[misc]
        codes = {
            str(judged.finding.details.get("code"))
            for judged in result.judged
            if judged.finding.rule in container and judged.level is Level.ERROR
        }
        codes -= {"None"}
        whole = {result.not_linted.code} if result.not_linted else codes
        assert set(verdict.codes) <= whole, f"{form} seed {seed}: {mutant.done}"
        assert bool(verdict.codes) == bool(whole), f"{form} seed {seed}: {mutant.done}"
        both[bool(whole)] += 1
    assert len(both) == 2
