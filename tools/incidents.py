"""Write the table of docs/incidents.md from the cases: ``python tools/incidents.py``.

What fires is what pkglint says of each case when this runs, under the built-in policy.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fixtures import cases  # noqa: E402 - the repository's root is added above
from fixtures.cases import Case  # noqa: E402
from fixtures.lint import lint  # noqa: E402

PAGE = ROOT / "docs" / "incidents.md"
BEGIN, END = "<!-- incidents: begin -->\n", "<!-- incidents: end -->\n"


def incidents() -> list[Case]:
    """The cases that retell an incident, by name."""
    return [case for case in cases.every() if case.id.startswith("incident_")]


def table() -> str:
    """One row for each incident: the case, what fires, and whether the gate stays shut."""
    rows = ["| incident | kind | what fires | default gate |", "| --- | --- | --- | --- |"]
    for case in incidents():
        for kind in case.kinds:
            report = lint(*case.build(kind), case.policy)
            found = sorted((j.finding.rule, str(j.level), j.finding.path or "") for j in report.results[0].active)
            fires = "<br>".join(f"{rule} ({level}) in `{path}`" for rule, level, path in found) or "nothing"
            title = case.story.partition(".  ")[0].partition(", ")[0].partition("(")[0].strip()
            link = f"[{title}](../fixtures/cases/{case.id}.txt)"
            rows.append(f"| {link} | {kind} | {fires} | {'shut' if report.exit_code else 'open'} |")
    return "\n".join(rows) + "\n"


def page(text: str) -> str:
    """The page with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
