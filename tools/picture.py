"""Draw the pictures of README and docs: what ``pkglint check`` prints on a terminal for the two incidents, as SVG.

The text is that of a real run of the command over the two cases; only the pixels are made here. Called by
``tools/generate.py``, so that a change of the output shows as drift.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from xml.sax.saxutils import escape

from fixtures import cases
from fixtures.build import build
from pkglint.cli import run

COLUMNS = 104
CELL = 8.4
LINE = 19
PADDING = 18
BAR = 34
CASES = ("cli_map_closed", "incident_litellm_start_hook")
MAPS = {"cli_map_closed"}
STYLE = (
    "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
    "fill:#e6edf3;white-space:pre}.b{font-weight:700}</style>"
)
SGR = re.compile(r"\x1b\[([0-9;]*)m")
# The 16 colours of terminals as this picture draws them: readable on its dark ground.
COLOURS = {
    "31": "#ff7b72",
    "32": "#7ee787",
    "33": "#e3b341",
    "34": "#79c0ff",
    "35": "#d2a8ff",
    "36": "#76e3ea",
    "90": "#8b949e",
}


def picture(case_id: str) -> dict[str, str]:
    """The pictures of one case by path: the command, a blank line and what it printed; its map by size."""
    case = cases.load(cases.FOLDER / f"{case_id}.txt")
    filename, data = build(case.kinds[0], case.files, name=case.name, version=case.version, level=6)
    printed, drawn = _printed(filename, data)
    made = {f"docs/images/{case_id.replace('_', '-')}.svg": _window(filename, printed)}
    return made | ({f"docs/images/{case_id.replace('_', '-')}-map.svg": drawn} if case_id in MAPS else {})


def _window(filename: str, printed: str) -> str:
    return draw(["$ pkglint check", "", *printed.rstrip("\n").split("\n")], f"pkglint check on {filename}")


def _printed(filename: str, data: bytes) -> tuple[str, str]:
    """Standard output of the command in a directory that holds ``dist/`` with this one file, and the map it writes."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as place, mock.patch.dict(os.environ, {"COLUMNS": str(COLUMNS)}, clear=True):
        (Path(place) / "dist").mkdir()
        (Path(place) / "dist" / filename).write_bytes(data)
        with _inside(place), contextlib.redirect_stdout(out):
            run(["check", "--no-config", "--color", "always", "--report", "svg=map.svg"])
        return out.getvalue(), (Path(place) / "map.svg").read_text(encoding="utf-8")


@contextlib.contextmanager
def _inside(place: str) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)


def draw(lines: list[str], title: str) -> str:
    """Lines with colour codes as an SVG of a terminal window."""
    width = round(COLUMNS * CELL + 2 * PADDING)
    height = BAR + len(lines) * LINE + PADDING
    rows = [
        f'<text x="{PADDING}" y="{BAR + (index + 1) * LINE - 5}">{_spans(line)}</text>'
        for index, line in enumerate(lines)
        if line.strip()
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
            f"<title>{escape(title)}</title>",
            STYLE,
            f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
            *(f'<circle cx="{20 + 18 * n}" cy="18" r="5" fill="#30363d"/>' for n in range(3)),
            *rows,
            "</svg>",
            "",
        ]
    )


def _spans(line: str) -> str:
    """The runs of one line, each placed by its column so that no font can shift it."""
    parts, colour, bold, column = [], "", False, 0
    pieces = SGR.split(line)
    for index, piece in enumerate(pieces):
        if index % 2:
            for code in piece.split(";"):
                if code in {"", "0"}:
                    colour, bold = "", False
                elif code == "1":
                    bold = True
                elif code == "2":
                    colour = COLOURS["90"]
                elif code in COLOURS:
                    colour = COLOURS[code]
        elif piece:
            style = (f' fill="{colour}"' if colour else "") + (' class="b"' if bold else "")
            length = f' textLength="{len(piece) * CELL:.1f}"' if piece.strip() else ""
            parts.append(f'<tspan x="{PADDING + column * CELL:.1f}"{length}{style}>{escape(piece)}</tspan>')
            column += len(piece)
    return "".join(parts)


def pictures() -> dict[str, str]:
    """Every picture by its path from the repository's root."""
    return {path: made for name in CASES for path, made in picture(name).items()}
