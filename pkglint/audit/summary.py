"""The report of an audit as text, and as one page of HTML that loads nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.audit import answers
from pkglint.audit.journal import Run
from pkglint.audit.sections import Section, compared, line, sections, statistics
from pkglint.model import Level
from pkglint.report.kit import escape, tool
from pkglint.report.kit.layout import table
from pkglint.report.kit.style import Style
from pkglint.report.page import assets

_OPEN = "The last run did not end: this is what it had done. Run it again to go on."
_LEVELS = {str(level): level for level in Level}


def report(run: Run, style: Style) -> str:
    """The counts, the rules that reported most, the packages with the most errors, what was not linted, trends."""
    parts = [line(answers.counts(run))]
    if not answers.ended(run):
        parts.append(_OPEN)
    steps = answers.steps(run)
    if steps.statuses:
        parts.append(compared(steps))
    shown = [*sections(run), *([statistics(run)] if style.statistics else [])]
    parts += [f"{section.title}\n{_table(section, style)}" for section in shown]
    return escape.guard("\n\n".join(parts) + "\n")


def cost(run: Run, style: Style) -> str:
    """What the artifacts cost."""
    return escape.guard(_table(statistics(run), style) + "\n")


def page(run: Run) -> str:
    """The report as HTML in ASCII."""
    return "\n".join(_page(run)).encode("ascii", "xmlcharrefreplace").decode() + "\n"


def _page(run: Run) -> Iterator[str]:
    reported = escape.html(line(answers.counts(run)))
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{assets.policy()}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Audit: {reported} - {tool.NAME}</title>\n<style>{assets.style()}</style>\n</head>\n<body>"
    yield f"<header>\n<h1>Audit</h1>\n<p>{reported}.\n</header>\n<main>"
    if not answers.ended(run):
        yield f'<p class="stop">{escape.html(_OPEN)}'
    steps = answers.steps(run)
    if steps.statuses:
        yield f"<p>{escape.html(compared(steps))}."
    for section in (*sections(run), statistics(run)):
        yield from _html(section)
    yield f"</main>\n<footer><p>{tool.NAME} {escape.html(tool.version())}, ruleset {run.ruleset}</footer>"
    yield "</body>\n</html>"


def _html(section: Section) -> Iterator[str]:
    heads = "".join(f'<th scope="col"{_look(section, at, "")}>{head}' for at, head in enumerate(section.heads))
    yield f"<h2>{escape.html(section.title)}</h2>\n<table><thead><tr>{heads}</thead>\n<tbody>"
    for row in section.rows:
        cells = "".join(f"<td{_look(section, at, cell)}>{escape.html(cell)}" for at, cell in enumerate(row))
        yield f"<tr>{cells}"
    yield "</tbody></table>"


def _look(section: Section, at: int, cell: str) -> str:
    look = "n" if at in section.right else cell if at == section.level else ""
    return f' class="{look}"' if look else ""


def _table(section: Section, style: Style) -> str:
    rows = [
        [style.level(_LEVELS[cell]) if at == section.level and cell in _LEVELS else cell for at, cell in enumerate(row)]
        for row in section.rows
    ]
    return table(rows, section.heads, style, right=section.right)
