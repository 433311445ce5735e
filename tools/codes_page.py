"""Write the table of reason codes: what the reader can notice, which rule says so, and how much it weighs."""

from __future__ import annotations

from pkglint.model.anomalies import ANOMALIES
from pkglint.rules import catalogue

INTRO = """\
# What the reader notices

<!-- Made by tools/codes_page.py from pkglint/model/anomalies.py: change it there. -->

An archive is read in one way, and whatever could be read in another way is reported. The code stands in brackets at the
end of a finding's message, and in the details of the JSON report. Where no single reading is left (a truncated stream,
a header with a wrong checksum, records that overlap), nothing is guessed: the artifact is **not linted**, which is exit
code 3, and the reason is reported with the member where reading ended.

The subject of each sentence is the member, or the archive where no member is named. A rule may judge a single case
less, as its page says: a link that stays inside an sdist, for example.
"""


def codes_page() -> str:
    """The whole page as Markdown."""
    parts = [INTRO.strip()]
    for rule in catalogue():
        codes = {code: meaning for code, meaning in ANOMALIES.items() if meaning.rule == rule}
        if codes:
            rows = [f"| `{code}` | {meaning.level} | {meaning.text} |" for code, meaning in sorted(codes.items())]
            parts += [
                f"## [{rule}](rules/{rule}.md)",
                "\n".join(["| code | level | it |", "| --- | --- | --- |", *rows]),
            ]
    return "\n\n".join(parts) + "\n"
