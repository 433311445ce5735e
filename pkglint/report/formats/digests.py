r"""What was linted, in the format of sha256sum: a digest, two blanks, a name.

Only artifacts that were read to the end are in it, so that a manifest never vouches for what nobody looked at. As in
sha256sum, a line starts with a backslash when its name holds one that is an escape: ``\\``, ``\n``, ``\r``. For any
other character that must not be printed, ``\x1b`` or ``\u202e`` are used; sha256sum refuses such lines, ``parse``
reads them back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pkglint.model import Report, RuleDoc
from pkglint.report.kit import escape
from pkglint.report.kit.style import Style

_LINE = re.compile(r"(?P<escaped>\\?)(?P<digest>[0-9a-fA-F]{64}) [ *](?P<name>.+)")
_ESCAPE = re.compile(r"\\(?:(?P<code>x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|(?P<char>[\\nrt])|(?P<wrong>.|$))")
_CHARS = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def render(report: Report, style: Style, docs: Sequence[RuleDoc] = ()) -> str:  # noqa: ARG001 - one signature for all
    """One line per artifact that was linted."""
    linted = (result.artifact for result in report.results if result.not_linted is None and result.artifact.sha256)
    return "".join(f"{_line(artifact.sha256, artifact.filename)}\n" for artifact in linted)


def _line(digest: str, name: str) -> str:
    shown = escape.name(name)
    return f"{digest}  {name}" if shown == name else f"\\{digest}  {shown}"


def parse(text: str) -> list[tuple[str, str]]:
    """Pairs of sha256 in lower case and name. Raises ``ValueError`` for a line that is neither pair nor comment."""
    pairs = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        stripped = line.removesuffix("\r")
        if not stripped.strip() or stripped.startswith("#"):
            continue
        found = _LINE.fullmatch(stripped)
        if not found:
            raise ValueError(f"line {number} is not a sha256 digest and a name")
        name = _ESCAPE.sub(_unescape, found["name"]) if found["escaped"] else found["name"]
        pairs.append((found["digest"].lower(), name))
    return pairs


def _unescape(found: re.Match[str]) -> str:
    if found["code"]:
        return chr(int(found["code"][1:], 16))
    if found["char"]:
        return _CHARS[found["char"]]
    raise ValueError(f"{found[0]!r} is not an escape of sha256sum")
