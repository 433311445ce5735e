"""What a reader says of a file that may hold a credential."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Inside(NamedTuple):
    """What a file holds: ``secret`` is empty when no credential could be read; a line is counted from 1.

    ``weak`` says that the value may as well be a sample: a word with a number, chosen by somebody.
    """

    secret: str = ""
    line: int = 1
    weak: bool = False


NONE = Inside()
Judge = Callable[[str], Inside | None]
"""Takes the text of a file and gives a credential with its line, none, or ``None`` for "not such a file"."""
