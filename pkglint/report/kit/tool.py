"""What pkglint says of itself in machine formats."""

from __future__ import annotations

import sys

NAME = "pkglint"


def version() -> str:
    """The running version. Read from the package that is loaded already: importing it from here would be a cycle."""
    return str(getattr(sys.modules.get("pkglint"), "__version__", ""))
