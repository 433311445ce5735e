"""What pkglint says of itself in machine formats."""

from __future__ import annotations

import sys

NAME = "pkglint"
HOME = "https://github.com/pkglint/pkglint"
SITE = "https://pkglint.github.io/pkglint"


def page(rule: str) -> str:
    """Where a rule is described."""
    return f"{SITE}/rules/{rule}/"


def version() -> str:
    """The running version. Read from the package that is loaded already: importing it from here would be a cycle."""
    return str(getattr(sys.modules.get("pkglint"), "__version__", ""))
