"""What the terminal can show: colour, width, boxes. The order of the variables is that of the README."""

from __future__ import annotations

import os
import sys
from typing import TextIO

PIPE_WIDTH = 100
CREDENTIALS = (
    "TWINE_PASSWORD",
    "UV_PUBLISH_TOKEN",
    "UV_PUBLISH_PASSWORD",
    "HATCH_INDEX_AUTH",
    "POETRY_PYPI_TOKEN_PYPI",
    "FLIT_PASSWORD",
    "PDM_PUBLISH_PASSWORD",
    "MATURIN_PYPI_TOKEN",
    "NPM_TOKEN",
    "NODE_AUTH_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
)


def wants_color(option: str, is_terminal: bool) -> bool:
    """Whether to colour: ``--color``, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, GITHUB_ACTIONS, then the terminal."""
    if option != "auto":
        return option == "always"
    if os.environ.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if os.environ.get(name):
            return os.environ[name] != "0"
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return True
    return is_terminal and not is_dumb()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at ``stream``; it is ``None`` where the caller closed it."""
    return stream is not None and stream.isatty()


def is_dumb() -> bool:
    """Whether the terminal says that it knows no codes."""
    return os.environ.get("TERM") == "dumb"


def follows_links(stream: TextIO | None) -> bool:
    """Whether ``stream`` is a terminal known to show links in text (OSC 8); FORCE_HYPERLINK says it for others.

    A terminal cannot be asked: these variables name those that can do it. One that cannot, and that
    obeys ECMA-48, shows the text alone; a CI log may show the codes.
    """
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if not is_terminal(stream) or os.environ.get("TERM") in {"dumb", "linux"} or os.environ.get("CI"):
        return False
    vte = os.environ.get("VTE_VERSION", "")
    return (
        (vte.isdigit() and int(vte) >= 5000)  # 0.50 was the first release with links
        or os.environ.get("TERM_PROGRAM") in {"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "WarpTerminal"}
        or any(name in os.environ for name in ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM"))
        or os.environ.get("TERM", "").startswith(("xterm-kitty", "alacritty", "foot", "xterm-ghostty"))
    )


def width() -> int:
    """Columns to write in: COLUMNS, else the terminal, else ``PIPE_WIDTH``; at least 40, at most 160."""
    from shutil import get_terminal_size

    return max(40, min(160, get_terminal_size((PIPE_WIDTH, 24)).columns))


def shows_boxes() -> bool:
    """Whether standard output can take box-drawing characters."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


def credentials_in_reach() -> list[str]:
    """Names of the variables that could publish something, if they are set in this process."""
    return [name for name in CREDENTIALS if os.environ.get(name)]
