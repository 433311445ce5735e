"""Sorts of files by the ends of their names, each with its colour: for looking at, never for judging."""

from __future__ import annotations

from typing import NamedTuple


class Sort(NamedTuple):
    """What a file is for. ``light`` and ``dark`` are fills under black and under white text."""

    name: str
    light: str
    dark: str
    endings: frozenset[str]


def _sort(name: str, light: str, dark: str, endings: str) -> Sort:
    return Sort(name, light, dark, frozenset(endings.split()))


OTHER = _sort("other", "#cbd3dc", "#3a424c", "")
_NATIVE = _sort("native", "#b9a7dd", "#53417a", "so pyd dll dylib node exe wasm a lib o bc")
_TYPES = _sort("types", "#c5d9ec", "#2c3f52", "pyi")
SORTS = (
    _sort("code", "#9ec5e8", "#1f4a70", "py pyx pxd js mjs cjs ts mts cts jsx tsx vue svelte sh ps1 c cc cpp h hpp rs"),
    _TYPES,
    _sort("map", "#f2b8a0", "#7a3d24", "map"),
    _NATIVE,
    _sort("style", "#bfe0d0", "#2b5747", "css scss sass less styl"),
    _sort("media", "#a9d8b8", "#2f5c3d", "png jpg jpeg gif svg ico webp avif woff woff2 ttf otf eot mp3 mp4 wav pdf"),
    _sort("data", "#e6d59a", "#5f5220", "json csv tsv parquet npz npy pkl yaml yml toml xml db gz zip bin dat whl tgz"),
    _sort("text", "#d9dde3", "#31373f", "md rst txt html htm"),
    OTHER,
)
_BY_ENDING = {ending: sort for sort in SORTS for ending in sort.endings}


def sort_of(name: str) -> Sort:
    """The sort of a file by its name."""
    low = name.lower()
    if low.endswith((".d.ts", ".d.mts", ".d.cts")):
        return _TYPES
    known = _BY_ENDING.get(low.rpartition(".")[2])
    return known or (_NATIVE if ".so." in low else OTHER)
