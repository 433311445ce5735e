"""What a message repeats of an artifact holds no token of any kind that we know."""

from __future__ import annotations

import pytest

from fixtures.fakes import KINDS, fake
from pkglint.rules._quote import MOST, quoted


@pytest.mark.parametrize("kind", list(KINDS))
def test_tokens_are_cut_out(kind: str) -> None:
    token = fake(kind)
    assert token not in quoted(f"./dist/{token}.js")
    assert token not in quoted(f"https://{token}@example.com/x")


@pytest.mark.parametrize(
    "text",
    [
        "./dist/index.js",
        "exports[./src/internal-testing-utils/*].types",
        "@scope/some-rather-long-package-name",
        "1.0.0-beta.12+build.5",
        "manylinux_2_28_x86_64",
        "./dist/es2015/fesm2015.mjs",
    ],
)
def test_names_are_kept(text: str) -> None:
    assert quoted(text) == text


def test_one_short_line() -> None:
    assert "\n" not in quoted("a\nb")
    assert len(quoted("ab " * 1000)) <= MOST + 3
