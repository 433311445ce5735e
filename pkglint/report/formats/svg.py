"""The map by size as a picture of its own, for a README or a page of documentation."""

from __future__ import annotations

from collections.abc import Sequence

from pkglint.model import Report, RuleDoc
from pkglint.report.kit import escape
from pkglint.report.kit.style import Style
from pkglint.report.page.picture import picture


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """The picture, in ASCII: the maps of all artifacts, one below the other."""
    return escape.guard(picture(report))
