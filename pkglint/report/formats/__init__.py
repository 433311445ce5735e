"""The formats of a report, each a module of its name with ``render(report, style, docs)``.

A new format is its module, a line in ``FORMATS``, and goldens: the command line, the Action and the tests read this
table.
"""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """What the rest must know of a format before its module is imported.

    ``screen`` is one for a terminal, of which nothing is shown where quiet is asked for and nothing fails. ``docs`` is
    one that needs the catalogue.
    """

    screen: bool = False
    docs: bool = False


FORMATS = {
    "full": Format(screen=True),
    "concise": Format(screen=True),
    "table": Format(screen=True),
    "json": Format(),
    "github": Format(),
    "sarif": Format(docs=True),
    "junit": Format(),
    "gitlab": Format(),
    "markdown": Format(docs=True),
    "digests": Format(),
    "intoto": Format(docs=True),
    "html": Format(docs=True),
    "svg": Format(),
}
