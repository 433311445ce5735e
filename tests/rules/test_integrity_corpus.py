"""Opt-in: the strict reader and the integrity rules are silent on well-known artifacts.

    python bench/fetch.py DIRECTORY && PKGLINT_CORPUS=DIRECTORY pytest tests/rules/test_integrity_corpus.py

An integrity finding at error level on one of these is a false alarm until somebody has read it. ``RIGHT`` lists those
that were read and are right: releases that PyPI took years ago and refuses today.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest

from fixtures.lint import policy_of
from pkglint.engine import Source, inspect
from pkglint.model import Level
from pkglint.rules import catalogue, family

LEAST = 60
RIGHT = {
    ("Pygments-2.9.0.tar.gz", "upload-reject"): "a capital letter in the file name (PEP 625)",
    ("docutils-0.9.1.tar.gz", "upload-reject"): "a classifier that is no longer on the list",
    ("zstandard-0.9.1.tar.gz", "upload-reject"): "a content type that is not one of the three",
}


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


@pytest.mark.corpus
def test_silence_on_known_artifacts() -> None:
    root = Path(os.environ["PKGLINT_CORPUS"])
    paths = sorted(p for p in root.rglob("*") if p.name.endswith((".whl", ".tgz", ".tar.gz")))
    assert len(paths) >= LEAST
    others = ", ".join(f"{rule}: none" for rule in catalogue() if family(rule) != "integrity")
    policy = policy_of(f"version: 1\nrules: {{{others}}}\n")
    loud: list[str] = []
    quiet: Counter[str] = Counter()
    for path in paths:
        result = inspect(Source(str(path), partial(_open, path)), policy, date(2026, 1, 1))
        assert not result.crashes, path.name
        assert not result.not_linted, path.name
        for judged in result.active:
            rule = judged.finding.rule
            if judged.level is Level.ERROR and (path.name, rule) not in RIGHT:
                loud.append(f"{path.name}: {rule} {judged.finding.path}: {judged.finding.message}")
            elif judged.level is Level.WARNING:
                quiet[rule] += 1
    assert loud == []
    assert set(quiet) <= {"file-mode", "path-collision", "reserved-name", "private-mode", "ambiguous-archive"}, quiet
