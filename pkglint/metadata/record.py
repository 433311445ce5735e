"""RECORD of a wheel: path, hash and size of every member (binary distribution format; PEP 376, PEP 427)."""

from __future__ import annotations

import binascii
from collections.abc import Callable
from typing import NamedTuple

# More members than the default limits let through, and the longest line of a name (1 KiB), a SHA-512 and a size.
MAX_LINES = 250_000
MAX_LINE = 4_096
STRONG = frozenset({"sha256", "sha384", "sha512"})


class RecordRow(NamedTuple):
    """One line of RECORD. ``digest`` is in lower-case hex; empty with ``algorithm`` when the line has no hash.

    ``size`` is ``None`` when the line has none. ``problem`` says what is wrong with the line itself.
    """

    line: int
    path: str
    algorithm: str
    digest: str
    size: int | None
    problem: str = ""


class Record(NamedTuple):
    """All lines, and what is wrong with the file as a whole: one sentence, or empty."""

    rows: tuple[RecordRow, ...]
    problem: str = ""


def parse_record(data: bytes) -> Record:
    """Read RECORD as the installers do, with ``csv``. Never raises; undecodable bytes become surrogates."""
    rows: list[RecordRow] = []
    problem = _read(data, lambda line, cells: rows.append(_row(line, cells)))
    return Record(tuple(rows), problem)


def record_problem(data: bytes) -> str:
    """What is wrong with RECORD as a whole, without looking into its lines: one sentence, or empty."""
    return _read(data, lambda _line, _cells: None)


def _read(data: bytes, take: Callable[[int, list[str]], None]) -> str:
    import csv
    import io

    problem = _excess(data)
    if problem:
        return problem
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "surrogateescape")
        problem = f"is not UTF-8 at byte {error.start:,}"
    # A NUL makes the csv of Python 3.10 raise and later ones read on: two readers, so it is a problem in all.
    if "\0" in text:
        return "holds a NUL character"
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    try:
        for cells in reader:
            if cells:
                take(reader.line_num, cells)
    except csv.Error as error:
        problem = f"is not CSV near line {reader.line_num:,} ({error})"
    return problem


def _excess(data: bytes) -> str:
    """What no RECORD is: more lines, or a longer one, than there can be."""
    if data.count(b"\n") + data.count(b"\r") > 2 * MAX_LINES:
        return f"has more than {MAX_LINES:,} lines"
    lines = data.splitlines()
    if len(lines) > MAX_LINES:
        return f"has more than {MAX_LINES:,} lines"
    if max(map(len, lines), default=0) > MAX_LINE:
        return f"has a line of more than {MAX_LINE:,} bytes"
    return ""


def _row(line: int, cells: list[str]) -> RecordRow:
    if len(cells) != 3:
        return RecordRow(line, cells[0], "", "", None, f"has {len(cells)} columns instead of 3")
    path, hashed, size = cells
    algorithm, digest, problem = "", "", ""
    if hashed:
        algorithm, _, encoded = hashed.partition("=")
        digest = _hex(encoded)
        if not algorithm or not digest:
            problem = "has a hash that is not algorithm=base64"
    if size and not (size.isascii() and size.isdigit() and len(size) < 20):
        return RecordRow(line, path, algorithm, digest, None, problem or "has a size that is not a number")
    return RecordRow(line, path, algorithm, digest, int(size) if size else None, problem)


def _hex(encoded: str) -> str:
    """URL-safe base64 without padding, as hex; empty when it is not that."""
    if not encoded.isascii() or "=" in encoded or "+" in encoded or "/" in encoded:
        return ""
    try:
        raw = binascii.a2b_base64(encoded.replace("-", "+").replace("_", "/") + "=" * (-len(encoded) % 4))
    except binascii.Error:
        return ""
    return raw.hex()
