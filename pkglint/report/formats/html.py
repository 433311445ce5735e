"""One self-contained page: verdict, findings, a map by size, all contents, and the pages of the rules that fired."""

from __future__ import annotations

from collections.abc import Sequence

from pkglint.model import Report, RuleDoc
from pkglint.report.kit import escape
from pkglint.report.kit.style import Style
from pkglint.report.page.document import page


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:
    """The page, in ASCII."""
    return escape.guard(page(report, style, docs))
