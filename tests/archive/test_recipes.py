"""Every hostile archive of ``fixtures/recipes`` is read in exactly one way, and what is odd about it is reported."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from fixtures.recipes import Recipe, parse, recipes
from pkglint.model.anomalies import ANOMALIES
from tests.archive.reading import read

ALL = recipes()


def ids(chosen: Iterable[Recipe]) -> list[str]:
    return [recipe.id for recipe in chosen]


@pytest.mark.parametrize("recipe", ALL, ids=ids(ALL))
def test_recipe_is_read_as_it_says(recipe: Recipe) -> None:
    reading = read(recipe.filename, recipe.build())
    assert (reading.error.code if reading.error else None) == recipe.not_linted
    if recipe.not_linted is None or recipe.expect:
        assert reading.codes == recipe.expect


@pytest.mark.parametrize("recipe", ALL, ids=ids(ALL))
def test_recipe_is_one_story_about_known_codes(recipe: Recipe) -> None:
    assert recipe.story.endswith(".")
    assert recipe.expect <= ANOMALIES.keys()


def test_every_code_has_a_recipe() -> None:
    shown = set().union(*(recipe.expect for recipe in ALL))
    assert ANOMALIES.keys() == shown


def test_every_code_says_what_it_means() -> None:
    for code, meaning in ANOMALIES.items():
        assert re.fullmatch(r"[a-z0-9-]+", code)
        assert re.match(r"[a-z]+s ", meaning.text), code
        assert not meaning.text.endswith("."), code


def test_error_tells_where_reading_ended() -> None:
    recipe = next(recipe for recipe in ALL if recipe.id == "zip-crc-wrong")
    error = read(recipe.filename, recipe.build()).error
    assert error
    assert error.path == "demo/b.py"


def test_a_line_that_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        parse("x", "A story.\n\nfilename: a.whl\nwhat is this\n")
    with pytest.raises(ValueError, match="unknown or missing"):
        parse("x", "A story.\n\nfilename: a.whl\nexpected: zip-gap\n")
