"""Reports: a Report value to text, one module per format, each imported only when it is asked for.

``render`` is the whole interface for findings; ``pkglint.report.listing``, ``.explain`` and ``.policy_errors`` hold
what the other commands print. Nothing here writes anywhere: the caller gets a string that ends with a newline.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from pkglint.model import Report, RuleDoc
from pkglint.report.formats import FORMATS, Format
from pkglint.report.kit.style import Style

__all__ = ["FORMATS", "Format", "Style", "render"]


def render(format: str, report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: A002
    """The report in one of ``FORMATS``; ``docs`` is the catalogue, which SARIF and JUnit list in full.

    Raises ``ValueError`` for a format that is not there.
    """
    if format not in FORMATS:
        raise ValueError(f"no report format is called {format!r}")
    module = importlib.import_module(f"pkglint.report.formats.{format}")
    text: str = module.render(report, style, docs)
    return text
