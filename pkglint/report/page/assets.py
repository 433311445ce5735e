"""The style sheet and the script of the page, and the content security policy that names both by their hashes."""

from __future__ import annotations

import base64
import hashlib
from pkgutil import get_data

from pkglint.report.page.drawing import PAPER
from pkglint.report.page.sorts import SORTS

# Fills of the map in the dark; they stand as attributes on its shapes, which a style sheet overrides.
_DARK = {sort.light: sort.dark for sort in SORTS} | {PAPER: "#1c232c"}
_DARK |= {"#7fb3ff": "#1f5fb8", "#f2c14e": "#7a5a0c"}
_STROKES = {"#b3261e": "#ff6b5e", "#8a5a00": "#e3b341", "#3f5873": "#9fb8d3"}


def style() -> str:
    """The style sheet of the page: its own file, and the dark colours of the map."""
    return _read("style.css") + dark(".map", ".legend")


def dark(*places: str) -> str:
    """Rules that give shapes inside of ``places`` their fills for the dark."""
    rules = [(f'[fill="{light}"]', f"fill:{fill}") for light, fill in _DARK.items()]
    rules += [(f'[stroke="{light}"]', f"stroke:{stroke}") for light, stroke in _STROKES.items()]
    rules.append(("text", "fill:#e6edf3"))
    text = "".join(f"{','.join(f'{place} {what}' for place in places)}{{{look}}}\n" for what, look in rules)
    return f"@media screen and (prefers-color-scheme:dark){{{text}}}\n"


def script() -> str:
    """The only script: the page says everything without it."""
    return _read("filter.js")


def policy() -> str:
    """What the page may do: use this style and this script, and load nothing."""
    return (
        f"default-src 'none'; style-src '{_hash(style())}'; script-src '{_hash(script())}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    data = get_data("pkglint.report.page", name)
    if data is None:
        raise FileNotFoundError(name)
    # A checkout on Windows may have other line ends, and a browser hashes what it reads: line feeds.
    return data.decode("ascii").replace("\r\n", "\n")
