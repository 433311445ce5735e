"""One place knows a kind of artifact; what else names its suffixes is held against it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pkglint.model import ALL_KINDS, Kind
from pkglint.model.kinds import SUFFIXES, Container, is_artifact, is_npm, registry_of, spec
from pkglint.model.units import a

ROOT = Path(__file__).parents[1]


def test_every_kind_is_listed_and_has_a_name_of_its_own() -> None:
    assert set(ALL_KINDS) == set(Kind)
    assert len(set(SUFFIXES)) == len({spec(kind).noun for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_artifact_is_reported_by_its_name(suffix: str) -> None:
    assert is_artifact(f"demo-1.0{suffix.upper()}")
    assert not is_artifact(f"demo{suffix}.txt")


def test_the_hook_is_started_for_every_kind_and_for_nothing_else() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    files = [re.compile(hook["files"]) for hook in hooks if hook["id"] == "pkglint-files"]
    assert len(files) == 1
    assert all(files[0].search(f"dist/demo-1.0{suffix}") for suffix in SUFFIXES)
    assert not files[0].search("dist/demo.zip")


def test_what_npm_takes_is_npm() -> None:
    assert [kind for kind in Kind if is_npm(kind)] == [Kind.NPM]
    assert not is_npm(None)
    assert {registry_of(kind) for kind in (*Kind, None)} == {"npm", "PyPI"}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_manifest_of_a_tarball_lies_at_its_root(kind: Kind) -> None:
    assert bool(spec(kind).manifest) is (spec(kind).container is Container.TARBALL)


@pytest.mark.parametrize(
    ("noun", "said"), [("sdist", "an sdist"), ("npm tarball", "an npm tarball"), ("xz stream", "an xz stream")]
)
def test_articles(noun: str, said: str) -> None:
    assert a(noun) == said
