"""Tables beside the modules that read them: one row per line, cells apart by tabs, ``-`` for none, ``#`` for notes."""

from __future__ import annotations

from collections.abc import Iterator
from pkgutil import get_data


def rows(package: str, name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table that is in ``package``; raises FileNotFoundError when the installation is incomplete."""
    data = get_data(package, name)
    if data is None:  # pragma: no cover - the table is part of the package
        raise FileNotFoundError(name)
    for line in data.decode().splitlines():
        if line and not line.startswith("#"):
            yield tuple("" if cell == "-" else cell for cell in line.split("\t"))
